using System;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>A line of the log.</summary>
    public sealed class LogEventArgs : EventArgs
    {
        internal unsafe LogEventArgs(pws_log_entry* entry)
        {
            Level = (LogLevel)NativeMethods.pws_log_entry_level(entry);
            Component = Utf8.Read(NativeMethods.pws_log_entry_component(entry));
            Message = Utf8.Read(NativeMethods.pws_log_entry_message(entry));
            Time = Milliseconds.At(NativeMethods.pws_log_entry_time(entry));
            string topic = Utf8.Read(NativeMethods.pws_log_entry_topic(entry));
            Topic = topic.Length == 0 ? null : topic;
            string handle = Utf8.Read(NativeMethods.pws_log_entry_handle(entry));
            Handle = handle.Length == 0 ? null : handle;
            Connection =
                (long)NativeMethods.pws_log_entry_connection(entry);
        }

        /// <summary>A warning of this package itself.</summary>
        internal LogEventArgs(string message, string topic)
        {
            Level = LogLevel.Warning;
            Component = topic == null ? "client" : "producer";
            Message = message;
            Time = DateTimeOffset.UtcNow;
            Topic = topic;
        }

        /// <summary>How grave it is.</summary>
        public LogLevel Level { get; }

        /// <summary>The part of the library that speaks, "producer" for
        /// instance.</summary>
        public string Component { get; }

        /// <summary>One line without its end; never holds a secret.</summary>
        public string Message { get; }

        /// <summary>When it was logged.</summary>
        public DateTimeOffset Time { get; }

        /// <summary>The full name of the topic that the line is about; null
        /// where there is none.</summary>
        public string Topic { get; }

        /// <summary>The name of the producer, consumer or reader that the line
        /// is about, or "#" and its number within its client; null where there
        /// is none.</summary>
        public string Handle { get; }

        /// <summary>The number of the connection that the line is about, within
        /// its producer, consumer or reader, from 1; 0: none.</summary>
        public long Connection { get; }
    }

    /// <summary>A connection has changed.</summary>
    public sealed class ConnectionStateEventArgs : EventArgs
    {
        internal unsafe ConnectionStateEventArgs(
            Endpoint endpoint, pws_event* happened)
        {
            Endpoint = endpoint;
            State = (ConnectionState)happened->connection_state;
            Connection = (long)happened->connection;
            Delay = TimeSpan.FromMilliseconds(happened->delay_ms);
            if (happened->status != 0)
            {
                Error = Failure.Read(happened->status, happened->error);
            }
        }

        /// <summary>Whose connection it is: a <see cref="Producer"/>,
        /// <see cref="Consumer"/> or <see cref="Reader"/>; null where it is
        /// gone. One that cannot be opened in the end is disposed.</summary>
        public Endpoint Endpoint { get; }

        /// <summary>What the connection is at.</summary>
        public ConnectionState State { get; }

        /// <summary>Its number within its endpoint, from 1.</summary>
        public long Connection { get; }

        /// <summary>With <see cref="ConnectionState.Backoff"/>: how long until
        /// the next attempt; else zero.</summary>
        public TimeSpan Delay { get; }

        /// <summary>Why; null where nothing went wrong.</summary>
        public PulsarWsException Error { get; }
    }

    /// <summary>A client's statistics.</summary>
    public sealed class StatisticsEventArgs : EventArgs
    {
        internal StatisticsEventArgs(string json)
        {
            Json = json;
        }

        /// <summary>What <see cref="PulsarWsClient.GetStatistics"/> gives.
        /// </summary>
        public string Json { get; }
    }

    /// <summary>A callback of the application has thrown.</summary>
    public sealed class CallbackExceptionEventArgs : EventArgs
    {
        internal CallbackExceptionEventArgs(Exception exception)
        {
            Exception = exception;
        }

        /// <summary>What it has thrown.</summary>
        public Exception Exception { get; }
    }
}
