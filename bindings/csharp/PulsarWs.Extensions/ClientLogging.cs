using System;
using System.Collections;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;

namespace PulsarWs.Extensions
{
    /// <summary>A client's log, by <see cref="ILogger"/>.</summary>
    public static class ClientLogging
    {
        private const string Category = "PulsarWs";

        /// <summary>
        /// Passes on the client's log, as far as
        /// <see cref="ClientOptions.LogLevel"/> goes, instead of standard error:
        /// in the categories PulsarWs.Client, PulsarWs.Producer,
        /// PulsarWs.Consumer and PulsarWs.Reader, with Topic and Connection as
        /// values of their own. What a callback has thrown comes in the category
        /// PulsarWs as an error. On the client's event thread.
        /// </summary>
        /// <param name="client">The client.</param>
        /// <param name="loggers">Where the loggers are from.</param>
        /// <returns>The client.</returns>
        public static PulsarWsClient LogTo(
            this PulsarWsClient client, ILoggerFactory loggers)
        {
            ArgumentNullException.ThrowIfNull(client);
            ArgumentNullException.ThrowIfNull(loggers);
            // Asked for once: a factory looks them up under a lock.
            var known = new Dictionary<string, ILogger>();
            client.Log += (sender, line) =>
                Write(Find(known, loggers, line.Component), line);
            ILogger unhandled = loggers.CreateLogger(Category);
            client.CallbackException += (sender, e) => unhandled.Log(
                Microsoft.Extensions.Logging.LogLevel.Error, default,
                "a callback has thrown, or a message that nobody waits for has " +
                "failed", e.Exception, (text, exception) => text);
            return client;
        }

        private static ILogger Find(
            Dictionary<string, ILogger> known, ILoggerFactory loggers,
            string component)
        {
            lock (known)
            {
                if (!known.TryGetValue(component, out ILogger logger))
                {
                    logger = loggers.CreateLogger(
                        Category + "." + char.ToUpperInvariant(component[0]) +
                        component.Substring(1));
                    known[component] = logger;
                }
                return logger;
            }
        }

        private static void Write(ILogger logger, LogEventArgs line)
        {
            Microsoft.Extensions.Logging.LogLevel level = LevelOf(line.Level);
            if (logger.IsEnabled(level))
            {
                logger.Log(
                    level, default, new Line(line), null,
                    (text, exception) => text.ToString());
            }
        }

        private static Microsoft.Extensions.Logging.LogLevel LevelOf(
            LogLevel level)
        {
            switch (level)
            {
                case LogLevel.Error:
                    return Microsoft.Extensions.Logging.LogLevel.Error;
                case LogLevel.Warning:
                    return Microsoft.Extensions.Logging.LogLevel.Warning;
                case LogLevel.Info:
                    return Microsoft.Extensions.Logging.LogLevel.Information;
                default:
                    return Microsoft.Extensions.Logging.LogLevel.Debug;
            }
        }

        /// <summary>A line's values, as structured logs keep them.</summary>
        private sealed class Line : IReadOnlyList<KeyValuePair<string, object>>
        {
            private readonly string message;
            private readonly List<KeyValuePair<string, object>> values =
                new List<KeyValuePair<string, object>>();

            internal Line(LogEventArgs line)
            {
                message = line.Message;
                Add("Message", line.Message);
                if (line.Topic != null)
                {
                    Add("Topic", line.Topic);
                }
                if (line.Connection != 0)
                {
                    Add("Connection", line.Connection);
                }
                Add("{OriginalFormat}", "{Message}");
            }

            public int Count
            {
                get { return values.Count; }
            }

            public KeyValuePair<string, object> this[int index]
            {
                get { return values[index]; }
            }

            public IEnumerator<KeyValuePair<string, object>> GetEnumerator()
            {
                return values.GetEnumerator();
            }

            IEnumerator IEnumerable.GetEnumerator()
            {
                return values.GetEnumerator();
            }

            public override string ToString()
            {
                return message;
            }

            private void Add(string name, object value)
            {
                values.Add(new KeyValuePair<string, object>(name, value));
            }
        }
    }
}
