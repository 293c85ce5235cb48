using System;
using System.Threading;

namespace PulsarWs.Tests
{
    /// <summary>A process that ends with everything open and under way.
    /// </summary>
    internal static class LeavingChild
    {
        internal const string Argument = "--leave";

        internal static int Run()
        {
            PulsarWsClient client = Service.Plain.NewClient();
            string topic = Service.NewTopic();
            Producer producer = client.CreateProducer(topic);
            Consumer consumer = client.Subscribe(topic, "sub");
            consumer.Pause();
            consumer.ReceiveAsync();
            new Thread(() => consumer.Receive()) { IsBackground = true }.Start();
            for (int i = 0; i < 100; ++i)
            {
                producer.SendAsync(new OutgoingMessage("x"));
            }
            client.CreateProducerAsync(Service.NewTopic());
            Console.WriteLine("leaving");
            return 0;
        }
    }
}
