#if NETSTANDARD2_1_OR_GREATER || NET
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>What newer targets have beside the rest.</summary>
    internal static class ModernTests
    {
        [Test]
        internal static void TheAssemblySaysThatItMayBeTrimmedAndCompiledAhead()
        {
            List<AssemblyMetadataAttribute> said = typeof(PulsarWsClient)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .ToList();
            foreach (string key in new[] { "IsTrimmable", "IsAotCompatible" })
            {
                Check.True(
                    said.Any(one => one.Key == key && one.Value == "True"), key);
            }
        }

        [Test]
        internal static async Task AStreamOfMessages(Service service)
        {
            string topic = Service.NewTopic();
            PulsarWsClient client = service.NewClient();
            Consumer consumer = await client.SubscribeAsync(topic, "sub");
            await ReceivingTests.SendNumbers(client, topic, 3);
            using (var cancel = new CancellationTokenSource())
            {
                IAsyncEnumerator<Message> messages = consumer
                    .ReceiveAllAsync().GetAsyncEnumerator(cancel.Token);
                for (int i = 0; i < 3; ++i)
                {
                    Check.True(
                        await Check.InTime(messages.MoveNextAsync().AsTask()),
                        "another one");
                    using (Message message = messages.Current)
                    {
                        Check.Equal(
                            i.ToString(),
                            Encoding.UTF8.GetString(message.Payload));
                        consumer.Acknowledge(message);
                    }
                }
                Task next = messages.MoveNextAsync().AsTask();
                cancel.Cancel();
                await Check.CancelledAsync(next, cancel.Token);
                await messages.DisposeAsync();
            }
            IAsyncEnumerator<Message> rest = consumer
                .ReceiveAllAsync(new CancellationTokenSource().Token)
                .GetAsyncEnumerator(new CancellationTokenSource().Token);
            Task<bool> end = rest.MoveNextAsync().AsTask();
            await Check.InTime(consumer.DisposeAsync().AsTask());
            Check.True(!await Check.InTime(end), "ends");
            await rest.DisposeAsync();
            await Check.InTime(consumer.DisposeAsync().AsTask());
            await Check.InTime(client.DisposeAsync().AsTask());
            Check.Throws<ObjectDisposedException>(() => client.GetStatistics());
        }
    }
}
#endif
