using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>Calls that come behind the messages that wait for room in a
    /// queue, which they wait for within their own time.</summary>
    internal static class Turns
    {
        /// <summary>Whether the turn has come in time, and what is left of
        /// that.</summary>
        internal static bool Wait(Task turn, ref int milliseconds)
        {
            var clock = Stopwatch.StartNew();
            bool hasCome = turn.Wait(milliseconds);
            milliseconds = Left(milliseconds, clock);
            return hasCome;
        }

        /// <summary>Closes with what is left of the time when the turn has come,
        /// and with nothing where it has not. The token ends the wait alone.
        /// </summary>
        internal static Task CloseAsync(
            Task turn, int milliseconds,
            Func<int, CancellationToken, Task> close,
            CancellationToken cancellationToken)
        {
            return turn.IsCompleted || milliseconds == 0
                ? close(milliseconds, cancellationToken)
                : CloseBehindAsync(
                    turn, milliseconds,
                    left => close(left, CancellationToken.None),
                    cancellationToken);
        }

        private static async Task CloseBehindAsync(
            Task turn, int milliseconds, Func<int, Task> close,
            CancellationToken cancellationToken)
        {
            using (var done = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken))
            {
                Task closing = CloseInTimeAsync(turn, milliseconds, close);
                await Task.WhenAny(
                    closing, Task.Delay(Timeout.Infinite, done.Token))
                    .ConfigureAwait(false);
                if (!closing.IsCompleted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
                done.Cancel();
                await closing.ConfigureAwait(false);
            }
        }

        private static async Task CloseInTimeAsync(
            Task turn, int milliseconds, Func<int, Task> close)
        {
            var clock = Stopwatch.StartNew();
            using (var done = new CancellationTokenSource())
            {
                await Task.WhenAny(turn, Task.Delay(milliseconds, done.Token))
                    .ConfigureAwait(false);
                done.Cancel();
            }
            await close(Left(milliseconds, clock)).ConfigureAwait(false);
        }

        private static int Left(int milliseconds, Stopwatch clock)
        {
            return milliseconds == Milliseconds.Forever
                ? milliseconds
                : (int)Math.Max(0, milliseconds - clock.ElapsedMilliseconds);
        }
    }
}
