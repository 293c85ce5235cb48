namespace PulsarWs.Interop
{
    /// <summary>The C API's functions that a producer, a consumer and a reader
    /// have each of their own. What they are called for is a void* here.
    /// </summary>
    internal sealed unsafe class EndpointFunctions
    {
        internal Text Topic;
        internal Text Name;
        internal Question IsConnected;
        internal Call LastError;
        internal TextCall Statistics;
        internal WaitingCall Close;
        internal Begin CloseAsync;

        internal delegate byte* Text(void* handle);

        internal delegate int Question(void* handle);

        internal delegate int Call(void* handle, pws_error** error);

        internal delegate int TextCall(
            void* handle, pws_text** text, pws_error** error);

        internal delegate int WaitingCall(
            void* handle, int timeout, pws_error** error);

        internal delegate int Begin(
            void* handle, int timeout, void* userData, ulong* operation,
            pws_error** error);
    }
}
