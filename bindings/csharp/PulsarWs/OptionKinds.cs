using System;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    public sealed partial class ClientOptions
    {
        /// <summary>Options with every default.</summary>
        public ClientOptions()
            : base((int)NativeMethods.PWS_OPTIONS_CLIENT)
        {
        }

        /// <summary>
        /// Asked for a token, a JWT for instance, without "Bearer", before each
        /// attempt to connect, on the thread pool; it may take as long as
        /// <see cref="ConnectTimeout"/>. Where it throws, the attempt fails
        /// with <see cref="Status.Credentials"/>, and the exception's message
        /// becomes part of the error and the log, so must hold no secret. The
        /// token it is given is cancelled when the client closes. Null, the
        /// default: no supplier. No other option may name credentials beside
        /// it.
        /// </summary>
        public Func<CancellationToken, Task<string>> TokenSupplier { get; set; }

        /// <summary>
        /// Loads the client.conf of a Pulsar installation: service URL,
        /// authentication, TLS. Keys that mean nothing here are skipped.
        /// Properties that are not null count before it.
        /// </summary>
        /// <param name="path">The file's path.</param>
        /// <exception cref="PulsarWsException"><see cref="Status.File"/>,
        /// <see cref="Status.InvalidOptionValue"/>, or
        /// <see cref="Status.NotSupported"/> where the file asks for what the
        /// library has not; nothing is changed then.</exception>
        public unsafe void LoadClientConf(string path)
        {
            if (path == null)
            {
                throw new ArgumentNullException(nameof(path));
            }
            Load(path, NativeMethods.pws_options_load_client_conf);
        }

        internal override OptionsHandle Build()
        {
            OptionsHandle options = base.Build();
            new OptionWriter(options).DeliverByPoll();
            return options;
        }
    }

    public sealed partial class ProducerOptions
    {
        /// <summary>Options with every default.</summary>
        public ProducerOptions()
            : base((int)NativeMethods.PWS_OPTIONS_PRODUCER)
        {
        }
    }

    public sealed partial class ConsumerOptions
    {
        /// <summary>Options with every default.</summary>
        public ConsumerOptions()
            : base((int)NativeMethods.PWS_OPTIONS_CONSUMER)
        {
        }
    }

    public sealed partial class ReaderOptions
    {
        /// <summary>Options with every default.</summary>
        public ReaderOptions()
            : base((int)NativeMethods.PWS_OPTIONS_READER)
        {
        }
    }
}
