using System;
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
                    int next = 2;
                    await Check.InTime(Task.WhenAny(reader.ListenAsync(
                        message =>
                        {
                            Check.Equal(next.ToString(), message.GetText());
                            if (++next == 5)
                            {
                                reader.Dispose();
                            }
                        })));
                    Check.Equal(5, next);
                }
                using (Reader reader = await client.CreateReaderAsync(
                    topic, MessageId.Latest))
                {
                    Message message;
                    Check.True(!reader.TryReceive(out message), "none yet");
                    await ReceivingTests.SendNumbers(client, topic, 1);
                    reader.Receive(Check.Soon).Dispose();
                }
            }
        }
    }
}
