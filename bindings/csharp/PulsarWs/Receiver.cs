using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>What a <see cref="Consumer"/> and a <see cref="Reader"/> have
    /// in common: messages.</summary>
    public abstract class Receiver : Endpoint
    {
        private readonly ReceiverFunctions functions;

        internal Receiver(
            PulsarWsClient client, NativeHandle handle,
            EndpointFunctions all, ReceiverFunctions functions)
            : base(client, handle, all)
        {
            this.functions = functions;
        }

        /// <summary>
        /// Takes the next message.
        /// </summary>
        /// <param name="cancellationToken">Ends the wait. No message is lost by
        /// it: one that had come just then is what the task gives.</param>
        /// <returns>The message, the caller's to dispose.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>, or
        /// why it has ended for good.</exception>
        public unsafe Task<Message> ReceiveAsync(
            CancellationToken cancellationToken = default)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<Message>(cancellationToken);
            }
            Message message = TakeFetched();
            if (message != null)
            {
                return Task.FromResult(message);
            }
            return Start(
                new ReceiveOperation(cancellationToken),
                functions.ReceiveAsync, cancellationToken);
        }

        /// <summary>Takes the next message, and waits for it.</summary>
        /// <param name="timeout">How long; null: for ever.</param>
        /// <returns>The message, the caller's to dispose.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Timeout"/>
        /// where none came in time, <see cref="Status.Closed"/>, or why it has
        /// ended for good. <see cref="Status.WouldDeadlock"/> in a callback.
        /// </exception>
        public unsafe Message Receive(TimeSpan? timeout = null)
        {
            Message message;
            pws_error* error;
            int status = Take(
                Milliseconds.ToWait(timeout), out message, &error);
            Failure.ThrowUnlessOk(status, error);
            return message;
        }

        /// <summary>Takes the next message where one comes in time.</summary>
        /// <param name="message">Receives the message, the caller's to dispose;
        /// null where none came.</param>
        /// <param name="timeout">How long to wait; by default not at all.
        /// </param>
        /// <returns>Whether there was one.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Closed"/>, or
        /// why it has ended for good. <see cref="Status.WouldDeadlock"/> in a
        /// callback, but for a timeout of zero.</exception>
        public unsafe bool TryReceive(
            out Message message, TimeSpan timeout = default)
        {
            pws_error* error;
            int status = Take(
                Milliseconds.ToWait(timeout), out message, &error);
            if (status == (int)Status.Timeout)
            {
                NativeMethods.pws_error_free(error);
                return false;
            }
            Failure.ThrowUnlessOk(status, error);
            return true;
        }

        /// <summary>
        /// Calls a handler for each message, one after the other, on the thread
        /// pool: it may block. The message is disposed when the handler's task
        /// is done. A handler that throws is reported by
        /// <see cref="PulsarWsClient.CallbackException"/>, and the next message
        /// follows.
        /// </summary>
        /// <param name="handler">What is done with a message. Acknowledge in
        /// it.</param>
        /// <param name="cancellationToken">Ends the listening; no message is
        /// lost by it.</param>
        /// <returns>Done when this, or the client, is closed.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it has ended for good.
        /// </exception>
        public Task ListenAsync(
            Func<Message, Task> handler,
            CancellationToken cancellationToken = default)
        {
            if (handler == null)
            {
                throw new ArgumentNullException(nameof(handler));
            }
            return Task.Run(
                () => PassOnAsync(handler, cancellationToken),
                cancellationToken);
        }

        /// <summary>The same for a handler that is done when it returns.
        /// </summary>
        /// <param name="handler">What is done with a message.</param>
        /// <param name="cancellationToken">Ends the listening.</param>
        /// <returns>Done when this, or the client, is closed.</returns>
        public Task ListenAsync(
            Action<Message> handler,
            CancellationToken cancellationToken = default)
        {
            if (handler == null)
            {
                throw new ArgumentNullException(nameof(handler));
            }
            return ListenAsync(
                message =>
                {
                    handler(message);
                    return Task.CompletedTask;
                },
                cancellationToken);
        }

