using System.Collections.Generic;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>The native library that this package calls.</summary>
    public static class PulsarWsLibrary
    {
        /// <summary>The version of the library that runs, as in "1.0.0".
        /// </summary>
        public static unsafe string Version
        {
            get
            {
                NativeLibraryName.Prepare();
                return Utf8.Read(NativeMethods.pws_version());
            }
        }

        /// <summary>The same as one number: 1.2.3 is 10203.</summary>
        public static int VersionNumber
        {
            get
            {
                NativeLibraryName.Prepare();
                return NativeMethods.pws_version_number();
            }
        }

        /// <summary>The transports that the library was built with, the default
        /// first.</summary>
        public static unsafe IReadOnlyList<string> Transports
        {
            get
            {
                NativeLibraryName.Prepare();
                return Utf8.Read(NativeMethods.pws_transports()).Split(' ');
            }
        }
    }
}
