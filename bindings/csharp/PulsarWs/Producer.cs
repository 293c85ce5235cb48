using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// Sends messages to one topic, in the order of the calls. Messages are
    /// queued (at most <see cref="ProducerOptions.MaxPendingMessages"/>) until
    /// the server has stored them; over a reconnect they are sent again.
    /// </summary>
    public sealed class Producer : Endpoint
    {
        private static readonly unsafe EndpointFunctions Functions =
            new EndpointFunctions
            {
                Topic = handle => NativeMethods.pws_producer_topic(
                    (pws_producer*)handle),
                Name = handle => NativeMethods.pws_producer_name(
                    (pws_producer*)handle),
                IsConnected = handle => NativeMethods.pws_producer_is_connected(
                    (pws_producer*)handle),
                LastError = (handle, error) =>
                    NativeMethods.pws_producer_last_error(
                        (pws_producer*)handle, error),
                Statistics = (handle, text, error) =>
                    NativeMethods.pws_producer_statistics(
                        (pws_producer*)handle, text, error),
                Close = (handle, timeout, error) =>
                    NativeMethods.pws_producer_close(
                        (pws_producer*)handle, timeout, error),
                CloseAsync = (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_producer_close_async(
                        (pws_producer*)handle, timeout, null, userData, null,
                        operation, error),
            };

        private readonly object gate = new object();
        private EventHandler<DeliveryReport> delivered;
        private bool hearsDeliveries;

        internal unsafe Producer(PulsarWsClient client, void* producer)
            : base(client, new ProducerHandle(producer), Functions)
        {
        }

        /// <summary>
        /// What became of each message that nobody else is told about: sent by
        /// <see cref="Post(OutgoingMessage)"/>, or left by a
        /// <see cref="Send"/> that ran out of time. Raised on the client's event
        /// thread: must not block. Without a handler, those that fail are
        /// reported by <see cref="PulsarWsClient.CallbackException"/>.
        /// </summary>
        public event EventHandler<DeliveryReport> Delivered
        {
            add
            {
                lock (gate)
                {
                    HearDeliveries();
                    delivered += value;
                }
            }

            remove
            {
                lock (gate)
                {
                    delivered -= value;
                }
            }
        }

        /// <summary>How many messages are queued or in flight.</summary>
        public unsafe int PendingCount
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    return (int)NativeMethods.pws_producer_pending_count(
                        (pws_producer*)loan.Pointer);
                }
            }
        }

        /// <summary>How many bytes their frames have, base64 and JSON included.
        /// </summary>
        public unsafe long PendingBytes
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    return (long)NativeMethods.pws_producer_pending_bytes(
                        (pws_producer*)loan.Pointer);
                }
            }
        }

        /// <summary>
        /// The number of the last message that the server has stored and before
        /// which none is unsettled. This producer's messages are counted in the
        /// order of their sends, from the option
        /// <see cref="ProducerOptions.InitialSequenceId"/> on; without it the
        /// first is number 0. Where none is stored yet it is that option, or
        /// -1. Behind a broken connection the broker's own number may be
        /// higher.
        /// </summary>
        public unsafe long LastSequenceId
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    return NativeMethods.pws_producer_last_sequence_id(
                        (pws_producer*)loan.Pointer);
                }
            }
        }

        /// <summary>
        /// Sends a message. Many may be under way at a time. With
        /// <see cref="ProducerOptions.BlockIfQueueFull"/> the call itself waits
        /// for room in the queue.
        /// </summary>
        /// <param name="message">The message.</param>
        /// <param name="cancellationToken">Ends the wait, and not the message,
        /// which stays queued.</param>
        /// <returns>The receipt, when the server has stored the message.
        /// </returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Nothing was queued:
        /// <see cref="Status.QueueFull"/>, <see cref="Status.MessageTooBig"/>,
        /// <see cref="Status.InvalidMessage"/>, <see cref="Status.Closed"/>.
        /// The server would not have it: <see cref="Status.SendRefused"/>. Its
        /// send timeout was over, it was purged, or the producer ended:
        /// <see cref="Status.NotSent"/>, <see cref="Status.OutcomeUnknown"/>.
        /// </exception>
        public Task<SendReceipt> SendAsync(
            OutgoingMessage message,
            CancellationToken cancellationToken = default)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<SendReceipt>(cancellationToken);
            }
            var waiting = new SendOperation(this, cancellationToken);
            PulsarWsException refusal = Queue(message, waiting);
            if (refusal != null)
            {
                return Task.FromException<SendReceipt>(refusal);
            }
            waiting.BeginWait();
            return waiting.Task;
        }

        /// <summary>Sends several messages by one call.</summary>
        /// <param name="messages">The messages, in their order.</param>
        /// <returns>For each message, in their order, the task that
        /// <see cref="SendAsync"/> would give. One that was not queued and those
        /// behind it have failed already.</returns>
        public unsafe IReadOnlyList<Task<SendReceipt>> SendAll(
            IReadOnlyList<OutgoingMessage> messages)
        {
            if (messages == null)
            {
                throw new ArgumentNullException(nameof(messages));
            }
            int count = messages.Count;
            if (count == 0)
            {
                return Array.Empty<Task<SendReceipt>>();
            }
            var waiting = new SendAllOperation(this, count);
            using (NativeHandle.Loan loan = Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                pws_outgoing* outgoing = encoder.Encode(messages);
                OperationTable operations = Client.Core.Operations;
                IntPtr number;
                if (!operations.TryAdd(waiting, count, out number))
                {
                    waiting.FailFrom(0, Failure.ClientClosed);
                    return waiting.Tasks;
                }
                UIntPtr accepted;
                pws_error* error;
                int status = NativeMethods.pws_producer_send_async(
                    (pws_producer*)loan.Pointer, outgoing, (UIntPtr)count, null,
                    (void*)number, null, &accepted, &error);
                if (status != 0)
                {
                    operations.Forgo(number, count - (int)accepted);
                    waiting.FailFrom(
                        (int)accepted, Failure.Take(status, error));
                }
            }
            return waiting.Tasks;
        }

        /// <summary>Sends a message and waits until the server has stored it.
        /// </summary>
        /// <param name="message">The message.</param>
        /// <param name="timeout">How long to wait; null: for ever.</param>
        /// <returns>The receipt.</returns>
        /// <exception cref="PulsarWsException">As with <see cref="SendAsync"/>;
        /// <see cref="Status.TimeoutPending"/>: the time is up, and the message
        /// stays queued, so do not send it again: <see cref="Delivered"/> tells
        /// what becomes of it. <see cref="Status.Timeout"/>: there was no room
        /// in the queue in time. <see cref="Status.WouldDeadlock"/> in a
        /// callback.</exception>
        public unsafe SendReceipt Send(
            OutgoingMessage message, TimeSpan? timeout = null)
        {
            int milliseconds = Milliseconds.ToWait(timeout);
            ClientCore.CheckMayWait();
            using (NativeHandle.Loan loan = Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                pws_outgoing* outgoing = encoder.Encode(message);
                pws_receipt* receipt;
                pws_error* error;
                int status = NativeMethods.pws_producer_send(
                    (pws_producer*)loan.Pointer, outgoing, milliseconds,
                    &receipt, &error);
                Failure.ThrowUnlessOk(status, error);
                try
                {
                    return new SendReceipt(receipt);
                }
                finally
                {
                    NativeMethods.pws_receipt_free(receipt);
                }
            }
        }

        /// <summary>Queues a message and returns; <see cref="Delivered"/> tells
        /// what becomes of it.</summary>
        /// <param name="message">The message.</param>
        /// <exception cref="PulsarWsException">Nothing was queued:
        /// <see cref="Status.QueueFull"/>, <see cref="Status.MessageTooBig"/>,
        /// <see cref="Status.InvalidMessage"/>, <see cref="Status.Closed"/>.
        /// </exception>
        public void Post(OutgoingMessage message)
        {
            PostAndTell(message, null);
        }

        /// <summary>Queues a message and returns.</summary>
        /// <param name="message">The message.</param>
        /// <param name="settled">Called once with what became of it, on the
        /// client's event thread: must not block.</param>
        /// <exception cref="PulsarWsException">Nothing was queued, and the
        /// callback is not called: <see cref="Status.QueueFull"/>,
        /// <see cref="Status.MessageTooBig"/>,
        /// <see cref="Status.InvalidMessage"/>, <see cref="Status.Closed"/>.
        /// </exception>
        public void Post(
            OutgoingMessage message, Action<DeliveryReport> settled)
        {
            if (settled == null)
            {
                throw new ArgumentNullException(nameof(settled));
            }
            PostAndTell(message, settled);
        }

        /// <summary>Gives up messages that are not settled: each fails with
        /// <see cref="Status.NotSent"/>, or
        /// <see cref="Status.OutcomeUnknown"/> where it was written. Does not
        /// wait.</summary>
        /// <param name="inFlight">Also those that were written and are not
        /// answered, which the server may store all the same.</param>
        /// <returns>How many that were.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>, or
        /// why the producer has ended.</exception>
        public unsafe int Purge(bool inFlight = false)
        {
            int purged = 0;
            Do((pointer, error) =>
            {
                UIntPtr count;
                int status = NativeMethods.pws_producer_purge(
                    (pws_producer*)pointer, inFlight ? 1 : 0, &count, error);
                purged = (int)count;
                return status;
            });
            return purged;
        }

        /// <summary>Waits until every message queued before this call is
        /// settled; what became of each is told by its own task or callback.
        /// </summary>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>Done when they are.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>.
        /// </exception>
        public unsafe Task FlushAsync(
            CancellationToken cancellationToken = default)
        {
            return Start(
                new PlainOperation(cancellationToken),
                (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_producer_flush_async(
                        (pws_producer*)handle, timeout, null, userData, null,
                        operation, error),
                cancellationToken);
        }

        /// <summary>The same, and waits for it.</summary>
        /// <param name="timeout">How long; null: for ever.</param>
        /// <exception cref="PulsarWsException"><see cref="Status.Timeout"/>,
        /// <see cref="Status.Closed"/>; <see cref="Status.WouldDeadlock"/> in a
        /// callback.</exception>
        public unsafe void Flush(TimeSpan? timeout = null)
        {
            int milliseconds = Milliseconds.ToWait(timeout);
            ClientCore.CheckMayWait();
            Do((pointer, error) => NativeMethods.pws_producer_flush(
                (pws_producer*)pointer, milliseconds, error));
        }

        /// <summary>Whether the application hears of each failure.</summary>
        internal bool HasListeners
        {
            get { return delivered != null || Client.HearsExceptions; }
        }

        /// <summary>On the event thread.</summary>
        internal void Deliver(DeliveryReport report)
        {
            EventHandler<DeliveryReport> handlers = delivered;
            if (handlers != null)
            {
                handlers(this, report);
            }
            else if (report.Error != null)
            {
                Client.Core.Report(report.Error);
            }
        }

        private void PostAndTell(
            OutgoingMessage message, Action<DeliveryReport> settled)
        {
            PulsarWsException refusal = Queue(
                message, new PostOperation(this, settled));
            if (refusal != null)
            {
                throw refusal;
            }
        }

        /// <summary>Null where it was queued.</summary>
        private unsafe PulsarWsException Queue(
            OutgoingMessage message, Operation waiting)
        {
            using (NativeHandle.Loan loan = Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                pws_outgoing* outgoing = encoder.Encode(message);
                OperationTable operations = Client.Core.Operations;
                IntPtr number;
                if (!operations.TryAdd(waiting, 1, out number))
                {
                    return Failure.ClientClosed;
                }
                pws_error* error;
                int status = NativeMethods.pws_producer_send_async(
                    (pws_producer*)loan.Pointer, outgoing, (UIntPtr)1, null,
                    (void*)number, null, null, &error);
                if (status == 0)
                {
                    return null;
                }
                operations.Forgo(number, 1);
                return Failure.Take(status, error);
            }
        }

        private unsafe void HearDeliveries()
        {
            if (hearsDeliveries)
            {
                return;
            }
            Do((pointer, error) =>
                NativeMethods.pws_producer_set_delivery_callback(
                    (pws_producer*)pointer, null, null, null, error));
            hearsDeliveries = true;
        }
    }
}
