using System;
using System.Globalization;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>Sets native options as text; what is null stays as it is.
    /// </summary>
    internal sealed class OptionWriter
    {
        private const string EventDelivery = "eventDelivery";

        private readonly OptionsHandle options;

        internal OptionWriter(OptionsHandle options)
        {
            this.options = options;
        }

        internal void Set(string name, string value)
        {
            if (value != null)
            {
                Write(name, value);
            }
        }

        internal void Set(string name, long? value)
        {
            Set(name, value?.ToString(CultureInfo.InvariantCulture));
        }

        internal void Set(string name, bool? value)
        {
            Set(name, value == null ? null : value.Value ? "true" : "false");
        }

        internal void Set(string name, TimeSpan? value)
        {
            if (value != null)
            {
                Set(name, (long)Math.Ceiling(value.Value.TotalMilliseconds));
            }
        }

        /// <summary>An option that the application names itself.</summary>
        internal void SetOther(string name, string value)
        {
            if (name == EventDelivery)
            {
                throw new PulsarWsException(
                    Status.InvalidOptionValue,
                    "option eventDelivery: this binding sets it itself");
            }
            Write(name, value);
        }

        internal void DeliverByPoll()
        {
            Write(EventDelivery, "poll");
        }

        private unsafe void Write(string name, string value)
        {
            using (NativeHandle.Loan loan = options.Lend())
            fixed (byte* nameText = Utf8.Terminated(name, name))
            fixed (byte* valueText = Utf8.Terminated(value, name))
            {
                pws_error* error;
                int status = NativeMethods.pws_options_set(
                    (pws_options*)loan.Pointer, nameText, valueText, &error);
                Failure.ThrowUnlessOk(status, error);
            }
        }
    }

    /// <summary>From an enum's value to the option's word.</summary>
    internal static class Choice
    {
        internal static string Word(string[] words, int index, string name)
        {
            if (index < 0 || index >= words.Length)
            {
                throw new ArgumentOutOfRangeException(name, index, null);
            }
            return words[index];
        }
    }
}
