using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// A Pulsar service, reached over its WebSocket API. Each producer, consumer
    /// and reader has a connection of its own. All members may be used from any
    /// thread at any time.
    /// </summary>
    /// <remarks>
    /// One background thread a client takes the library's events: it completes
    /// tasks, whose continuations run elsewhere, and raises this library's
    /// events. A handler that takes long holds up the client's other events; a
    /// call that blocks throws <see cref="Status.WouldDeadlock"/> in it; what
    /// it throws goes to <see cref="CallbackException"/>.
    /// </remarks>
    public sealed partial class PulsarWsClient : IDisposable
#if NETSTANDARD2_1_OR_GREATER || NET
        , IAsyncDisposable
#endif
    {
        private int disposed;

        /// <summary>Makes a client. Nothing is connected yet.</summary>
        /// <param name="url">"ws://host:8080" or "wss://host:9443"; several,
        /// separated by commas, are tried in turn. Null: the option
        /// <see cref="ClientOptions.ServiceUrl"/>.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.InvalidUrl"/>, or what is wrong with the options.
        /// </exception>
        public unsafe PulsarWsClient(string url, ClientOptions options = null)
        {
            TokenSupplier = options?.TokenSupplier;
            using (OptionsHandle built =
                (options ?? new ClientOptions()).Build())
            using (NativeHandle.Loan loan = built.Lend())
            fixed (byte* urlText = Utf8.Terminated(url, nameof(url)))
            {
                pws_client* client;
                pws_error* error;
                int status = NativeMethods.pws_client_new(
                    urlText, (pws_options*)loan.Pointer, &client, &error);
                Failure.ThrowUnlessOk(status, error);
                Core = new ClientCore(
                    new ClientHandle(client), this, Warns(loan));
            }
            if (TokenSupplier != null)
            {
                try
                {
                    Do((client, error) =>
                        NativeMethods.pws_client_set_token_supplier(
                            client, null, null, null, error));
                }
                catch
                {
                    Dispose();
                    throw;
                }
            }
        }

        /// <summary>Makes a client for the service that the options name.
        /// </summary>
        /// <param name="options">With <see cref="ClientOptions.ServiceUrl"/>,
        /// or loaded from a client.conf; copied.</param>
        /// <exception cref="PulsarWsException">
        /// <see cref="Status.InvalidUrl"/>, or what is wrong with the options.
        /// </exception>
        public PulsarWsClient(ClientOptions options)
            : this(null, options)
        {
        }

        /// <summary>Where it was not disposed.</summary>
        ~PulsarWsClient()
        {
            Core?.BeginClose(Endpoint.GoodbyeMilliseconds);
        }

        /// <summary>Whether the log has warnings.</summary>
        private static unsafe bool Warns(NativeHandle.Loan options)
        {
            fixed (byte* name = Utf8.Terminated("logLevel", "logLevel"))
            {
                byte* value;
                int status = NativeMethods.pws_options_get(
                    (pws_options*)options.Pointer, name, &value, null);
                string level = status == 0 ? Utf8.Read(value) : null;
                return level != "off" && level != "error";
            }
        }

        private unsafe delegate int Call(
            pws_client* client, pws_error** error);

        private unsafe delegate int OpenCall(
            pws_client* client, pws_options* options, void* userData,
            void** opened, ulong* operation, pws_error** error);

        private unsafe delegate T Wrap<T>(void* opened);

        internal ClientCore Core { get; }

        internal Func<CancellationToken, Task<string>> TokenSupplier { get; }

        /// <summary>Makes a producer.</summary>
        /// <param name="topic">"test", "tenant/namespace/topic" or a full name.
        /// </param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <returns>The producer, when it is open.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it could not be opened, with
        /// the HTTP status where the server refused it.</exception>
        public Task<Producer> CreateProducerAsync(
            string topic, ProducerOptions options = null,
            CancellationToken cancellationToken = default)
        {
            return OpenProducer(
                topic, options, Milliseconds.Forever, cancellationToken);
        }

        /// <summary>The same, and waits for it.</summary>
        /// <param name="topic">The topic.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="timeout">How long; null: until the attempt has failed.
        /// </param>
        /// <returns>The producer.</returns>
        /// <exception cref="PulsarWsException">Why it could not be opened;
        /// <see cref="Status.WouldDeadlock"/> in a callback.</exception>
        public Producer CreateProducer(
            string topic, ProducerOptions options = null,
            TimeSpan? timeout = null)
        {
            ClientCore.CheckMayWait();
            return OpenProducer(
                topic, options, Milliseconds.ToWait(timeout),
                CancellationToken.None).GetAwaiter().GetResult();
        }

        /// <summary>Subscribes to a topic.</summary>
        /// <param name="topic">"test", "tenant/namespace/topic" or a full name.
        /// </param>
        /// <param name="subscription">The subscription's name.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <returns>The consumer, when it is open.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it could not be opened, with
        /// the HTTP status where the server refused it.</exception>
        public Task<Consumer> SubscribeAsync(
            string topic, string subscription, ConsumerOptions options = null,
            CancellationToken cancellationToken = default)
        {
            return OpenConsumer(
                topic, subscription, options, Milliseconds.Forever,
                cancellationToken);
        }

        /// <summary>Subscribes to several topics at once. Which of them a
        /// message is from is not on the wire: let the publishers say it in a
        /// property or the key.</summary>
        /// <param name="topics">The topics' names, no two the same, none with a
        /// ',' in it.</param>
        /// <param name="subscription">The subscription's name.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <returns>The consumer, when it is open.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it could not be opened.
        /// </exception>
        public unsafe Task<Consumer> SubscribeAsync(
            IEnumerable<string> topics, string subscription,
            ConsumerOptions options = null,
            CancellationToken cancellationToken = default)
        {
            if (topics == null)
            {
                throw new ArgumentNullException(nameof(topics));
            }
            byte[][] names = topics
                .Select(topic => Text(topic, nameof(topics))).ToArray();
            byte[] subscriptionText = Text(subscription, nameof(subscription));
            return Open(
                options,
                opened => new Consumer(this, opened),
                (client, native, userData, opened, operation, error) =>
                {
                    using (var list = new TextList(names))
                    fixed (byte* subscriptionName = subscriptionText)
                    {
                        return NativeMethods.pws_consumer_new_topics_async(
                            client, list.Pointer, (UIntPtr)names.Length,
                            subscriptionName, native, Milliseconds.Forever,
                            (pws_consumer**)opened, null, userData, null,
                            operation, error);
                    }
                },
                cancellationToken);
        }

        /// <summary>Subscribes to all topics of a namespace that match a
        /// pattern, those that are made later included (the server looks for
        /// them from time to time).</summary>
        /// <param name="pattern">"persistent://tenant/namespace/" and a regular
        /// expression.</param>
        /// <param name="subscription">The subscription's name.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <returns>The consumer, when it is open.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it could not be opened.
        /// </exception>
        public unsafe Task<Consumer> SubscribePatternAsync(
            string pattern, string subscription, ConsumerOptions options = null,
            CancellationToken cancellationToken = default)
        {
            byte[] patternText = Text(pattern, nameof(pattern));
            byte[] subscriptionText = Text(subscription, nameof(subscription));
            return Open(
                options,
                opened => new Consumer(this, opened),
                (client, native, userData, opened, operation, error) =>
                {
                    fixed (byte* patternName = patternText)
                    fixed (byte* subscriptionName = subscriptionText)
                    {
                        return NativeMethods.pws_consumer_new_pattern_async(
                            client, patternName, subscriptionName, native,
                            Milliseconds.Forever, (pws_consumer**)opened, null,
                            userData, null, operation, error);
                    }
                },
                cancellationToken);
        }

        /// <summary>Subscribes to a topic, and waits for it.</summary>
        /// <param name="topic">The topic.</param>
        /// <param name="subscription">The subscription's name.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="timeout">How long; null: until the attempt has failed.
        /// </param>
        /// <returns>The consumer.</returns>
        /// <exception cref="PulsarWsException">Why it could not be opened;
        /// <see cref="Status.WouldDeadlock"/> in a callback.</exception>
        public Consumer Subscribe(
            string topic, string subscription, ConsumerOptions options = null,
            TimeSpan? timeout = null)
        {
            ClientCore.CheckMayWait();
            return OpenConsumer(
                topic, subscription, options, Milliseconds.ToWait(timeout),
                CancellationToken.None).GetAwaiter().GetResult();
        }

        /// <summary>Makes a reader.</summary>
        /// <param name="topic">"test", "tenant/namespace/topic" or a full name.
        /// </param>
        /// <param name="start">What stands behind this is read:
        /// <see cref="MessageId.Earliest"/>, <see cref="MessageId.Latest"/>, or
        /// a message's id.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <returns>The reader, when it is open.</returns>
        /// <exception cref="OperationCanceledException">The token was
        /// cancelled.</exception>
        /// <exception cref="PulsarWsException">Why it could not be opened.
        /// Beside 401 and 403 the server has only HTTP 500 for it.</exception>
        public Task<Reader> CreateReaderAsync(
            string topic, MessageId start, ReaderOptions options = null,
            CancellationToken cancellationToken = default)
        {
            return OpenReader(
                topic, start, options, Milliseconds.Forever, cancellationToken);
        }

        /// <summary>The same, and waits for it.</summary>
        /// <param name="topic">The topic.</param>
        /// <param name="start">What stands behind this is read.</param>
        /// <param name="options">Null for the defaults; copied.</param>
        /// <param name="timeout">How long; null: until the attempt has failed.
        /// </param>
        /// <returns>The reader.</returns>
        /// <exception cref="PulsarWsException">Why it could not be opened;
        /// <see cref="Status.WouldDeadlock"/> in a callback.</exception>
        public Reader CreateReader(
            string topic, MessageId start, ReaderOptions options = null,
            TimeSpan? timeout = null)
        {
            ClientCore.CheckMayWait();
            return OpenReader(
                topic, start, options, Milliseconds.ToWait(timeout),
                CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
