using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// Receives the messages of one subscription. Messages that are not
    /// acknowledged are delivered again when it is closed.
    /// </summary>
    public sealed class Consumer : Receiver
    {
        private static readonly unsafe EndpointFunctions Functions =
            new EndpointFunctions
            {
                Topic = handle => NativeMethods.pws_consumer_topic(
                    (pws_consumer*)handle),
                Name = handle => NativeMethods.pws_consumer_name(
                    (pws_consumer*)handle),
                IsConnected = handle => NativeMethods.pws_consumer_is_connected(
                    (pws_consumer*)handle),
                LastError = (handle, error) =>
                    NativeMethods.pws_consumer_last_error(
                        (pws_consumer*)handle, error),
                Statistics = (handle, text, error) =>
                    NativeMethods.pws_consumer_statistics(
                        (pws_consumer*)handle, text, error),
                Close = (handle, timeout, error) =>
                    NativeMethods.pws_consumer_close(
                        (pws_consumer*)handle, timeout, error),
                CloseAsync = (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_consumer_close_async(
                        (pws_consumer*)handle, timeout, null, userData, null,
                        operation, error),
            };

        private static readonly unsafe ReceiverFunctions ReceiveFunctions =
            new ReceiverFunctions
            {
                Receive = (handle, timeout, message, view, error) =>
                    NativeMethods.pws_consumer_receive_view(
                        (pws_consumer*)handle, timeout, message, view, error),
                ReceiveAsync = (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_consumer_receive_async(
                        (pws_consumer*)handle, timeout, null, userData, null,
                        operation, error),
                EndOfTopic = (handle, timeout, answer, error) =>
                    NativeMethods.pws_consumer_end_of_topic(
                        (pws_consumer*)handle, timeout, answer, error),
                EndOfTopicAsync =
                    (handle, timeout, userData, operation, error) =>
                        NativeMethods.pws_consumer_end_of_topic_async(
                            (pws_consumer*)handle, timeout, null, userData, null,
                            operation, error),
            };

        internal unsafe Consumer(PulsarWsClient client, void* consumer)
            : base(
                client, new ConsumerHandle(consumer), Functions,
                ReceiveFunctions)
        {
            Subscription = Utf8.Read(
                NativeMethods.pws_consumer_subscription(
                    (pws_consumer*)consumer));
        }

        /// <summary>The subscription's name.</summary>
        public string Subscription { get; }

        /// <summary>How many messages were fetched and wait to be received.
        /// </summary>
        public unsafe int QueuedCount
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    return (int)NativeMethods.pws_consumer_queued_count(
                        (pws_consumer*)loan.Pointer);
                }
            }
        }

        /// <summary>How many messages were received and are not settled.
        /// </summary>
        public unsafe int OutstandingCount
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    return (int)NativeMethods.pws_consumer_outstanding_count(
                        (pws_consumer*)loan.Pointer);
                }
            }
        }

        /// <summary>Takes several messages: waits until there are so many, or
        /// their payloads have so many bytes together, or the time is up.
        /// </summary>
        /// <param name="maxMessages">How many at most, 1 or more.</param>
        /// <param name="timeout">How long to wait for all of them; null: for
        /// ever.</param>
        /// <param name="maxBytes">The payloads' bytes after which no more is
        /// waited for; 0: no such bound.</param>
        /// <returns>The messages, each the caller's to dispose; none where none
        /// came in time.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>, or
        /// why it has ended for good. <see cref="Status.WouldDeadlock"/> in a
        /// callback, but for a timeout of zero.</exception>
        public unsafe IReadOnlyList<Message> ReceiveBatch(
            int maxMessages, TimeSpan? timeout = null, long maxBytes = 0)
        {
            CheckCount(maxMessages, nameof(maxMessages));
            if (maxBytes < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(maxBytes));
            }
            int milliseconds = Milliseconds.ToWait(timeout);
            if (milliseconds != 0)
            {
                ClientCore.CheckMayWait();
            }
            var taken = new IntPtr[maxMessages];
            UIntPtr count;
            pws_error* error;
            int status;
            using (NativeHandle.Loan loan = Lend())
            fixed (IntPtr* messages = taken)
            {
                status = NativeMethods.pws_consumer_receive_batch(
                    (pws_consumer*)loan.Pointer, (pws_message**)messages,
                    (UIntPtr)maxMessages, checked((UIntPtr)(ulong)maxBytes),
                    milliseconds, &count, &error);
            }
            if (status == (int)Status.Timeout)
            {
                NativeMethods.pws_error_free(error);
                return Array.Empty<Message>();
            }
            Failure.ThrowUnlessOk(status, error);
            var batch = new Message[(int)count];
            for (int i = 0; i < batch.Length; ++i)
            {
                batch[i] = new Message((pws_message*)taken[i]);
            }
            return batch;
        }

        /// <summary>Waits for a message, and takes with it those that have been
        /// fetched already.</summary>
        /// <param name="maxMessages">How many at most, 1 or more.</param>
        /// <param name="cancellationToken">Ends the wait; no message is lost by
        /// it.</param>
        /// <returns>The messages, one or more, each the caller's to dispose.
        /// </returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>, or
        /// why it has ended for good.</exception>
        public async Task<IReadOnlyList<Message>> ReceiveBatchAsync(
            int maxMessages, CancellationToken cancellationToken = default)
        {
            CheckCount(maxMessages, nameof(maxMessages));
            var batch = new List<Message>
            {
                await ReceiveAsync(cancellationToken).ConfigureAwait(false),
            };
            while (batch.Count < maxMessages)
            {
                Message message = TakeFetched();
                if (message == null)
                {
                    break;
                }
                batch.Add(message);
            }
            return batch;
        }

        /// <summary>
        /// Acknowledges a message: the subscription does not deliver it again.
        /// Does not wait. The first settlement of a message counts, later ones
        /// do nothing. One from before a reconnect is settled when the server
        /// delivers it again, and does not come twice.
        /// </summary>
        /// <param name="message">The message, received here; stays the
        /// caller's.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.WrongConsumer"/> or <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void Acknowledge(Message message)
        {
            CheckNotNull(message, nameof(message));
            using (NativeHandle.Loan loan = Lend())
            using (NativeHandle.Loan messageLoan = message.Lend())
            {
                pws_error* error;
                int status = NativeMethods.pws_consumer_ack(
                    (pws_consumer*)loan.Pointer,
                    (pws_message*)messageLoan.Pointer, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }

        /// <summary>Acknowledges by id alone, for whoever keeps ids instead of
        /// messages.</summary>
        /// <param name="id">The id of a message received here.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.WrongConsumer"/> where no message of this id was
        /// received here, or it is settled already;
        /// <see cref="Status.Closed"/>.</exception>
        public unsafe void Acknowledge(MessageId id)
        {
            Settle(id, (consumer, native, error) =>
                NativeMethods.pws_consumer_ack_id(consumer, native, error));
        }

        /// <summary>Asks for the message to be delivered again, after the
        /// option <see cref="ConsumerOptions.NegativeAckRedeliveryDelay"/>.
        /// Otherwise as <see cref="Acknowledge(Message)"/>.</summary>
        /// <param name="message">The message, received here.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.WrongConsumer"/> or <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void NegativeAcknowledge(Message message)
        {
            Settle(message, (consumer, native, error) =>
                NativeMethods.pws_consumer_nack(consumer, native, error));
        }

        /// <summary>Asks for redelivery by id alone; otherwise as
        /// <see cref="Acknowledge(MessageId)"/>.</summary>
        /// <param name="id">The id of a message received here.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.WrongConsumer"/> or <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void NegativeAcknowledge(MessageId id)
        {
            Settle(id, (consumer, native, error) =>
                NativeMethods.pws_consumer_nack_id(consumer, native, error));
        }

        /// <summary>Acknowledges this message and all that were received here
        /// before it in the same partition and are not settled.</summary>
        /// <param name="message">The message, received here.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.NotSupported"/> on a Shared or KeyShared
        /// subscription and on several topics;
        /// <see cref="Status.WrongConsumer"/>; <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void AcknowledgeCumulative(Message message)
        {
            Settle(message, (consumer, native, error) =>
                NativeMethods.pws_consumer_ack_cumulative(
                    consumer, native, error));
        }

        /// <summary>The same up to an id, which need not be that of a message
        /// received.</summary>
        /// <param name="id">The id.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.NotSupported"/> on a Shared or KeyShared
        /// subscription and on several topics; <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void AcknowledgeCumulative(MessageId id)
        {
            Settle(id, (consumer, native, error) =>
                NativeMethods.pws_consumer_ack_cumulative_id(
                    consumer, native, error));
        }

        /// <summary>Asks for all messages to be delivered again that were
        /// received and are not settled.</summary>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void RedeliverUnacknowledged()
        {
            Do((pointer, error) => NativeMethods.pws_consumer_redeliver(
                (pws_consumer*)pointer, error));
        }

        /// <summary>Waits until the server has handled every acknowledgement
        /// made before this call.</summary>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>Done when it has.</returns>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.ConnectionLost"/> where the connection broke
        /// meanwhile, after which they are settled on redelivery.</exception>
        public unsafe Task FlushAcknowledgementsAsync(
            CancellationToken cancellationToken = default)
        {
            return Start(
                new PlainOperation(cancellationToken),
                (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_consumer_ack_flush_async(
                        (pws_consumer*)handle, timeout, null, userData, null,
                        operation, error),
                cancellationToken);
        }

        /// <summary>The same, and waits for it.</summary>
        /// <param name="timeout">How long; null: for ever.</param>
        /// <exception cref="PulsarWsException"><see cref="Status.Timeout"/>,
        /// <see cref="Status.ConnectionLost"/>;
        /// <see cref="Status.WouldDeadlock"/> in a callback.</exception>
        public unsafe void FlushAcknowledgements(TimeSpan? timeout = null)
        {
            int milliseconds = Milliseconds.ToWait(timeout);
            ClientCore.CheckMayWait();
            Do((pointer, error) => NativeMethods.pws_consumer_ack_flush(
                (pws_consumer*)pointer, milliseconds, error));
        }

        /// <summary>
        /// Removes the subscription, and with it what is not acknowledged; the
        /// consumer is closed then. Once asked, it does not reconnect.
        /// </summary>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>Done when the server has confirmed it.</returns>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.UnsubscribeRefused"/> where the subscription has
        /// other consumers, or the connection broke;
        /// <see cref="Status.ConnectionLost"/> where there is no connection to
        /// ask over, and nothing has changed.</exception>
        public unsafe Task UnsubscribeAsync(
            CancellationToken cancellationToken = default)
        {
            return Start(
                new PlainOperation(cancellationToken),
                (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_consumer_unsubscribe_async(
                        (pws_consumer*)handle, timeout, null, userData, null,
                        operation, error),
                cancellationToken);
        }

        /// <summary>The same, and waits for it.</summary>
        /// <param name="timeout">How long; null: for ever.</param>
        /// <exception cref="PulsarWsException">As with
        /// <see cref="UnsubscribeAsync"/>; <see cref="Status.Timeout"/> where
        /// no answer has come yet; <see cref="Status.WouldDeadlock"/> in a
        /// callback.</exception>
        public unsafe void Unsubscribe(TimeSpan? timeout = null)
        {
            int milliseconds = Milliseconds.ToWait(timeout);
            ClientCore.CheckMayWait();
            Do((pointer, error) => NativeMethods.pws_consumer_unsubscribe(
                (pws_consumer*)pointer, milliseconds, error));
        }

        /// <summary>With <see cref="Permits.Manual"/>: lets the server deliver
        /// so many more messages.</summary>
        /// <param name="messages">How many, 1 to 1,000,000 together with those
        /// not used yet.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.NotSupported"/> without it,
        /// <see cref="Status.InvalidArgument"/>, <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void Permit(int messages)
        {
            CheckCount(messages, nameof(messages));
            Do((pointer, error) => NativeMethods.pws_consumer_permit(
                (pws_consumer*)pointer, (uint)messages, error));
        }

        /// <summary>Hands out nothing until <see cref="Resume"/>: receive calls
        /// wait, and the handlers of ListenAsync are not called.</summary>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void Pause()
        {
            Do((pointer, error) => NativeMethods.pws_consumer_pause(
                (pws_consumer*)pointer, error));
        }

        /// <summary>Ends a pause. What has come meanwhile is handed out.
        /// </summary>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>.
        /// </exception>
        public unsafe void Resume()
        {
            Do((pointer, error) => NativeMethods.pws_consumer_resume(
                (pws_consumer*)pointer, error));
        }

        private static void CheckCount(int messages, string parameter)
        {
            if (messages < 1)
            {
                throw new ArgumentOutOfRangeException(
                    parameter, messages, "1 or more.");
            }
        }

        private static void CheckNotNull(object argument, string name)
        {
            if (argument == null)
            {
                throw new ArgumentNullException(name);
            }
        }

        private unsafe delegate int MessageCall(
            pws_consumer* consumer, pws_message* message, pws_error** error);

        private unsafe delegate int IdCall(
            pws_consumer* consumer, pws_message_id* id, pws_error** error);

        private unsafe void Settle(Message message, MessageCall call)
        {
            CheckNotNull(message, nameof(message));
            using (NativeHandle.Loan loan = Lend())
            using (NativeHandle.Loan messageLoan = message.Lend())
            {
                pws_error* error;
                int status = call(
                    (pws_consumer*)loan.Pointer,
                    (pws_message*)messageLoan.Pointer, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }

        private unsafe void Settle(MessageId id, IdCall call)
        {
            CheckNotNull(id, nameof(id));
            using (NativeHandle.Loan loan = Lend())
            using (MessageIdHandle native = id.ToNative())
            using (NativeHandle.Loan idLoan = native.Lend())
            {
                pws_error* error;
                int status = call(
                    (pws_consumer*)loan.Pointer,
                    (pws_message_id*)idLoan.Pointer, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }
    }
}
