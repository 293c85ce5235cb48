using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace PulsarWs.Tests
{
    internal static class OptionTests
    {
        [Test]
        internal static void TypedAndRaw()
        {
            var options = new ConsumerOptions
            {
                SubscriptionType = SubscriptionType.KeyShared,
                ReceiverQueueSize = 17,
                NegativeAckRedeliveryDelay = TimeSpan.FromSeconds(1.5),
                PullMode = true,
                Others = { ["priorityLevel"] = "3" },
            };
            Check.Equal("Key_Shared", options.GetValue("subscriptionType"));
            Check.Equal("17", options.GetValue("receiverQueueSize"));
            Check.Equal("1500", options.GetValue("negativeAckRedeliveryDelay"));
            Check.Equal("true", options.GetValue("pullMode"));
            Check.Equal("3", options.GetValue("priorityLevel"));
            Check.Equal(null, options.GetValue("deadLetterTopic"));
            Check.Contains("priorityLevel=3\n", options.Dump());
        }

        [Test]
        internal static void ATimeHasItsUnitInItsType()
        {
            Check.Equal(
                "2500",
                new ConsumerOptions { AckTimeout = TimeSpan.FromSeconds(2.5) }
                    .GetValue("ackTimeoutMillis"));
            var options = new ProducerOptions
            {
                SendTimeout = TimeSpan.FromSeconds(1),
                ProxySendTimeout = TimeSpan.FromSeconds(2),
            };
            Check.Equal("1000", options.GetValue("sendTimeout"));
            Check.Equal("2000", options.GetValue("sendTimeoutMillis"));
            foreach (PropertyInfo property in new[]
            {
                typeof(ClientOptions), typeof(ProducerOptions),
                typeof(ConsumerOptions), typeof(ReaderOptions),
                typeof(OutgoingMessage),
            }.SelectMany(type => type.GetProperties()))
            {
                Check.True(
                    property.PropertyType != typeof(TimeSpan?) ||
                    !property.Name.Contains("Milli"),
                    property.Name + " has a unit");
            }
        }

        [Test]
        internal static void WhatIsWrong()
        {
            PulsarWsException failure = Check.Fails(
                Status.UnknownOption,
                () => new ConsumerOptions().GetValue("receiverQueueSiz"));
            Check.Contains("receiverQueueSize", failure.Message);
            Check.Fails(
                Status.InvalidOptionValue,
                () => new ConsumerOptions { ReceiverQueueSize = 0 }.Dump());
            Check.Fails(
                Status.InvalidOptionValue,
                () => new PulsarWsClient(
                    "ws://localhost",
                    new ClientOptions
                    {
                        Others = { ["eventDelivery"] = "callbacks" },
                    }));
            Check.Throws<ArgumentOutOfRangeException>(
                () => new ConsumerOptions { Permits = (Permits)7 }.Dump());
        }

        [Test]
        internal static void FromFiles()
        {
            string path = Path.GetTempFileName();
            try
            {
                File.WriteAllText(
                    path, "# a comment\nconnectTimeout = 1234\nlogLevel=off\n");
                var options = new ClientOptions { LogLevel = LogLevelOption.Info };
                options.LoadFile(path);
                Check.Equal("1234", options.GetValue("connectTimeout"));
                Check.Equal("info", options.GetValue("logLevel"));
                File.WriteAllText(path, "nonsense\n");
                Check.Fails(Status.File, () => options.LoadFile(path));
                Check.Equal("1234", options.GetValue("connectTimeout"));
                File.WriteAllText(
                    path,
                    "webServiceUrl=http://localhost:8080\n" +
                    "authPlugin=org.apache.pulsar.client.impl.auth." +
                    "AuthenticationToken\nauthParams=token:abc\n");
                options.LoadClientConf(path);
                Check.Contains("***", options.Dump());
                Check.Equal("abc", options.GetValue("authToken"));
            }
            finally
            {
                File.Delete(path);
            }
        }

        [Test]
        internal static void TheVersion()
        {
            Check.Equal(
                PulsarWsLibrary.Version.Split('.')[0],
                (PulsarWsLibrary.VersionNumber / 10000).ToString());
            foreach (string name in PulsarWsLibrary.Transports)
            {
                Check.True(name.Length > 0, "a transport has a name");
            }
        }
    }
}
