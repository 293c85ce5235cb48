using System.IO;

namespace PulsarWs.Interop
{
    /// <summary>Reads a message's memory, with a handle of its own on it.
    /// </summary>
    internal sealed unsafe class PayloadStream : UnmanagedMemoryStream
    {
        private readonly MessageHandle handle;

        internal PayloadStream(pws_message* message, pws_slice payload)
        {
            pws_message* own = NativeMethods.pws_message_ref(message);
            if (own == null)
            {
                throw new PulsarWsException(Status.OutOfMemory);
            }
            handle = new MessageHandle(own, 0);
            // Where there is nothing to read, any pointer but NULL will do.
            byte* data = payload.data == null
                ? (byte*)own
                : (byte*)payload.data;
            long size = (long)payload.size;
            Initialize(data, size, size, FileAccess.Read);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                handle?.Dispose();
            }
        }
    }
}
