using System;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// A message's place in its topic. Immutable; comparing two means something
    /// within one partition.
    /// </summary>
    public sealed class MessageId : IEquatable<MessageId>, IComparable<MessageId>
    {
        private const int MostBytes = 64;

        private static MessageId earliest;
        private static MessageId latest;

        // What the library writes is all that there is to an id; the library is
        // asked for the rest where somebody wants to know.
        private readonly byte[] bytes;

        private unsafe MessageId(pws_message_id* id)
        {
            byte* buffer = stackalloc byte[MostBytes];
            int size = checked((int)NativeMethods.pws_message_id_serialize(
                id, buffer, (UIntPtr)MostBytes));
            bytes = new byte[size];
            for (int i = 0; i < size; ++i)
            {
                bytes[i] = buffer[i];
            }
        }

        private unsafe delegate T Question<T>(pws_message_id* id);

        /// <summary>Before the first message of a topic: where a reader may
        /// start.</summary>
        public static unsafe MessageId Earliest
        {
            get
            {
                NativeLibraryName.Prepare();
                return earliest ?? (earliest =
                    new MessageId(NativeMethods.pws_message_id_earliest()));
            }
        }

        /// <summary>Behind the last message of a topic: where a reader may
        /// start.</summary>
        public static unsafe MessageId Latest
        {
            get
            {
                NativeLibraryName.Prepare();
                return latest ?? (latest =
                    new MessageId(NativeMethods.pws_message_id_latest()));
            }
        }

        /// <summary>The ledger that the message is stored in.</summary>
        public unsafe long LedgerId
        {
            get { return Ask(id => NativeMethods.pws_message_id_ledger(id)); }
        }

        /// <summary>The message's entry in its ledger.</summary>
        public unsafe long EntryId
        {
            get { return Ask(id => NativeMethods.pws_message_id_entry(id)); }
        }

        /// <summary>The partition; -1 where the topic has none.</summary>
        public unsafe int Partition
        {
            get { return Ask(id => NativeMethods.pws_message_id_partition(id)); }
        }

        /// <summary>The place in its batch; -1 where it was in none.</summary>
        public unsafe int BatchIndex
        {
            get
            {
                return Ask(id => NativeMethods.pws_message_id_batch_index(id));
            }
        }

        /// <summary>Whether both are the same place, or both null.</summary>
        /// <param name="left">One id.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are equal.</returns>
        public static bool operator ==(MessageId left, MessageId right)
        {
            return ReferenceEquals(left, null) ? ReferenceEquals(right, null) : left.Equals(right);
        }

        /// <summary>Whether they are different places.</summary>
        /// <param name="left">One id.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are not equal.</returns>
        public static bool operator !=(MessageId left, MessageId right)
        {
            return !(left == right);
        }

        /// <summary>Whether the left one stands before the right one.</summary>
        /// <param name="left">One id.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether it does; null stands before all.</returns>
        public static bool operator <(MessageId left, MessageId right)
        {
            return Compare(left, right) < 0;
        }

        /// <summary>Whether the left one stands behind the right one.</summary>
        /// <param name="left">One id.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether it does; null stands before all.</returns>
        public static bool operator >(MessageId left, MessageId right)
        {
            return Compare(left, right) > 0;
        }

        /// <summary>Whether the left one does not stand behind the right one.
        /// </summary>
        /// <param name="left">One id.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether it does not; null stands before all.</returns>
        public static bool operator <=(MessageId left, MessageId right)
        {
            return Compare(left, right) <= 0;
        }

        /// <summary>Whether the left one does not stand before the right one.
        /// </summary>
        /// <param name="left">One id.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether it does not; null stands before all.</returns>
        public static bool operator >=(MessageId left, MessageId right)
        {
            return Compare(left, right) >= 0;
        }

        /// <summary>Reads the bytes that <see cref="ToByteArray"/>, or the
        /// native Pulsar clients, have written.</summary>
        /// <param name="serialized">The bytes.</param>
        /// <returns>The id.</returns>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.InvalidArgument"/>: they are no message id.
        /// </exception>
        public static unsafe MessageId Parse(byte[] serialized)
        {
            if (serialized == null)
            {
                throw new ArgumentNullException(nameof(serialized));
            }
            NativeLibraryName.Prepare();
            using (MessageIdHandle handle = ParseNative(serialized))
            using (NativeHandle.Loan loan = handle.Lend())
            {
                return new MessageId((pws_message_id*)loan.Pointer);
            }
        }

        /// <summary>The bytes that the native Pulsar clients' deserialize
        /// reads.</summary>
        /// <returns>The bytes, the caller's own.</returns>
        public byte[] ToByteArray()
        {
            return (byte[])bytes.Clone();
        }

        /// <summary>Less than, equal to or greater than 0 as this one stands
        /// before, at or behind the other.</summary>
        /// <param name="other">The other id; null stands before all.</param>
        /// <returns>How they compare.</returns>
        public unsafe int CompareTo(MessageId other)
        {
            if (ReferenceEquals(other, null))
            {
                return 1;
            }
            using (MessageIdHandle handle = ToNative())
            using (MessageIdHandle otherHandle = other.ToNative())
            using (NativeHandle.Loan loan = handle.Lend())
            using (NativeHandle.Loan otherLoan = otherHandle.Lend())
            {
                return NativeMethods.pws_message_id_compare(
                    (pws_message_id*)loan.Pointer,
                    (pws_message_id*)otherLoan.Pointer);
            }
        }

        /// <summary>Whether it is the same place.</summary>
        /// <param name="other">The other id.</param>
        /// <returns>Whether it is.</returns>
        public bool Equals(MessageId other)
        {
            return CompareTo(other) == 0;
        }

        /// <summary>Whether it is an id of the same place.</summary>
        /// <param name="obj">The other object.</param>
        /// <returns>Whether it is.</returns>
        public override bool Equals(object obj)
        {
            return Equals(obj as MessageId);
        }

        /// <summary>A hash of the place.</summary>
        /// <returns>The hash.</returns>
        public override unsafe int GetHashCode()
        {
            return Ask(id => unchecked((int)(
                (NativeMethods.pws_message_id_ledger(id) * 31) +
                NativeMethods.pws_message_id_entry(id))));
        }

        /// <summary>Prints "ledger:entry:partition:batch", as the native
        /// clients do.</summary>
        /// <returns>The text.</returns>
        public override unsafe string ToString()
        {
            return Ask(id =>
            {
                const int Capacity = 96;
                byte* buffer = stackalloc byte[Capacity];
                NativeMethods.pws_message_id_print(
                    id, buffer, (UIntPtr)Capacity);
                return Utf8.Read(buffer);
            });
        }

        /// <summary>Of an id that is borrowed; null of none.</summary>
        internal static unsafe MessageId Of(pws_message_id* id)
        {
            return id == null ? null : new MessageId(id);
        }

        internal MessageIdHandle ToNative()
        {
            return ParseNative(bytes);
        }

        private static int Compare(MessageId left, MessageId right)
        {
            return ReferenceEquals(left, null) ? (ReferenceEquals(right, null) ? 0 : -1)
                                : left.CompareTo(right);
        }

        private static unsafe MessageIdHandle ParseNative(byte[] serialized)
        {
            fixed (byte* data = serialized)
            {
                pws_message_id* id;
                pws_error* error;
                int status = NativeMethods.pws_message_id_parse(
                    data, (UIntPtr)serialized.Length, &id, &error);
                Failure.ThrowUnlessOk(status, error);
                return new MessageIdHandle(id);
            }
        }

        private unsafe T Ask<T>(Question<T> question)
        {
            using (MessageIdHandle handle = ToNative())
            using (NativeHandle.Loan loan = handle.Lend())
            {
                return question((pws_message_id*)loan.Pointer);
            }
        }
    }
}
