using System;

namespace PulsarWs.Tests
{
    /// <summary>A process that ends with messages that are not settled.
    /// </summary>
    internal static class LosingChild
    {
        internal const string Argument = "--lose";
        internal const int Count = 9;

        internal static int Run(string url, string how)
        {
            var client = new PulsarWsClient(
                url,
                new ClientOptions
                {
                    LogLevel = how == "quiet"
                        ? LogLevelOption.Error
                        : LogLevelOption.Warning,
                });
            Producer producer = client.CreateProducer("lost");
            for (int i = 1; i < Count; ++i)
            {
                producer.Post(new OutgoingMessage("x"));
            }
            producer.SendAsync(new OutgoingMessage("x"));
            if (how == "disposed")
            {
                producer.Dispose();
                client.Dispose();
            }
            return 0;
        }
    }
}
