using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>What a Dispose drops is not dropped in silence.</summary>
    internal static class LossTests
    {
        [Test]
        internal static async Task ADisposeThatDropsIsAWarning()
        {
            await DropAsync((client, producer) => producer.Dispose());
        }

        [Test]
        internal static async Task ADisposeOfTheClientToo()
        {
            await DropAsync((client, producer) => client.Dispose());
        }

        [Test]
        internal static async Task ADisposeThatDropsNothingIsSilent()
        {
            var lines = new ConcurrentQueue<LogEventArgs>();
            using (PulsarWsClient client = Service.Plain.NewClient())
            {
                client.Log += (sender, line) => lines.Enqueue(line);
                Producer producer =
                    await client.CreateProducerAsync(Service.NewTopic());
                Task<SendReceipt> sending =
                    producer.SendAsync(new OutgoingMessage("x"));
                producer.Dispose();
                await Check.InTime(sending);
            }
            Check.True(
                !lines.Any(line => line.Message.Contains("not settled")),
                "no warning");
        }

        private static async Task DropAsync(
            Action<PulsarWsClient, Producer> dispose)
        {
            var lines = new ConcurrentQueue<LogEventArgs>();
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(
                server.Url, new ClientOptions { LogLevel = LogLevelOption.Warning }))
            {
                client.Log += (sender, line) => lines.Enqueue(line);
                Producer producer = await client.CreateProducerAsync("dropped");
                for (int i = 0; i < 7; ++i)
                {
                    producer.Post(new OutgoingMessage("x"));
                }
                Task<SendReceipt> sending =
                    producer.SendAsync(new OutgoingMessage("y"));
                dispose(client, producer);
                Func<LogEventArgs> found = () => lines.FirstOrDefault(
                    line => line.Message.Contains("not settled"));
                await Check.UntilAsync(() => found() != null, "a warning");
                Check.Equal(LogLevel.Warning, found().Level);
                Check.Equal(
                    "persistent://public/default/dropped", found().Topic);
                Check.Contains("8 messages were not settled", found().Message);
                await Check.FailsAsync(Status.OutcomeUnknown, sending);
            }
        }
    }
}
