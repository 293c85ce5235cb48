using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class ReceivingTests
    {
        private static readonly ConsumerOptions Earliest = new ConsumerOptions
        {
            SubscriptionInitialPosition = SubscriptionInitialPosition.Earliest,
        };

        [Test]
        internal static async Task WhatIsAcknowledgedDoesNotComeAgain(
            Service service)
        {
            // The server lets a subscription go a moment after its goodbye.
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient(
                new ClientOptions { RetryOnFailedConnect = true }))
            {
                await SendNumbers(client, topic, 5);
                using (Consumer first =
                    await client.SubscribeAsync(topic, "sub", Earliest))
                {
                    using (Message message = first.Receive(Check.Soon))
                    {
                        Check.Equal("0", message.GetText());
                        first.Acknowledge(message);
                    }
                    using (Message message = first.Receive(Check.Soon))
                    {
                        first.Acknowledge(message.Id);
                    }
                    await Check.InTime(first.CloseAsync());
                }
                using (Consumer second =
                    await client.SubscribeAsync(topic, "sub", Earliest))
                {
                    Message[] rest = { second.Receive(Check.Soon),
                        second.Receive(Check.Soon), second.Receive(Check.Soon) };
                    Check.Equal("2", rest[0].GetText());
                    second.AcknowledgeCumulative(rest[1]);
                    second.AcknowledgeCumulative(rest[2].Id);
                    second.FlushAcknowledgements(Check.Soon);
                    Check.Equal(0, second.OutstandingCount);
                    Message none;
                    Check.True(!second.TryReceive(out none), "no more");
                    Check.Equal(null, none);
                    await Check.InTime(second.UnsubscribeAsync());
                    await Check.FailsAsync(
                        Status.Closed, second.ReceiveAsync());
                }
            }
        }

        [Test]
        internal static async Task WhatIsRefusedComesAgain(Service service)
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(
                topic, "sub",
                new ConsumerOptions
                {
                    SubscriptionType = SubscriptionType.Shared,
                    NegativeAckRedeliveryDelay = TimeSpan.FromMilliseconds(200),
                }))
            {
                await SendNumbers(client, topic, 2);
                using (Message message = consumer.Receive(Check.Soon))
                {
                    consumer.NegativeAcknowledge(message);
                }
                using (Message message = consumer.Receive(Check.Soon))
                {
                    consumer.NegativeAcknowledge(message.Id);
                }
                var again = new SortedSet<string>();
                while (again.Count < 2)
                {
                    using (Message message = consumer.Receive(Check.Soon))
                    {
                        Check.True(
                            message.RedeliveryCount > 0, "counted as again");
                        again.Add(message.GetText());
                        consumer.Acknowledge(message);
                    }
                }
            }
        }

        [Test]
        internal static async Task RedeliverBringsAllAgain()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(
                topic, "sub",
                new ConsumerOptions
                {
                    SubscriptionType = SubscriptionType.Shared,
                    NegativeAckRedeliveryDelay = TimeSpan.FromMilliseconds(100),
                }))
            {
                await SendNumbers(client, topic, 3);
                for (int i = 0; i < 3; ++i)
                {
                    consumer.Receive(Check.Soon).Dispose();
                }
                Check.Equal(3, consumer.OutstandingCount);
                consumer.RedeliverUnacknowledged();
                for (int i = 0; i < 3; ++i)
                {
                    using (Message message = consumer.Receive(Check.Soon))
                    {
                        consumer.Acknowledge(message);
                    }
                }
            }
        }

        [Test]
        internal static async Task Batches()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            {
                await SendNumbers(client, topic, 10);
                using (Consumer consumer =
                    await client.SubscribeAsync(topic, "sub", Earliest))
                {
                    IReadOnlyList<Message> batch =
                        consumer.ReceiveBatch(6, Check.Soon);
                    Check.Equal(
                        "0,1,2,3,4,5",
                        string.Join(",", batch.Select(one => one.GetText())));
                    IReadOnlyList<Message> rest =
                        await consumer.ReceiveBatchAsync(100);
                    Check.Equal("6", rest[0].GetText());
                    int count = rest.Count;
                    while (count < 4)
                    {
                        count += consumer.ReceiveBatch(1, Check.Soon).Count;
                    }
                    Check.Equal(
                        0, consumer.ReceiveBatch(5, TimeSpan.Zero).Count);
                    Check.Equal(
                        0,
                        consumer.ReceiveBatch(
                            5, TimeSpan.FromMilliseconds(20)).Count);
                }
            }
        }

        [Test]
        internal static async Task AListenerHearsAllInOrder(Service service)
        {
            const int Count = 1000;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            {
                var heard = new ConcurrentQueue<string>();
                Task listening = consumer.ListenAsync(message =>
                {
                    heard.Enqueue(message.GetText());
                    consumer.Acknowledge(message);
                });
                await SendNumbers(client, topic, Count);
                await Check.UntilAsync(() => heard.Count == Count, "all heard");
                Check.True(
                    heard.SequenceEqual(
                        Enumerable.Range(0, Count).Select(i => i.ToString())),
                    "in order");
                await Check.InTime(consumer.CloseAsync());
                await Check.InTime(listening);
            }
        }

        [Test]
        internal static async Task AListenerMayWaitAndThrow()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                var reported = new ConcurrentQueue<Exception>();
                client.CallbackException +=
                    (sender, e) => reported.Enqueue(e.Exception);
                var heard = new ConcurrentQueue<string>();
                var cancel = new CancellationTokenSource();
                Task listening = consumer.ListenAsync(
                    async message =>
                    {
                        string text = message.GetText();
                        consumer.Acknowledge(message);
                        if (text == "0")
                        {
                            // Blocks this thread, which is not the events'.
                            producer.Send(
                                new OutgoingMessage("sent by the listener"),
                                Check.Soon);
                        }
                        await Task.Yield();
                        heard.Enqueue(message.GetText());
                        if (text == "1")
                        {
                            throw new InvalidOperationException("of a handler");
                        }
                    },
                    cancel.Token);
                await SendNumbers(client, topic, 3);
                await Check.UntilAsync(() => heard.Count == 4, "all heard");
                await Check.UntilAsync(() => reported.Count == 1, "a report");
                Check.Equal("of a handler", reported.First().Message);
                cancel.Cancel();
                await Check.CancelledAsync(listening, cancel.Token);
            }
        }

        [Test]
        internal static async Task SeveralTopicsAndAPattern()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            {
                await SendNumbers(client, topic + "-a", 1);
                await SendNumbers(client, topic + "-b", 1);
                using (Consumer list = await client.SubscribeAsync(
                    new[] { topic + "-a", topic + "-b" }, "list", Earliest))
                {
                    list.Receive(Check.Soon).Dispose();
                    using (Message message = list.Receive(Check.Soon))
                    {
                        Check.Contains(topic + "-a", message.Topic);
                        Check.Contains(topic + "-b", message.Topic);
                        Check.Fails(
                            Status.NotSupported,
                            () => list.AcknowledgeCumulative(message));
                    }
                }
                using (Consumer pattern = await client.SubscribePatternAsync(
                    $"persistent://public/default/{topic}-.*", "pattern",
                    Earliest))
                {
                    pattern.Receive(Check.Soon).Dispose();
                    pattern.Receive(Check.Soon).Dispose();
                }
            }
        }

        [Test]
        internal static async Task PauseAndResume()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            {
                consumer.Pause();
                await SendNumbers(client, topic, 1);
                await Check.UntilAsync(
                    () => consumer.QueuedCount == 1, "fetched");
                Task<Message> waiting = consumer.ReceiveAsync();
                Message message;
                Check.True(!consumer.TryReceive(out message), "paused");
                Check.True(!waiting.IsCompleted, "waits");
                consumer.Resume();
                (await Check.InTime(waiting)).Dispose();
            }
        }

        [Test]
        internal static async Task PermitsByHand()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(
                topic, "sub", new ConsumerOptions { Permits = Permits.Manual }))
            {
                await SendNumbers(client, topic, 3);
                consumer.Permit(2);
                consumer.Receive(Check.Soon).Dispose();
                consumer.Receive(Check.Soon).Dispose();
                Message message;
                Check.True(
                    !consumer.TryReceive(
                        out message, TimeSpan.FromMilliseconds(100)),
                    "no third");
                consumer.Permit(1);
                consumer.Receive(Check.Soon).Dispose();
                Check.Throws<ArgumentOutOfRangeException>(
                    () => consumer.Permit(0));
            }
        }

        [Test]
        internal static async Task AMessageOfAnotherConsumer()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer one = await client.SubscribeAsync(topic, "one"))
            using (Consumer two = await client.SubscribeAsync(topic, "two"))
            {
                await SendNumbers(client, topic, 1);
                using (Message message = one.Receive(Check.Soon))
                {
                    Check.Fails(
                        Status.WrongConsumer, () => two.Acknowledge(message));
                    Check.True(
                        !await Check.InTime(one.HasReachedEndOfTopicAsync()),
                        "not ended");
                    Check.True(
                        !one.HasReachedEndOfTopic(Check.Soon), "not ended");
                }
            }
        }

        internal static async Task SendNumbers(
            PulsarWsClient client, string topic, int count)
        {
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                await Check.InTime(Task.WhenAll(
                    Enumerable.Range(0, count).Select(i => producer.SendAsync(
                        new OutgoingMessage(i.ToString())))));
            }
        }
    }
}
