using System;
using System.Threading;
using System.Threading.Tasks;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <content>How producers, consumers and readers are opened.</content>
    public sealed partial class PulsarWsClient
    {
        private static byte[] Text(string text, string parameter)
        {
            if (text == null)
            {
                throw new ArgumentNullException(parameter);
            }
            return Utf8.Terminated(text, parameter);
        }

        private unsafe Task<Producer> OpenProducer(
            string topic, ProducerOptions options, int timeout,
            CancellationToken cancellationToken)
        {
            byte[] topicText = Text(topic, nameof(topic));
            return Open(
                options,
                opened => new Producer(
                    this, opened, options ?? new ProducerOptions()),
                (client, native, userData, opened, operation, error) =>
                {
                    fixed (byte* topicName = topicText)
                    {
                        return NativeMethods.pws_producer_new_async(
                            client, topicName, native, timeout,
                            (pws_producer**)opened, null, userData, null,
                            operation, error);
                    }
                },
                cancellationToken);
        }

        private unsafe Task<Consumer> OpenConsumer(
            string topic, string subscription, ConsumerOptions options,
            int timeout, CancellationToken cancellationToken)
        {
            byte[] topicText = Text(topic, nameof(topic));
            byte[] subscriptionText = Text(subscription, nameof(subscription));
            return Open(
                options,
                opened => new Consumer(this, opened),
                (client, native, userData, opened, operation, error) =>
                {
                    fixed (byte* topicName = topicText)
                    fixed (byte* subscriptionName = subscriptionText)
                    {
                        return NativeMethods.pws_consumer_new_async(
                            client, topicName, subscriptionName, native,
                            timeout, (pws_consumer**)opened, null, userData,
                            null, operation, error);
                    }
                },
                cancellationToken);
        }

        private unsafe Task<Reader> OpenReader(
            string topic, MessageId start, ReaderOptions options, int timeout,
            CancellationToken cancellationToken)
        {
            byte[] topicText = Text(topic, nameof(topic));
            if (start == null)
            {
                throw new ArgumentNullException(nameof(start));
            }
            return Open(
                options,
                opened => new Reader(this, opened),
                (client, native, userData, opened, operation, error) =>
                {
                    using (MessageIdHandle id = start.ToNative())
                    using (NativeHandle.Loan loan = id.Lend())
                    fixed (byte* topicName = topicText)
                    {
                        return NativeMethods.pws_reader_new_async(
                            client, topicName, (pws_message_id*)loan.Pointer,
                            native, timeout, (pws_reader**)opened, null,
                            userData, null, operation, error);
                    }
                },
                cancellationToken);
        }

        private unsafe Task<T> Open<T>(
            Settings options, Wrap<T> wrap, OpenCall call,
            CancellationToken cancellationToken)
            where T : Endpoint
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<T>(cancellationToken);
            }
            var opening = new OpenOperation<T>(
                Core.Creation, cancellationToken);
            ulong operation;
            using (NativeHandle.Loan loan = Lend())
            using (OptionsHandle built = options?.Build())
            {
                IntPtr number;
                if (!Core.Operations.TryAdd(opening, 1, out number))
                {
                    return Task.FromException<T>(Failure.ClientClosed);
                }
                lock (Core.Creation)
                {
                    void* opened;
                    pws_error* error;
                    int status = CallOpen(
                        call, loan, built, (void*)number, &opened, &operation,
                        &error);
                    if (status != 0)
                    {
                        Core.Operations.Forgo(number, 1);
                        return Task.FromException<T>(
                            Failure.Take(status, error));
                    }
                    opening.Opened = wrap(opened);
                    Core.Add(opened, opening.Opened);
                }
            }
            opening.CancelBy(Core, operation);
            return opening.Task;
        }

        private static unsafe int CallOpen(
            OpenCall call, NativeHandle.Loan client, OptionsHandle options,
            void* userData, void** opened, ulong* operation, pws_error** error)
        {
            var native = (pws_client*)client.Pointer;
            if (options == null)
            {
                return call(native, null, userData, opened, operation, error);
            }
            using (NativeHandle.Loan loan = options.Lend())
            {
                return call(
                    native, (pws_options*)loan.Pointer, userData, opened,
                    operation, error);
            }
        }
    }
}
