using System.IO;

namespace PulsarWs.Interop
{
    /// <summary>Reads a message's memory, and holds it meanwhile.</summary>
    internal sealed unsafe class PayloadStream : UnmanagedMemoryStream
    {
        private readonly NativeHandle.Loan loan;
        private readonly bool isOpen;
        private bool isClosed;

        internal PayloadStream(NativeHandle owner, pws_slice payload)
        {
            loan = owner.Lend();
            isOpen = true;
            byte nothing;
            byte* data = payload.data == null
                ? &nothing
                : (byte*)payload.data;
            long size = (long)payload.size;
            Initialize(data, size, size, FileAccess.Read);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            // Without a Dispose the handle stays until the process ends: the
            // finalizer of what it lent to cannot know its order.
            if (disposing && isOpen && !isClosed)
            {
                isClosed = true;
                loan.Dispose();
            }
        }
    }
}
