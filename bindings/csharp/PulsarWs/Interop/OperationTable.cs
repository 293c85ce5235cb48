using System;
using System.Collections.Generic;

namespace PulsarWs.Interop
{
    /// <summary>
    /// What waits for events. Each operation has a number, which goes to the
    /// library as user data, before the library knows of it: its event may come
    /// before the call that begins it has returned. Number 0 is nobody's.
    /// </summary>
    internal sealed class OperationTable
    {
        private readonly object gate = new object();
        private Entry[] entries = new Entry[64];
        private int firstFree;
        private int used;
        private bool closed;

        internal OperationTable()
        {
            LinkFree(1);
        }

        /// <summary>Keeps an operation for so many events. False where the
        /// last event was taken.</summary>
        internal bool TryAdd(
            Operation operation, int events, out IntPtr added)
        {
            added = IntPtr.Zero;
            lock (gate)
            {
                if (closed)
                {
                    return false;
                }
                if (firstFree == 0)
                {
                    int size = entries.Length;
                    Array.Resize(ref entries, 2 * size);
                    LinkFree(size);
                }
                int number = firstFree;
                firstFree = entries[number].NextFree;
                entries[number].Operation = operation;
                entries[number].Events = events;
                ++used;
                added = (IntPtr)number;
                return true;
            }
        }

        /// <summary>Whose event it is; null where nobody waits.</summary>
        internal Operation Take(IntPtr number)
        {
            return Forgo(number, 1);
        }

        /// <summary>So many of its events will not come.</summary>
        internal Operation Forgo(IntPtr number, int events)
        {
            int index = checked((int)number);
            if (index == 0)
            {
                return null;
            }
            lock (gate)
            {
                Operation operation = entries[index].Operation;
                entries[index].Events -= events;
                if (operation != null && entries[index].Events == 0)
                {
                    entries[index].Operation = null;
                    entries[index].NextFree = firstFree;
                    firstFree = index;
                    --used;
                }
                return operation;
            }
        }

        /// <summary>How many messages are not settled.</summary>
        internal int CountMessages()
        {
            int count = 0;
            lock (gate)
            {
                foreach (Entry entry in entries)
                {
                    if (entry.Operation != null && entry.Operation.IsOfMessages)
                    {
                        count += entry.Events;
                    }
                }
            }
            return count;
        }

        /// <summary>Takes no more, and gives out what waits.</summary>
        internal List<Operation> Close()
        {
            var left = new List<Operation>();
            lock (gate)
            {
                closed = true;
                for (int i = 1; i < entries.Length && used > 0; ++i)
                {
                    if (entries[i].Operation != null)
                    {
                        left.Add(entries[i].Operation);
                        entries[i].Operation = null;
                        --used;
                    }
                }
            }
            return left;
        }

        private void LinkFree(int from)
        {
            for (int i = from; i < entries.Length; ++i)
            {
                entries[i].NextFree = i + 1 < entries.Length ? i + 1 : 0;
            }
            firstFree = from;
        }

        private struct Entry
        {
            internal Operation Operation;
            internal int Events;
            internal int NextFree;
        }
    }
}
