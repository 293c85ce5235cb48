using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class LifetimeTests
    {
        [Test]
        internal static async Task ClosingWhileBusy(Service service)
        {
            string topic = Service.NewTopic();
            PulsarWsClient client = service.NewClient();
            Producer producer = await client.CreateProducerAsync(
                topic, new ProducerOptions { MaxPendingMessages = 100000 });
            Consumer consumer = await client.SubscribeAsync(
                Service.NewTopic(), "sub");
            Task[] receives = Enumerable.Range(0, 50)
                .Select(_ => (Task)consumer.ReceiveAsync()).ToArray();
            Task blocked = Task.Run(() => consumer.Receive());
            Task[] sends = Enumerable.Range(0, 5000)
                .Select(_ => (Task)producer.SendAsync(
                    new OutgoingMessage(new byte[1000])))
                .ToArray();
            Task closing = client.CloseAsync(TimeSpan.Zero);
            await SettledAsync(closing, Status.Ok, Status.Timeout);
            foreach (Task receive in receives.Concat(new[] { blocked }))
            {
                await Check.FailsAsync(Status.Closed, receive);
            }
            foreach (Task send in sends)
            {
                await SettledAsync(
                    send, Status.Ok, Status.NotSent, Status.OutcomeUnknown);
            }
            await Check.InTime(client.CloseAsync());
            await Check.UntilAsync(
                () => IsClosed(() => client.GetStatistics()), "the end");
            await SettledAsync(
                producer.SendAsync(new OutgoingMessage("x")), Status.Closed);
            producer.Dispose();
            consumer.Dispose();
            client.Dispose();
            client.Dispose();
            Check.Throws<ObjectDisposedException>(() => client.GetStatistics());
            Check.Throws<ObjectDisposedException>(() => producer.Flush());
        }

        [Test]
        internal static async Task ADisposeEndsWaits()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            {
                Consumer consumer = await client.SubscribeAsync(
                    Service.NewTopic(), "sub");
                Task receiving = consumer.ReceiveAsync();
                var begun = new TaskCompletionSource<bool>();
                Task blocked = Task.Run(() =>
                {
                    begun.SetResult(true);
                    consumer.Receive();
                });
                await begun.Task;
                await Task.Delay(20);
                consumer.Dispose();
                await Check.FailsAsync(Status.Closed, receiving);
                await Check.FailsAsync(Status.Closed, blocked);
            }
        }

        [Test]
        internal static async Task ADisposeSeesMessagesAndAcksThrough()
        {
            string topic = Service.NewTopic();
            Task sending;
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                await producer.SendAsync(new OutgoingMessage("acknowledged"));
                using (Message message = consumer.Receive(Check.Soon))
                {
                    consumer.Acknowledge(message);
                }
                sending = producer.SendAsync(new OutgoingMessage("sent late"));
            }
            await Check.InTime(sending);
            using (PulsarWsClient client = Service.Plain.NewClient(
                new ClientOptions { RetryOnFailedConnect = true }))
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Message message = consumer.Receive(Check.Soon))
            {
                Check.Equal("sent late", message.GetText());
            }
        }

        [Test]
        internal static async Task AnAbandonedClientIsCollected()
        {
            var clients = new List<WeakReference>();
            for (int i = 0; i < 10; ++i)
            {
                clients.Add(await AbandonAsync());
            }
            await Check.UntilAsync(
                () =>
                {
                    Collect();
                    return clients.Count(one => one.IsAlive) <= 2;
                },
                "collected");
            await Check.UntilAsync(
                () => Directory.GetDirectories("/proc/self/task").Count(
                    IsEventThread) <= 3,
                "their threads have ended");
        }

        [Test]
        internal static async Task APendingReceiveSurvivesCollection()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            {
                Task<Message> receiving = null;

                // A thread that ends leaves nothing on its stack.
                var thread = new Thread(() => receiving =
                    client.Subscribe(topic, "sub").ReceiveAsync());
                thread.Start();
                thread.Join();
                for (int i = 0; i < 5; ++i)
                {
                    Collect();
                }
                await ReceivingTests.SendNumbers(client, topic, 1);
                (await Check.InTime(receiving)).Dispose();
            }
        }

        [Test(DeadlineSeconds = 900)]
        internal static async Task ManyProducers()
        {
            string wanted = Environment.GetEnvironmentVariable(
                "PULSARWS_TEST_PRODUCERS");
            int count = string.IsNullOrEmpty(wanted) ? 500 : int.Parse(wanted);
            string topic = Service.NewTopic();
            var clock = Stopwatch.StartNew();

            // A busy server refuses one of thousands for a moment.
            using (PulsarWsClient client = Service.Plain.NewClient(
                new ClientOptions { RetryOnFailedConnect = true }))
            {
                long before = 0;
                for (int made = 0; made < count; made += 10)
                {
                    await Task.WhenAll(Enumerable.Range(0, 10).Select(
                        i => UseAsync(client, topic, dispose: i % 2 == 0)));
                    if (made % 50 == 0)
                    {
                        Collect();
                    }
                    if (made == 100)
                    {
                        before = ResidentKilobytes();
                    }
                }
                await Check.UntilAsync(
                    () =>
                    {
                        Collect();
                        return Connected(client) <= 2;
                    },
                    "all connections have ended");
                long grown = ResidentKilobytes() - before;
                Console.WriteLine(
                    $"       {count} producers: {clock.Elapsed.TotalSeconds:F1} " +
                    $"s, resident {ResidentKilobytes()} KB, grown by {grown} KB");
                Check.True(grown < 48 * 1024, $"grown by {grown} KB");
            }
        }

        [Test]
        internal static async Task MessagesThatNobodyDisposes()
        {
            const int Count = 300;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(
                topic, "sub", new ConsumerOptions { ReceiverQueueSize = 10 }))
            using (Producer producer = await client.CreateProducerAsync(
                topic, new ProducerOptions { MaxPendingMessages = 10 }))
            {
                var outgoing = new OutgoingMessage(new byte[200 * 1024]);
                long before = ResidentKilobytes();
                for (int i = 0; i < Count; ++i)
                {
                    Task sending = producer.SendAsync(outgoing);
                    consumer.Acknowledge(
                        await Check.InTime(consumer.ReceiveAsync()));
                    await sending;
                    if (i % 30 == 0)
                    {
                        Collect();
                    }
                }
                long grown = ResidentKilobytes() - before;
                Check.True(grown < 24 * 1024, $"grown by {grown} KB");
            }
        }

        [Test]
        internal static async Task ManyClients()
        {
            const int Warm = 2000;
            const int Count = 5000;
            long before = 0;
            for (int i = 0; i < Count; ++i)
            {
                using (PulsarWsClient client = Service.Plain.NewClient())
                {
                    await Check.InTime(client.CloseAsync());
                }
                if (i == Warm)
                {
                    Collect();
                    before = ResidentKilobytes();
                }
            }
            Collect();
            long grown = ResidentKilobytes() - before;
            Check.True(grown < 16 * 1024, $"grown by {grown} KB");
        }

        private static async Task UseAsync(
            PulsarWsClient client, string topic, bool dispose)
        {
            Producer producer = await client.CreateProducerAsync(topic);
            await producer.SendAsync(new OutgoingMessage("x"));
            if (dispose)
            {
                producer.Dispose();
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static async Task<WeakReference> AbandonAsync()
        {
            PulsarWsClient client = Service.Plain.NewClient();
            Producer producer =
                await client.CreateProducerAsync(Service.NewTopic());
            await producer.SendAsync(new OutgoingMessage("x"));
            return new WeakReference(client);
        }

        private static async Task SettledAsync(
            Task task, params Status[] expected)
        {
            Status status = Status.Ok;
            try
            {
                await Check.InTime(task);
            }
            catch (PulsarWsException exception)
            {
                status = exception.Status;
            }
            Check.True(expected.Contains(status), "unexpected " + status);
        }

        private static bool IsClosed(Action action)
        {
            try
            {
                action();
                return false;
            }
            catch (PulsarWsException exception)
            {
                return exception.Status == Status.Closed;
            }
        }

        private static bool IsEventThread(string task)
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, "comm"))
                    .StartsWith("pulsarws-events", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }

        private static int Connected(PulsarWsClient client)
        {
            return int.Parse(Regex.Match(
                client.GetStatistics(), "\"handlesConnected\":(\\d+)")
                .Groups[1].Value);
        }

        private static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        private static long ResidentKilobytes()
        {
            return long.Parse(Regex.Match(
                File.ReadAllText("/proc/self/status"), "VmRSS:\\s*(\\d+)")
                .Groups[1].Value);
        }
    }
}
