using System;
using System.Collections.Generic;
using System.Threading;

namespace PulsarWs.Interop
{
    /// <summary>
    /// Mono aborts the threads that are left when a process ends, and waits for
    /// those inside a native call, where it cannot. So clients are closed then,
    /// which ends such calls. Other runtimes do not wait.
    /// </summary>
    internal static class ProcessExit
    {
        private static readonly bool IsMono =
            Type.GetType("Mono.Runtime") != null;

        private static readonly HashSet<ClientCore> Running =
            new HashSet<ClientCore>();

        private static bool isWatching;
        private static volatile Thread leaving;

        internal static void Watch(ClientCore core)
        {
            if (!IsMono)
            {
                return;
            }
            lock (Running)
            {
                Running.Add(core);
                if (!isWatching)
                {
                    AppDomain.CurrentDomain.ProcessExit += CloseAll;
                    isWatching = true;
                }
            }
        }

        internal static void Forget(ClientCore core)
        {
            lock (Running)
            {
                Running.Remove(core);
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

        private static void CloseAll(object sender, EventArgs e)
        {
            leaving = Thread.CurrentThread;
            ClientCore[] all;
            lock (Running)
            {
                all = new ClientCore[Running.Count];
                Running.CopyTo(all);
            }
            foreach (ClientCore core in all)
            {
                core.BeginClose(0);
            }
        }
    }
}
