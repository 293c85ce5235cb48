using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>
    /// The messages of a producer that wait for room in its queue, in the order
    /// of their calls. No thread waits with them: what is refused because the
    /// queue is full stands here until the library says that there is room
    /// again (PWS_EVENT_WRITABLE), which it does after each refusal.
    /// </summary>
    [SuppressMessage(
        "Reliability", "CA1001:Types that own disposable fields",
        Justification = "A timer that is not armed holds nothing.")]
    internal sealed class SendLine
    {
        /// <summary>Those that are due within so many milliseconds go together.
        /// </summary>
        private const long Grain = 10;

        private static readonly Stopwatch Clock = Stopwatch.StartNew();

        // Whoever holds it calls no code of others and ends no CancellationLink,
        // which waits for callbacks that want it.
        private readonly object gate = new object();
        private readonly LinkedList<SendPlace> places =
            new LinkedList<SendPlace>();

        private readonly Producer producer;
        private readonly long sendTimeout;
        private readonly Timer timer;
        private long armedFor = long.MaxValue;

        /// <summary>A line whose messages give up after `sendTimeout`
        /// milliseconds; 0: never.</summary>
        internal SendLine(Producer producer, long sendTimeout)
        {
            this.producer = producer;
            this.sendTimeout = sendTimeout;
            timer = new Timer(_ => GiveUpWhatIsDue());
        }

        /// <summary>Queues a message, now or when its turn has come and there
        /// is room: then the task is done.</summary>
        internal Task Enter(
            OutgoingMessage message, Operation settled, bool mayWait,
            CancellationToken cancellationToken)
        {
            SendPlace place;
            lock (gate)
            {
                PulsarWsException refusal = null;
                if (places.Count == 0)
                {
                    refusal = producer.Queue(message, settled);
                    if (refusal == null)
                    {
                        return Task.CompletedTask;
                    }
                    if (refusal.Status != Status.QueueFull)
                    {
                        return Task.FromException(refusal);
                    }
                }
                else
                {
                    producer.Check(message);
                }
                if (!mayWait)
                {
                    return Task.FromException(
                        refusal ?? new PulsarWsException(
                            Status.QueueFull,
                            producer.Topic + ": others wait for room in the " +
                            "queue, and a callback cannot: use PostAsync"));
                }
                place = Add(message, settled, cancellationToken);
            }
            place.BeginWait();
            return place.Room;
        }

        /// <summary>The same for a list: a task for each that waits, behind
        /// those that were queued at once. Null where one was refused: those
        /// before it, `accepted`, were queued.</summary>
        internal List<Task> EnterAll(
            IReadOnlyList<OutgoingMessage> messages, SendAllOperation all,
            CancellationToken cancellationToken,
            out int accepted, out PulsarWsException refusal)
        {
            accepted = 0;
            refusal = null;
            var waiting = new List<SendPlace>();
            lock (gate)
            {
                if (places.Count == 0)
                {
                    refusal = producer.QueueAll(messages, all, out accepted);
                    if (refusal != null && refusal.Status != Status.QueueFull)
                    {
                        return null;
                    }
                }
                else
                {
                    producer.Check(messages);
                }
                for (int i = accepted; i < messages.Count; ++i)
                {
                    waiting.Add(Add(messages[i], all[i], cancellationToken));
                }
            }
            foreach (SendPlace place in waiting)
            {
                place.BeginWait();
            }
            return waiting.ConvertAll(place => place.Room);
        }

        /// <summary>Done when all that wait now have left.</summary>
        internal Task Turn(CancellationToken cancellationToken)
        {
            SendPlace place;
            lock (gate)
            {
                if (places.Count == 0)
                {
                    return Task.CompletedTask;
                }
                place = new SendPlace(this, null, null, cancellationToken);
                place.Node = places.AddLast(place);
            }
            place.BeginWait();
            return place.Room;
        }

        /// <summary>There may be room: who is first goes first.</summary>
        internal void Serve()
        {
            var served = new List<SendPlace>();
            lock (gate)
            {
                while (places.Count > 0)
                {
                    SendPlace first = places.First.Value;
                    first.Refusal = first.Message == null
                        ? null
                        : Try(first);
                    if (first.Refusal?.Status == Status.QueueFull)
                    {
                        break;
                    }
                    Remove(first);
                    served.Add(first);
                }
            }
            foreach (SendPlace place in served)
            {
                place.Leave();
            }
        }

        /// <summary>A message that waited was refused: where the producer is
        /// disposed, nobody may await it.</summary>
        internal void Note(PulsarWsException refusal)
        {
            producer.Client.Core.Losses.Note(producer, refusal);
        }

        /// <summary>Whether it stood in the line, and does not any more. Its
        /// message was not queued.</summary>
        internal bool GiveUp(SendPlace place)
        {
            bool wasFirst;
            lock (gate)
            {
                if (place.Node == null)
                {
                    return false;
                }
                wasFirst = places.First == place.Node;
                Remove(place);
            }
            Forgo(place);
            if (wasFirst)
            {
                // The next one may be smaller.
                Serve();
            }
            return true;
        }

        private static long After(long milliseconds)
        {
            return milliseconds <= 0
                ? long.MaxValue
                : Clock.ElapsedMilliseconds + milliseconds;
        }

        private SendPlace Add(
            OutgoingMessage message, Operation settled,
            CancellationToken cancellationToken)
        {
            var place = new SendPlace(
                this, message.Copy(), settled, cancellationToken);
            IntPtr number;
            if (!producer.Client.Core.Operations.TryAdd(place, 1, out number))
            {
                place.Refusal = Failure.ClientClosed;
                return place;
            }
            place.Number = number;
            place.Deadline = After(
                message.SendTimeout == null
                    ? sendTimeout
                    : Milliseconds.ToWait(message.SendTimeout));
            place.Node = places.AddLast(place);
            Arm(place.Deadline);
            return place;
        }

        private PulsarWsException Try(SendPlace place)
        {
            PulsarWsException refusal;
            try
            {
                refusal = producer.Queue(place.Message, place.Number);
            }
            catch (ObjectDisposedException)
            {
                refusal = new PulsarWsException(
                    Status.Closed,
                    producer.Topic + ": the producer was disposed while the " +
                    "message waited for room");
            }
            if (refusal != null && refusal.Status != Status.QueueFull)
            {
                Forgo(place);
            }
            return refusal;
        }

        private void Forgo(SendPlace place)
        {
            producer.Client.Core.Operations.Forgo(place.Number, 1);
        }

        private void Remove(SendPlace place)
        {
            places.Remove(place.Node);
            place.Node = null;
        }

        private void Arm(long deadline)
        {
            if (deadline < armedFor)
            {
                armedFor = deadline;
                timer.Change(
                    Math.Max(deadline - Clock.ElapsedMilliseconds, Grain),
                    Timeout.Infinite);
            }
        }

        private void GiveUpWhatIsDue()
        {
            var due = new List<SendPlace>();
            lock (gate)
            {
                long now = Clock.ElapsedMilliseconds;
                long next = long.MaxValue;
                foreach (SendPlace place in places)
                {
                    if (place.Deadline <= now)
                    {
                        due.Add(place);
                    }
                    else
                    {
                        next = Math.Min(next, place.Deadline);
                    }
                }
                due.ForEach(Remove);
                armedFor = long.MaxValue;
                Arm(next);
            }
            foreach (SendPlace place in due)
            {
                Forgo(place);
                place.Refusal = new PulsarWsException(
                    Status.Timeout,
                    producer.Topic + ": there was no room in the queue within " +
                    "the send timeout; the message was not queued");
                place.Leave();
            }
            Serve();
        }
    }
}
