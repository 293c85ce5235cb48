using System.Collections.Generic;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class ReaderTests
    {
        [Test]
        internal static async Task FromAnyPlace(Service service)
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            {
                await ReceivingTests.SendNumbers(client, topic, 5);
                MessageId second;
                using (Reader reader = await client.CreateReaderAsync(
                    topic, MessageId.Earliest,
                    new ReaderOptions { ReaderName = "its-name" }))
                {
                    Check.Equal("its-name", reader.Name);
                    Check.Equal(
                        "persistent://public/default/" + topic, reader.Topic);
                    using (Message first = reader.Receive(Check.Soon))
                    {
                        Check.Equal("0", first.GetText());
                    }
                    using (Message message = await reader.ReceiveAsync())
                    {
                        second = message.Id;
                    }
                    Check.True(reader.HasNext != false, "there are more");
                    Check.True(
                        !await reader.HasReachedEndOfTopicAsync(), "not ended");
                    await Check.InTime(reader.CloseAsync());
                    Check.Fails(
                        Status.Closed, () => reader.Receive(Check.Soon));
                }
                using (Reader reader = client.CreateReader(
                    topic, MessageId.Parse(second.ToByteArray())))
                {
                    var read = new List<string>();
                    await Check.InTime(reader.ListenAsync(message =>
                    {
                        read.Add(message.GetText());
                        if (read.Count == 3)
                        {
                            reader.Dispose();
                        }
                    }));
                    Check.Equal("2,3,4", string.Join(",", read));
                }
                using (Reader reader = await client.CreateReaderAsync(
                    topic, MessageId.Latest))
                {
                    Message message;
                    Check.True(!reader.TryReceive(out message), "none yet");
                    using (Producer producer =
                        await client.CreateProducerAsync(topic))
                    {
                        await producer.SendAsync(new OutgoingMessage("new"));
                    }
                    using (message = reader.Receive(Check.Soon))
                    {
                        Check.Equal("new", message.GetText());
                    }
                }
            }
        }
    }
}
