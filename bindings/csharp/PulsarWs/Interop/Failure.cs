namespace PulsarWs.Interop
{
    /// <summary>From a status and an error of the C API to an exception.
    /// </summary>
    internal static unsafe class Failure
    {
        /// <summary>What a call gets after the last event.</summary>
        internal static PulsarWsException ClientClosed
        {
            get
            {
                ProcessExit.HoldBack();
                return new PulsarWsException(
                    Status.Closed, "the client is closed");
            }
        }

        internal static void ThrowUnlessOk(int status, pws_error* error)
        {
            if (status != 0)
            {
                throw Take(status, error);
            }
        }

        /// <summary>Reads and frees the error, which may be NULL.</summary>
        internal static PulsarWsException Take(int status, pws_error* error)
        {
            ProcessExit.HoldBack();
            try
            {
                return Read(status, error);
            }
            finally
            {
                NativeMethods.pws_error_free(error);
            }
        }

        internal static PulsarWsException Read(int status, pws_error* error)
        {
            if (error == null)
            {
                return new PulsarWsException((Status)status);
            }
            return new PulsarWsException(
                (Status)status,
                Utf8.Read(NativeMethods.pws_error_message(error)),
                NativeMethods.pws_error_http_status(error),
                NativeMethods.pws_error_close_code(error),
                NativeMethods.pws_error_is_retriable(error) != 0,
                NativeMethods.pws_error_is_fatal(error) != 0);
        }
    }
}
