// What a newcomer writes first: `test-package` runs it outside the repository.
using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using PulsarWs;

internal static class Program
{
    private static async Task<int> Main()
    {
        try
        {
            Console.WriteLine("version " + PulsarWsLibrary.Version);
        }
        catch (DllNotFoundException missing)
        {
            Console.WriteLine(missing.Message);
            return 1;
        }
        string loaded = File.ReadLines("/proc/self/maps")
            .First(line => line.Contains("libpulsarws"));
        Console.WriteLine("loaded " + loaded.Substring(loaded.IndexOf('/')));
        string url = Environment.GetEnvironmentVariable("PULSAR_URL");
        if (url != null)
        {
            await SendAndReceiveAsync(url);
        }
        return 0;
    }

    private static async Task SendAndReceiveAsync(string url)
    {
        string topic = "package-" + Guid.NewGuid().ToString("N");
        await using var client = new PulsarWsClient(url);
        await using Consumer consumer = await client.SubscribeAsync(topic, "sub");
        await using Producer producer = await client.CreateProducerAsync(topic);
        await producer.SendAsync(new OutgoingMessage("hello"));
        using Message message = await consumer.ReceiveAsync();
        consumer.Acknowledge(message);
        Console.WriteLine("received " + message.GetText());
    }
}
