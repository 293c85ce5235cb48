using System;
using System.Threading;
using System.Threading.Tasks;

namespace PulsarWs.Interop
{
    /// <summary>Asks the application for a token and passes it on. On the
    /// thread pool: a supplier may block.</summary>
    internal static class TokenAnswer
    {
        internal static void Begin(
            Func<CancellationToken, Task<string>> supplier,
            TokenRequestHandle request, CancellationToken cancellationToken)
        {
            // The request is answered in any case.
            Task.Run(
                () => AnswerAsync(supplier, request, cancellationToken),
                CancellationToken.None);
        }

        private static async Task AnswerAsync(
            Func<CancellationToken, Task<string>> supplier,
            TokenRequestHandle request, CancellationToken cancellationToken)
        {
            using (request)
            {
                try
                {
                    string token =
                        await supplier(cancellationToken).ConfigureAwait(false);
                    if (token == null)
                    {
                        throw new InvalidOperationException(
                            "the token supplier gave null");
                    }
                    Answer(request, token);
                }
                catch (Exception exception)
                {
                    Refuse(request, exception.Message);
                }
            }
        }

        private static unsafe void Answer(
            TokenRequestHandle request, string token)
        {
            using (NativeHandle.Loan loan = request.Lend())
            fixed (byte* text = Utf8.Terminated(token, "token"))
            {
                pws_error* error;
                int status = NativeMethods.pws_token_request_answer(
                    (pws_token_request*)loan.Pointer, text, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }

        private static unsafe void Refuse(
            TokenRequestHandle request, string reason)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(
                reason.Replace('\0', ' ') + '\0');
            using (NativeHandle.Loan loan = request.Lend())
            fixed (byte* text = bytes)
            {
                _ = NativeMethods.pws_token_request_fail(
                    (pws_token_request*)loan.Pointer, text, null);
            }
        }
    }
}
