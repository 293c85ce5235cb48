// What sending and receiving cost through the C# API:
//
//   bench produce|consume|listen ws://HOST:PORT PAYLOAD_SIZE COUNT
//
// The same work as the library's own benchmark: produce sends without waiting
// and counts to the last answer; consume receives and acknowledges in a loop,
// listen in a handler.
using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs;

internal static class Bench
{
    private static void Main(string[] arguments)
    {
        // Mono, where Main returns, at times waits for an idle thread.
        Environment.Exit(Run(arguments));
    }

    private static int Run(string[] arguments)
    {
        return RunAsync(arguments).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Length != 4)
        {
            Console.Error.WriteLine(
                "usage: bench produce|consume|listen URL SIZE COUNT");
            return 2;
        }
        string what = arguments[0];
        int size = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        int count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        string topic = $"bench-{size}-{count}";
        using (var client = new PulsarWsClient(arguments[1]))
        {
            if (what == "produce")
            {
                Producer producer = await client.CreateProducerAsync(
                    topic, new ProducerOptions { BlockIfQueueFull = true });
                await MeasureAsync(count, () => ProduceAsync(producer, size, count));
            }
            else
            {
                Consumer consumer = await client.SubscribeAsync(topic, "sub");
                await MeasureAsync(count, () => what == "consume"
                    ? ConsumeAsync(consumer, count)
                    : ListenAsync(consumer, count));
            }
            await client.CloseAsync(TimeSpan.FromSeconds(5));
        }
        return 0;
    }

    private static async Task ProduceAsync(
        Producer producer, int size, int count)
    {
        var message = new OutgoingMessage(new byte[size]);
        for (int i = 0; i < size; ++i)
        {
            message.Payload.Array[i] = (byte)'x';
        }
        var done = new TaskCompletionSource<bool>();
        int settled = 0;
        Action<DeliveryReport> onSettled = report =>
        {
            if (report.Error != null)
            {
                done.TrySetException(report.Error);
            }
            else if (Interlocked.Increment(ref settled) == count)
            {
                done.TrySetResult(true);
            }
        };
        for (int i = 0; i < count; ++i)
        {
            producer.Post(message, onSettled);
        }
        await done.Task;
    }

    private static async Task ConsumeAsync(Consumer consumer, int count)
    {
        for (int i = 0; i < count; ++i)
        {
            using (Message message = await consumer.ReceiveAsync())
            {
                consumer.Acknowledge(message);
            }
        }
        await consumer.FlushAcknowledgementsAsync();
    }

    private static async Task ListenAsync(Consumer consumer, int count)
    {
        var enough = new CancellationTokenSource();
        int received = 0;
        Action<Message> onMessage = message =>
        {
            consumer.Acknowledge(message);
            if (++received == count)
            {
                enough.Cancel();
            }
        };
        try
        {
            await consumer.ListenAsync(onMessage, enough.Token);
        }
        catch (OperationCanceledException)
        {
            // All have come.
        }
        await consumer.FlushAcknowledgementsAsync();
    }

    private static async Task MeasureAsync(int count, Func<Task> work)
    {
        double cpu = CpuMicroseconds();
        var clock = Stopwatch.StartNew();
        await work();
        Console.WriteLine(
            string.Format(
                CultureInfo.InvariantCulture,
                "cpu_us_per_message {0:F2} messages_per_second {1:F0}",
                (CpuMicroseconds() - cpu) / count,
                count / clock.Elapsed.TotalSeconds));
    }

    private static double CpuMicroseconds()
    {
        using (Process self = Process.GetCurrentProcess())
        {
            return self.TotalProcessorTime.TotalMilliseconds * 1000;
        }
    }
}
