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
            Start(() => consumer.Receive());
            Start(() => consumer.ReceiveAsync().Wait());
            Start(() => producer.Send(new OutgoingMessage("x")));
            Start(() => producer.SendAsync(new OutgoingMessage("x")).Wait());
            for (int i = 0; i < 100; ++i)
            {
                producer.SendAsync(new OutgoingMessage("x"));
            }
            client.CreateProducerAsync(Service.NewTopic());
            Console.WriteLine("leaving");
            return 0;
        }

        private static void Start(Action action)
        {
            new Thread(() =>
            {
                for (;;)
                {
                    action();
                }
            })
            {
                IsBackground = true,
            }.Start();
        }
    }
}
