using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// A message to send. A send copies what it needs before it returns (one
    /// that waits for room too), so that one object can be changed and sent
    /// again.
    /// </summary>
    public sealed class OutgoingMessage
    {
        /// <summary>What the library takes: in years of 365.2425 days.
        /// </summary>
        private static readonly TimeSpan LongestDelay =
            TimeSpan.FromDays(365242.5);

        private Dictionary<string, string> properties;
        private List<string> replicationClusters;
        private TimeSpan? deliverAfter;

        /// <summary>A message whose payload is a text in UTF-8.</summary>
        /// <param name="text">The text.</param>
        /// <exception cref="ArgumentException">The text holds half a surrogate
        /// pair, which UTF-8 has not.</exception>
        public OutgoingMessage(string text)
        {
            if (text == null)
            {
                throw new ArgumentNullException(nameof(text));
            }
            Payload = new ArraySegment<byte>(Utf8.Strict.GetBytes(text));
        }

        /// <summary>A message of bytes.</summary>
        /// <param name="payload">The payload, which is not copied before the
        /// message is sent.</param>
        public OutgoingMessage(byte[] payload)
        {
            Payload = new ArraySegment<byte>(payload);
        }

        /// <summary>A message of a part of an array.</summary>
        /// <param name="payload">The payload, which is not copied before the
        /// message is sent.</param>
        public OutgoingMessage(ArraySegment<byte> payload)
        {
            if (payload.Array == null)
            {
                throw new ArgumentNullException(nameof(payload));
            }
            Payload = payload;
        }

#if NETSTANDARD2_1_OR_GREATER || NET
        /// <summary>A message of bytes in memory.</summary>
        /// <param name="payload">The payload, which is copied only where it is
        /// no array's.</param>
        public OutgoingMessage(ReadOnlyMemory<byte> payload)
        {
            ArraySegment<byte> segment;
            Payload = MemoryMarshal.TryGetArray(payload, out segment)
                ? segment
                : new ArraySegment<byte>(payload.ToArray());
        }
#endif

        /// <summary>The payload.</summary>
        public ArraySegment<byte> Payload { get; set; }

        /// <summary>The key; null: none.</summary>
        public string Key { get; set; }

        /// <summary>The properties; empty at first.</summary>
        public IDictionary<string, string> Properties
        {
            get
            {
                return properties ??
                    (properties = new Dictionary<string, string>());
            }
        }

        /// <summary>Any bytes; they come back with the receipt and are not
        /// sent. Without an array: none.</summary>
        public ArraySegment<byte> Context { get; set; }

        /// <summary>When it happened, after 1970; null: not said.</summary>
        public DateTimeOffset? EventTime { get; set; }

        /// <summary>Not delivered before this time; null: at once. Not together
        /// with <see cref="DeliverAfter"/>. Only Shared and KeyShared
        /// subscriptions honour it.</summary>
        public DateTimeOffset? DeliverAt { get; set; }

        /// <summary>Not delivered before so much time has passed, 1,000 years
        /// at most; null: at once.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is negative, or
        /// longer.</exception>
        public TimeSpan? DeliverAfter
        {
            get
            {
                return deliverAfter;
            }

            set
            {
                if (value < TimeSpan.Zero || value > LongestDelay)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(value), value,
                        "DeliverAfter is from zero to 1,000 years.");
                }
                deliverAfter = value;
            }
        }

        /// <summary>The clusters to replicate it to; empty: all.</summary>
        public IList<string> ReplicationClusters
        {
            get
            {
                return replicationClusters ??
                    (replicationClusters = new List<string>());
            }
        }

        /// <summary>When the library gives it up, up to a day;
        /// <see cref="Timeout.InfiniteTimeSpan"/>: never; null: by the option
        /// <see cref="ProducerOptions.SendTimeout"/>.</summary>
        public TimeSpan? SendTimeout { get; set; }

        /// <summary>The properties, or null where nobody asked for them.
        /// </summary>
        internal Dictionary<string, string> SetProperties
        {
            get { return properties; }
        }

        internal List<string> SetReplicationClusters
        {
            get { return replicationClusters; }
        }

        /// <summary>What nobody else changes.</summary>
        internal OutgoingMessage Copy()
        {
            var copy = (OutgoingMessage)MemberwiseClone();
            copy.Payload = Copied(Payload);
            copy.Context = Copied(Context);
            if (properties != null)
            {
                copy.properties = new Dictionary<string, string>(properties);
            }
            if (replicationClusters != null)
            {
                copy.replicationClusters = new List<string>(replicationClusters);
            }
            return copy;
        }

        private static ArraySegment<byte> Copied(ArraySegment<byte> bytes)
        {
            if (bytes.Array == null)
            {
                return bytes;
            }
            var copy = new byte[bytes.Count];
            Buffer.BlockCopy(bytes.Array, bytes.Offset, copy, 0, bytes.Count);
            return new ArraySegment<byte>(copy);
        }
    }
}
