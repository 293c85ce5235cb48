using System;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// What a <see cref="Producer"/>, a <see cref="Consumer"/> and a
    /// <see cref="Reader"/> have in common: a connection of their own, which is
    /// kept alive. All members may be used from any thread at any time.
    /// </summary>
    public abstract class Endpoint : IDisposable
#if NETSTANDARD2_1_OR_GREATER || NET
        , IAsyncDisposable
#endif
    {
        /// <summary>What Close takes where it is not told otherwise.</summary>
        internal static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(30);

        /// <summary>What a Dispose leaves to go on in the background.</summary>
        internal const int GoodbyeMilliseconds = 5000;

        private readonly NativeHandle handle;
        private readonly EndpointFunctions functions;
        private readonly IntPtr pointer;
        private int disposed;

        internal unsafe Endpoint(
            PulsarWsClient client, NativeHandle handle,
            EndpointFunctions functions)
        {
            Client = client;
            this.handle = handle;
            this.functions = functions;
            pointer = handle.DangerousGetHandle();
            Topic = Utf8.Read(functions.Topic((void*)pointer));
            Name = Utf8.Read(functions.Name((void*)pointer));
        }

        /// <summary>Where it was not disposed.</summary>
        ~Endpoint()
        {
            Client.Core.Remove(pointer, this);
        }

        /// <summary>What it was made with.</summary>
        public PulsarWsClient Client { get; }

        /// <summary>The topic's full name; of a consumer of several, all of
        /// them with commas between, or the pattern.</summary>
        public string Topic { get; }

        /// <summary>The name that was given as an option; empty where the
        /// broker picks one.</summary>
        public string Name { get; }

        /// <summary>Whether it has a connection now.</summary>
        public unsafe bool IsConnected
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    return functions.IsConnected(loan.Pointer) != 0;
                }
            }
        }

        /// <summary>What was wrong with the connection last, or why it has
        /// ended; null where the last attempt to connect succeeded, or none has
        /// failed yet.</summary>
        public unsafe PulsarWsException LastError
        {
            get
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    pws_error* error;
                    int status = functions.LastError(loan.Pointer, &error);
                    return status == 0 ? null : Failure.Take(status, error);
                }
            }
        }

        /// <summary>What it has done and how it is, as a JSON object: what
        /// stands for it in <see cref="PulsarWsClient.GetStatistics"/>. Does
        /// not wait.</summary>
        /// <returns>The JSON text.</returns>
        public unsafe string GetStatistics()
        {
            using (NativeHandle.Loan loan = Lend())
            {
                pws_text* text;
                pws_error* error;
                int status = functions.Statistics(loan.Pointer, &text, &error);
                Failure.ThrowUnlessOk(status, error);
                return Utf8.Take(text);
            }
        }

        /// <summary>
        /// Sees messages and acknowledgements through, then closes. Closing
        /// again is fine.
        /// </summary>
        /// <param name="timeout">How long that may take; null: 30 s. What is
        /// not settled by then fails.</param>
        /// <param name="cancellationToken">Ends the wait; the close goes on.
        /// </param>
        /// <returns>Done when it is closed.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Timeout"/>
        /// where something was cut off, or
        /// <see cref="Status.ConnectionLost"/> where the connection broke
        /// before acknowledgements were confirmed. It is closed in any case.
        /// </exception>
        public Task CloseAsync(
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
        {
            int milliseconds = Milliseconds.ToWait(timeout ?? CloseTime);
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled(cancellationToken);
            }
            Task turn = Turn(CancellationToken.None);
            return Turns.CloseAsync(
                turn, milliseconds, CloseNowAsync, cancellationToken);
        }

        /// <summary>As <see cref="CloseAsync"/>, and waits for it.</summary>
        /// <param name="timeout">How long it may take; null: 30 s.</param>
        /// <exception cref="PulsarWsException">As with
        /// <see cref="CloseAsync"/>. <see cref="Status.WouldDeadlock"/> in a
        /// callback.</exception>
        public unsafe void Close(TimeSpan? timeout = null)
        {
            int milliseconds = Milliseconds.ToWait(timeout ?? CloseTime);
            if (milliseconds != 0)
            {
                ClientCore.CheckMayWait();
                Turns.Wait(Turn(CancellationToken.None), ref milliseconds);
            }
            Do((pointer, error) => functions.Close(pointer, milliseconds, error));
        }

        /// <summary>
        /// Closes without waiting: what is under way has five seconds to be
        /// settled in the background. To know what became of it, use
        /// <see cref="CloseAsync"/> before. Waiting calls fail with
        /// <see cref="Status.Closed"/>, sends that wait for room too.
        /// </summary>
        public unsafe void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0)
            {
                return;
            }
            GC.SuppressFinalize(this);
            OperationTable operations = Client.Core.Operations;
            IntPtr number;
            if (operations.TryAdd(new LastGoodbye(this), 1, out number))
            {
                if (BeginGoodbye(number))
                {
                    return;
                }
                operations.Forgo(number, 1);
            }
            Free();
        }

