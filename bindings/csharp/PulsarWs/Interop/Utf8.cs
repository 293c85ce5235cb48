using System;
using System.Runtime.InteropServices;
using System.Text;

namespace PulsarWs.Interop
{
    /// <summary>Text to and from the UTF-8 of the C API. Half a surrogate pair
    /// is no text: it is refused on the way out.</summary>
    internal static unsafe class Utf8
    {
        internal static readonly UTF8Encoding Strict =
            new UTF8Encoding(false, true);

        /// <summary>With a NUL behind it; null stays null.</summary>
        internal static byte[] Terminated(string text, string parameter)
        {
            if (text == null)
            {
                return null;
            }
            if (text.Contains("\0"))
            {
                throw new ArgumentException("The text holds a NUL.", parameter);
            }
            var bytes = new byte[Strict.GetByteCount(text) + 1];
            Strict.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        internal static string Read(byte* text)
        {
            if (text == null)
            {
                return null;
            }
            int size = 0;
            while (text[size] != 0)
            {
                ++size;
            }
            return Encoding.UTF8.GetString(text, size);
        }

        internal static string Read(pws_slice slice)
        {
            if (slice.data == null)
            {
                return null;
            }
            int size = checked((int)slice.size);
            return Encoding.UTF8.GetString((byte*)slice.data, size);
        }

        internal static byte[] ReadBytes(pws_slice slice)
        {
            if (slice.data == null)
            {
                return null;
            }
            var bytes = new byte[checked((int)slice.size)];
            if (bytes.Length > 0)
            {
                Marshal.Copy((IntPtr)slice.data, bytes, 0, bytes.Length);
            }
            return bytes;
        }

        /// <summary>Reads and frees.</summary>
        internal static string Take(pws_text* text)
        {
            try
            {
                return Encoding.UTF8.GetString(
                    NativeMethods.pws_text_get(text),
                    checked((int)NativeMethods.pws_text_size(text)));
            }
            finally
            {
                NativeMethods.pws_text_free(text);
            }
        }
    }
}
