using System;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>Waits for one or more events.</summary>
    internal abstract unsafe class Operation
    {
        /// <summary>Whether each of its events is a message's end.</summary>
        internal virtual bool IsOfMessages
        {
            get { return false; }
        }

        /// <summary>On the event thread. Whatever it keeps of the event, it
        /// takes out of it.</summary>
        internal abstract void Complete(pws_event* happened);

        /// <summary>There will be no event.</summary>
        internal abstract void Fail(PulsarWsException exception);
    }

    /// <summary>An operation with a task, which the library can cancel: its
    /// event comes in any case, and decides.</summary>
    internal abstract unsafe class TaskOperation<T> : Operation
    {
        private readonly TaskCompletionSource<T> source =
            new TaskCompletionSource<T>(
                TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly CancellationToken cancellationToken;
        private readonly CancellationLink link;
        private object meanwhile;

        protected TaskOperation(CancellationToken cancellationToken)
        {
            this.cancellationToken = cancellationToken;
            link = CancellationLink.To(cancellationToken);
        }

        internal Task<T> Task
        {
            get { return source.Task; }
        }

        /// <summary>What must not be collected while this is under way.
        /// </summary>
        internal void KeepAlive(object endpoint)
        {
            meanwhile = endpoint;
        }

        /// <summary>From now on the token cancels. `operation` is the number
        /// that the library gave.</summary>
        internal void CancelBy(ClientCore core, ulong operation)
        {
            link?.Begin(() => core.Cancel(operation));
        }

        internal override void Complete(pws_event* happened)
        {
            T result = default(T);
            PulsarWsException failure = null;
            if (happened->status == 0)
            {
                try
                {
                    result = Take(happened);
                }
                catch (PulsarWsException exception)
                {
                    failure = exception;
                }
            }
            else
            {
                failure = Failure.Read(happened->status, happened->error);
                Undo();
            }
            link?.End();
            GC.KeepAlive(meanwhile);
            if (failure == null)
            {
                source.TrySetResult(result);
            }
            else if (failure.Status == Status.Cancelled &&
                     cancellationToken.IsCancellationRequested)
            {
                source.TrySetCanceled(cancellationToken);
            }
            else
            {
                source.TrySetException(failure);
            }
        }

        internal override void Fail(PulsarWsException exception)
        {
            Undo();
            link?.End();
            source.TrySetException(exception);
        }

        /// <summary>What the event brought.</summary>
        protected abstract T Take(pws_event* happened);

        /// <summary>It has failed.</summary>
        protected virtual void Undo()
        {
        }
    }

    /// <summary>An operation whose event brings nothing but its status.
    /// </summary>
    internal sealed unsafe class PlainOperation : TaskOperation<bool>
    {
        internal PlainOperation(CancellationToken cancellationToken)
            : base(cancellationToken)
        {
        }

        protected override bool Take(pws_event* happened)
        {
            return happened->end_of_topic != 0;
        }
    }

    /// <summary>The close that stands behind a Dispose: frees the handle when
    /// it is done.</summary>
    internal sealed unsafe class LastGoodbye : Operation
    {
        private readonly Endpoint endpoint;

        internal LastGoodbye(Endpoint endpoint)
        {
            this.endpoint = endpoint;
        }

        internal override void Complete(pws_event* happened)
        {
            End();
        }

        internal override void Fail(PulsarWsException exception)
        {
            End();
        }

        private void End()
        {
            endpoint.Client.Core.Losses.Tell(endpoint);
            endpoint.Free();
        }
    }

    /// <summary>The opening of a producer, consumer or reader, which is freed
    /// where it fails.</summary>
    internal sealed unsafe class OpenOperation<T> : TaskOperation<T>
        where T : Endpoint
    {
        private readonly object creation;

        internal OpenOperation(
            object creation, CancellationToken cancellationToken)
            : base(cancellationToken)
        {
            this.creation = creation;
        }

        /// <summary>Set under the lock `creation`, in which the call is made.
        /// </summary>
        internal T Opened { get; set; }

        protected override T Take(pws_event* happened)
        {
            lock (creation)
            {
                return Opened;
            }
        }

        protected override void Undo()
        {
            lock (creation)
            {
                Opened?.Free();
            }
        }
    }

    /// <summary>A receive.</summary>
    internal sealed unsafe class ReceiveOperation : TaskOperation<Message>
    {
        internal ReceiveOperation(CancellationToken cancellationToken)
            : base(cancellationToken)
        {
        }

        protected override Message Take(pws_event* happened)
        {
            pws_message* message = happened->message;
            happened->message = null;
            return new Message(message);
        }
    }
}
