using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>Waiting for room in the queue: no thread does, a token ends it,
    /// and nobody overtakes.</summary>
    internal static class RoomTests
    {
        [Test]
        internal static async Task TenThousandInOneWhenAll(Service service)
        {
            const int Count = 10000;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(
                topic, Waiting(1000)))
            {
                var one = new OutgoingMessage("");
                Task<SendReceipt[]> all = Task.WhenAll(
                    Enumerable.Range(0, Count).Select(i =>
                    {
                        // One object for all: each call has its copy.
                        one.Payload = new OutgoingMessage("" + i).Payload;
                        return producer.SendAsync(one);
                    }));
                SendReceipt[] receipts = await Check.InTime(all);
                Check.Equal(Count, receipts.Length);
                Check.Equal(Count - 1L, producer.LastSequenceId);
                await ExpectNumbers(consumer, Count);
            }
        }

        [Test]
        internal static async Task NoCallWaits()
        {
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            using (Producer producer =
                await client.CreateProducerAsync("t", Waiting(2)))
            {
                // Each of these calls would be the last.
                OutgoingMessage x = new OutgoingMessage("x");
                var begun = new List<Task> { producer.SendAsync(x) };
                begun.Add(producer.PostAsync(x));
                Check.True(begun[1].IsCompleted, "is queued");
                begun.Add(producer.PostAsync(x));
                begun.Add(producer.SendAsync(x));
                begun.AddRange(producer.SendAll(new[] { x, x }));
                begun.Add(producer.FlushAsync());
                Check.Equal(2, producer.PendingCount);
                Check.Equal(1, begun.Count(task => task.IsCompleted));
                Check.Fails(
                    Status.Timeout,
                    () => producer.Send(x, TimeSpan.FromMilliseconds(20)));
                Check.Fails(
                    Status.Timeout,
                    () => producer.Flush(TimeSpan.FromMilliseconds(20)));
                producer.Purge(inFlight: true);
                await Check.InTime(begun[2]);
                Check.Equal(2, producer.PendingCount);
            }
        }

        [Test]
        internal static async Task ATokenEndsTheWaitForRoom()
        {
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            using (var cancel = new CancellationTokenSource())
            using (Producer producer =
                await client.CreateProducerAsync("t", Waiting(1)))
            {
                Task queued = producer.SendAsync(
                    new OutgoingMessage("queued"), cancel.Token);
                CancellationToken token = cancel.Token;
                var cancelled = new List<Task>
                {
                    queued,
                    producer.SendAsync(new OutgoingMessage("x"), token),
                    producer.PostAsync(
                        new OutgoingMessage("x"), report => Check.True(
                            false, "nothing was posted"), token),
                    Task.Run(() => producer.Post(
                        new OutgoingMessage("x"), token)),
                    producer.FlushAsync(token),
                };
                cancelled.AddRange(producer.SendAll(
                    new[] { new OutgoingMessage("x") }, token));
                Task stays = producer.SendAsync(new OutgoingMessage("stays"));
                cancel.Cancel();
                foreach (Task one in cancelled)
                {
                    await Check.CancelledAsync(one, token);
                }
                Check.Equal(1, producer.PendingCount);
                Check.True(!stays.IsCompleted, "it waits");
                Check.Equal(1, producer.Purge(inFlight: true));
                await Check.UntilAsync(
                    () => producer.PendingCount == 1, "it is queued");
                Check.Equal(1, producer.Purge(inFlight: true));
                await Check.InTime(Task.WhenAny(stays));
                Check.True(stays.IsFaulted, "and was purged");
            }
        }

        [Test]
        internal static async Task CancelledBeforeThereIsALine()
        {
            var cancelled = new CancellationToken(true);
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            {
                foreach (ProducerOptions options in new[]
                {
                    Waiting(5), new ProducerOptions(),
                })
                {
                    using (Producer producer =
                        await client.CreateProducerAsync("t", options))
                    {
                        var message = new OutgoingMessage("x");
                        await Check.CancelledAsync(
                            producer.SendAsync(message, cancelled), cancelled);
                        await Check.CancelledAsync(
                            producer.PostAsync(message, null, cancelled),
                            cancelled);
                        await Check.CancelledAsync(
                            producer.SendAll(new[] { message }, cancelled)[0],
                            cancelled);
                        Check.Throws<OperationCanceledException>(
                            () => producer.Post(message, cancelled));
                        Check.Throws<OperationCanceledException>(
                            () => producer.Post(message, _ => { }, cancelled));
                        Check.Equal(0, producer.PendingCount);
                    }
                }
            }
        }

        [Test]
        internal static async Task NobodyOvertakes()
        {
            const int Rounds = 200;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer =
                await client.CreateProducerAsync(topic, Waiting(3)))
            {
                int next = 0;
                Func<OutgoingMessage> number =
                    () => new OutgoingMessage("" + next++);
                var sends = new List<Task>();
                for (int i = 0; i < Rounds; ++i)
                {
                    sends.Add(producer.SendAsync(number()));
                    sends.Add(producer.PostAsync(number()));
                    sends.AddRange(producer.SendAll(new[]
                    {
                        number(), number(), number(), number(), number(),
                    }));
                    if (i % 10 == 0)
                    {
                        producer.Send(number(), Check.Soon);
                        producer.Post(number());
                    }
                }
                await Check.InTime(producer.FlushAsync());
                // Each task is done by a thread of the pool, at times after
                // that of the flush; one that failed says why.
                await Check.InTime(Task.WhenAll(sends));
                await ExpectNumbers(consumer, next);
            }
        }

        [Test]
        internal static async Task TheSendTimeoutEndsTheWait()
        {
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            using (Producer producer =
                await client.CreateProducerAsync("t", Waiting(1)))
            {
                producer.Post(new OutgoingMessage("x")
                {
                    SendTimeout = Timeout.InfiniteTimeSpan,
                });
                Task longer = producer.SendAsync(new OutgoingMessage("x"));
                Task shorter = producer.SendAsync(new OutgoingMessage("x")
                {
                    SendTimeout = TimeSpan.FromMilliseconds(30),
                });
                PulsarWsException late =
                    await Check.FailsAsync(Status.Timeout, shorter);
                Check.Contains("room", late.Message);
                Check.True(!longer.IsCompleted, "waits still");
            }
        }

        [Test]
        internal static async Task OneThatLeavesLetsASmallerOneIn()
        {
            ProducerOptions options = Waiting(1000);
            options.MaxPendingBytes = 20000;
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            using (var cancel = new CancellationTokenSource())
            using (Producer producer =
                await client.CreateProducerAsync("t", options))
            {
                producer.Post(new OutgoingMessage(new byte[5000]));
                Task large = producer.SendAsync(
                    new OutgoingMessage(new byte[20000]), cancel.Token);
                Task small = producer.PostAsync(new OutgoingMessage("x"));
                Check.True(!small.IsCompleted, "waits behind the large one");
                cancel.Cancel();
                await Check.CancelledAsync(large, cancel.Token);
                await Check.InTime(small);
            }
        }

        [Test]
        internal static async Task AClosingSeesWhatWaitsThrough()
        {
            foreach (bool ofClient in new[] { false, true })
            {
                using (PulsarWsClient client = Service.Plain.NewClient())
                using (Producer producer = await client.CreateProducerAsync(
                    Service.NewTopic(), Waiting(10)))
                {
                    Task[] sends = Enumerable.Range(0, 500)
                        .Select(i => (Task)producer.SendAsync(
                            new OutgoingMessage("x")))
                        .ToArray();
                    await Check.InTime(
                        ofClient ? client.CloseAsync() : producer.CloseAsync());
                    await Check.InTime(Task.WhenAll(sends));
                }
            }
        }

        [Test]
        internal static async Task AClosingHasItsTime()
        {
            foreach (bool ofClient in new[] { false, true })
            {
                using (var server = new SilentServer())
                using (var client = new PulsarWsClient(server.Url))
                using (Producer producer =
                    await client.CreateProducerAsync("t", Waiting(1)))
                {
                    Task first = producer.SendAsync(new OutgoingMessage("x"));
                    Task waits = producer.SendAsync(new OutgoingMessage("x"));
                    TimeSpan time = TimeSpan.FromMilliseconds(50);
                    await Check.FailsAsync(
                        Status.Timeout,
                        ofClient ? client.CloseAsync(time)
                            : producer.CloseAsync(time));
                    await Check.FailsAsync(Status.OutcomeUnknown, first);
                    await Check.FailsAsync(Status.Closed, waits);
                }
            }
        }

        [Test]
        internal static async Task ADisposeCountsWhatWaited()
        {
            var lines = new ConcurrentQueue<LogEventArgs>();
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(
                server.Url,
                new ClientOptions { LogLevel = LogLevelOption.Warning }))
            {
                client.Log += (sender, line) => lines.Enqueue(line);
                Producer producer =
                    await client.CreateProducerAsync("t", Waiting(2));
                Task[] sends = Enumerable.Range(0, 5).Select(
                    i => (Task)producer.SendAsync(new OutgoingMessage("x")))
                    .ToArray();
                producer.Dispose();
                await Check.FailsAsync(Status.Closed, sends[4]);
                await Check.UntilAsync(
                    () => lines.Any(line => line.Message.Contains(
                        "5 messages were not settled")), "a warning");
            }
        }

        [Test]
        internal static async Task ACallbackDoesNotWait()
        {
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            using (Producer producer =
                await client.CreateProducerAsync("t", Waiting(1)))
            {
                var done = new TaskCompletionSource<Task>();
                producer.Post(new OutgoingMessage("purged"), report =>
                {
                    try
                    {
                        producer.Post(new OutgoingMessage("in the queue"));
                        for (int i = 0; i < 2; ++i)
                        {
                            Check.Fails(
                                Status.QueueFull,
                                () => producer.Post(new OutgoingMessage("x")));
                            producer.SendAsync(new OutgoingMessage("waits"));
                        }
                        done.SetResult(
                            producer.SendAsync(new OutgoingMessage("waits")));
                    }
                    catch (Exception exception)
                    {
                        done.SetException(exception);
                    }
                });
                producer.Purge(inFlight: true);
                Task waits = await Check.InTime(done.Task);
                Check.True(!waits.IsCompleted, "it waits");
            }
        }

        private static ProducerOptions Waiting(int mostPending)
        {
            return new ProducerOptions
            {
                MaxPendingMessages = mostPending,
                BlockIfQueueFull = true,
            };
        }

        private static async Task ExpectNumbers(Consumer consumer, int count)
        {
            for (int i = 0; i < count; ++i)
            {
                using (Message message =
                    await Check.InTime(consumer.ReceiveAsync()))
                {
                    Check.Equal("" + i, message.GetText());
                    consumer.Acknowledge(message);
                }
            }
        }
    }
}
