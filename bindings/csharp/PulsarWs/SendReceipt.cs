using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>The server's answer to a message that was sent. Converts to its
    /// message id.</summary>
    public sealed class SendReceipt
    {
        private readonly byte[] context;

        internal unsafe SendReceipt(pws_receipt* receipt)
        {
            MessageId = MessageId.Of(
                NativeMethods.pws_receipt_message_id(receipt));
            context = Utf8.ReadBytes(
                NativeMethods.pws_receipt_context(receipt));
            IsDuplicate = NativeMethods.pws_receipt_is_duplicate(receipt) != 0;
        }

        /// <summary>The id that the server gave the message.</summary>
        public MessageId MessageId { get; }

        /// <summary>Whether the broker's deduplication found that it had the
        /// message already.</summary>
        public bool IsDuplicate { get; }

        /// <summary>A copy of the context that the message was sent with.
        /// </summary>
        /// <returns>The bytes, the caller's own; null where it had none.
        /// </returns>
        public byte[] GetContext()
        {
            return (byte[])context?.Clone();
        }

        /// <summary>The message id of a receipt.</summary>
        /// <param name="receipt">The receipt.</param>
        /// <returns>Its message id; null of null.</returns>
        public static implicit operator MessageId(SendReceipt receipt)
        {
            return receipt?.MessageId;
        }
    }
}
