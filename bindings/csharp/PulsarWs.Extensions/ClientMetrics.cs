using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace PulsarWs.Extensions
{
    /// <summary>A client's statistics as instruments of
    /// System.Diagnostics.Metrics.</summary>
    public static class ClientMetrics
    {
        /// <summary>The meter's name, for AddMeter of OpenTelemetry and for
        /// dotnet-counters.</summary>
        public const string MeterName = "PulsarWs";

        /// <summary>Makes a meter of the client's sums. It does not keep the
        /// client alive, and measures nothing once that is closed.</summary>
        /// <param name="client">The client.</param>
        /// <param name="meters">Where the meter is from, which disposes it then;
        /// null: it is the caller's to dispose.</param>
        /// <returns>The meter.</returns>
        public static Meter Measure(
            this PulsarWsClient client, IMeterFactory meters = null)
        {
            ArgumentNullException.ThrowIfNull(client);
            Meter meter = meters == null
                ? new Meter(MeterName)
                : meters.Create(new MeterOptions(MeterName));
            var sums = new Sums(client);
            Count("messages.sent", "messagesSent", "accepted to be sent");
            Count("messages.acked", "messagesAcked", "stored by the server");
            Count(
                "messages.refused", "messagesRefused",
                "that the server would not have");
            Count("messages.not_sent", "messagesNotSent", "given up unsent");
            Count(
                "messages.outcome_unknown", "messagesOutcomeUnknown",
                "given up after they were written");
            Count("messages.received", "messagesReceived", "delivered here");
            Count(
                "messages.handed_out", "messagesHandedOut",
                "handed to the application");
            Count("messages.redelivered", "redeliveries", "delivered again");
            Count("acks", "acks", "acknowledged by the application");
            Count("nacks", "nacks", "refused by the application");
            Level(
                "messages.pending", "pendingMessages",
                "queued or in flight to the server", "{message}");
            Level(
                "messages.queued", "messagesQueued",
                "that wait for the application", "{message}");
            meter.CreateObservableCounter<long>(
                "pulsarws.payload.sent", () => sums.Read("payloadBytesSent"),
                "By", "Bytes of payload accepted to be sent.");
            meter.CreateObservableCounter<long>(
                "pulsarws.payload.received",
                () => sums.Read("payloadBytesReceived"), "By",
                "Bytes of payload delivered here.");
            meter.CreateObservableCounter<long>(
                "pulsarws.connections.lost", () => sums.Read("connectionsLost"),
                "{connection}", "Open connections that broke.");
            meter.CreateObservableUpDownCounter<long>(
                "pulsarws.connections.open", () => sums.Read("handlesConnected"),
                "{connection}", "Connections that are open.");
            foreach (string part in new[] { "p50", "p99", "max" })
            {
                meter.CreateObservableGauge<long>(
                    "pulsarws.round_trip." + part,
                    () => sums.Read("roundTripMicroseconds", part), "us",
                    "From the writing of a message to its answer: " + part + ".");
            }
            return meter;

            void Count(string name, string field, string what) =>
                meter.CreateObservableCounter<long>(
                    "pulsarws." + name, () => sums.Read(field), "{message}",
                    "Messages " + what + ".");

            void Level(string name, string field, string what, string unit) =>
                meter.CreateObservableUpDownCounter<long>(
                    "pulsarws." + name, () => sums.Read(field), unit,
                    "Messages " + what + ".");
        }

        /// <summary>The object "client" of the statistics, asked for once for
        /// all instruments that are read together.</summary>
        private sealed class Sums
        {
            private static readonly TimeSpan Together =
                TimeSpan.FromMilliseconds(100);

            private readonly WeakReference<PulsarWsClient> client;
            private readonly object gate = new object();
            private JsonElement last;
            private long askedAt;
            private bool hasAsked;

            internal Sums(PulsarWsClient client)
            {
                this.client = new WeakReference<PulsarWsClient>(client);
            }

            internal Measurement<long>[] Read(params string[] path)
            {
                lock (gate)
                {
                    bool isFresh = hasAsked &&
                        Stopwatch.GetElapsedTime(askedAt) < Together;
                    if (!isFresh && !Ask())
                    {
                        return Array.Empty<Measurement<long>>();
                    }
                    JsonElement found = last;
                    foreach (string name in path)
                    {
                        if (!found.TryGetProperty(name, out found))
                        {
                            return Array.Empty<Measurement<long>>();
                        }
                    }
                    return new[] { new Measurement<long>(found.GetInt64()) };
                }
            }

            private bool Ask()
            {
                hasAsked = false;
                if (!client.TryGetTarget(out PulsarWsClient target))
                {
                    return false;
                }
                try
                {
                    using (JsonDocument statistics =
                        JsonDocument.Parse(target.GetStatistics()))
                    {
                        last = statistics.RootElement.GetProperty("client")
                            .Clone();
                    }
                }
                catch (ObjectDisposedException)
                {
                    return false;
                }
                catch (PulsarWsException)
                {
                    return false;
                }
                askedAt = Stopwatch.GetTimestamp();
                hasAsked = true;
                return true;
            }
        }
    }
}
