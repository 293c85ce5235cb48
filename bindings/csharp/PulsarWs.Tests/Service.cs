using System;

namespace PulsarWs.Tests
{
    /// <summary>One of the two Pulsars that the tests use.</summary>
    internal sealed class Service
    {
        private static readonly string Run =
            Guid.NewGuid().ToString("N").Substring(0, 8);

        private static int topics;

        private Service(bool isSecure)
        {
            IsSecure = isSecure;
            Url = Variable(
                isSecure ? "PULSARWS_TEST_SECURE_URL" : "PULSARWS_TEST_URL");
        }

        internal static Service Plain
        {
            get { return new Service(false); }
        }

        internal static Service Secure
        {
            get { return new Service(true); }
        }

        internal static string Token
        {
            get { return Variable("PULSARWS_TEST_TOKEN"); }
        }

        internal static string TokenWithoutRights
        {
            get { return Variable("PULSARWS_TEST_TOKEN_NO_RIGHTS"); }
        }

        internal static string CertificateFile
        {
            get { return Variable("PULSARWS_TEST_CA"); }
        }

        internal bool IsSecure { get; }

        internal string Url { get; }

        internal static Service Of(bool isSecure)
        {
            return isSecure ? Secure : Plain;
        }

        /// <summary>A name that no other test and no other run has.</summary>
        internal static string NewTopic()
        {
            return $"csharp-{Run}-{++topics}";
        }

        internal PulsarWsClient NewClient(ClientOptions options = null)
        {
            options = options ?? new ClientOptions();
            if (IsSecure)
            {
                options.TlsTrustCertsFilePath = CertificateFile;
                if (options.TokenSupplier == null && options.AuthToken == null)
                {
                    options.AuthToken = Token;
                }
            }
            return new PulsarWsClient(Url, options);
        }

        private static string Variable(string name)
        {
            string value = Environment.GetEnvironmentVariable(name);
            if (string.IsNullOrEmpty(value))
            {
                throw new InvalidOperationException(
                    $"{name} is not set: the tests need a Pulsar");
            }
            return value;
        }
    }
}