#if NETSTANDARD2_1_OR_GREATER || NET
        /// <summary><see cref="CloseAsync"/> and <see cref="Dispose"/>. What
        /// could not be settled is told where it was begun, not here.</summary>
        /// <returns>Done when it is closed.</returns>
        public ValueTask DisposeAsync()
        {
            return Volatile.Read(ref disposed) != 0
                ? default
                : new ValueTask(
                    ClosingDisposal.Run(() => CloseAsync(), Dispose));
        }
#endif

        /// <summary>Done when what waits to be begun now has been.</summary>
        internal virtual Task Turn(CancellationToken cancellationToken)
        {
            return Task.CompletedTask;
        }

        internal bool IsDisposed
        {
            get { return Volatile.Read(ref disposed) != 0 || Client.IsDisposed; }
        }

        /// <summary>Frees the native handle. The last of all.</summary>
        internal void Free()
        {
            Client.Core.Remove(pointer, this);
            GC.SuppressFinalize(this);
            handle.Dispose();
        }

        internal NativeHandle.Loan Lend()
        {
            if (Volatile.Read(ref disposed) != 0)
            {
                throw new ObjectDisposedException(GetType().Name);
            }
            return handle.Lend();
        }

        private unsafe Task<bool> CloseNowAsync(
            int milliseconds, CancellationToken cancellationToken)
        {
            return Start(
                new PlainOperation(cancellationToken), functions.CloseAsync,
                milliseconds, cancellationToken);
        }

        private unsafe bool BeginGoodbye(IntPtr number)
        {
            try
            {
                using (NativeHandle.Loan loan = handle.Lend())
                {
                    return functions.CloseAsync(
                        loan.Pointer, GoodbyeMilliseconds, (void*)number, null,
                        null) == 0;
                }
            }
            catch (ObjectDisposedException)
            {
                // The client has ended just now.
                return false;
            }
        }

        internal unsafe void Do(EndpointFunctions.Call call)
        {
            using (NativeHandle.Loan loan = Lend())
            {
                pws_error* error;
                int status = call(loan.Pointer, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }

        internal unsafe Task<T> Start<T>(
            TaskOperation<T> waiting, EndpointFunctions.Begin begin,
            CancellationToken cancellationToken)
        {
            return Start(
                waiting, begin, Milliseconds.Forever, cancellationToken);
        }

        private unsafe Task<T> Start<T>(
            TaskOperation<T> waiting, EndpointFunctions.Begin begin,
            int timeout, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<T>(cancellationToken);
            }
            ClientCore core = Client.Core;
            waiting.KeepAlive(this);
            ulong operation;
            using (NativeHandle.Loan loan = Lend())
            {
                IntPtr number;
                if (!core.Operations.TryAdd(waiting, 1, out number))
                {
                    return Task.FromException<T>(Failure.ClientClosed);
                }
                pws_error* error;
                int status = begin(
                    loan.Pointer, timeout, (void*)number, &operation, &error);
                if (status != 0)
                {
                    core.Operations.Forgo(number, 1);
                    return Task.FromException<T>(Failure.Take(status, error));
                }
            }
            waiting.CancelBy(core, operation);
            return waiting.Task;
        }
    }
}
