using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PulsarWs.Interop
{
    /// <summary>Finds the library: the one that comes with the package, else
    /// the system's under the name that its ABI has, so that no development
    /// package is needed. On Mono, PulsarWs.dll.config does it.</summary>
    internal static class NativeLibraryName
    {
        /// <summary>The major version that this binding is written for.
        /// </summary>
        private const int Major = (int)NativeMethods.PWS_VERSION_MAJOR;

        /// <summary>The name that the library's ABI has.</summary>
        private static readonly string File = "libpulsarws.so." + Major;

        private static readonly object Gate = new object();
        private static volatile bool isPrepared;

        /// <summary>Called by whatever comes first, before the first native
        /// call.</summary>
        internal static void Prepare()
        {
            if (isPrepared)
            {
                return;
            }
            lock (Gate)
            {
                if (!isPrepared)
                {
                    Find();
                    isPrepared = true;
                }
            }
        }

        private static void Find()
        {
#if NET5_0_OR_GREATER
            if (!hasResolver)
            {
                NativeLibrary.SetDllImportResolver(
                    typeof(NativeLibraryName).Assembly, Resolve);
                hasResolver = true;
            }
#endif
            int number;
            try
            {
                number = NativeMethods.pws_version_number();
            }
            catch (DllNotFoundException reason)
            {
                throw new DllNotFoundException(
                    MissingLibrary.Sentence(File, Reasons(reason)), reason);
            }
            if (number / 10000 != Major)
            {
                throw new DllNotFoundException(
                    "This is a binding of pulsarws " + Major +
                    ", and the library found has version number " + number +
                    ".");
            }
        }

        /// <summary>What the runtime has to say, also about the name that the
        /// ABI has.</summary>
        private static string Reasons(DllNotFoundException reason)
        {
#if NET5_0_OR_GREATER
            try
            {
                NativeLibrary.Load(
                    File, typeof(NativeLibraryName).Assembly, null);
            }
            catch (DllNotFoundException another)
            {
                return reason.Message + "\n" + another.Message;
            }
#endif
            return reason.Message;
        }

#if NET5_0_OR_GREATER
        private static bool hasResolver;

        private static IntPtr Resolve(
            string name, Assembly assembly, DllImportSearchPath? path)
        {
            if (name != "pulsarws")
            {
                return IntPtr.Zero;
            }
            foreach (string file in new[] { name, File })
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
