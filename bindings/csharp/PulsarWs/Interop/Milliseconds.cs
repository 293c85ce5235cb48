using System;
using System.Threading;

namespace PulsarWs.Interop
{
    /// <summary>Times as the C API counts them.</summary>
    internal static class Milliseconds
    {
        internal const int Forever = -1;

        private static readonly DateTimeOffset Epoch =
            new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

        /// <summary>How long to wait; without a time, for ever.</summary>
        internal static int ToWait(TimeSpan? time)
        {
            if (time == null || time == Timeout.InfiniteTimeSpan)
            {
                return Forever;
            }
            double milliseconds = Math.Ceiling(time.Value.TotalMilliseconds);
            if (milliseconds < 0 || milliseconds > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(
                    "timeout", time.Value,
                    "From zero to 24 days, or Timeout.InfiniteTimeSpan.");
            }
            return (int)milliseconds;
        }

        internal static long Since1970(DateTimeOffset time)
        {
            return (long)(time - Epoch).TotalMilliseconds;
        }

        internal static DateTimeOffset At(long since1970)
        {
            return Epoch.AddMilliseconds(since1970);
        }
    }
}
