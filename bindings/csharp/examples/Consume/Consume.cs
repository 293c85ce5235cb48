// Prints the messages of a subscription until Ctrl-C or SIGTERM.
//
//   Consume TOPIC SUBSCRIPTION
//
// PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in Quickstart.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs;

internal static class Consume
{
    private static void Main(string[] arguments)
    {
        // Mono, where Main returns, at times waits for an idle thread.
        Environment.Exit(Run(arguments));
    }

    private static int Run(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("usage: Consume TOPIC SUBSCRIPTION");
            return 2;
        }
        try
        {
            using (var stop = new StopSignal())
            {
                RunAsync(arguments[0], arguments[1], stop.Token)
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
        string topic, string subscription, CancellationToken stop)
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
        using (Consumer consumer = await client.SubscribeAsync(
            topic, subscription,
            new ConsumerOptions
            {
                SubscriptionInitialPosition =
                    SubscriptionInitialPosition.Earliest,
            }))
        {
            try
            {
                await consumer.ListenAsync(
                    message =>
                    {
                        Print(message);
                        consumer.Acknowledge(message);
                    },
                    stop);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("closing");
            }
            // Acknowledgements are seen through, in the time that there is.
            await client.CloseAsync(TimeSpan.FromSeconds(10));
        }
    }

    private static void Print(Message message)
    {
        string line = message.GetText();
        if (message.Key != null)
        {
            line += " key=" + message.Key;
        }
        foreach (KeyValuePair<string, string> property in message.Properties)
        {
            line += $" {property.Key}={property.Value}";
        }
        Console.WriteLine(line);
    }
}
