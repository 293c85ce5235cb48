using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class EventTests
    {
        [Test]
        internal static async Task StatesInOrder(Service service)
        {
            using (PulsarWsClient client = service.NewClient())
            {
                var states = new ConcurrentQueue<ConnectionStateEventArgs>();
                client.ConnectionStateChanged += (sender, e) =>
                {
                    Check.Equal(client, sender);
                    states.Enqueue(e);
                };
                Producer producer =
                    await client.CreateProducerAsync(Service.NewTopic());
                await Check.InTime(producer.CloseAsync());
                await Check.UntilAsync(() => states.Count == 3, "three states");
                Check.Equal(
                    "Connecting Open Closed",
                    string.Join(" ", states.Select(one => one.State)));
                foreach (ConnectionStateEventArgs state in states)
                {
                    Check.Equal<Endpoint>(producer, state.Endpoint);
                    Check.Equal(TimeSpan.Zero, state.Delay);
                    Check.Equal(null, state.Error);
                    Check.Equal(1L, state.Connection);
                }
                producer.Dispose();
            }
        }

        [Test]
        internal static async Task TheLog()
        {
            using (PulsarWsClient client = Service.Plain.NewClient(
                new ClientOptions { LogLevel = LogLevelOption.Debug }))
            {
                var lines = new ConcurrentQueue<LogEventArgs>();
                client.Log += (sender, e) => lines.Enqueue(e);
                using (Producer producer =
                    await client.CreateProducerAsync(Service.NewTopic()))
                {
                    await Check.UntilAsync(
                        () => lines.Any(line => line.Topic == producer.Topic),
                        "a line about the topic");
                }
                foreach (LogEventArgs line in lines)
                {
                    Check.True(line.Message.Length > 0, "a message");
                    Check.True(line.Component.Length > 0, "a component");
                    Check.True(
                        line.Level >= LogLevel.Error &&
                        line.Level <= LogLevel.Debug, "a level");
                    Check.True(line.Time.Year > 2023, "a time");
                }
            }
        }

        [Test]
        internal static async Task Statistics()
        {
            using (PulsarWsClient client = Service.Plain.NewClient(
                new ClientOptions
                {
                    StatisticsInterval = TimeSpan.FromMilliseconds(20),
                }))
            {
                var told = new ConcurrentQueue<string>();
                client.StatisticsReported +=
                    (sender, e) => told.Enqueue(e.Json);
                string topic = Service.NewTopic();
                using (Producer producer =
                    await client.CreateProducerAsync(topic))
                using (Consumer consumer =
                    await client.SubscribeAsync(topic, "sub"))
                using (Reader reader = await client.CreateReaderAsync(
                    topic, MessageId.Latest))
                {
                    await producer.SendAsync(new OutgoingMessage("x"));
                    Check.Contains(
                        "\"messagesAcked\":1", producer.GetStatistics());
                    Check.Contains("\"sub\"", consumer.GetStatistics());
                    Check.Contains(topic, reader.GetStatistics());
                    Check.Contains(topic, client.GetStatistics());
                    await Check.UntilAsync(() => told.Count >= 2, "told twice");
                    Check.Contains("\"producers\"", told.First());
                }
            }
        }

        [Test]
        internal static async Task WhatThrowsIsReported()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                var reported = new ConcurrentQueue<Exception>();
                client.CallbackException += (sender, e) =>
                {
                    reported.Enqueue(e.Exception);
                };
                client.ConnectionStateChanged += (sender, e) =>
                {
                    throw new InvalidOperationException("of a state");
                };
                producer.Post(
                    new OutgoingMessage("x"),
                    report =>
                    {
                        throw new InvalidOperationException("of a post");
                    });
                await Check.UntilAsync(() => reported.Count == 1, "reported");
                Check.Equal("of a post", reported.First().Message);
                await producer.SendAsync(new OutgoingMessage("goes on"));
                (await client.CreateProducerAsync(Service.NewTopic())).Dispose();
                await Check.UntilAsync(() => reported.Count >= 3, "reported");
                Check.Equal("of a state", reported.Last().Message);
            }
        }

        [Test]
        internal static async Task NoWaitingOnTheEventThread()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer = await client.CreateProducerAsync(topic))
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            {
                var done = new TaskCompletionSource<bool>();
                producer.Post(new OutgoingMessage("x"), report =>
                {
                    try
                    {
                        Action[] waiting =
                        {
                            () => producer.Send(new OutgoingMessage("y")),
                            () => producer.Flush(),
                            () => producer.Close(),
                            () => consumer.Receive(Check.Soon),
                            () => consumer.ReceiveBatch(5),
                            () => consumer.FlushAcknowledgements(),
                            () => consumer.HasReachedEndOfTopic(),
                            () => consumer.Unsubscribe(),
                            () => client.Subscribe("t", "s"),
                            () => client.CreateProducer("t"),
                            () => client.CreateReader("t", MessageId.Latest),
                            () => client.Close(),
                        };
                        Message message;
                        while (consumer.TryReceive(out message))
                        {
                            message.Dispose();
                        }
                        foreach (Action wait in waiting)
                        {
                            Check.Fails(Status.WouldDeadlock, wait);
                        }
                        done.SetResult(true);
                    }
                    catch (Exception exception)
                    {
                        done.SetException(exception);
                    }
                });
                await Check.InTime(done.Task);
            }
        }

        [Test]
        internal static async Task AFailedPostThatNobodyHearsIsReported()
        {
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                var reported = new ConcurrentQueue<Exception>();
                client.CallbackException +=
                    (sender, e) => reported.Enqueue(e.Exception);
                for (int i = 0; i < 20; ++i)
                {
                    producer.Post(new OutgoingMessage(new byte[100000]));
                }
                int purged = producer.Purge(inFlight: true);
                Check.True(purged > 0, "some were purged");
                await Check.UntilAsync(
                    () => reported.Count == purged, "all are reported");
                Check.True(
                    reported.All(one => one is PulsarWsException), "as failed");
            }
        }
    }
}
