using System;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <content>Closing, and statistics.</content>
    public sealed partial class PulsarWsClient
    {
        /// <summary>What the client has done and how its producers, consumers
        /// and readers are, as one JSON object, whose fields stand in the
        /// library's docs/statistics.md. Does not wait.</summary>
        /// <returns>The JSON text.</returns>
        public unsafe string GetStatistics()
        {
            using (NativeHandle.Loan loan = Lend())
            {
                pws_text* text;
                pws_error* error;
                int status = NativeMethods.pws_client_statistics(
                    (pws_client*)loan.Pointer, &text, &error);
                Failure.ThrowUnlessOk(status, error);
                return Utf8.Take(text);
            }
        }

        /// <summary>
        /// Closes all producers, consumers and readers, each as its own
        /// <see cref="Endpoint.CloseAsync"/> does, and the client. Closing again
        /// is fine.
        /// </summary>
        /// <param name="timeout">How long that may take; null: 30 s. What is
        /// not settled by then fails.</param>
        /// <param name="cancellationToken">Ends the wait; the close goes on.
        /// </param>
        /// <returns>Done when all is closed.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Timeout"/>
        /// where something was cut off; the client is closed all the same.
        /// </exception>
        public Task CloseAsync(
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
        {
            int milliseconds = Milliseconds.ToWait(
                timeout ?? Endpoint.CloseTime);
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled(cancellationToken);
            }
            Task turn = Task.WhenAll(Core.Endpoints.ConvertAll(
                endpoint => endpoint.Turn(CancellationToken.None)));
            return Turns.CloseAsync(
                turn, milliseconds, CloseNowAsync, cancellationToken);
        }

        /// <summary>As <see cref="CloseAsync"/>, and waits for it.</summary>
        /// <param name="timeout">How long it may take; null: 30 s.</param>
        /// <exception cref="PulsarWsException">As with
        /// <see cref="CloseAsync"/>; <see cref="Status.WouldDeadlock"/> in a
        /// callback.</exception>
        public void Close(TimeSpan? timeout = null)
        {
            ClientCore.CheckMayWait();
            CloseAsync(timeout).GetAwaiter().GetResult();
        }

        /// <summary>
        /// Closes without waiting: what is under way has five seconds to be
        /// settled in the background. To know what became of it, use
        /// <see cref="CloseAsync"/> before. Producers, consumers and readers are
        /// closed with it.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
            {
                GC.SuppressFinalize(this);
                Core.BeginClose(Endpoint.GoodbyeMilliseconds);
            }
        }

#if NETSTANDARD2_1_OR_GREATER || NET
        /// <summary><see cref="CloseAsync"/> and <see cref="Dispose"/>. What
        /// could not be settled is told where it was begun, not here.</summary>
        /// <returns>Done when all is closed.</returns>
        public ValueTask DisposeAsync()
        {
            return Volatile.Read(ref disposed) != 0
                ? default
                : new ValueTask(
                    ClosingDisposal.Run(() => CloseAsync(), Dispose));
        }
#endif

        internal bool IsDisposed
        {
            get { return Volatile.Read(ref disposed) != 0; }
        }

        private unsafe Task CloseNowAsync(
            int milliseconds, CancellationToken cancellationToken)
        {
            var closing = new PlainOperation(cancellationToken);
            ulong operation;
            try
            {
                using (NativeHandle.Loan loan = Lend())
                {
                    IntPtr number;
                    if (!Core.Operations.TryAdd(closing, 1, out number))
                    {
                        return Task.CompletedTask;
                    }
                    pws_error* error;
                    int status = NativeMethods.pws_client_close_async(
                        (pws_client*)loan.Pointer, milliseconds, null,
                        (void*)number, null, &operation, &error);
                    if (status != 0)
                    {
                        Core.Operations.Forgo(number, 1);
                        return Task.FromException(Failure.Take(status, error));
                    }
                }
            }
            catch (Exception exception) when (IsClosed(exception))
            {
                return Task.CompletedTask;
            }
            closing.CancelBy(Core, operation);
            return closing.Task;
        }

        private static bool IsClosed(Exception exception)
        {
            return exception is ObjectDisposedException ||
                (exception as PulsarWsException)?.Status == Status.Closed;
        }

        private NativeHandle.Loan Lend()
        {
            if (Volatile.Read(ref disposed) != 0)
            {
                throw new ObjectDisposedException(nameof(PulsarWsClient));
            }
            try
            {
                return Core.Lend();
            }
            catch (ObjectDisposedException)
            {
                throw Failure.ClientClosed;
            }
        }

        private unsafe void Do(Call call)
        {
            using (NativeHandle.Loan loan = Lend())
            {
                pws_error* error;
                int status = call((pws_client*)loan.Pointer, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }
    }
}
