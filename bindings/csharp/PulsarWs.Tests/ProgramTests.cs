using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace PulsarWs.Tests
{
    /// <summary>Processes of their own: an exit, and the examples, which stand
    /// beside the tests.</summary>
    internal static class ProgramTests
    {
        private static readonly string Folder = Path.GetDirectoryName(
            typeof(ProgramTests).Assembly.Location);

        [Test(DeadlineSeconds = 120)]
        internal static void AnExitWithEverythingOpen()
        {
            for (int i = 0; i < 5; ++i)
            {
                string errors;
                Check.Equal(
                    "leaving\n",
                    Run(
                        "PulsarWs.Tests", LeavingChild.Argument, null,
                        out errors));
                // Of a hundred messages some may be under way.
                foreach (string line in errors.Split(
                    new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries))
                {
                    Check.Contains("not settled when the process ended", line);
                }
            }
        }

        [Test(DeadlineSeconds = 120)]
        internal static void AnExitTellsWhatItLoses()
        {
            using (var server = new SilentServer())
            {
                foreach (string how in new[] { "open", "disposed", "quiet" })
                {
                    string errors;
                    Run(
                        "PulsarWs.Tests",
                        $"{LosingChild.Argument} {server.Url} {how}", null,
                        out errors);
                    if (how == "quiet")
                    {
                        Check.Equal(string.Empty, errors);
                        continue;
                    }
                    Check.Contains("level=warning component=client", errors);
                    Check.Contains(
                        $"\"{LosingChild.Count} messages were not settled when " +
                        "the process ended", errors);
                }
            }
        }

        /// <summary>Without a terminal, as service managers do it.</summary>
        [Test(DeadlineSeconds = 120)]
        internal static async Task ConsumeClosesOnSignals()
        {
            string topic = Service.NewTopic();
            foreach (string signal in new[] { "TERM", "INT" })
            {
                using (Process process = Process.Start(
                    Prepare("Consume", topic + " sub", Service.Plain)))
                {
                    // A message that it prints says that it is ready.
                    Run("Produce", topic + " 1", Service.Plain);
                    Task<string> line = process.StandardOutput.ReadLineAsync();
                    Check.Equal("message 0 number=0", await Check.InTime(line));
                    Task<string> errors = process.StandardError.ReadToEndAsync();
                    Signal(process, signal);
                    Check.Equal(0, End(process));
                    Check.Equal("closing\n", errors.Result);
                }
            }
            // It was acknowledged, which the close saw through.
            using (PulsarWsClient client = Service.Plain.NewClient())
            using (Consumer consumer = await client.SubscribeAsync(topic, "sub"))
            {
                Check.Fails(
                    Status.Timeout,
                    () => consumer.Receive(TimeSpan.FromMilliseconds(500)));
            }
        }

        [Test(DeadlineSeconds = 120)]
        internal static async Task ProduceClosesOnSignals()
        {
            foreach (string signal in new[] { "TERM", "INT" })
            {
                // Nothing that it sends is answered: it waits for that.
                using (var server = new SilentServer())
                {
                    ProcessStartInfo start = Prepare("Produce", "t 3", null);
                    start.EnvironmentVariables["PULSAR_URL"] = server.Url;
                    using (Process process = Process.Start(start))
                    {
                        Task<string> output =
                            process.StandardOutput.ReadToEndAsync();
                        Task<string> errors =
                            process.StandardError.ReadToEndAsync();
                        await Check.UntilAsync(
                            () => server.HasHeard, "it sends");
                        var clock = Stopwatch.StartNew();
                        Signal(process, signal);
                        Check.Equal(1, End(process));
                        Check.True(
                            clock.Elapsed < TimeSpan.FromSeconds(25),
                            "not before the send timeout of 30 s");
                        Check.Contains("not done within", errors.Result);
                        Check.Equal("produced 0\n", output.Result);
                    }
                }
            }
        }

        private static void Signal(Process process, string name)
        {
            using (Process kill = Process.Start(
                new ProcessStartInfo("kill", $"-{name} {process.Id}")
                {
                    UseShellExecute = false,
                }))
            {
                kill.WaitForExit();
                Check.Equal(0, kill.ExitCode);
            }
        }

        [Test]
        internal static void WithoutTheLibraryASentenceSaysSo()
        {
            ProcessStartInfo start = Prepare("Quickstart", "t", null);
            start.EnvironmentVariables.Remove("LD_LIBRARY_PATH");
            start.EnvironmentVariables["PULSAR_URL"] = "ws://127.0.0.1:1";
            using (Process process = Process.Start(start))
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync();
                Task<string> errors = process.StandardError.ReadToEndAsync();
                int status = End(process);
                Check.True(status != 0, output.Result);
                if (errors.Result.Contains("127.0.0.1:1"))
                {
                    Console.WriteLine(
                        "       the system has the library: its absence is " +
                        "not tested");
                    return;
                }
                Check.Contains(
                    "PulsarWs needs libpulsarws.so.1, which was not found for " +
                    "linux-", errors.Result);
                Check.Contains("LD_LIBRARY_PATH", errors.Result);
            }
        }

        [Test(DeadlineSeconds = 120)]
        internal static void Quickstart(Service service)
        {
            string topic = Service.NewTopic();
            string output = Run("Quickstart", topic, service);
            Check.Contains(
                "consuming persistent://public/default/" + topic + " as sub\n",
                output);
            Check.Contains("sent: ok, message id ", output);
            Check.Contains(", context 1\n", output);
            Check.Contains("received: \"Hello, Pulsar\" from C#", output);
            Check.Contains("acknowledged\n", output);
        }

        [Test(DeadlineSeconds = 120)]
        internal static void ATestWithoutABroker()
        {
            string mock = Environment.GetEnvironmentVariable("PULSARWS_MOCK");
            if (!File.Exists(mock))
            {
                throw new TestSkippedException(
                    "no pulsarws-mock: see PULSARWS_MOCK");
            }
            string losses;
            Check.Contains(
                "no order lost",
                Run("WithoutBroker", $"\"{mock}\"", null, out losses));
            Check.Contains("connection 1 lost", losses);
        }

        /// <summary>With a terminal, without which Mono knows no Ctrl-C.
        /// </summary>
        [Test(DeadlineSeconds = 120)]
        internal static async Task ProduceAndConsume()
        {
            string topic = Service.NewTopic();
            ProcessStartInfo consume = Prepare(
                "Consume", topic + " sub", Service.Secure);
            // A chroot may have none.
            bool hasTerminals = File.Exists("/dev/pts/ptmx");
            if (hasTerminals)
            {
                string quoted = consume.Arguments.Replace("\"", "\\\"");
                consume.Arguments =
                    $"-qec \"exec {consume.FileName} {quoted}\" /dev/null";
                consume.FileName = "script";
                consume.EnvironmentVariables["TERM"] = "xterm";
            }
            consume.RedirectStandardInput = true;
            var output = new StringBuilder();
            using (Process process = Process.Start(consume))
            {
                process.OutputDataReceived += (sender, e) =>
                {
                    lock (output)
                    {
                        output.AppendLine(e.Data);
                    }
                };
                process.BeginOutputReadLine();
                Check.Contains(
                    "produced 3",
                    Run("Produce", topic + " 3", Service.Secure));
                for (int i = 0; i < 3; ++i)
                {
                    await Check.UntilAsync(
                        () => Holds(output, $"message {i} number={i}"),
                        "message " + i);
                }
                if (!hasTerminals)
                {
                    Console.WriteLine(
                        "       no terminals here: Ctrl-C is not tested");
                    process.Kill();
                    return;
                }
                const char ControlC = '\u0003';
                process.StandardInput.Write(ControlC);
                process.StandardInput.Flush();
                await Check.UntilAsync(
                    () => Holds(output, "closing"), "it closes");
                // Nothing is to come, which the terminal might wait for.
                process.StandardInput.Close();
                Check.Equal(0, End(process));
            }
        }

        private static bool Holds(StringBuilder output, string part)
        {
            lock (output)
            {
                return output.ToString().Contains(part);
            }
        }

        private static string Run(
            string program, string arguments, Service service)
        {
            string errors;
            string output = Run(program, arguments, service, out errors);
            Check.Equal(string.Empty, errors);
            return output;
        }

        private static string Run(
            string program, string arguments, Service service,
            out string errorOutput)
        {
            using (Process process =
                Process.Start(Prepare(program, arguments, service)))
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync();
                Task<string> errors = process.StandardError.ReadToEndAsync();
                int status = End(process);
                errorOutput = errors.Result;
                Check.True(
                    status == 0, $"status {status}: {errorOutput}");
                return output.Result;
            }
        }

        private static int End(Process process)
        {
            // An idle thread of its pool can hold Mono's exit up for a minute.
            if (!process.WaitForExit(90000))
            {
                process.Kill();
                throw new CheckFailedException("did not end in time");
            }
            return process.ExitCode;
        }

        private static ProcessStartInfo Prepare(
            string program, string arguments, Service service)
        {
            // The runtime that runs this, and a program for it.
            string runtime = Process.GetCurrentProcess().MainModule.FileName;
            string file = Path.Combine(Folder, program + ".exe");
            if (!File.Exists(file))
            {
                if (Path.GetFileName(runtime) != "dotnet")
                {
                    runtime = "dotnet";
                }
                file = Path.Combine(Folder, program + ".dll");
            }
            var start = new ProcessStartInfo(
                runtime, $"\"{file}\" {arguments}")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (service != null)
            {
                start.EnvironmentVariables["PULSAR_URL"] = service.Url;
                if (service.IsSecure)
                {
                    start.EnvironmentVariables["PULSAR_TOKEN"] = Service.Token;
                    start.EnvironmentVariables["PULSAR_CA"] =
                        Service.CertificateFile;
                }
            }
            return start;
        }
    }
}
