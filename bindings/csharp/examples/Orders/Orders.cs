// An order pipeline: orders are sent, two workers share them, what they cannot do
// ends on the dead-letter topic, and an auditor reads all there is.
//
//   Orders TOPIC COUNT TOKEN_FILE
//
// Tokens come from a file that may change; PULSAR_URL and PULSAR_CA are read as
// in Quickstart. Ends when every order has arrived where it belongs, or within
// 10 s of Ctrl-C or SIGTERM.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs;

internal sealed class Orders
{
    private const int EveryBad = 100;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly string topic;
    private readonly int total;

    // Which orders have arrived somewhere: each counts once, since a message may
    // come again. By the lock `done`.
    private readonly HashSet<int> done = new HashSet<int>();
    private readonly HashSet<int> dead = new HashSet<int>();
    private readonly HashSet<int> audited = new HashSet<int>();

    // Cancelled by a signal, by the last order, or by a failure.
    private readonly CancellationTokenSource end =
        new CancellationTokenSource();

    private int sent;
    private int stored;
    private int failed;

    private Orders(string topic, int total)
    {
        this.topic = topic;
        this.total = total;
    }

    private static void Main(string[] arguments)
    {
        // Mono, where Main returns, at times waits for an idle thread.
        Environment.Exit(Run(arguments));
    }

    private static int Run(string[] arguments)
    {
        if (arguments.Length < 3)
        {
            Console.Error.WriteLine("usage: Orders TOPIC COUNT TOKEN_FILE");
            return 2;
        }
        var orders = new Orders(arguments[0], int.Parse(arguments[1]));
        try
        {
            using (var stop = new StopSignal())
            using (stop.Token.Register(orders.end.Cancel))
            {
                return orders.RunAsync(arguments[2], stop.Token)
                    .GetAwaiter().GetResult();
            }
        }
        catch (PulsarWsException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private async Task<int> RunAsync(string tokenFile, CancellationToken stop)
    {
        string url = Environment.GetEnvironmentVariable("PULSAR_URL");
        var working = new ConsumerOptions
        {
            SubscriptionType = SubscriptionType.Shared,
            NegativeAckRedeliveryDelay = TimeSpan.FromMilliseconds(100),
            MaxRedeliverCount = 2,
            DeadLetterTopic = topic + "-dead",
        };
        bool isClosed = true;
        using (var client = new PulsarWsClient(
            url ?? "ws://localhost:8080",
            new ClientOptions
            {
                TlsTrustCertsFilePath =
                    Environment.GetEnvironmentVariable("PULSAR_CA"),
                LogLevel = LogLevelOption.Error,
                TokenSupplier = cancelled => Task.FromResult(
                    File.ReadAllText(tokenFile).Trim()),
            }))
        {
            try
            {
                Consumer letters = await client.SubscribeAsync(
                    topic + "-dead", "workers", null, end.Token);
                Consumer first = await client.SubscribeAsync(
                    topic, "workers", working, end.Token);
                Consumer second = await client.SubscribeAsync(
                    topic, "workers", working, end.Token);
                Reader auditor = await client.CreateReaderAsync(
                    topic, MessageId.Earliest, null, end.Token);
                Producer producer = await client.CreateProducerAsync(
                    topic, new ProducerOptions { BlockIfQueueFull = true },
                    end.Token);
                await Task.WhenAll(
                    Part(letters.ListenAsync(
                        one => Bury(letters, one), end.Token)),
                    Part(first.ListenAsync(
                        one => Work(first, one), end.Token)),
                    Part(second.ListenAsync(
                        one => Work(second, one), end.Token)),
                    Part(auditor.ListenAsync(
                        one => Arrive(audited, OrderOf(one)), end.Token)),
                    Part(SendAsync(producer)));
            }
            catch (OperationCanceledException)
            {
                // What ends all of them.
            }
            try
            {
                // What is not settled by then has failed, or comes again.
                await client.CloseAsync(StopTime);
            }
            catch (PulsarWsException)
            {
                isClosed = false;
            }
        }
        bool isStopped = stop.IsCancellationRequested;
        Console.WriteLine(
            $"{(isStopped ? "stopped" : "complete")}: {sent} sent, " +
            $"{stored} stored, {failed} failed, {done.Count} done, " +
            $"{dead.Count} dead, {audited.Count} audited");
        return isStopped || (isClosed && failed == 0) ? 0 : 1;
    }

    /// <summary>Where one part fails, all end.</summary>
    private async Task Part(Task task)
    {
        try
        {
            await task;
        }
        catch (PulsarWsException)
        {
            end.Cancel();
            throw;
        }
    }

    /// <summary>Waits for room where the queue is full.</summary>
    private async Task SendAsync(Producer producer)
    {
        for (; sent < total; ++sent)
        {
            await producer.PostAsync(
                new OutgoingMessage($"{sent}"), Settled, end.Token);
        }
    }

    private void Settled(DeliveryReport report)
    {
        if (report.Error == null)
        {
            Interlocked.Increment(ref stored);
        }
        else if (Interlocked.Increment(ref failed) == 1)
        {
            Console.Error.WriteLine("send: " + report.Error.Message);
            end.Cancel();
        }
    }

    /// <summary>An order that is bad is refused until Pulsar has had enough of
    /// it.</summary>
    private void Work(Consumer consumer, Message message)
    {
        int order = OrderOf(message);
        if (order % EveryBad == 0)
        {
            consumer.NegativeAcknowledge(message);
            return;
        }
        consumer.Acknowledge(message);
        Arrive(done, order);
    }

    private void Bury(Consumer consumer, Message message)
    {
        consumer.Acknowledge(message);
        Arrive(dead, OrderOf(message));
    }

    private void Arrive(HashSet<int> place, int order)
    {
        bool isComplete;
        lock (done)
        {
            if (place.Add(order) && place == done && done.Count % 100 == 0)
            {
                Console.WriteLine($"done {done.Count}");
            }
            isComplete = done.Count + dead.Count == total &&
                audited.Count == total;
        }
        if (isComplete)
        {
            end.Cancel();
        }
    }

    private static int OrderOf(Message message)
    {
        return int.Parse(message.GetText());
    }
}
