using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>What became of a message that nobody awaits.</summary>
    public sealed class DeliveryReport
    {
        internal DeliveryReport(
            Producer producer, SendReceipt receipt, PulsarWsException error)
        {
            Producer = producer;
            Receipt = receipt;
            Error = error;
        }

        /// <summary>Who sent it.</summary>
        public Producer Producer { get; }

        /// <summary>The receipt, with the message's context, there after a
        /// failure too; without a <see cref="SendReceipt.MessageId"/> then.
        /// </summary>
        public SendReceipt Receipt { get; }

        /// <summary>Why it failed; null where it is stored.</summary>
        public PulsarWsException Error { get; }

        internal static unsafe DeliveryReport Of(
            Producer producer, pws_event* happened)
        {
            return new DeliveryReport(
                producer, new SendReceipt(happened->receipt),
                happened->status == 0
                    ? null
                    : Failure.Read(happened->status, happened->error));
        }
    }
}
