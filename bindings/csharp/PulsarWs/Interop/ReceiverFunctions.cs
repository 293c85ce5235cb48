namespace PulsarWs.Interop
{
    /// <summary>The same for what a consumer and a reader have.</summary>
    internal sealed unsafe class ReceiverFunctions
    {
        internal TakingCall Receive;
        internal EndpointFunctions.Begin ReceiveAsync;
        internal AskingCall EndOfTopic;
        internal EndpointFunctions.Begin EndOfTopicAsync;

        internal delegate int TakingCall(
            void* handle, int timeout, pws_message** message,
            pws_message_view* view, pws_error** error);

        internal delegate int AskingCall(
            void* handle, int timeout, int* answer, pws_error** error);
    }
}
