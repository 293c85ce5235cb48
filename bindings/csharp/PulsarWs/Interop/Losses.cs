using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace PulsarWs.Interop
{
    /// <summary>
    /// Counts the messages that a Dispose has dropped: it does not wait for
    /// them, so that whoever sent them may not either. Told by one warning a
    /// producer.
    /// </summary>
    internal sealed class Losses
    {
        private readonly ClientCore core;
        private readonly Dictionary<Endpoint, int> counts =
            new Dictionary<Endpoint, int>();

        internal Losses(ClientCore core)
        {
            this.core = core;
        }

        /// <summary>A message was settled so. Whether it is a loss.</summary>
        internal bool Note(Producer producer, PulsarWsException failure)
        {
            if (failure == null || !producer.IsDisposed ||
                (failure.Status != Status.NotSent &&
                 failure.Status != Status.OutcomeUnknown &&
                 failure.Status != Status.Closed))
            {
                return false;
            }
            lock (counts)
            {
                int count;
                counts.TryGetValue(producer, out count);
                counts[producer] = count + 1;
            }
            return true;
        }

        /// <summary>The endpoint has settled all that it will.</summary>
        internal void Tell(Endpoint endpoint)
        {
            int count;
            lock (counts)
            {
                if (!counts.TryGetValue(endpoint, out count))
                {
                    return;
                }
                counts.Remove(endpoint);
            }
            Warn(
                count, "when their producer was disposed", endpoint.Topic);
        }

        internal void TellAll()
        {
            Endpoint[] all;
            lock (counts)
            {
                all = counts.Keys.ToArray();
            }
            foreach (Endpoint endpoint in all)
            {
                Tell(endpoint);
            }
        }

        /// <summary>The process ends: nobody waits for what is left.</summary>
        internal void TellAtExit()
        {
            int left = core.Operations.CountMessages();
            if (left > 0)
            {
                Warn(left, "when the process ended", null);
            }
        }

        private void Warn(int count, string when, string topic)
        {
            try
            {
                core.Warn(
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "{0} {1} not settled {2}, and may be lost: CloseAsync " +
                        "waits for them",
                        count, count == 1 ? "message was" : "messages were",
                        when),
                    topic);
            }
            catch (Exception exception)
            {
                // A handler of the log has thrown.
                core.Report(exception);
            }
        }
    }
}
