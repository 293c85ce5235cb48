using System;
using System.Reflection;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>Times that a producer of another kind may give a message, and
    /// that DateTimeOffset has not.</summary>
    internal static class MessageTimeTests
    {
        private const long Latest = 253402300799999;
        private const long Earliest = -62135596800000;

        [Test]
        internal static async Task EveryEventTimeCanBeRead()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                await producer.SendAsync(new OutgoingMessage("x"));
                using (Message message = await consumer.ReceiveAsync())
                {
                    Check.Equal<DateTimeOffset?>(null, message.EventTime);
                    Check.Equal<long?>(null, message.EventTimeMilliseconds);
                    Check.True(
                        Math.Abs(
                            message.PublishTime.ToUnixTimeMilliseconds() -
                            message.PublishTimeMilliseconds) == 0,
                        "the same time");
                    foreach (long odd in new[]
                    {
                        long.MinValue, Earliest - 1, Latest + 1,
                        1795785843000000, long.MaxValue,
                    })
                    {
                        SetTimes(message, odd);
                        Check.Equal<DateTimeOffset?>(null, message.EventTime);
                        Check.Equal<long?>(odd, message.EventTimeMilliseconds);
                        Check.Equal(
                            odd < 0 ? DateTimeOffset.MinValue
                                : DateTimeOffset.MaxValue,
                            message.PublishTime);
                        Check.Equal(odd, message.PublishTimeMilliseconds);
                    }
                    foreach (long plain in new[] { Earliest, -1, 1, Latest })
                    {
                        SetTimes(message, plain);
                        Check.Equal(
                            plain,
                            message.EventTime.Value.ToUnixTimeMilliseconds());
                        Check.Equal(
                            plain,
                            message.PublishTime.ToUnixTimeMilliseconds());
                    }
                }
            }
        }

        [Test]
        internal static void DelaysThatNobodyCanMean()
        {
            var message = new OutgoingMessage("x");
            foreach (TimeSpan wrong in new[]
            {
                TimeSpan.MaxValue, TimeSpan.FromDays(365243),
                TimeSpan.FromTicks(-1), TimeSpan.MinValue,
            })
            {
                try
                {
                    message.DeliverAfter = wrong;
                    throw new CheckFailedException("was taken: " + wrong);
                }
                catch (ArgumentOutOfRangeException exception)
                {
                    Check.Contains("1,000 years", exception.Message);
                }
                Check.Equal<TimeSpan?>(null, message.DeliverAfter);
            }
            message.DeliverAfter = TimeSpan.FromDays(365242);
            message.DeliverAfter = null;
        }

        /// <summary>No server here sends such times.</summary>
        private static void SetTimes(Message message, long milliseconds)
        {
            const BindingFlags Inside =
                BindingFlags.Instance | BindingFlags.NonPublic |
                BindingFlags.Public;
            FieldInfo field = typeof(Message).GetField("view", Inside);
            object view = field.GetValue(message);
            foreach (string name in new[] { "event_time_ms", "publish_time_ms" })
            {
                view.GetType().GetField(name, Inside)
                    .SetValue(view, milliseconds);
            }
            field.SetValue(message, view);
        }
    }
}
