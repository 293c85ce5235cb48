// Sends one message to Pulsar, receives it back and acknowledges it.
//
//   PULSAR_URL=wss://localhost:9443 PULSAR_TOKEN=... Quickstart [TOPIC]
//
// PULSAR_CA names a PEM file with the certificates to trust, where the system's
// do not do.
using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using PulsarWs;

internal static class Quickstart
{
    private static int Main(string[] arguments)
    {
        try
        {
            RunAsync(arguments.FirstOrDefault() ?? "test")
                .GetAwaiter().GetResult();
            return 0;
        }
        catch (PulsarWsException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static async Task RunAsync(string topic)
    {
        // A client: where the server is, and who we are.
        string url = Environment.GetEnvironmentVariable("PULSAR_URL");
        using (var client = new PulsarWsClient(
            url ?? "wss://localhost:9443",
            new ClientOptions
            {
                AuthToken = Environment.GetEnvironmentVariable("PULSAR_TOKEN"),
                TlsTrustCertsFilePath =
                    Environment.GetEnvironmentVariable("PULSAR_CA"),
            }))

        // A consumer on the topic, subscription sub; then a producer.
        using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
        using (Producer producer = await client.CreateProducerAsync(topic))
        {
            Console.WriteLine(
                $"consuming {consumer.Topic} as {consumer.Subscription}");

            // Payload, properties and context; done when it is stored.
            SendReceipt receipt = await producer.SendAsync(
                new OutgoingMessage("Hello, Pulsar")
                {
                    Properties = { ["language"] = "C#" },
                    Context = new ArraySegment<byte>(
                        Encoding.UTF8.GetBytes("1")),
                });
            string context = Encoding.UTF8.GetString(receipt.GetContext());
            Console.WriteLine(
                $"sent: ok, message id {receipt.MessageId}, context {context}");

            // The same message comes back; what is acknowledged does not come
            // again.
            using (Message message = await consumer.ReceiveAsync())
            {
                Console.WriteLine(
                    $"received: \"{message.GetText()}\" from " +
                    $"{message.Properties["language"]}, " +
                    $"message id {message.Id}");
                consumer.Acknowledge(message);
            }

            // Sees the acknowledgement through, and says goodbye.
            await client.CloseAsync();
            Console.WriteLine("acknowledged");
        }
    }
}
