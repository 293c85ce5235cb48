using System;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// Reads a topic from a place of its choice, without a subscription and
    /// without acknowledgements. After a lost connection it goes on behind the
    /// last message that it handed out: none is missed, none comes twice, but
    /// for <see cref="Gap"/>. On a partitioned topic, read each partition by a
    /// reader of its own, on "TOPIC-partition-N".
    /// </summary>
    public sealed class Reader : Receiver
    {
        internal unsafe Reader(PulsarWsClient client, void* reader)
            : base(client, new ReaderHandle(reader))
        {
        }

        /// <summary>A reader that had started at the latest message and read
        /// none has reconnected: messages in between may be missing. Raised on
        /// the client's event thread: must not block.</summary>
        public event EventHandler Gap;

        /// <summary>Whether there is another message: true where one has been
        /// fetched, false where
        /// <see cref="Receiver.HasReachedEndOfTopicAsync"/> has said that the
        /// topic ended and all was read, null where it cannot be known.
        /// </summary>
        public unsafe bool? HasNext
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    int answer = NativeMethods.pws_reader_has_next(
                        (pws_reader*)loan.Pointer);
                    return answer < 0 ? (bool?)null : answer != 0;
                }
            }
        }

        internal void RaiseGap()
        {
            Gap?.Invoke(this, EventArgs.Empty);
        }

        internal override unsafe byte* NativeTopic(void* pointer)
        {
            return NativeMethods.pws_reader_topic((pws_reader*)pointer);
        }

        internal override unsafe byte* NativeName(void* pointer)
        {
            return NativeMethods.pws_reader_name((pws_reader*)pointer);
        }

        internal override unsafe int NativeIsConnected(void* pointer)
        {
            return NativeMethods.pws_reader_is_connected((pws_reader*)pointer);
        }

        internal override unsafe int NativeLastError(
            void* pointer, pws_error** error)
        {
            return NativeMethods.pws_reader_last_error(
                (pws_reader*)pointer, error);
        }

        internal override unsafe int NativeStatistics(
            void* pointer, pws_text** text, pws_error** error)
        {
            return NativeMethods.pws_reader_statistics(
                (pws_reader*)pointer, text, error);
        }

        internal override unsafe int NativeClose(
            void* pointer, int timeout, pws_error** error)
        {
            return NativeMethods.pws_reader_close(
                (pws_reader*)pointer, timeout, error);
        }

        internal override unsafe int NativeCloseAsync(
            void* pointer, int timeout, void* userData, ulong* operation,
            pws_error** error)
        {
            return NativeMethods.pws_reader_close_async(
                (pws_reader*)pointer, timeout, null, userData, null, operation,
                error);
        }

        internal override unsafe int NativeReceive(
            void* pointer, int timeout, pws_message** message,
            pws_message_view* view, pws_error** error)
        {
            return NativeMethods.pws_reader_next_view(
                (pws_reader*)pointer, timeout, message, view, error);
        }

        internal override unsafe int NativeReceiveAsync(
            void* pointer, void* userData, ulong* operation, pws_error** error)
        {
            return NativeMethods.pws_reader_next_async(
                (pws_reader*)pointer, Milliseconds.Forever, null, userData,
                null, operation, error);
        }

        internal override unsafe int NativeEndOfTopic(
            void* pointer, int timeout, int* ended, pws_error** error)
        {
            return NativeMethods.pws_reader_end_of_topic(
                (pws_reader*)pointer, timeout, ended, error);
        }

        internal override unsafe int NativeEndOfTopicAsync(
            void* pointer, void* userData, ulong* operation, pws_error** error)
        {
            return NativeMethods.pws_reader_end_of_topic_async(
                (pws_reader*)pointer, Milliseconds.Forever, null, userData,
                null, operation, error);
        }
    }
}
