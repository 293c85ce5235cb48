#if NETSTANDARD2_1_OR_GREATER || NET
using System;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>What DisposeAsync does: a close in order before the Dispose.
    /// </summary>
    internal static class ClosingDisposal
    {
        internal static async Task Run(Func<Task> close, Action dispose)
        {
            try
            {
                await close().ConfigureAwait(false);
            }
            catch (PulsarWsException)
            {
                // Closed all the same.
            }
            dispose();
        }
    }
}
#endif
