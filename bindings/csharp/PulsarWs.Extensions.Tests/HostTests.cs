using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PulsarWs.Extensions;

namespace PulsarWs.Tests
{
    internal static class HostTests
    {
        [Test]
        internal static async Task TheLogGoesToTheLoggers()
        {
            var loggers = new Recorder();
            using (var server = new SilentServer())
            {
                var services = new ServiceCollection();
                services.AddSingleton<ILoggerFactory>(loggers);
                services.AddPulsarWs(
                    server.Url,
                    (provider, options) =>
                        options.LogLevel = LogLevelOption.Debug);
                ServiceProvider host = services.BuildServiceProvider();
                var client = host.GetRequiredService<PulsarWsClient>();
                Check.True(
                    client == host.GetRequiredService<PulsarWsClient>(),
                    "one for all");
                Producer producer = await client.CreateProducerAsync("logged");
                await Check.UntilAsync(
                    () => loggers.Lines.Any(line =>
                        line.StartsWith(
                            "PulsarWs.Producer ", StringComparison.Ordinal) &&
                        line.Contains(
                            "Topic=persistent://public/default/logged")),
                    "a line of the producer");
                client.StatisticsReported += (sender, e) => { };
                producer.Post(
                    new OutgoingMessage("x"),
                    report => throw new InvalidTimeZoneException("mine"));
                producer.Purge(true);
                await Check.UntilAsync(
                    () => loggers.Lines.Any(line =>
                        line.StartsWith(
                            "PulsarWs Error ", StringComparison.Ordinal) &&
                        line.Contains("InvalidTimeZoneException")),
                    "what a callback has thrown");
                await Check.InTime(host.DisposeAsync().AsTask());
                Check.Throws<ObjectDisposedException>(
                    () => client.GetStatistics());
            }
        }

        [Test]
        internal static async Task TheHostsEndSeesMessagesThrough()
        {
            var services = new ServiceCollection();
            services.AddPulsarWs(Service.Plain.Url);
            ServiceProvider host = services.BuildServiceProvider();
            Producer producer = await host.GetRequiredService<PulsarWsClient>()
                .CreateProducerAsync(Service.NewTopic());
            Task<SendReceipt>[] sends = Enumerable.Range(0, 500)
                .Select(i => producer.SendAsync(new OutgoingMessage("x")))
                .ToArray();
            await Check.InTime(host.DisposeAsync().AsTask());
            await Check.InTime(Task.WhenAll(sends));
        }

        [Test]
        internal static async Task StatisticsAreInstruments()
        {
            var values = new ConcurrentDictionary<string, long>();
            using (var listener = new MeterListener())
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Meter meter = client.Measure())
            {
                listener.InstrumentPublished = (instrument, self) =>
                {
                    if (instrument.Meter == meter)
                    {
                        self.EnableMeasurementEvents(instrument);
                    }
                };
                listener.SetMeasurementEventCallback<long>(
                    (instrument, value, tags, state) =>
                        values[instrument.Name] = value);
                listener.Start();
                string topic = Service.NewTopic();
                Consumer consumer = await client.SubscribeAsync(topic, "sub");
                Producer producer = await client.CreateProducerAsync(topic);
                await producer.SendAsync(new OutgoingMessage("12345"));
                (await consumer.ReceiveAsync()).Dispose();
                await Check.UntilAsync(
                    () =>
                    {
                        listener.RecordObservableInstruments();
                        return Is(values, "pulsarws.messages.acked", 1) &&
                            Is(values, "pulsarws.messages.handed_out", 1);
                    },
                    "what was counted");
                Check.Equal(5L, values["pulsarws.payload.sent"]);
                Check.Equal(0L, values["pulsarws.messages.pending"]);
                Check.Equal(2L, values["pulsarws.connections.open"]);
                Check.True(values["pulsarws.round_trip.max"] > 0, "measured");
                await client.CloseAsync();
                client.Dispose();
                await Task.Delay(150);
                values.Clear();
                listener.RecordObservableInstruments();
                Check.Equal(0, values.Count);
            }
        }

        private static bool Is(
            ConcurrentDictionary<string, long> values, string name, long value)
        {
            return values.TryGetValue(name, out long found) && found == value;
        }

        /// <summary>Keeps lines as "CATEGORY LEVEL TEXT NAME=VALUE...".
        /// </summary>
        private sealed class Recorder : ILoggerFactory
        {
            internal ConcurrentQueue<string> Lines { get; } =
                new ConcurrentQueue<string>();

            public void AddProvider(ILoggerProvider provider)
            {
            }

            public ILogger CreateLogger(string categoryName)
            {
                return new Category(this, categoryName);
            }

            public void Dispose()
            {
            }

            private sealed class Category : ILogger
            {
                private readonly Recorder recorder;
                private readonly string name;

                internal Category(Recorder recorder, string name)
                {
                    this.recorder = recorder;
                    this.name = name;
                }

                public IDisposable BeginScope<T>(T state)
                {
                    return null;
                }

                public bool IsEnabled(
                    Microsoft.Extensions.Logging.LogLevel logLevel)
                {
                    return true;
                }

                public void Log<T>(
                    Microsoft.Extensions.Logging.LogLevel logLevel,
                    EventId eventId, T state, Exception exception,
                    Func<T, Exception, string> formatter)
                {
                    string line =
                        $"{name} {logLevel} {formatter(state, exception)}";
                    if (state is IEnumerable<KeyValuePair<string, object>> all)
                    {
                        line += string.Concat(all.Select(
                            one => $" {one.Key}={one.Value}"));
                    }
                    recorder.Lines.Enqueue(line + " " + exception);
                }
            }
        }
    }
}
