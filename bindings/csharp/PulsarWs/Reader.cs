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
        private static readonly unsafe EndpointFunctions Functions =
            new EndpointFunctions
            {
                Topic = handle => NativeMethods.pws_reader_topic(
                    (pws_reader*)handle),
                Name = handle => NativeMethods.pws_reader_name(
                    (pws_reader*)handle),
                IsConnected = handle => NativeMethods.pws_reader_is_connected(
                    (pws_reader*)handle),
                LastError = (handle, error) =>
                    NativeMethods.pws_reader_last_error(
                        (pws_reader*)handle, error),
                Statistics = (handle, text, error) =>
                    NativeMethods.pws_reader_statistics(
                        (pws_reader*)handle, text, error),
                Close = (handle, timeout, error) =>
                    NativeMethods.pws_reader_close(
                        (pws_reader*)handle, timeout, error),
                CloseAsync = (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_reader_close_async(
                        (pws_reader*)handle, timeout, null, userData, null,
                        operation, error),
            };

        private static readonly unsafe ReceiverFunctions ReceiveFunctions =
            new ReceiverFunctions
            {
                Receive = (handle, timeout, message, view, error) =>
                    NativeMethods.pws_reader_next_view(
                        (pws_reader*)handle, timeout, message, view, error),
                ReceiveAsync = (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_reader_next_async(
                        (pws_reader*)handle, timeout, null, userData, null,
                        operation, error),
                EndOfTopic = (handle, timeout, answer, error) =>
                    NativeMethods.pws_reader_end_of_topic(
                        (pws_reader*)handle, timeout, answer, error),
                EndOfTopicAsync =
                    (handle, timeout, userData, operation, error) =>
                        NativeMethods.pws_reader_end_of_topic_async(
                            (pws_reader*)handle, timeout, null, userData, null,
                            operation, error),
            };

        internal unsafe Reader(PulsarWsClient client, void* reader)
            : base(
                client, new ReaderHandle(reader), Functions,
                ReceiveFunctions)
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
    }
}
