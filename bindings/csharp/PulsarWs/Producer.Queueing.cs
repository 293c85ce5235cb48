using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <content>Into the queue, or into the line for it.</content>
    public sealed partial class Producer
    {
        /// <summary>As the C API says it.</summary>
        private const long NeverWaits = -1;

        /// <summary>On the event thread: there is room again.</summary>
        internal void BecomeWritable()
        {
            line?.Serve();
        }

        /// <summary>Done when what waits for room now does not any more.
        /// </summary>
        internal override Task Turn(CancellationToken cancellationToken)
        {
            return line == null
                ? Task.CompletedTask
                : line.Turn(cancellationToken);
        }

        /// <summary>Throws where the message cannot be laid out.</summary>
        internal unsafe void Check(OutgoingMessage message)
        {
            using (Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                encoder.Encode(message);
            }
        }

        /// <summary>The same for a list.</summary>
        internal unsafe void Check(IReadOnlyList<OutgoingMessage> messages)
        {
            using (Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                encoder.Encode(messages);
            }
        }

        /// <summary>Null where it was queued. Does not wait for room.</summary>
        internal PulsarWsException Queue(
            OutgoingMessage message, Operation waiting)
        {
            OperationTable operations = Client.Core.Operations;
            IntPtr number;
            if (!operations.TryAdd(waiting, 1, out number))
            {
                return Failure.ClientClosed;
            }
            bool isQueued = false;
            try
            {
                PulsarWsException refusal = Queue(message, number);
                isQueued = refusal == null;
                return refusal;
            }
            finally
            {
                if (!isQueued)
                {
                    operations.Forgo(number, 1);
                }
            }
        }

        /// <summary>The same for what is in the table of operations.</summary>
        internal unsafe PulsarWsException Queue(
            OutgoingMessage message, IntPtr number)
        {
            using (NativeHandle.Loan loan = Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                pws_outgoing* outgoing = encoder.Encode(message);
                outgoing->room_timeout_ms = NeverWaits;
                pws_error* error;
                int status = NativeMethods.pws_producer_send_async(
                    (pws_producer*)loan.Pointer, outgoing, (UIntPtr)1, null,
                    (void*)number, null, null, &error);
                return status == 0 ? null : Failure.Take(status, error);
            }
        }

        /// <summary>The same for a list, of which some may be queued.</summary>
        internal unsafe PulsarWsException QueueAll(
            IReadOnlyList<OutgoingMessage> messages, SendAllOperation waiting,
            out int accepted)
        {
            int count = messages.Count;
            accepted = 0;
            using (NativeHandle.Loan loan = Lend())
            using (OutgoingEncoder encoder = OutgoingEncoder.Begin())
            {
                pws_outgoing* outgoing = encoder.Encode(messages);
                for (int i = 0; i < count; ++i)
                {
                    outgoing[i].room_timeout_ms = NeverWaits;
                }
                OperationTable operations = Client.Core.Operations;
                IntPtr number;
                if (!operations.TryAdd(waiting, count, out number))
                {
                    return Failure.ClientClosed;
                }
                UIntPtr queued;
                pws_error* error;
                int status = NativeMethods.pws_producer_send_async(
                    (pws_producer*)loan.Pointer, outgoing, (UIntPtr)count, null,
                    (void*)number, null, &queued, &error);
                accepted = (int)queued;
                if (status == 0)
                {
                    return null;
                }
                operations.Forgo(number, count - accepted);
                return Failure.Take(status, error);
            }
        }

        private static Task<SendReceipt> Behind(
            Task room, SendOperation waiting)
        {
            if (room.Status != TaskStatus.RanToCompletion)
            {
                return BehindAsync(room, waiting);
            }
            waiting.BeginWait();
            return waiting.Task;
        }

        private static async Task<SendReceipt> BehindAsync(
            Task room, SendOperation waiting)
        {
            await room.ConfigureAwait(false);
            waiting.BeginWait();
            return await waiting.Task.ConfigureAwait(false);
        }

        private Task Enter(
            OutgoingMessage message, Operation settled, bool mayWait,
            CancellationToken cancellationToken)
        {
            if (line != null)
            {
                return line.Enter(message, settled, mayWait, cancellationToken);
            }
            PulsarWsException refusal = Queue(message, settled);
            return refusal == null
                ? Task.CompletedTask
                : Task.FromException(refusal);
        }

        private void PostAndWait(
            OutgoingMessage message, Action<DeliveryReport> settled,
            CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Enter(
                message, new PostOperation(this, settled),
                !ClientCore.IsEventThread, cancellationToken)
                .GetAwaiter().GetResult();
        }

        private async Task FlushBehindAsync(
            Task turn, CancellationToken cancellationToken)
        {
            await turn.ConfigureAwait(false);
            await FlushQueuedAsync(cancellationToken).ConfigureAwait(false);
        }

        private unsafe Task<bool> FlushQueuedAsync(
            CancellationToken cancellationToken)
        {
            return Start(
                new PlainOperation(cancellationToken),
                (handle, timeout, userData, operation, error) =>
                    NativeMethods.pws_producer_flush_async(
                        (pws_producer*)handle, timeout, null, userData, null,
                        operation, error),
                cancellationToken);
        }

        /// <summary>Waits behind those that wait for room. What is left of the
        /// time.</summary>
        private int WaitForTurn(int milliseconds)
        {
            using (var done = new CancellationTokenSource())
            {
                if (Turns.Wait(Turn(done.Token), ref milliseconds))
                {
                    return milliseconds;
                }
                done.Cancel();
            }
            throw new PulsarWsException(
                Status.Timeout,
                Topic + ": in all that time others have waited for room in " +
                "the queue, which come first");
        }
    }
}
