using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>A method to run. One that takes a Service is run with the plain
    /// and with the secure one; one that returns a task is awaited.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class TestAttribute : Attribute
    {
        public int DeadlineSeconds { get; set; } = 60;
    }

    /// <summary>What a test throws that cannot be run here: it counts neither as
    /// passed nor as failed.</summary>
    internal sealed class TestSkippedException : Exception
    {
        internal TestSkippedException(string reason)
            : base(reason)
        {
        }
    }

    /// <summary>Finds tests, runs them one after the other and counts.
    /// </summary>
    internal static class TestRunner
    {
        private static void Main(string[] arguments)
        {
            // Mono, where Main returns, at times waits for an idle thread.
            Environment.Exit(RunAll(arguments));
        }

        private static int RunAll(string[] arguments)
        {
            if (arguments.Length > 0 && arguments[0] == LeavingChild.Argument)
            {
                return LeavingChild.Run();
            }
            if (arguments.Length > 0 && arguments[0] == LosingChild.Argument)
            {
                return LosingChild.Run(arguments[1], arguments[2]);
            }
            string wanted = arguments.Length > 0 ? arguments[0] : string.Empty;
            int passed = 0;
            int failed = 0;
            foreach (TestCase test in All())
            {
                if (test.Name.IndexOf(
                        wanted, StringComparison.OrdinalIgnoreCase) < 0)
                {
                    continue;
                }
                Exception failure = Run(test);
                if (failure == null)
                {
                    ++passed;
                }
                else if (!(failure is TestSkippedException))
                {
                    ++failed;
                }
            }
            Console.WriteLine($"{passed} passed, {failed} failed");
            return failed == 0 && passed > 0 ? 0 : 1;
        }

        /// <summary>What it throws; null where it passes.</summary>
        private static Exception Run(TestCase test)
        {
            var clock = Stopwatch.StartNew();
            Exception failure = null;
            try
            {
                Task running = Task.Run(test.Body);
                if (!running.Wait(TimeSpan.FromSeconds(test.DeadlineSeconds)))
                {
                    failure = new TimeoutException(
                        $"not done after {test.DeadlineSeconds} s");
                }
            }
            catch (AggregateException exception)
            {
                failure = exception.InnerException;
            }
            if (failure is TestSkippedException)
            {
                Console.WriteLine($"skipped: C# {test.Name} ({failure.Message})");
                return failure;
            }
            string result = failure == null ? "ok    " : "FAILED";
            Console.WriteLine(
                $"{result} {test.Name} ({clock.ElapsedMilliseconds} ms)");
            if (failure != null)
            {
                Console.WriteLine(failure);
            }
            return failure;
        }

        private static IEnumerable<TestCase> All()
        {
            IEnumerable<MethodInfo> methods = typeof(TestRunner).Assembly
                .GetTypes()
                .OrderBy(type => type.Name)
                .SelectMany(type => type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance |
                    BindingFlags.Public | BindingFlags.NonPublic))
                .Where(method =>
                    method.GetCustomAttribute<TestAttribute>() != null);
            foreach (MethodInfo method in methods)
            {
                if (method.GetParameters().Length == 0)
                {
                    yield return new TestCase(method, null);
                    continue;
                }
                yield return new TestCase(method, "plain");
                yield return new TestCase(method, "secure");
            }
        }

        private sealed class TestCase
        {
            private readonly MethodInfo method;
            private readonly string service;

            internal TestCase(MethodInfo method, string service)
            {
                this.method = method;
                this.service = service;
            }

            internal string Name
            {
                get
                {
                    string name = $"{method.DeclaringType.Name}.{method.Name}";
                    return service == null ? name : $"{name} [{service}]";
                }
            }

            internal int DeadlineSeconds
            {
                get
                {
                    return method.GetCustomAttribute<TestAttribute>()
                        .DeadlineSeconds;
                }
            }

            internal async Task Body()
            {
                object[] arguments = service == null
                    ? new object[0]
                    : new object[] { Service.Of(service == "secure") };
                object result;
                try
                {
                    result = method.Invoke(null, arguments);
                }
                catch (TargetInvocationException exception)
                {
                    // With the place where it was thrown.
                    ExceptionDispatchInfo.Capture(exception.InnerException)
                        .Throw();
                    throw;
                }
                if (result is Task task)
                {
                    await task;
                }
            }
        }
    }
}
