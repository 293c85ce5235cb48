using System;
using System.Globalization;
using System.IO;

namespace PulsarWs.Interop
{
    /// <summary>A line on standard error in the library's own form.</summary>
    internal static class LogLine
    {
        internal static void Write(LogEventArgs line)
        {
            string topic = line.Topic == null ? string.Empty
                : " topic=" + line.Topic;
            try
            {
                // The texts are this package's, which need no escapes.
                Console.Error.WriteLine(
                    "lib=pulsarws time=" +
                    line.Time.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        CultureInfo.InvariantCulture) +
                    " level=warning component=" + line.Component + topic +
                    " message=\"" + line.Message + "\"");
            }
            catch (IOException)
            {
                // Nobody is left to be told.
            }
        }
    }
}
