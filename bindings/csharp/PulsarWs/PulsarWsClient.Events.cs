using System;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <content>What the client tells by itself.</content>
    public sealed partial class PulsarWsClient
    {
        private readonly object gate = new object();
        private EventHandler<LogEventArgs> log;
        private EventHandler<ConnectionStateEventArgs> stateChanged;
        private EventHandler<StatisticsEventArgs> statisticsReported;
        private bool hearsLog;
        private bool hearsStates;
        private bool hearsStatistics;

        /// <summary>A line of the log, as far as
        /// <see cref="ClientOptions.LogLevel"/> goes. From the first handler on
        /// the log comes here instead of on standard error. Raised on the
        /// client's event thread: must not block.</summary>
        public event EventHandler<LogEventArgs> Log
        {
            add
            {
                lock (gate)
                {
                    log += value;
                    HearLog();
                }
            }

            remove
            {
                lock (gate)
                {
                    log -= value;
                }
            }
        }

        /// <summary>A connection of a producer, consumer or reader has changed.
        /// For each they come in the order in which things happened, and
        /// <see cref="ConnectionState.Closed"/> comes once and last. Raised on
        /// the client's event thread: must not block.</summary>
        public event EventHandler<ConnectionStateEventArgs> ConnectionStateChanged
        {
            add
            {
                lock (gate)
                {
                    stateChanged += value;
                    HearStates();
                }
            }

            remove
            {
                lock (gate)
                {
                    stateChanged -= value;
                }
            }
        }

        /// <summary>The client's statistics, each
        /// <see cref="ClientOptions.StatisticsInterval"/>. Raised on the
        /// client's event thread: must not block.</summary>
        public event EventHandler<StatisticsEventArgs> StatisticsReported
        {
            add
            {
                lock (gate)
                {
                    statisticsReported += value;
                    HearStatistics();
                }
            }

            remove
            {
                lock (gate)
                {
                    statisticsReported -= value;
                }
            }
        }

        /// <summary>A handler or callback of the application has thrown, which
        /// ends nothing; or a message that nobody waits for has failed. Without
        /// a handler here it is written to standard error. Raised on the thread
        /// that it happened on.</summary>
        public event EventHandler<CallbackExceptionEventArgs> CallbackException;

        internal bool HearsExceptions
        {
            get { return CallbackException != null; }
        }

        /// <summary>Whether somebody has heard of it.</summary>
        internal bool RaiseLog(LogEventArgs line)
        {
            EventHandler<LogEventArgs> handlers = log;
            handlers?.Invoke(this, line);
            return handlers != null;
        }

        internal void RaiseState(ConnectionStateEventArgs change)
        {
            stateChanged?.Invoke(this, change);
        }

        internal void RaiseStatistics(StatisticsEventArgs statistics)
        {
            statisticsReported?.Invoke(this, statistics);
        }

        /// <summary>Whether somebody has heard of it.</summary>
        internal bool RaiseUnhandled(Exception exception)
        {
            EventHandler<CallbackExceptionEventArgs> handlers =
                CallbackException;
            if (handlers == null)
            {
                return false;
            }
            try
            {
                handlers(this, new CallbackExceptionEventArgs(exception));
                return true;
            }
            catch (Exception another)
            {
                // Both go to standard error.
                ClientCore.ReportElsewhere(another);
                return false;
            }
        }

        private unsafe void HearLog()
        {
            if (!hearsLog)
            {
                Do((client, error) => NativeMethods.pws_client_set_log_callback(
                    client, null, null, null, error));
                hearsLog = true;
            }
        }

        private unsafe void HearStates()
        {
            if (!hearsStates)
            {
                Do((client, error) =>
                    NativeMethods.pws_client_set_state_callback(
                        client, null, null, null, error));
                hearsStates = true;
            }
        }

        private unsafe void HearStatistics()
        {
            if (!hearsStatistics)
            {
                Do((client, error) =>
                    NativeMethods.pws_client_set_statistics_callback(
                        client, null, null, null, error));
                hearsStatistics = true;
            }
        }
    }
}
