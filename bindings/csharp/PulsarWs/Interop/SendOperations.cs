using System;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>One message that somebody awaits. Keeps the producer alive
    /// meanwhile. A send cannot be cancelled, only the wait for it.</summary>
    internal sealed unsafe class SendOperation : Operation
    {
        private readonly TaskCompletionSource<SendReceipt> source =
            new TaskCompletionSource<SendReceipt>(
                TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly Producer producer;
        private readonly CancellationToken cancellationToken;
        private readonly CancellationLink link;

        internal SendOperation(
            Producer producer, CancellationToken cancellationToken)
        {
            this.producer = producer;
            this.cancellationToken = cancellationToken;
            link = CancellationLink.To(cancellationToken);
        }

        internal override bool IsOfMessages
        {
            get { return true; }
        }

        internal Task<SendReceipt> Task
        {
            get { return source.Task; }
        }

        /// <summary>From now on the token ends the wait.</summary>
        internal void BeginWait()
        {
            link?.Begin(() => source.TrySetCanceled(cancellationToken));
        }

        internal override void Complete(pws_event* happened)
        {
            link?.End();
            if (happened->status == 0)
            {
                source.TrySetResult(new SendReceipt(happened->receipt));
            }
            else
            {
                PulsarWsException failure =
                    Failure.Read(happened->status, happened->error);
                producer.Client.Core.Losses.Note(producer, failure);
                source.TrySetException(failure);
            }
            GC.KeepAlive(producer);
        }

        internal override void Fail(PulsarWsException exception)
        {
            link?.End();
            source.TrySetException(exception);
        }
    }

    /// <summary>Several messages of one call, each with its own task.
    /// </summary>
    internal sealed unsafe class SendAllOperation : Operation
    {
        private readonly SendOperation[] each;

        internal SendAllOperation(
            Producer producer, int count, CancellationToken cancellationToken)
        {
            each = new SendOperation[count];
            for (int i = 0; i < count; ++i)
            {
                each[i] = new SendOperation(producer, cancellationToken);
            }
        }

        internal override bool IsOfMessages
        {
            get { return true; }
        }

        internal SendOperation this[int index]
        {
            get { return each[index]; }
        }

        internal override void Complete(pws_event* happened)
        {
            each[(int)happened->index].Complete(happened);
        }

        internal override void Fail(PulsarWsException exception)
        {
            FailFrom(0, exception);
        }

        /// <summary>Those that were not accepted.</summary>
        internal void FailFrom(int first, PulsarWsException exception)
        {
            for (int i = first; i < each.Length; ++i)
            {
                each[i].Fail(exception);
            }
        }
    }

    /// <summary>A message whose sender is told by a callback.</summary>
    internal sealed unsafe class PostOperation : Operation
    {
        private readonly Producer producer;
        private readonly Action<DeliveryReport> settled;

        internal PostOperation(
            Producer producer, Action<DeliveryReport> settled)
        {
            this.producer = producer;
            this.settled = settled;
        }

        internal override bool IsOfMessages
        {
            get { return true; }
        }

        internal override void Complete(pws_event* happened)
        {
            Call(DeliveryReport.Of(producer, happened));
        }

        internal override void Fail(PulsarWsException exception)
        {
            Call(new DeliveryReport(producer, null, exception));
        }

        private void Call(DeliveryReport report)
        {
            bool isLoss = producer.Client.Core.Losses.Note(
                producer, report.Error);
            if (settled == null && isLoss && !producer.HasListeners)
            {
                return;
            }
            if (settled == null)
            {
                producer.Deliver(report);
                return;
            }
            try
            {
                settled(report);
            }
            catch (Exception exception)
            {
                producer.Client.Core.Report(exception);
            }
        }
    }
}
