// Sends numbered messages without waiting for each, and then for all. Ctrl-C or
// SIGTERM ends it early: what was begun is seen through.
//
//   Produce TOPIC [COUNT]
//
// PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in Quickstart.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs;

internal static class Produce
{
    private static void Main(string[] arguments)
    {
        // Mono, where Main returns, at times waits for an idle thread.
        Environment.Exit(Run(arguments));
    }

    private static int Run(string[] arguments)
    {
        if (arguments.Length < 1)
        {
            Console.Error.WriteLine("usage: Produce TOPIC [COUNT]");
            return 2;
        }
        int count = arguments.Length > 1
            ? int.Parse(arguments[1], CultureInfo.InvariantCulture)
            : 10;
        try
        {
            using (var stop = new StopSignal())
            {
                RunAsync(arguments[0], count, stop.Token)
                    .GetAwaiter().GetResult();
            }
            return 0;
        }
        catch (PulsarWsException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static async Task RunAsync(
        string topic, int count, CancellationToken stop)
    {
        string url = Environment.GetEnvironmentVariable("PULSAR_URL");
        using (var client = new PulsarWsClient(
            url ?? "ws://localhost:8080",
            new ClientOptions
            {
                AuthToken = Environment.GetEnvironmentVariable("PULSAR_TOKEN"),
                TlsTrustCertsFilePath =
                    Environment.GetEnvironmentVariable("PULSAR_CA"),
            }))
        using (Producer producer = await client.CreateProducerAsync(
            topic, new ProducerOptions { BlockIfQueueFull = true }))
        {
            var sends = new List<Task>();
            for (int i = 0; i < count && !stop.IsCancellationRequested; ++i)
            {
                sends.Add(producer.SendAsync(
                    new OutgoingMessage("message " + i)
                    {
                        Properties = { ["number"] = i.ToString() },
                    }));
            }
            Task all = Task.WhenAll(sends);
            await Task.WhenAny(all, Task.Delay(Timeout.Infinite, stop));

            try
            {
                // What is not settled by then has failed.
                await client.CloseAsync(TimeSpan.FromSeconds(10));
            }
            finally
            {
                int stored = sends.Count(
                    send => send.Status == TaskStatus.RanToCompletion);
                Console.WriteLine($"produced {stored}");
            }
            await all;
        }
    }
}
