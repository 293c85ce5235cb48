using System;
using System.Linq;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class MessageIdTests
    {
        [Test]
        internal static async Task FieldsAndComparison()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                MessageId first =
                    await producer.SendAsync(new OutgoingMessage("1"));
                MessageId second =
                    await producer.SendAsync(new OutgoingMessage("2"));
                Check.True(first < second && second > first, "in order");
                Check.True(first <= second && second >= first, "in order");
                Check.True(first != second, "different");
                Check.Equal(first.LedgerId, second.LedgerId);
                Check.Equal(first.EntryId + 1, second.EntryId);
                Check.Equal(-1, first.Partition);
                Check.Equal(-1, first.BatchIndex);
                Check.Equal(
                    $"{first.LedgerId}:{first.EntryId}:-1:-1", first.ToString());
                MessageId again = MessageId.Parse(first.ToByteArray());
                Check.True(first == again, "the same");
                Check.Equal(first, again);
                Check.Equal(first.GetHashCode(), again.GetHashCode());
                Check.True(MessageId.Earliest < first, "earliest");
                Check.True(MessageId.Latest > first, "latest");
                Check.True(first > null && null < first, "null first");
                Check.True((MessageId)null == null, "null is null");
                Check.True(!first.Equals("text"), "no text");
            }
        }

        [Test]
        internal static void NoId()
        {
            Check.Fails(
                Status.InvalidArgument,
                () => MessageId.Parse(new byte[] { 255, 255, 255 }));
            Check.Throws<ArgumentNullException>(() => MessageId.Parse(null));
        }
    }
}
