using System;
using System.Collections.Generic;
using System.Globalization;
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
    public sealed partial class Producer : Endpoint
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
        private readonly SendLine line;
        private EventHandler<DeliveryReport> delivered;
        private bool hearsDeliveries;

        /// <summary>`settings` are those that the handle was made with.
        /// </summary>
        internal unsafe Producer(
            PulsarWsClient client, void* producer, ProducerOptions settings)
            : base(client, new ProducerHandle(producer), Functions)
        {
            if (settings.GetValue("blockIfQueueFull") != "true")
            {
                return;
            }
            line = new SendLine(
                this,
                long.Parse(
                    settings.GetValue("sendTimeout"),
                    CultureInfo.InvariantCulture));
            Do((pointer, error) =>
                NativeMethods.pws_producer_set_writable_callback(
                    (pws_producer*)pointer, null, null, null, error));
        }

        /// <summary>
        /// What became of each message that nobody else is told about: sent by
        /// <see cref="PostAsync"/> or a Post without a callback, or left by a
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
        /// <see cref="ProducerOptions.BlockIfQueueFull"/> it waits for room in
        /// the queue, up to its send timeout and behind those that were sent
        /// before; no thread is blocked for that. What waits so is kept as a
        /// copy, and is not counted by
        /// <see cref="ProducerOptions.MaxPendingMessages"/>.
        /// </summary>
        /// <param name="message">The message.</param>
        /// <param name="cancellationToken">Ends the wait. A message that still
        /// waits for room is not sent then; one that is queued stays queued.
        /// </param>
        /// <returns>The receipt, when the server has stored the message.
        /// </returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Nothing was queued:
        /// <see cref="Status.QueueFull"/>, <see cref="Status.Timeout"/> (no room
        /// in time), <see cref="Status.MessageTooBig"/>,
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
            return Behind(
                Enter(message, waiting, true, cancellationToken), waiting);
        }

        /// <summary>Sends several messages by one call, which does not wait for
        /// room: with <see cref="ProducerOptions.BlockIfQueueFull"/> those that
        /// find none wait as with <see cref="SendAsync"/>.</summary>
        /// <param name="messages">The messages, in their order.</param>
        /// <param name="cancellationToken">As with <see cref="SendAsync"/>, for
        /// each of them.</param>
        /// <returns>For each message, in their order, the task that
        /// <see cref="SendAsync"/> would give. Where one can be neither queued
        /// nor wait, that and those behind it have failed already.</returns>
        public IReadOnlyList<Task<SendReceipt>> SendAll(
            IReadOnlyList<OutgoingMessage> messages,
            CancellationToken cancellationToken = default)
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
            var tasks = new Task<SendReceipt>[count];
            if (cancellationToken.IsCancellationRequested)
            {
                for (int i = 0; i < count; ++i)
                {
                    tasks[i] = Task.FromCanceled<SendReceipt>(cancellationToken);
                }
                return tasks;
            }
            var all = new SendAllOperation(this, count, cancellationToken);
            int accepted;
            PulsarWsException refusal;
            List<Task> rooms = null;
            if (line == null)
            {
                refusal = QueueAll(messages, all, out accepted);
            }
            else
            {
                rooms = line.EnterAll(
                    messages, all, cancellationToken, out accepted,
                    out refusal);
            }
            if (rooms == null && refusal != null)
            {
                all.FailFrom(accepted, refusal);
            }
            for (int i = 0; i < count; ++i)
            {
                Task room = rooms == null || i < accepted
                    ? Task.CompletedTask
                    : rooms[i - accepted];
                tasks[i] = Behind(room, all[i]);
            }
            return tasks;
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
            milliseconds = WaitForTurn(milliseconds);
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

        /// <summary>Queues a message, behind those that were sent before. With
        /// <see cref="ProducerOptions.BlockIfQueueFull"/> the task waits for
        /// room, as that of <see cref="SendAsync"/> does; to await it before the
        /// next call keeps a program to what the queue takes.</summary>
        /// <param name="message">The message.</param>
        /// <param name="settled">Called once with what became of it, on the
        /// client's event thread, perhaps before the task is done: must not
        /// block. Null: <see cref="Delivered"/> tells.</param>
        /// <param name="cancellationToken">Ends the wait for room: nothing was
        /// queued then.</param>
        /// <returns>Done when the message is queued.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled. Nothing was queued, and the callback is not called.
        /// </exception>
        /// <exception cref="PulsarWsException">The same:
        /// <see cref="Status.QueueFull"/>, <see cref="Status.Timeout"/> (no room
        /// in time), <see cref="Status.MessageTooBig"/>,
        /// <see cref="Status.InvalidMessage"/>, <see cref="Status.Closed"/>.
        /// </exception>
        public Task PostAsync(
            OutgoingMessage message, Action<DeliveryReport> settled = null,
            CancellationToken cancellationToken = default)
        {
            return cancellationToken.IsCancellationRequested
                ? Task.FromCanceled(cancellationToken)
                : Enter(
                    message, new PostOperation(this, settled), true,
                    cancellationToken);
        }

        /// <summary>Queues a message and returns; <see cref="Delivered"/> tells
        /// what becomes of it. As <see cref="PostAsync"/>, and waits for it;
        /// in a callback it does not wait.</summary>
        /// <param name="message">The message.</param>
        /// <param name="cancellationToken">Ends the wait for room.</param>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled. Nothing was queued.</exception>
        /// <exception cref="PulsarWsException">Nothing was queued, as with
        /// <see cref="PostAsync"/>.</exception>
        public void Post(
            OutgoingMessage message,
            CancellationToken cancellationToken = default)
        {
            PostAndWait(message, null, cancellationToken);
        }

        /// <summary>Queues a message and returns. As <see cref="PostAsync"/>,
        /// and waits for it; in a callback it does not wait.</summary>
        /// <param name="message">The message.</param>
        /// <param name="settled">Called once with what became of it, on the
        /// client's event thread: must not block.</param>
        /// <param name="cancellationToken">Ends the wait for room.</param>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled. Nothing was queued, and the callback is not called.
        /// </exception>
        /// <exception cref="PulsarWsException">The same, as with
        /// <see cref="PostAsync"/>.</exception>
        public void Post(
            OutgoingMessage message, Action<DeliveryReport> settled,
            CancellationToken cancellationToken = default)
        {
            if (settled == null)
            {
                throw new ArgumentNullException(nameof(settled));
            }
            PostAndWait(message, settled, cancellationToken);
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

        /// <summary>Waits until every message sent before this call is
        /// settled, those that wait for room too; what became of each is told
        /// by its own task or callback.
        /// </summary>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>Done when they are.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>.
        /// </exception>
        public Task FlushAsync(
            CancellationToken cancellationToken = default)
        {
            Task turn = Turn(cancellationToken);
            return turn.Status == TaskStatus.RanToCompletion
                ? FlushQueuedAsync(cancellationToken)
                : FlushBehindAsync(turn, cancellationToken);
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
            milliseconds = WaitForTurn(milliseconds);
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
