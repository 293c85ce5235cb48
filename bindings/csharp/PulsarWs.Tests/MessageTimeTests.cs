using System;
using System.Diagnostics;
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

        /// <summary>Real ones, of Apache's native client.</summary>
        [Test]
        internal static async Task OfAProducerThatCountsMicroseconds()
        {
            string python =
                Environment.GetEnvironmentVariable("PULSARWS_TEST_PYTHON");
            if (string.IsNullOrEmpty(python))
            {
                throw new TestSkippedException(
                    "needs a real Pulsar: PULSARWS_TEST_PYTHON is not set");
            }
            const long Microseconds = 1795443035803000;
            const long Nanoseconds = 1795443035803000000;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            {
                SendWithTimes(
                    python, topic, Microseconds, Nanoseconds, 1795443035803);
                foreach (long odd in new[] { Microseconds, Nanoseconds })
                {
                    using (Message message = consumer.Receive(Check.Soon))
                    {
                        Check.Equal("" + odd, message.GetText());
                        Check.Equal<DateTimeOffset?>(null, message.EventTime);
                        Check.Equal<long?>(odd, message.EventTimeMilliseconds);
                        consumer.Acknowledge(message);
                    }
                }
                using (Message message = consumer.Receive(Check.Soon))
                {
                    Check.Equal(2026, message.EventTime.Value.Year);
                    Check.Equal<long?>(
                        1795443035803, message.EventTimeMilliseconds);
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

        private static void SendWithTimes(
            string python, string topic, params long[] times)
        {
            const string Script =
                "import sys, pulsar; " +
                "client = pulsar.Client(sys.argv[1]); " +
                "producer = client.create_producer(sys.argv[2]); " +
                "[producer.send(time.encode(), event_timestamp=int(time)) " +
                "for time in sys.argv[3:]]; " +
                "client.close()";
            string url =
                Environment.GetEnvironmentVariable("PULSARWS_TEST_BROKER_URL");
            using (Process process = Process.Start(new ProcessStartInfo(
                python,
                $"-c \"{Script}\" {url} {topic} {string.Join(" ", times)}")
            {
                UseShellExecute = false,
                // Its log.
                RedirectStandardOutput = true,
            }))
            {
                string log = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Check.True(process.ExitCode == 0, log);
            }
        }

        /// <summary>Some that no server here sends too.</summary>
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
