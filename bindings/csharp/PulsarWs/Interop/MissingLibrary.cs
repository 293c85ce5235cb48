using System;
using System.Linq;
using System.Runtime.InteropServices;

namespace PulsarWs.Interop
{
    /// <summary>What is said where the native library cannot be loaded.
    /// </summary>
    internal static class MissingLibrary
    {
        private const string NoSuchFile = ": cannot open shared object file";

        /// <summary>Which library, for which runtime, and how to get it.
        /// </summary>
        /// <param name="file">The library's name.</param>
        /// <param name="reason">What the runtime has to say: on .NET a line for
        /// each place where it has looked.</param>
        internal static string Sentence(string file, string reason)
        {
            string needed = LibraryNeeded(reason);
            string found = needed == null
                ? $"PulsarWs needs {file}, which was not found for {Runtime}"
                : $"PulsarWs has found {file} for {Runtime}, which needs " +
                    $"{needed}, and that was not found";
            string way = needed == null
                ? "a package made with \"bindings/csharp/pack\" brings it for " +
                    "the runtimes that it was made for; for others build " +
                    "pulsarws, install it (cmake --install) and see that the " +
                    "system finds it, by ldconfig or LD_LIBRARY_PATH"
                : "install what has it with the system's package manager";
            return $"{found}: {way}.";
        }

        /// <summary>As .NET names it, linux-x64 for instance.</summary>
        private static string Runtime
        {
            get
            {
                string system =
                    RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? "linux"
                    : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx"
                    : "win";
                // x64 and arm64 in any culture.
                return system + "-" + RuntimeInformation.ProcessArchitecture
                    .ToString().ToLowerInvariant();
            }
        }

        /// <summary>The library that ours was linked with and that is not
        /// there; null where it is ours that is not.</summary>
        private static string LibraryNeeded(string reason)
        {
            return reason.Split('\n')
                .Where(line => line.Contains(NoSuchFile))
                .Select(line => line.Substring(0, line.IndexOf(
                    NoSuchFile, StringComparison.Ordinal)).Trim())
                .FirstOrDefault(name => !name.Contains("pulsarws"));
        }
    }
}
