using System;
using System.Threading;

namespace PulsarWs.Interop
{
    /// <summary>From a token to what is under way. Whatever comes first, the
    /// beginning or the end, nothing stays registered.</summary>
    internal sealed class CancellationLink
    {
        private readonly object gate = new object();
        private readonly CancellationToken token;
        private CancellationTokenRegistration registration;
        private bool hasEnded;

        private CancellationLink(CancellationToken token)
        {
            this.token = token;
        }

        /// <summary>Null for a token that is never cancelled.</summary>
        internal static CancellationLink To(CancellationToken token)
        {
            return token.CanBeCanceled ? new CancellationLink(token) : null;
        }

        internal void Begin(Action cancel)
        {
            lock (gate)
            {
                if (!hasEnded)
                {
                    registration = token.Register(cancel);
                }
            }
        }

        internal void End()
        {
            lock (gate)
            {
                hasEnded = true;
                registration.Dispose();
            }
        }
    }
}
