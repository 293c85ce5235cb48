using System;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PulsarWs.Extensions
{
    /// <summary>PulsarWs as a service of a .NET host.</summary>
    public static class PulsarWsServices
    {
        /// <summary>
        /// Registers one <see cref="PulsarWsClient"/> for all. Its log goes to
        /// the host's loggers, its statistics to the host's meters, where it has
        /// them. The host closes it at its end, and sees through what is under
        /// way then, for up to 30 s.
        /// </summary>
        /// <param name="services">The services.</param>
        /// <param name="url">As for the client's constructor; null: the option
        /// <see cref="ClientOptions.ServiceUrl"/>.</param>
        /// <param name="configure">Sets the client's options when it is first
        /// asked for; null: the defaults.</param>
        /// <returns>The services.</returns>
        public static IServiceCollection AddPulsarWs(
            this IServiceCollection services, string url,
            Action<IServiceProvider, ClientOptions> configure = null)
        {
            ArgumentNullException.ThrowIfNull(services);
            return services.AddSingleton<PulsarWsClient>(provider =>
            {
                var options = new ClientOptions();
                configure?.Invoke(provider, options);
                var client = new PulsarWsClient(url, options);
                if (provider.GetService<ILoggerFactory>() is ILoggerFactory loggers)
                {
                    client.LogTo(loggers);
                }
                if (provider.GetService<IMeterFactory>() is IMeterFactory meters)
                {
                    client.Measure(meters);
                }
                return client;
            });
        }
    }
}
