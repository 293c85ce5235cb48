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

        /// <summary>The first and the last that DateTimeOffset has.</summary>
        private static readonly long Earliest =
            Since1970(DateTimeOffset.MinValue);

        private static readonly long Latest =
            Since1970(DateTimeOffset.MaxValue);

        /// <summary>How long to wait; without a time, for ever.</summary>
        internal static int ToWait(TimeSpan? timeout)
        {
            if (timeout == null || timeout == Timeout.InfiniteTimeSpan)
            {
                return Forever;
            }
            double milliseconds = Math.Ceiling(timeout.Value.TotalMilliseconds);
            if (milliseconds < 0 || milliseconds > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(timeout), timeout.Value,
                    "From zero to 24 days, or Timeout.InfiniteTimeSpan.");
            }
            return (int)milliseconds;
        }

        internal static long Since1970(DateTimeOffset time)
        {
            // Not by way of a double, which would round up at the year 9999.
            return (time - Epoch).Ticks / TimeSpan.TicksPerMillisecond;
        }

        /// <summary>Not earlier than that time span says: a part of a
        /// millisecond is a whole one.</summary>
        internal static long AtLeast(TimeSpan time)
        {
            return (long)Math.Ceiling(time.TotalMilliseconds);
        }

        /// <summary>The time; null where it is not one of the years 1 to 9999,
        /// which DateTimeOffset has.</summary>
        internal static DateTimeOffset? TimeOf(long since1970)
        {
            return since1970 < Earliest || since1970 > Latest
                ? (DateTimeOffset?)null
                : Epoch.AddMilliseconds(since1970);
        }

        /// <summary>The time, or the nearest that DateTimeOffset has.
        /// </summary>
        internal static DateTimeOffset At(long since1970)
        {
            return TimeOf(since1970) ??
                (since1970 < 0
                    ? DateTimeOffset.MinValue
                    : DateTimeOffset.MaxValue);
        }
    }
}
