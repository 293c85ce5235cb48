using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace PulsarWs.Interop
{
    /// <summary>
    /// Tells of messages that an exit loses. And Mono aborts the threads that
    /// are left then, and waits for those inside a native call, where it cannot:
    /// there clients are closed, which ends such calls. It can hang for ever
    /// where a thread ends while it aborts it, so that theirs are waited for.
    /// Other runtimes do not wait.
    /// </summary>
    internal static class ProcessExit
    {
        private static readonly bool IsMono =
            Type.GetType("Mono.Runtime") != null;

        private static readonly HashSet<ClientCore> Running =
            new HashSet<ClientCore>();

        // Mono's event threads that may not have ended yet.
        private static readonly List<Thread> Threads = new List<Thread>();

        // For all threads together: one that is in the application's callback
        // may never end.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

        private static volatile Thread leaving;

        /// <summary>Starts the thread of the client's events.</summary>
        internal static void Watch(ClientCore core, Thread events)
        {
            lock (Running)
            {
                if (Running.Count == 0 && Threads.Count == 0)
                {
                    AppDomain.CurrentDomain.ProcessExit += End;
                }
                Running.Add(core);
                if (IsMono)
                {
                    Threads.RemoveAll(thread => !thread.IsAlive);
                    Threads.Add(events);
                }
                events.Start();
            }
        }

        internal static void Forget(ClientCore core)
        {
            lock (Running)
            {
                // What is registered keeps a load context from being collected.
                if (Running.Remove(core) && Running.Count == 0 && !IsMono)
                {
                    AppDomain.CurrentDomain.ProcessExit -= End;
                }
            }
        }

        /// <summary>Whether clients are being cut off: what fails by it is told
        /// to nobody, since a thread that is to end would take it for an error.
        /// </summary>
        internal static bool IsUnderWay
        {
            get { return leaving != null; }
        }

        /// <summary>A call that fails meanwhile does not return.</summary>
        internal static void HoldBack()
        {
            if (IsUnderWay && leaving != Thread.CurrentThread)
            {
                Thread.Sleep(Timeout.Infinite);
            }
        }

        private static void End(object sender, EventArgs e)
        {
            ClientCore[] all;
            Thread[] threads;
            lock (Running)
            {
                all = new ClientCore[Running.Count];
                Running.CopyTo(all);
                threads = Threads.ToArray();
            }
            foreach (ClientCore core in all)
            {
                core.Losses.TellAtExit();
            }
            if (!IsMono)
            {
                return;
            }
            leaving = Thread.CurrentThread;
            foreach (ClientCore core in all)
            {
                core.BeginClose(0);
            }
            var clock = Stopwatch.StartNew();
            foreach (Thread thread in threads)
            {
                TimeSpan left = Patience - clock.Elapsed;
                if (thread != leaving && left > TimeSpan.Zero)
                {
                    thread.Join(left);
                }
            }
        }
    }
}
