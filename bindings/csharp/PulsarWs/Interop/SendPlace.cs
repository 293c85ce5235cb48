using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>A message's place in a <see cref="SendLine"/>; without a message
    /// that of a call that waits for those before it. In the table of operations
    /// it stands for the message, and keeps the line alive.</summary>
    internal sealed unsafe class SendPlace : Operation
    {
        private readonly TaskCompletionSource<bool> room =
            new TaskCompletionSource<bool>(
                TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly SendLine line;
        private readonly Operation settled;
        private readonly CancellationToken cancellationToken;
        private readonly CancellationLink link;

        internal SendPlace(
            SendLine line, OutgoingMessage message, Operation settled,
            CancellationToken cancellationToken)
        {
            this.line = line;
            this.settled = settled;
            this.cancellationToken = cancellationToken;
            Message = message;
            link = CancellationLink.To(cancellationToken);
        }

        internal override bool IsOfMessages
        {
            get { return true; }
        }

        /// <summary>Done when the message is queued.</summary>
        internal Task Room
        {
            get { return room.Task; }
        }

        internal OutgoingMessage Message { get; private set; }

        /// <summary>In the table of operations.</summary>
        internal IntPtr Number { get; set; }

        /// <summary>When it gives up, by the line's clock.</summary>
        internal long Deadline { get; set; } = long.MaxValue;

        /// <summary>Null where it stands in no line. By the line's lock.
        /// </summary>
        internal LinkedListNode<SendPlace> Node { get; set; }

        /// <summary>Why it leaves; null where it was queued.</summary>
        internal PulsarWsException Refusal { get; set; }

        /// <summary>From now on the token ends the wait. Behind the line's lock.
        /// </summary>
        internal void BeginWait()
        {
            if (Refusal != null && Node == null)
            {
                Leave();
                return;
            }
            link?.Begin(() =>
            {
                if (line.GiveUp(this))
                {
                    room.TrySetCanceled(cancellationToken);
                }
            });
        }

        /// <summary>It has left the line. Behind the line's lock.</summary>
        internal void Leave()
        {
            link?.End();
            Message = null;
            if (Refusal == null)
            {
                room.TrySetResult(true);
            }
            else if (room.TrySetException(Refusal))
            {
                line.Note(Refusal);
            }
        }

        internal override void Complete(pws_event* happened)
        {
            settled.Complete(happened);
        }

        internal override void Fail(PulsarWsException exception)
        {
            if (line.GiveUp(this))
            {
                Refusal = exception;
                Leave();
            }
            else
            {
                settled.Fail(exception);
            }
        }
    }
}
