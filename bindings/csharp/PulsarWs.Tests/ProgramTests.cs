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
                Check.Equal(
                    "leaving\n",
                    Run("PulsarWs.Tests", LeavingChild.Argument, null));
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
            using (Process process =
                Process.Start(Prepare(program, arguments, service)))
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync();
                Task<string> errors = process.StandardError.ReadToEndAsync();
                int status = End(process);
                Check.Equal(string.Empty, errors.Result);
                Check.Equal(0, status);
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
                runtime = "dotnet";
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
