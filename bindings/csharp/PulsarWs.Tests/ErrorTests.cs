using System;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal static class ErrorTests
    {
        [Test]
        internal static async Task AWrongTokenIs401()
        {
            using (PulsarWsClient client = Service.Secure.NewClient(
                new ClientOptions { AuthToken = "wrong" }))
            {
                PulsarWsException failure = await Check.FailsAsync(
                    Status.Authentication,
                    client.CreateProducerAsync(Service.NewTopic()));
                Check.Equal(401, failure.HttpStatus);
                Check.True(!failure.IsRetriable, "not retriable");
                Check.Contains("401", failure.Message);
                Check.Equal(0, failure.CloseCode);
                failure = Check.Fails(
                    Status.Authentication,
                    () => client.Subscribe(Service.NewTopic(), "sub"));
                Check.Equal(401, failure.HttpStatus);
            }
        }

        [Test]
        internal static async Task ATokenWithoutRightsIs403()
        {
            using (PulsarWsClient client = Service.Secure.NewClient(
                new ClientOptions { AuthToken = Service.TokenWithoutRights }))
            {
                PulsarWsException failure = await Check.FailsAsync(
                    Status.Authorization,
                    client.SubscribeAsync(Service.NewTopic(), "sub"));
                Check.Equal(403, failure.HttpStatus);
                failure = await Check.FailsAsync(
                    Status.Authorization,
                    client.CreateReaderAsync(
                        Service.NewTopic(), MessageId.Earliest));
                Check.Equal(403, failure.HttpStatus);
            }
        }

        [Test]
        internal static async Task AMissingNamespaceIs404(Service service)
        {
            using (PulsarWsClient client = service.NewClient())
            {
                PulsarWsException failure = await Check.FailsAsync(
                    Status.NotFound,
                    client.CreateProducerAsync("public/no-such-namespace/t"));
                Check.Equal(404, failure.HttpStatus);
            }
        }

        [Test]
        internal static async Task ASecondExclusiveConsumerIs409()
        {
            string topic = Service.NewTopic();
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (await client.SubscribeAsync(topic, "sub"))
            {
                PulsarWsException failure = await Check.FailsAsync(
                    Status.Conflict, client.SubscribeAsync(topic, "sub"));
                Check.Equal(409, failure.HttpStatus);
                Check.True(failure.IsRetriable, "retriable");
            }
        }

        [Test]
        internal static async Task WhatIsWrongAtOnce()
        {
            Check.Fails(
                Status.InvalidUrl, () => new PulsarWsClient("http://localhost"));
            Check.Fails(
                Status.TlsCertificate,
                () =>
                {
                    using (var client = new PulsarWsClient(
                        Service.Secure.Url,
                        new ClientOptions { AuthToken = Service.Token }))
                    {
                        client.CreateProducer(Service.NewTopic());
                    }
                });
            using (PulsarWsClient client = Service.Plain.NewClient())
            {
                await Check.FailsAsync(
                    Status.InvalidTopic, client.CreateProducerAsync("a//b"));
                Check.Throws<ArgumentNullException>(
                    () => client.CreateProducerAsync(null));
                using (Producer producer =
                    await client.CreateProducerAsync(Service.NewTopic()))
                {
                    Check.Equal(null, producer.LastError);
                    await Check.FailsAsync(
                        Status.MessageTooBig,
                        producer.SendAsync(
                            new OutgoingMessage(new byte[2000000])));
                    await Check.FailsAsync(
                        Status.InvalidMessage,
                        producer.SendAsync(new OutgoingMessage("x")
                        {
                            EventTime = new DateTimeOffset(
                                1960, 1, 1, 0, 0, 0, TimeSpan.Zero),
                        }));
                    Check.Throws<ArgumentNullException>(
                        () => producer.SendAsync(null));
                    Check.Throws<ArgumentOutOfRangeException>(
                        () => producer.Flush(TimeSpan.FromSeconds(-2)));
                }
            }
        }

        [Test]
        internal static async Task ATokenSupplierMayTakeItsTime()
        {
            int asked = 0;
            using (PulsarWsClient client = Service.Secure.NewClient(
                new ClientOptions
                {
                    TokenSupplier = async cancellationToken =>
                    {
                        Interlocked.Increment(ref asked);
                        await Task.Delay(50, cancellationToken);
                        return Service.Token;
                    },
                }))
            using (Producer producer =
                await client.CreateProducerAsync(Service.NewTopic()))
            {
                await producer.SendAsync(new OutgoingMessage("x"));
                Check.True(asked >= 1, "asked");
            }
        }

        [Test]
        internal static async Task ATokenSupplierMayFail()
        {
            using (PulsarWsClient client = Service.Secure.NewClient(
                new ClientOptions
                {
                    TokenSupplier = cancellationToken =>
                    {
                        throw new InvalidOperationException("the vault is shut");
                    },
                }))
            {
                PulsarWsException failure = await Check.FailsAsync(
                    Status.Credentials,
                    client.CreateProducerAsync(Service.NewTopic()));
                Check.Contains("the vault is shut", failure.Message);
            }
            Check.Fails(
                Status.InvalidArgument,
                () => new PulsarWsClient(
                    "ws://localhost",
                    new ClientOptions
                    {
                        AuthToken = "one",
                        TokenSupplier = _ => Task.FromResult("another"),
                    }));
        }
    }
}
