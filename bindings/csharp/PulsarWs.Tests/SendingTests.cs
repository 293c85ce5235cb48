using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class SendingTests
    {
        [Test]
        internal static async Task EveryFieldArrives(Service service)
        {
            string topic = Service.NewTopic();
            var eventTime =
                new DateTimeOffset(2024, 2, 29, 1, 2, 3, 456, TimeSpan.Zero);
            byte[] payload = Enumerable.Range(0, 256)
                .Select(value => (byte)value).ToArray();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                Check.Equal("persistent://public/default/" + topic, producer.Topic);
                Check.Equal(producer.Topic, consumer.Topic);
                Check.Equal("sub", consumer.Subscription);
                Check.True(producer.IsConnected, "connected");
                Check.Equal(-1L, producer.LastSequenceId);
                SendReceipt receipt = await producer.SendAsync(
                    new OutgoingMessage(payload)
                    {
                        Key = "schlüssel",
                        Properties =
                        {
                            ["language"] = "C#",
                            ["text"] = "grüße \"\\\n\U0001F600",
                            ["empty"] = "",
                        },
                        Context = Bytes(1, 0, 255),
                        EventTime = eventTime,
                    });
                Check.SameBytes(new byte[] { 1, 0, 255 }, receipt.GetContext());
                Check.True(!receipt.IsDuplicate, "no duplicate");
                Check.Equal(0L, producer.LastSequenceId);
                MessageId id = receipt;
                using (Message message = await consumer.ReceiveAsync())
                {
                    Check.SameBytes(payload, message.GetPayload());
                    Check.Equal(256, message.PayloadSize);
                    Check.Equal("schlüssel", message.Key);
                    Check.Equal(3, message.Properties.Count);
                    Check.Equal("C#", message.Properties["language"]);
                    Check.Equal(
                        "grüße \"\\\n\U0001F600", message.Properties["text"]);
                    Check.Equal("", message.Properties["empty"]);
                    Check.Equal("C#", message.GetProperty("language"));
                    Check.Equal(null, message.GetProperty("none"));
                    Check.Equal<DateTimeOffset?>(eventTime, message.EventTime);
                    Check.True(
                        Math.Abs((message.PublishTime - DateTimeOffset.UtcNow)
                            .TotalMinutes) < 5, "published now");
                    Check.Equal(0, message.RedeliveryCount);
                    Check.Equal(id, message.Id);
                    Check.Equal(consumer.Topic, message.Topic);
                    using (var stream = message.OpenPayload())
                    {
                        message.Dispose();
                        var read = new byte[300];
                        Check.Equal(256, stream.Read(read, 0, 300));
                        Check.SameBytes(payload, read.Take(256).ToArray());
                    }
                    Check.Throws<ObjectDisposedException>(
                        () => message.GetPayload());
                }
            }
        }

        [Test]
        internal static async Task NothingIsNotEmpty(Service service)
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = client.Subscribe(topic, "sub"))
            using (Producer producer = client.CreateProducer(topic))
            {
                SendReceipt receipt = producer.Send(
                    new OutgoingMessage(new byte[0]), Check.Soon);
                Check.Equal(0, receipt.GetContext()?.Length ?? 0);
                producer.Send(new OutgoingMessage("ä") { Key = "" });
                using (Message first = consumer.Receive(Check.Soon))
                using (Message second = await consumer.ReceiveAsync())
                {
                    Check.Equal(0, first.PayloadSize);
                    Check.Equal("", first.GetText());
                    Check.Equal(-1, first.OpenPayload().ReadByte());
                    Check.Equal(null, first.Key);
                    Check.Equal<DateTimeOffset?>(null, first.EventTime);
                    Check.Equal(0, first.Properties.Count);
                    Check.Equal("ä", second.GetText());
                }
            }
        }

        [Test]
        internal static async Task AThousandEachWay(Service service)
        {
            const int Count = 1000;
            string topic = Service.NewTopic();
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                Task<SendReceipt>[] sends = Enumerable.Range(0, Count)
                    .Select(i => producer.SendAsync(
                        new OutgoingMessage("message " + i)
                        {
                            Context = Bytes(Encoding.ASCII.GetBytes("c" + i)),
                        }))
                    .ToArray();
                SendReceipt[] receipts = await Check.InTime(Task.WhenAll(sends));
                for (int i = 0; i < Count; ++i)
                {
                    Check.Equal(
                        "c" + i, Encoding.ASCII.GetString(receipts[i].GetContext()));
                    using (Message message =
                        await Check.InTime(consumer.ReceiveAsync()))
                    {
                        Check.Equal("message " + i, message.GetText());
                        Check.Equal(receipts[i].MessageId, message.Id);
                        consumer.Acknowledge(message);
                    }
                }
                await Check.InTime(consumer.FlushAcknowledgementsAsync());
                Check.Equal(0, consumer.OutstandingCount);
                Check.Equal((long)(Count - 1), producer.LastSequenceId);
            }
        }

        [Test]
        internal static async Task LargePayloadsInAList(Service service)
        {
            string topic = Service.NewTopic();
            var random = new Random(1);
            var messages = new List<OutgoingMessage>();
            for (int i = 0; i < 20; ++i)
            {
                var payload = new byte[i * 10000];
                random.NextBytes(payload);
                messages.Add(new OutgoingMessage(payload));
            }
            using (PulsarWsClient client = service.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                IReadOnlyList<Task<SendReceipt>> sends =
                    producer.SendAll(messages);
                Check.Equal(20, sends.Count);
                await Check.InTime(Task.WhenAll(sends));
                foreach (OutgoingMessage sent in messages)
                {
                    using (Message message = consumer.Receive(Check.Soon))
                    {
                        Check.SameBytes(
                            sent.Payload.Array, message.GetPayload());
                    }
                }
            }
        }

        [Test]
        internal static async Task AFullQueueTakesAPartOfAList()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer = await client.CreateProducerAsync(
                Service.NewTopic(),
                new ProducerOptions { MaxPendingMessages = 2 }))
            {
                OutgoingMessage[] messages = Enumerable.Repeat(
                    new OutgoingMessage(new byte[200000]), 50).ToArray();
                IReadOnlyList<Task<SendReceipt>> sends =
                    producer.SendAll(messages);
                int stored = 0;
                int refused = 0;
                foreach (Task<SendReceipt> send in sends)
                {
                    try
                    {
                        await Check.InTime(send);
                        Check.Equal(0, refused);
                        ++stored;
                    }
                    catch (PulsarWsException exception)
                    {
                        Check.Equal(Status.QueueFull, exception.Status);
                        Check.True(exception.IsRetriable, "retriable");
                        ++refused;
                    }
                }
                Check.True(stored >= 2, "two were stored");
                Check.Equal(50, stored + refused);
                Check.True(refused > 0, "some were refused");
            }
        }

        [Test]
        internal static async Task PostsAreToldToTheirCallback()
        {
            const int Count = 200;
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                var contexts = new ConcurrentQueue<byte>();
                for (int i = 0; i < Count; ++i)
                {
                    producer.Post(
                        new OutgoingMessage("x") { Context = Bytes((byte)i) },
                        report =>
                        {
                            Check.Equal(null, report.Error);
                            Check.Equal(producer, report.Producer);
                            contexts.Enqueue(report.Receipt.GetContext()[0]);
                        });
                }
                await producer.FlushAsync();
                await Check.UntilAsync(
                    () => contexts.Count == Count, "all are told");
                Check.True(
                    contexts.SequenceEqual(
                        Enumerable.Range(0, Count).Select(i => (byte)i)),
                    "in order");
                Check.Equal(0, producer.PendingCount);
                Check.Equal(0L, producer.PendingBytes);
            }
        }

        [Test]
        internal static async Task OthersAreToldToDelivered()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                var reports = new ConcurrentQueue<DeliveryReport>();
                producer.Delivered += (sender, report) =>
                {
                    Check.Equal(producer, sender);
                    reports.Enqueue(report);
                };
                producer.Post(new OutgoingMessage("posted"));
                await Check.UntilAsync(() => reports.Count == 1, "a report");
                Check.True(
                    reports.First().Receipt.MessageId != null, "with an id");
                try
                {
                    producer.Send(
                        new OutgoingMessage("left") { Context = Bytes(0) },
                        TimeSpan.Zero);
                }
                catch (PulsarWsException exception)
                    when (exception.Status == Status.TimeoutPending)
                {
                    await Check.UntilAsync(
                        () => reports.Count == 2, "another report");
                    Check.Equal(1, reports.Last().Receipt.GetContext().Length);
                }
            }
        }

        [Test]
        internal static async Task DelayedMessagesComeLater()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(
                topic, "sub",
                new ConsumerOptions { SubscriptionType = SubscriptionType.Shared }))
            using (Producer producer = await client.CreateProducerAsync(topic))
            {
                DateTimeOffset before = DateTimeOffset.UtcNow;
                await producer.SendAsync(new OutgoingMessage("later")
                {
                    DeliverAfter = TimeSpan.FromSeconds(2),
                });
                await producer.SendAsync(new OutgoingMessage("now"));
                using (Message first = consumer.Receive(Check.Soon))
                using (Message second = consumer.Receive(Check.Soon))
                {
                    Check.Equal("now", first.GetText());
                    Check.Equal("later", second.GetText());
                    Check.True(
                        (DateTimeOffset.UtcNow - before).TotalSeconds > 1,
                        "some time has passed");
                }
            }
        }

        [Test]
        internal static async Task HalfASurrogateIsRefused()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                Check.Throws<ArgumentException>(
                    () => new OutgoingMessage("\uD800"));
                Check.Throws<ArgumentException>(() => producer.Post(
                    new OutgoingMessage("x") { Key = "\uD800" }));
                await producer.SendAsync(new OutgoingMessage("fine"));
            }
        }

        private static ArraySegment<byte> Bytes(params byte[] bytes)
        {
            return new ArraySegment<byte>(bytes);
        }
    }
}
