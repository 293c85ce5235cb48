using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace PulsarWs.Interop
{
    /// <summary>
    /// Lays messages out as the library reads them, in memory that a thread
    /// keeps for its next call. Large payloads are not copied but pinned for
    /// the call.
    /// </summary>
    internal sealed unsafe class OutgoingEncoder : IDisposable
    {
        private const int KeptBytes = 64 * 1024;
        private const int MostCopied = 16 * 1024;

        [ThreadStatic]
        private static OutgoingEncoder ofThread;

        private readonly List<IntPtr> more = new List<IntPtr>();
        private readonly List<GCHandle> pinned = new List<GCHandle>();
        private readonly byte* memory =
            (byte*)Marshal.AllocHGlobal(KeptBytes);

        private int used;

        private OutgoingEncoder()
        {
        }

        ~OutgoingEncoder()
        {
            Marshal.FreeHGlobal((IntPtr)memory);
        }

        /// <summary>The thread's own; to be disposed after the call.</summary>
        internal static OutgoingEncoder Begin()
        {
            return ofThread ?? (ofThread = new OutgoingEncoder());
        }

        /// <summary>Forgets what was laid out.</summary>
        public void Dispose()
        {
            used = 0;
            foreach (IntPtr block in more)
            {
                Marshal.FreeHGlobal(block);
            }
            more.Clear();
            foreach (GCHandle handle in pinned)
            {
                handle.Free();
            }
            pinned.Clear();
        }

        internal pws_outgoing* Encode(OutgoingMessage message)
        {
            if (message == null)
            {
                throw new ArgumentNullException(nameof(message));
            }
            var outgoing = (pws_outgoing*)Allocate(sizeof(pws_outgoing));
            Encode(message, outgoing);
            return outgoing;
        }

        internal pws_outgoing* Encode(IReadOnlyList<OutgoingMessage> messages)
        {
            var outgoing = (pws_outgoing*)Allocate(
                checked(messages.Count * sizeof(pws_outgoing)));
            for (int i = 0; i < messages.Count; ++i)
            {
                if (messages[i] == null)
                {
                    throw new ArgumentException(
                        "One of the messages is null.", nameof(messages));
                }
                Encode(messages[i], &outgoing[i]);
            }
            return outgoing;
        }

        private void Encode(OutgoingMessage message, pws_outgoing* outgoing)
        {
            *outgoing = default(pws_outgoing);
            outgoing->struct_size = (UIntPtr)sizeof(pws_outgoing);
            outgoing->payload = Bytes(message.Payload);
            outgoing->key = Text(message.Key);
            outgoing->context = Bytes(message.Context);
            EncodeProperties(message.SetProperties, outgoing);
            EncodeClusters(message.SetReplicationClusters, outgoing);
            if (message.EventTime != null)
            {
                outgoing->event_time_ms =
                    Milliseconds.Since1970(message.EventTime.Value);
            }
            if (message.DeliverAt != null)
            {
                outgoing->deliver_at_ms =
                    Milliseconds.Since1970(message.DeliverAt.Value);
            }
            if (message.DeliverAfter != null)
            {
                outgoing->deliver_after_ms =
                    Milliseconds.AtLeast(message.DeliverAfter.Value);
            }
            if (message.SendTimeout != null)
            {
                outgoing->send_timeout_ms =
                    Milliseconds.ToWait(message.SendTimeout);
            }
        }

        private void EncodeProperties(
            Dictionary<string, string> properties, pws_outgoing* outgoing)
        {
            if (properties == null || properties.Count == 0)
            {
                return;
            }
            var encoded = (pws_property*)Allocate(
                properties.Count * sizeof(pws_property));
            int i = 0;
            foreach (KeyValuePair<string, string> property in properties)
            {
                encoded[i].key = Text(property.Key);
                encoded[i].value = Text(property.Value);
                ++i;
            }
            outgoing->properties = encoded;
            outgoing->property_count = (UIntPtr)properties.Count;
        }

        private void EncodeClusters(
            List<string> clusters, pws_outgoing* outgoing)
        {
            if (clusters == null || clusters.Count == 0)
            {
                return;
            }
            var encoded = (pws_slice*)Allocate(
                clusters.Count * sizeof(pws_slice));
            for (int i = 0; i < clusters.Count; ++i)
            {
                encoded[i] = Text(clusters[i]);
            }
            outgoing->replication_clusters = encoded;
            outgoing->replication_cluster_count = (UIntPtr)clusters.Count;
        }

        private pws_slice Text(string text)
        {
            var slice = default(pws_slice);
            if (text == null)
            {
                return slice;
            }
            int size = Utf8.Strict.GetByteCount(text);
            byte* bytes = Allocate(size);
            fixed (char* characters = text)
            {
                Utf8.Strict.GetBytes(characters, text.Length, bytes, size);
            }
            slice.data = bytes;
            slice.size = (UIntPtr)size;
            return slice;
        }

        private pws_slice Bytes(ArraySegment<byte> bytes)
        {
            var slice = default(pws_slice);
            if (bytes.Array == null)
            {
                return slice;
            }
            slice.size = (UIntPtr)bytes.Count;
            if (bytes.Count <= MostCopied)
            {
                byte* copy = Allocate(bytes.Count);
                Marshal.Copy(
                    bytes.Array, bytes.Offset, (IntPtr)copy, bytes.Count);
                slice.data = copy;
            }
            else
            {
                GCHandle handle = GCHandle.Alloc(
                    bytes.Array, GCHandleType.Pinned);
                pinned.Add(handle);
                slice.data =
                    (byte*)handle.AddrOfPinnedObject() + bytes.Offset;
            }
            return slice;
        }

        private byte* Allocate(int size)
        {
            const int Alignment = 8;
            int start = (used + Alignment - 1) / Alignment * Alignment;
            if (size <= KeptBytes - start)
            {
                used = start + size;
                return memory + start;
            }
            IntPtr block = Marshal.AllocHGlobal(Math.Max(size, 1));
            more.Add(block);
            return (byte*)block;
        }
    }
}
