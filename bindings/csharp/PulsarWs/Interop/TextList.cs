using System;
using System.Runtime.InteropServices;

namespace PulsarWs.Interop
{
    /// <summary>An array of pointers to texts, for one call.</summary>
    internal sealed unsafe class TextList : IDisposable
    {
        private readonly GCHandle[] texts;
        private readonly IntPtr[] pointers;
        private GCHandle array;

        internal TextList(byte[][] terminated)
        {
            texts = Array.ConvertAll(
                terminated, text => GCHandle.Alloc(text, GCHandleType.Pinned));
            pointers = Array.ConvertAll(
                texts, handle => handle.AddrOfPinnedObject());
            array = GCHandle.Alloc(pointers, GCHandleType.Pinned);
        }

        internal byte** Pointer
        {
            get { return (byte**)array.AddrOfPinnedObject(); }
        }

        public void Dispose()
        {
            array.Free();
            foreach (GCHandle handle in texts)
            {
                handle.Free();
            }
        }
    }
}
