using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    internal sealed class CheckFailedException : Exception
    {
        internal CheckFailedException(string message)
            : base(message)
        {
        }
    }

    /// <summary>What must hold.</summary>
    internal static class Check
    {
        internal static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

        internal static void True(bool holds, string what)
        {
            if (!holds)
            {
                throw new CheckFailedException(what);
            }
        }

        internal static void Equal<T>(T expected, T actual)
        {
            True(
                EqualityComparer<T>.Default.Equals(expected, actual),
                $"expected <{expected}>, got <{actual}>");
        }

        internal static void SameBytes(byte[] expected, byte[] actual)
        {
            True(
                expected.SequenceEqual(actual),
                "expected " + BitConverter.ToString(expected) + ", got " +
                BitConverter.ToString(actual));
        }

        internal static void Contains(string part, string text)
        {
            True(text.Contains(part), $"<{text}> does not hold <{part}>");
        }

        internal static PulsarWsException Fails(Status status, Action action)
        {
            try
            {
                action();
            }
            catch (PulsarWsException exception)
            {
                Equal(status, exception.Status);
                return exception;
            }
            throw new CheckFailedException($"no exception with {status}");
        }

        internal static async Task<PulsarWsException> FailsAsync(
            Status status, Task task)
        {
            try
            {
                await InTime(task);
            }
            catch (PulsarWsException exception)
            {
                Equal(status, exception.Status);
                return exception;
            }
            throw new CheckFailedException($"no exception with {status}");
        }

        internal static void Throws<T>(Action action)
            where T : Exception
        {
            try
            {
                action();
            }
            catch (T)
            {
                return;
            }
            throw new CheckFailedException($"no {typeof(T).Name}");
        }

        internal static async Task CancelledAsync(
            Task task, CancellationToken cancellationToken)
        {
            try
            {
                await InTime(task);
            }
            catch (OperationCanceledException exception)
            {
                Equal(cancellationToken, exception.CancellationToken);
                return;
            }
            throw new CheckFailedException("was not cancelled");
        }

        internal static async Task InTime(Task task)
        {
            using (var done = new CancellationTokenSource())
            {
                Task late = Task.Delay(Soon, done.Token);
                if (await Task.WhenAny(task, late) == late)
                {
                    throw new CheckFailedException("not done in time");
                }
                // A timer that goes on would be sorted with all the others.
                done.Cancel();
            }
            await task;
        }

        internal static async Task<T> InTime<T>(Task<T> task)
        {
            await InTime((Task)task);
            return await task;
        }

        internal static async Task UntilAsync(Func<bool> holds, string what)
        {
            var clock = Stopwatch.StartNew();
            while (!holds())
            {
                True(clock.Elapsed < Soon, "in time: " + what);
                await Task.Delay(5);
            }
        }
    }
}
