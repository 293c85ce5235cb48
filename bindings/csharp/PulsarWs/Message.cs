using System;
using System.Collections.Generic;
using System.IO;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// A message that was received. Immutable, and readable from any thread.
    /// Its memory is the library's until it is disposed; that does not settle
    /// it, so acknowledge it first. It outlives what received it.
    /// </summary>
    public sealed class Message : IDisposable
    {
        private readonly MessageHandle handle;
        private readonly pws_message_view view;
        private IReadOnlyDictionary<string, string> properties;

        internal unsafe Message(pws_message* message, pws_message_view view)
        {
            handle = new MessageHandle(message, (long)view.payload.size);
            this.view = view;
        }

        internal unsafe Message(pws_message* message)
            : this(message, Read(message))
        {
        }

        /// <summary>How many bytes the payload has.</summary>
        public int PayloadSize
        {
            get { return checked((int)view.payload.size); }
        }

#if NETSTANDARD2_1_OR_GREATER || NET
        /// <summary>The payload, as it was sent, where the library has it:
        /// valid until the message is disposed, which must not happen, not by
        /// the garbage collector either, while it is in use.</summary>
        public unsafe ReadOnlySpan<byte> Payload
        {
            get
            {
                using (handle.Lend())
                {
                    return new ReadOnlySpan<byte>(
                        view.payload.data, PayloadSize);
                }
            }
        }
#endif

        /// <summary>The key; null where it has none.</summary>
        public string Key
        {
            get
            {
                using (handle.Lend())
                {
                    return Utf8.Read(view.key);
                }
            }
        }

        /// <summary>The properties; empty where there are none.</summary>
        public IReadOnlyDictionary<string, string> Properties
        {
            get { return properties ?? (properties = ReadProperties()); }
        }

        /// <summary>When the producer sent it, or, where that is not one of the
        /// years 1 to 9999, the nearest time of them.</summary>
        public DateTimeOffset PublishTime
        {
            get { return Milliseconds.At(view.publish_time_ms); }
        }

        /// <summary>The same in milliseconds since 1970, as the producer said
        /// it.</summary>
        public long PublishTimeMilliseconds
        {
            get { return view.publish_time_ms; }
        }

        /// <summary>The event time that the producer gave it; null: none, or
        /// one that is not of the years 1 to 9999, as of a producer that counts
        /// microseconds: <see cref="EventTimeMilliseconds"/> has it.</summary>
        public DateTimeOffset? EventTime
        {
            get
            {
                return view.event_time_ms == 0
                    ? null
                    : Milliseconds.TimeOf(view.event_time_ms);
            }
        }

        /// <summary>The event time in milliseconds since 1970, whatever the
        /// producer gave it; null: none.</summary>
        public long? EventTimeMilliseconds
        {
            get
            {
                return view.event_time_ms == 0
                    ? (long?)null
                    : view.event_time_ms;
            }
        }

        /// <summary>How often it was delivered before, as far as the broker
        /// counts.</summary>
        public int RedeliveryCount
        {
            get { return view.redelivery_count; }
        }

        /// <summary>Its place in the topic. Outlives the message.</summary>
        public unsafe MessageId Id
        {
            get
            {
                using (handle.Lend())
                {
                    return MessageId.Of(view.id);
                }
            }
        }

        /// <summary>The topic, as its consumer or reader has it: the message's
        /// own, but for a consumer of several.</summary>
        public unsafe string Topic
        {
            get
            {
                using (NativeHandle.Loan loan = handle.Lend())
                {
                    return Utf8.Read(NativeMethods.pws_message_topic(
                        (pws_message*)loan.Pointer));
                }
            }
        }

        /// <summary>A copy of the payload.</summary>
        /// <returns>The bytes, the caller's own; none is an empty array.
        /// </returns>
        public byte[] GetPayload()
        {
            using (handle.Lend())
            {
                return Utf8.ReadBytes(view.payload) ?? Array.Empty<byte>();
            }
        }

        /// <summary>The payload read as UTF-8.</summary>
        /// <returns>The text; what is not UTF-8 becomes U+FFFD.</returns>
        public string GetText()
        {
            using (handle.Lend())
            {
                return Utf8.Read(view.payload) ?? string.Empty;
            }
        }

        /// <summary>The payload as a stream over the library's memory: nothing
        /// is copied, and the memory stays until the stream is disposed, too.
        /// </summary>
        /// <returns>A stream to read.</returns>
        public unsafe Stream OpenPayload()
        {
            using (NativeHandle.Loan loan = handle.Lend())
            {
                return new PayloadStream(
                    (pws_message*)loan.Pointer, view.payload);
            }
        }

        /// <summary>The value of one property; null where there is none.
        /// </summary>
        /// <param name="name">Its name.</param>
        /// <returns>The value.</returns>
        public unsafe string GetProperty(string name)
        {
            if (name == null)
            {
                throw new ArgumentNullException(nameof(name));
            }
            using (NativeHandle.Loan loan = handle.Lend())
            fixed (byte* text = Utf8.Terminated(name, nameof(name)))
            {
                return Utf8.Read(NativeMethods.pws_message_property(
                    (pws_message*)loan.Pointer, text));
            }
        }

        /// <summary>Gives the message's memory back. Does not settle it.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        internal NativeHandle.Loan Lend()
        {
            return handle.Lend();
        }

        /// <summary>Frees the message where that fails.</summary>
        private static unsafe pws_message_view Read(pws_message* message)
        {
            pws_message_view read;
            read.struct_size = (UIntPtr)sizeof(pws_message_view);
            pws_error* error;
            int status = NativeMethods.pws_message_read(
                message, &read, &error);
            if (status != 0)
            {
                NativeMethods.pws_message_free(message);
                throw Failure.Take(status, error);
            }
            return read;
        }

        private unsafe Dictionary<string, string> ReadProperties()
        {
            using (handle.Lend())
            {
                int count = (int)view.property_count;
                var read = new Dictionary<string, string>(count);
                for (int i = 0; i < count; ++i)
                {
                    read[Utf8.Read(view.properties[i].key)] =
                        Utf8.Read(view.properties[i].value);
                }
                return read;
            }
        }
    }
}
