// A test without a broker: it starts pulsarws-mock, breaks connections on purpose,
// and sees that no message is lost.
//
//   WithoutBroker [PULSARWS-MOCK]
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs;

internal static class WithoutBroker
{
    private const int Count = 200;

    private static void Main(string[] arguments)
    {
        // Mono, where Main returns, at times waits for an idle thread.
        Environment.Exit(Run(arguments.FirstOrDefault() ?? "pulsarws-mock"));
    }

    private static int Run(string program)
    {
        try
        {
            using (var mock = new Mock(program))
            {
                NoOrderIsLostWithItsConnectionAsync(mock)
                    .GetAwaiter().GetResult();
            }
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine("FAILED: " + failure);
            return 1;
        }
    }

    private static async Task NoOrderIsLostWithItsConnectionAsync(Mock mock)
    {
        await mock.AskForAsync(
            "{\"topic\": \"orders\", \"connections\": 2, \"cut_after_messages\": 50}");
        using (var deadline = new CancellationTokenSource(
            TimeSpan.FromMinutes(1)))
        using (var client = new PulsarWsClient(mock.Url))
        using (Consumer consumer =
            await client.SubscribeAsync("orders", "billing"))
        using (Producer producer = await client.CreateProducerAsync("orders"))
        {
            List<string> orders =
                Enumerable.Range(0, Count).Select(i => "order " + i).ToList();
            await Task.WhenAll(orders.Select(
                order => producer.SendAsync(new OutgoingMessage(order))));

            // Delivery is at least once: an order may come again, and none may
            // be missing.
            var missing = new HashSet<string>(orders);
            while (missing.Count > 0)
            {
                using (Message message =
                    await consumer.ReceiveAsync(deadline.Token))
                {
                    missing.Remove(message.GetText());
                    consumer.Acknowledge(message);
                }
            }

            int lost = ConnectionsLost(client);
            if (lost == 0)
            {
                throw new InvalidOperationException(
                    "no connection was lost: nothing is tested");
            }
            await client.CloseAsync();
            Console.WriteLine(
                $"{Count} orders, {lost} connections lost, no order lost");
        }
    }

    /// <summary>How many broke, by the client's own account.</summary>
    private static int ConnectionsLost(PulsarWsClient client)
    {
        Match match = Regex.Match(
            client.GetStatistics(), "\"connectionsLost\":([0-9]+)");
        return int.Parse(match.Groups[1].Value);
    }

    /// <summary>A pulsarws-mock, which ends with its standard input: with this,
    /// and never later than this process.</summary>
    private sealed class Mock : IDisposable
    {
        private readonly Process process;

        public Mock(string program)
        {
            process = Process.Start(new ProcessStartInfo(program, "--port 0")
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            // Its first line says where: "ready ws://127.0.0.1:PORT".
            string line = process.StandardOutput.ReadLine() ?? string.Empty;
            Url = line.Replace("ready ", string.Empty);
        }

        public string Url { get; }

        /// <summary>Asks for a fault, by its HTTP API.</summary>
        public async Task AskForAsync(string fault)
        {
            var url = new Uri(Url);
            using (var connection = new TcpClient(url.Host, url.Port))
            using (NetworkStream stream = connection.GetStream())
            using (var answer = new StreamReader(stream))
            {
                byte[] request = Encoding.ASCII.GetBytes(
                    "POST /mock/faults HTTP/1.1\r\nHost: mock\r\n" +
                    "Content-Type: application/json\r\n" +
                    $"Content-Length: {fault.Length}\r\n" +
                    "Connection: close\r\n\r\n" + fault);
                await stream.WriteAsync(request, 0, request.Length);
                string status = await answer.ReadLineAsync();
                if (status == null || !status.StartsWith("HTTP/1.1 20"))
                {
                    throw new InvalidOperationException(status);
                }
            }
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
