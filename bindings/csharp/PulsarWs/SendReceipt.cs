using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>The server's answer to a message that was sent. Converts to its
    /// message id.</summary>
    public sealed class SendReceipt
    {
        internal unsafe SendReceipt(pws_receipt* receipt)
        {
            MessageId = MessageId.Of(
                NativeMethods.pws_receipt_message_id(receipt));
            Context = Utf8.ReadBytes(
                NativeMethods.pws_receipt_context(receipt));
            IsDuplicate = NativeMethods.pws_receipt_is_duplicate(receipt) != 0;
        }

        /// <summary>The id that the server gave the message.</summary>
        public MessageId MessageId { get; }

        /// <summary>The context that the message was sent with; null where it
        /// had none.</summary>
        public byte[] Context { get; }

        /// <summary>Whether the broker's deduplication found that it had the
        /// message already.</summary>
        public bool IsDuplicate { get; }

        /// <summary>The message id of a receipt.</summary>
        /// <param name="receipt">The receipt.</param>
        /// <returns>Its message id; null of null.</returns>
        public static implicit operator MessageId(SendReceipt receipt)
        {
            return receipt?.MessageId;
        }
    }
}