#if NETSTANDARD2_1_OR_GREATER || NET
        /// <summary>All messages from now on, until this, or the client, is
        /// closed. Each is the caller's to dispose.</summary>
        /// <param name="cancellationToken">Ends the enumeration; no message is
        /// lost by it.</param>
        /// <returns>The messages.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it has ended for good.
        /// </exception>
        public IAsyncEnumerable<Message> ReceiveAllAsync(
            CancellationToken cancellationToken = default)
        {
            return new MessageStream(this, cancellationToken);
        }
#endif

        /// <summary>Asks whether the topic has ended: whether it was terminated
        /// and, for a consumer, all of it is acknowledged, for a reader, the
        /// server has fetched the last of it, which may still be on its way
        /// here.</summary>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>Whether it has ended.</returns>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.ConnectionLost"/> or <see cref="Status.Closed"/>.
        /// </exception>
        public unsafe Task<bool> HasReachedEndOfTopicAsync(
            CancellationToken cancellationToken = default)
        {
            return Start(
                new PlainOperation(cancellationToken),
                functions.EndOfTopicAsync, cancellationToken);
        }

        /// <summary>The same, and waits for the answer.</summary>
        /// <param name="timeout">How long; null: for ever.</param>
        /// <returns>Whether the topic has ended.</returns>
        /// <exception cref="PulsarWsException"><see cref="Status.Timeout"/>,
        /// <see cref="Status.ConnectionLost"/> or <see cref="Status.Closed"/>.
        /// <see cref="Status.WouldDeadlock"/> in a callback.</exception>
        public unsafe bool HasReachedEndOfTopic(TimeSpan? timeout = null)
        {
            int milliseconds = Milliseconds.ToWait(timeout);
            ClientCore.CheckMayWait();
            int ended = 0;
            Do((pointer, error) =>
            {
                int answer;
                int status = functions.EndOfTopic(
                    pointer, milliseconds, &answer, error);
                ended = answer;
                return status;
            });
            return ended != 0;
        }

        /// <summary>One that has been fetched; null where there is none, or
        /// the reason is to be asked for.</summary>
        internal unsafe Message TakeFetched()
        {
            Message message;
            Take(0, out message, null);
            return message;
        }

        private async Task PassOnAsync(
            Func<Message, Task> handler, CancellationToken cancellationToken)
        {
            for (;;)
            {
                Message message = await NextOrEndAsync(cancellationToken)
                    .ConfigureAwait(false);
                if (message == null)
                {
                    return;
                }
                try
                {
                    Task handled = handler(message);
                    if (handled.Status != TaskStatus.RanToCompletion)
                    {
                        await handled.ConfigureAwait(false);
                    }
                }
                catch (Exception exception)
                {
                    if (!(exception is OperationCanceledException &&
                          cancellationToken.IsCancellationRequested))
                    {
                        Client.Core.Report(exception);
                    }
                }
                message.Dispose();
            }
        }

        /// <summary>The next message; null where this was closed.</summary>
        internal async Task<Message> NextOrEndAsync(
            CancellationToken cancellationToken)
        {
            try
            {
                return await ReceiveAsync(cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (PulsarWsException exception)
                when (exception.Status == Status.Closed)
            {
                return null;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
        }

        private unsafe int Take(
            int timeout, out Message message, pws_error** error)
        {
            if (timeout != 0)
            {
                ClientCore.CheckMayWait();
            }
            message = null;
            pws_message* taken;
            pws_message_view view;
            view.struct_size = (UIntPtr)sizeof(pws_message_view);
            int status;
            using (NativeHandle.Loan loan = Lend())
            {
                status = functions.Receive(
                    loan.Pointer, timeout, &taken, &view, error);
            }
            if (status == 0)
            {
                message = new Message(taken, view);
            }
            return status;
        }
    }
}
