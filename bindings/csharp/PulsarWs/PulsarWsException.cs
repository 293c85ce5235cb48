using System;

namespace PulsarWs
{
    /// <summary>
    /// A call has failed. <see cref="Status"/> is what a program decides by;
    /// <see cref="Exception.Message"/> is a sentence for a person, with what to
    /// do about it, and is not to be parsed.
    /// </summary>
    public sealed class PulsarWsException : Exception
    {
        internal PulsarWsException(Status status)
            : this(status, status.Text(), 0, 0, false, false)
        {
        }

        internal PulsarWsException(Status status, string message)
            : this(status, message, 0, 0, false, false)
        {
        }

        internal PulsarWsException(
            Status status, string message, int httpStatus, int closeCode,
            bool isRetriable, bool isFatal)
            : base(message)
        {
            Status = status;
            HttpStatus = httpStatus;
            CloseCode = closeCode;
            IsRetriable = isRetriable;
            IsFatal = isFatal;
        }

        /// <summary>What kind of failure it is. A later library may have values
        /// that this enum does not name: go by <see cref="IsRetriable"/> and
        /// <see cref="IsFatal"/> then.</summary>
        public Status Status { get; }

        /// <summary>The HTTP status of a refused connection, 401 for instance,
        /// or of what an OAuth2 server answered instead of a token; else 0.
        /// </summary>
        public int HttpStatus { get; }

        /// <summary>The code of the WebSocket close frame that the server sent;
        /// else 0.</summary>
        public int CloseCode { get; }

        /// <summary>Whether the same call may well succeed later with nothing
        /// changed.</summary>
        public bool IsRetriable { get; }

        /// <summary>Whether the producer, consumer or reader will not work
        /// again: dispose it and make a new one.</summary>
        public bool IsFatal { get; }
    }
}
