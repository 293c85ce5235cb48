using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class CancellationTests
    {
        [Test]
        internal static async Task ACancelledReceiveLosesNothing(Service service)
        {
            const int Count = 500;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            {
                Task sending = null;
                var random = new Random(7);
                int next = 0;
                int cancelled = 0;
                while (next < Count)
                {
                    // At first there is nothing that it could receive.
                    if (cancelled == 1 && sending == null)
                    {
                        sending =
                            ReceivingTests.SendNumbers(client, topic, Count);
                    }
                    using (var cancel = new CancellationTokenSource())
                    {
                        Task<Message> receiving =
                            consumer.ReceiveAsync(cancel.Token);
                        if (random.Next(3) == 0)
                        {
                            await Task.Yield();
                        }
                        cancel.Cancel();
                        try
                        {
                            using (Message message =
                                await Check.InTime(receiving))
                            {
                                Check.Equal(
                                    next.ToString(), message.GetText());
                                ++next;
                            }
                        }
                        catch (OperationCanceledException exception)
                        {
                            Check.Equal(
                                cancel.Token, exception.CancellationToken);
                            ++cancelled;
                        }
                    }
                }
                await sending;
            }
        }

        [Test]
        internal static async Task CancelledBeforeItOpens()
        {
            var cancelled = new CancellationToken(true);
            using (var server = new SilentServer())
            using (var client = new PulsarWsClient(server.Url))
            {
                foreach (Task opening in new Task[]
                {
                    client.CreateProducerAsync(
                        "t", cancellationToken: cancelled),
                    client.SubscribeAsync(
                        "t", "sub", cancellationToken: cancelled),
                    client.SubscribeAsync(
                        new[] { "t", "u" }, "sub",
                        cancellationToken: cancelled),
                    client.SubscribePatternAsync(
                        "persistent://public/default/t.*", "sub",
                        cancellationToken: cancelled),
                    client.CreateReaderAsync(
                        "t", MessageId.Earliest, cancellationToken: cancelled),
                    client.CloseAsync(cancellationToken: cancelled),
                })
                {
                    await Check.CancelledAsync(opening, cancelled);
                }
                // It is not closed, and nobody else has come.
                await client.CreateProducerAsync("t");
                Check.Equal(1, server.Connections);
            }
        }

        [Test]
        internal static async Task CancelledBefore()
        {
            var cancelled = new CancellationToken(true);
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                await producer.SendAsync(new OutgoingMessage("first"));
                await Check.UntilAsync(
                    () => consumer.QueuedCount == 1, "it has come");
                foreach (Task begun in new Task[]
                {
                    producer.SendAsync(new OutgoingMessage("x"), cancelled),
                    producer.FlushAsync(cancelled),
                    producer.CloseAsync(cancellationToken: cancelled),
                    consumer.ReceiveAsync(cancelled),
                    consumer.ReceiveBatchAsync(10, cancelled),
                    consumer.ListenAsync(message => { }, cancelled),
                    consumer.HasReachedEndOfTopicAsync(cancelled),
                    consumer.FlushAcknowledgementsAsync(cancelled),
                    consumer.UnsubscribeAsync(cancelled),
                    consumer.CloseAsync(cancellationToken: cancelled),
                })
                {
                    await Check.CancelledAsync(begun, cancelled);
                }
                Check.Equal(0, producer.PendingCount);
                // All is open still, and nothing was taken or sent.
                await producer.SendAsync(new OutgoingMessage("second"));
                foreach (string text in new[] { "first", "second" })
                {
                    using (Message message = consumer.Receive(Check.Soon))
                    {
                        Check.Equal(text, message.GetText());
                    }
                }
                Check.Equal(1L, producer.LastSequenceId);
            }
        }

        [Test]
        internal static async Task AnAttemptToConnectIsGivenUp()
        {
            // Nobody answers there.
            using (var client = new PulsarWsClient(
                "ws://127.0.0.1:1",
                new ClientOptions
                {
                    RetryOnFailedConnect = true,
                    LogLevel = LogLevelOption.Off,
                }))
            using (var cancel = new CancellationTokenSource())
            {
                Task opening = client.SubscribeAsync(
                    "t", "sub", cancellationToken: cancel.Token);
                await Task.Delay(50);
                Check.True(!opening.IsCompleted, "goes on trying");
                cancel.Cancel();
                await Check.CancelledAsync(opening, cancel.Token);
                Check.Fails(
                    Status.Connect,
                    () => client.CreateProducer(
                        "t", timeout: TimeSpan.FromMilliseconds(50)));
            }
        }

        [Test]
        internal static async Task ACancelledSendStaysQueued()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                var cancelled = 0;
                for (int i = 0; i < 20; ++i)
                {
                    using (var cancel = new CancellationTokenSource())
                    {
                        Task sending = producer.SendAsync(
                            new OutgoingMessage("x"), cancel.Token);
                        cancel.Cancel();
                        try
                        {
                            await sending;
                        }
                        catch (OperationCanceledException exception)
                        {
                            Check.Equal(
                                cancel.Token, exception.CancellationToken);
                            ++cancelled;
                        }
                    }
                }
                Check.True(cancelled > 0, "some were cancelled");
                for (int i = 0; i < 20; ++i)
                {
                    consumer.Receive(Check.Soon).Dispose();
                }
            }
        }

        [Test]
        internal static async Task AListenerAndAReceiveInTime()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(
                Service.NewTopic(), "sub"))
            using (var cancel = new CancellationTokenSource())
            {
                Task listening = consumer.ListenAsync(
                    message => { }, cancel.Token);
                Task<Message> receiving = consumer.ReceiveAsync(cancel.Token);
                Check.Fails(
                    Status.Timeout,
                    () => consumer.Receive(TimeSpan.FromMilliseconds(20)));
                cancel.Cancel();
                await Check.CancelledAsync(listening, cancel.Token);
                await Check.CancelledAsync(receiving, cancel.Token);
            }
        }
    }
}
