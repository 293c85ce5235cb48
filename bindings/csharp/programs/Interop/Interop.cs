// Sends and verifies the messages by which the bindings are tested with each
// other:
//
//   interop produce|consume URL TOPIC LANGUAGE COUNT [LANGUAGE,...]
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs;

internal static class Interop
{
    private const string Text = "grüße \"\\\n";

    private static void Main(string[] arguments)
    {
        // Mono, where Main returns, at times waits for an idle thread.
        Environment.Exit(Run(arguments));
    }

    private static int Run(string[] arguments)
    {
        if (arguments.Length < 5)
        {
            Console.Error.WriteLine(
                "usage: interop produce|consume URL TOPIC LANGUAGE COUNT " +
                "[LANGUAGE,...]");
            return 2;
        }
        Console.OutputEncoding = new UTF8Encoding(false);
        try
        {
            Task work = RunAsync(
                arguments[0], arguments[1], arguments[2], arguments[3],
                int.Parse(arguments[4], CultureInfo.InvariantCulture),
                arguments.Length > 5 ? arguments[5].Split(',') : new string[0]);
            if (!work.Wait(TimeSpan.FromSeconds(60)))
            {
                throw new TimeoutException("not done after 60 s");
            }
            return 0;
        }
        catch (Exception exception)
        {
            Exception failure = exception.InnerException ?? exception;
            Console.Error.WriteLine("interop: " + failure.Message);
            return 1;
        }
    }

    private static async Task RunAsync(
        string what, string url, string topic, string language, int count,
        string[] expected)
    {
        using (var client = new PulsarWsClient(url))
        {
            if (what == "produce")
            {
                await ProduceAsync(client, topic, language, count);
            }
            else
            {
                await ConsumeAsync(client, topic, language, count, expected);
            }
            await client.CloseAsync();
        }
    }

    private static async Task ProduceAsync(
        PulsarWsClient client, string topic, string language, int count)
    {
        using (Producer producer = await client.CreateProducerAsync(
            topic, new ProducerOptions { BlockIfQueueFull = true }))
        {
            await Task.WhenAll(Enumerable.Range(0, count).Select(
                i => producer.SendAsync(new OutgoingMessage(Payload(language, i))
                {
                    Key = language,
                    Properties =
                    {
                        ["language"] = language,
                        ["number"] = i.ToString(CultureInfo.InvariantCulture),
                        ["text"] = Text,
                    },
                })).ToArray());
            Console.WriteLine("produced " + count);
        }
    }

    private static async Task ConsumeAsync(
        PulsarWsClient client, string topic, string language, int count,
        string[] expected)
    {
        using (Consumer consumer = await client.SubscribeAsync(
            topic, "interop-" + language,
            new ConsumerOptions
            {
                SubscriptionInitialPosition =
                    SubscriptionInitialPosition.Earliest,
            }))
        {
            Console.WriteLine("ready");
            Console.Out.Flush();
            Dictionary<string, int> next = expected.ToDictionary(
                one => one, one => 0);
            int total = count * expected.Length;
            for (int received = 0; received < total; ++received)
            {
                using (Message message = await consumer.ReceiveAsync())
                {
                    Verify(message, next, count);
                    consumer.Acknowledge(message);
                }
            }
            await consumer.FlushAcknowledgementsAsync();
            Console.WriteLine("consumed " + total);
        }
    }

    private static void Verify(
        Message message, Dictionary<string, int> next, int count)
    {
        string language = message.GetProperty("language");
        int number;
        if (language == null || !next.TryGetValue(language, out number))
        {
            throw new FormatException("a message of language " + language);
        }
        if (number >= count)
        {
            throw new FormatException("one message too many of " + language);
        }
        string name = $"{language} {number}: ";
        Same(name + "number", number.ToString(CultureInfo.InvariantCulture),
            message.GetProperty("number"));
        Same(name + "text", Text, message.GetProperty("text"));
        Same(name + "key", language, message.Key);
        Same(name + "properties", "3",
            message.Properties.Count.ToString(CultureInfo.InvariantCulture));
        Same(name + "payload",
            BitConverter.ToString(Payload(language, number)),
            BitConverter.ToString(message.GetPayload()));
        next[language] = number + 1;
    }

    private static void Same(string what, string expected, string actual)
    {
        if (expected != actual)
        {
            throw new FormatException(
                $"{what}: expected <{expected}>, got <{actual}>");
        }
    }

    private static byte[] Payload(string language, int number)
    {
        byte[] start = Encoding.ASCII.GetBytes($"{language} {number}\0");
        return start.Concat(
            Enumerable.Range(0, 256).Select(value => (byte)value)).ToArray();
    }
}
