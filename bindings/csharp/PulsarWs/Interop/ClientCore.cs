using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace PulsarWs.Interop
{
    /// <summary>
    /// A client's native handle, and the thread that takes its events. The
    /// thread knows the application's objects weakly or through what they wait
    /// for, so that a client that was dropped can be collected, and ends when
    /// the library has no more events.
    /// </summary>
    [SuppressMessage(
        "Reliability", "CA1001:Types that own disposable fields",
        Justification = "Token suppliers may hold its token longer.")]
    internal sealed unsafe class ClientCore
    {
        private const int BatchSize = 128;

        [ThreadStatic]
        private static bool isEventThread;

        private readonly ClientHandle handle;
        private readonly WeakReference<PulsarWsClient> owner;
        private readonly bool warns;
        private readonly CancellationTokenSource ended =
            new CancellationTokenSource();

        private readonly Dictionary<IntPtr, WeakReference<Endpoint>> endpoints =
            new Dictionary<IntPtr, WeakReference<Endpoint>>();

        internal ClientCore(
            ClientHandle handle, PulsarWsClient owner, bool warns)
        {
            this.handle = handle;
            this.warns = warns;
            Losses = new Losses(this);
            this.owner = new WeakReference<PulsarWsClient>(owner);
            ProcessExit.Watch(
                this,
                new Thread(Run)
                {
                    IsBackground = true,
                    Name = "pulsarws-events",
                });
        }

        internal OperationTable Operations { get; } = new OperationTable();

        /// <summary>What a Dispose has cost.</summary>
        internal Losses Losses { get; }

        /// <summary>Held while a producer, consumer or reader is made, until
        /// its managed object is known: its first events may come before.
        /// </summary>
        internal object Creation { get; } = new object();

        /// <summary>Cancelled when the last event was taken.</summary>
        internal CancellationToken Ended
        {
            get { return ended.Token; }
        }

        /// <summary>Whether a callback runs on this thread.</summary>
        internal static bool IsEventThread
        {
            get { return isEventThread; }
        }

        /// <summary>Refuses to wait in a callback on an event thread: what is
        /// waited for might be told by that very thread.</summary>
        internal static void CheckMayWait()
        {
            if (isEventThread)
            {
                throw new PulsarWsException(
                    Status.WouldDeadlock,
                    "a call that blocks was made inside a callback: use its " +
                    "Async form, or do not wait");
            }
        }

        internal NativeHandle.Loan Lend()
        {
            return handle.Lend();
        }

        internal void Cancel(ulong operation)
        {
            try
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    _ = NativeMethods.pws_operation_cancel(
                        (pws_client*)loan.Pointer, operation, null);
                }
            }
            catch (ObjectDisposedException)
            {
                // All its operations have completed.
            }
        }

        /// <summary>Closes without waiting; the thread ends after it.</summary>
        internal void BeginClose(int timeout)
        {
            try
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    _ = NativeMethods.pws_client_close_async(
                        (pws_client*)loan.Pointer, timeout, null, null, null,
                        null, null);
                }
            }
            catch (ObjectDisposedException)
            {
                // Closed, and the last event taken.
            }
        }

        /// <summary>Under the lock Creation.</summary>
        internal void Add(void* pointer, Endpoint endpoint)
        {
            endpoints[(IntPtr)pointer] = new WeakReference<Endpoint>(endpoint);
        }

        /// <summary>Those that are open.</summary>
        internal List<Endpoint> Endpoints
        {
            get
            {
                var open = new List<Endpoint>();
                lock (Creation)
                {
                    foreach (WeakReference<Endpoint> one in endpoints.Values)
                    {
                        Endpoint endpoint;
                        if (one.TryGetTarget(out endpoint))
                        {
                            open.Add(endpoint);
                        }
                    }
                }
                return open;
            }
        }

        internal void Remove(IntPtr pointer, Endpoint endpoint)
        {
            lock (Creation)
            {
                WeakReference<Endpoint> found;
                Endpoint target;
                if (endpoints.TryGetValue(pointer, out found) &&
                    (!found.TryGetTarget(out target) || target == endpoint))
                {
                    endpoints.Remove(pointer);
                }
            }
        }

        /// <summary>A callback of the application has thrown.</summary>
        internal void Report(Exception exception)
        {
            if (exception is ThreadAbortException)
            {
                // The process ends, and Mono ends its threads so.
                return;
            }
            PulsarWsClient client;
            if (owner.TryGetTarget(out client) &&
                client.RaiseUnhandled(exception))
            {
                return;
            }
            ReportElsewhere(exception);
        }

        /// <summary>A line in the log, where that has warnings. On the event
        /// thread, or at the process's exit.</summary>
        internal void Warn(string message, string topic)
        {
            if (!warns)
            {
                return;
            }
            var line = new LogEventArgs(message, topic);
            PulsarWsClient client;
            if (owner.TryGetTarget(out client) && client.RaiseLog(line))
            {
                return;
            }
            LogLine.Write(line);
        }

        /// <summary>On standard error.</summary>
        internal static void ReportElsewhere(Exception exception)
        {
            try
            {
                Console.Error.WriteLine(
                    "pulsarws: unhandled: " + exception);
            }
            catch (IOException)
            {
                // Nobody is left to be told.
            }
        }

        /// <summary>Mono's collector takes what lies on a stack for references,
        /// what finished calls have left there too: while this thread waits,
        /// that would keep alive what the last events were about.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ClearStack()
        {
            const int Size = 2048;
            byte* stack = stackalloc byte[Size];
            for (int i = 0; i < Size; ++i)
            {
                stack[i] = 0;
            }
        }

        private void Run()
        {
            isEventThread = true;
            int size = sizeof(pws_event);
            var events = (pws_event*)Marshal.AllocHGlobal(BatchSize * size);
            for (int i = 0; i < BatchSize * size; ++i)
            {
                ((byte*)events)[i] = 0;
            }
            for (int i = 0; i < BatchSize; ++i)
            {
                events[i].struct_size = (UIntPtr)size;
            }
            var client = (pws_client*)handle.DangerousGetHandle();
            UIntPtr count;
            int status;
            do
            {
                ClearStack();
                status = NativeMethods.pws_client_poll(
                    client, events, (UIntPtr)BatchSize, Milliseconds.Forever,
                    &count, null);
                for (int i = 0; status == 0 && i < (int)count; ++i)
                {
                    Dispatch(&events[i]);
                    NativeMethods.pws_event_clear(&events[i]);
                }
            }
            while (status == 0 || status == (int)Status.Timeout);
            Marshal.FreeHGlobal((IntPtr)events);
            End();
        }

        private void End()
        {
            ProcessExit.Forget(this);
            foreach (Operation operation in Operations.Close())
            {
                operation.Fail(Failure.ClientClosed);
            }
            Losses.TellAll();
            handle.Dispose();
            try
            {
                ended.Cancel();
            }
            catch (Exception exception)
            {
                Report(exception);
            }
        }

        private void Dispatch(pws_event* happened)
        {
            if (ProcessExit.IsUnderWay && happened->status != 0 &&
                happened->type_ != (int)NativeMethods.PWS_EVENT_CLOSED)
            {
                return;
            }
            try
            {
                Operation operation =
                    Operations.Take((IntPtr)happened->user_data);
                if (operation != null)
                {
                    operation.Complete(happened);
                    return;
                }
                Tell(happened);
            }
            catch (Exception exception)
            {
                Report(exception);
            }
        }

        /// <summary>An event that no operation waits for.</summary>
        private void Tell(pws_event* happened)
        {
            switch ((uint)happened->type_)
            {
                case NativeMethods.PWS_EVENT_SENT:
                    var producer = Find(happened->producer) as Producer;
                    producer?.Deliver(DeliveryReport.Of(producer, happened));
                    return;
                case NativeMethods.PWS_EVENT_WRITABLE:
                    (Find(happened->producer) as Producer)?.BecomeWritable();
                    return;
                case NativeMethods.PWS_EVENT_GAP:
                    (Find(happened->reader) as Reader)?.RaiseGap();
                    return;
            }
            PulsarWsClient client;
            if (!owner.TryGetTarget(out client))
            {
                return;
            }
            switch ((uint)happened->type_)
            {
                case NativeMethods.PWS_EVENT_LOG:
                    client.RaiseLog(new LogEventArgs(happened->log));
                    break;
                case NativeMethods.PWS_EVENT_STATE:
                    client.RaiseState(new ConnectionStateEventArgs(
                        FindAny(happened), happened));
                    break;
                case NativeMethods.PWS_EVENT_STATISTICS:
                    client.RaiseStatistics(new StatisticsEventArgs(
                        Utf8.Read(NativeMethods.pws_text_get(happened->text))));
                    break;
                case NativeMethods.PWS_EVENT_TOKEN_WANTED:
                    var request =
                        new TokenRequestHandle(happened->token_request);
                    happened->token_request = null;
                    TokenAnswer.Begin(client.TokenSupplier, request, Ended);
                    break;
            }
        }

        private Endpoint FindAny(pws_event* happened)
        {
            return Find(happened->producer) ?? Find(happened->consumer) ??
                Find(happened->reader);
        }

        private Endpoint Find(void* pointer)
        {
            if (pointer == null)
            {
                return null;
            }
            lock (Creation)
            {
                WeakReference<Endpoint> found;
                Endpoint endpoint;
                return endpoints.TryGetValue((IntPtr)pointer, out found) &&
                    found.TryGetTarget(out endpoint) ? endpoint : null;
            }
        }
    }
}
