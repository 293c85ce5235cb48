using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PulsarWs.Interop
{
    [System.Security.SuppressUnmanagedCodeSecurity]
    internal static unsafe partial class NativeMethods
    {
    }

    /// <summary>Finds the library under the name that its ABI has, so that no
    /// development package is needed. On Mono, PulsarWs.dll.config does it.
    /// </summary>
    internal static class NativeLibraryName
    {
        /// <summary>The major version that this binding is written for.
        /// </summary>
        private const int Major = (int)NativeMethods.PWS_VERSION_MAJOR;

        /// <summary>Called by whatever comes first, before the first native
        /// call.</summary>
        internal static void Prepare()
        {
            Prepared.Touch();
        }

        private static class Prepared
        {
            static Prepared()
            {
#if NET5_0_OR_GREATER
                NativeLibrary.SetDllImportResolver(
                    typeof(NativeLibraryName).Assembly, Resolve);
#endif
                int number = NativeMethods.pws_version_number();
                if (number / 10000 != Major)
                {
                    throw new DllNotFoundException(
                        "This is a binding of pulsarws " + Major +
                        ", and the library found has version number " +
                        number + ".");
                }
            }

            internal static void Touch()
            {
            }
        }

#if NET5_0_OR_GREATER
        private static IntPtr Resolve(
            string name, Assembly assembly, DllImportSearchPath? path)
        {
            if (name != "pulsarws")
            {
                return IntPtr.Zero;
            }
            foreach (string file in new[] { "libpulsarws.so." + Major, name })
            {
                IntPtr library;
                if (NativeLibrary.TryLoad(file, assembly, path, out library))
                {
                    return library;
                }
            }
            return IntPtr.Zero;
        }
#endif
    }
}
