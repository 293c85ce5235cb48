using System;
using System.Collections.Generic;
using PulsarWs.Interop;

namespace PulsarWs
{
    /// <summary>
    /// What the options of clients, producers, consumers and readers have in
    /// common. What is made with options copies them: change them later as you
    /// like. Not thread-safe.
    /// </summary>
    public abstract class Settings
    {
        private Dictionary<string, string> others;
        private OptionsHandle loaded;

        internal Settings(int kind)
        {
            Kind = kind;
        }

        internal int Kind { get; }

        /// <summary>Options by the names and values of the library's table of
        /// options, for those that have no property here. They count before the
        /// properties and before what was loaded. A null value sets the
        /// default. <c>eventDelivery</c> is not among them: this binding needs
        /// it itself.</summary>
        public IDictionary<string, string> Others
        {
            get
            {
                return others ??
                    (others = new Dictionary<string, string>());
            }
        }

        /// <summary>
        /// Loads a file of lines "name=value"; empty lines and lines that begin
        /// with '#' are skipped. Properties that are not null count before it.
        /// </summary>
        /// <param name="path">The file's path.</param>
        /// <exception cref="PulsarWsException"><see cref="Status.File"/>,
        /// <see cref="Status.UnknownOption"/> or
        /// <see cref="Status.InvalidOptionValue"/>; nothing is changed
        /// then.</exception>
        public unsafe void LoadFile(string path)
        {
            if (path == null)
            {
                throw new ArgumentNullException(nameof(path));
            }
            Load(path, NativeMethods.pws_options_load_file);
        }

        /// <summary>The value that holds for an option: what was set or loaded,
        /// or the default; null where there is neither.</summary>
        /// <param name="name">The option's name, as "receiverQueueSize".
        /// </param>
        /// <returns>The value as text.</returns>
        /// <exception cref="PulsarWsException">There is no such option
        /// (<see cref="Status.UnknownOption"/>), or one that was set has a
        /// value that it does not take.</exception>
        public unsafe string GetValue(string name)
        {
            if (name == null)
            {
                throw new ArgumentNullException(nameof(name));
            }
            using (OptionsHandle options = Build())
            using (NativeHandle.Loan loan = options.Lend())
            fixed (byte* nameText = Utf8.Terminated(name, nameof(name)))
            {
                byte* value;
                pws_error* error;
                int status = NativeMethods.pws_options_get(
                    (pws_options*)loan.Pointer, nameText, &value, &error);
                Failure.ThrowUnlessOk(status, error);
                return Utf8.Read(value);
            }
        }

        /// <summary>All options of this kind with the values that hold, one
        /// "name=value" a line, as <see cref="LoadFile"/> reads them. One that
        /// has no value, and a secret, whose value is shown as "***", stand in
        /// a comment.</summary>
        /// <returns>The text.</returns>
        /// <exception cref="PulsarWsException">An option that was set is not
        /// known or does not take its value.</exception>
        public unsafe string Dump()
        {
            using (OptionsHandle options = Build())
            using (NativeHandle.Loan loan = options.Lend())
            {
                pws_text* text;
                pws_error* error;
                int status = NativeMethods.pws_options_dump(
                    (pws_options*)loan.Pointer, &text, &error);
                Failure.ThrowUnlessOk(status, error);
                return Utf8.Take(text);
            }
        }

        internal abstract void Apply(OptionWriter to);

        internal void ApplyOthers(OptionWriter to)
        {
            if (others == null)
            {
                return;
            }
            foreach (KeyValuePair<string, string> other in others)
            {
                to.SetOther(other.Key, other.Value);
            }
        }

        internal unsafe delegate int Loader(
            pws_options* options, byte* path, pws_error** error);

        internal unsafe void Load(string path, Loader loader)
        {
            OptionsHandle options = StartFrom(loaded);
            using (NativeHandle.Loan loan = options.Lend())
            fixed (byte* pathText = Utf8.Terminated(path, nameof(path)))
            {
                pws_error* error;
                int status = loader(
                    (pws_options*)loan.Pointer, pathText, &error);
                Failure.ThrowUnlessOk(status, error);
            }
            loaded = options;
        }

        internal virtual OptionsHandle Build()
        {
            OptionsHandle options = StartFrom(loaded);
            try
            {
                Apply(new OptionWriter(options));
                return options;
            }
            catch
            {
                options.Dispose();
                throw;
            }
        }

        private unsafe OptionsHandle StartFrom(OptionsHandle from)
        {
            NativeLibraryName.Prepare();
            if (from == null)
            {
                return Checked(NativeMethods.pws_options_new(Kind));
            }
            using (NativeHandle.Loan loan = from.Lend())
            {
                return Checked(NativeMethods.pws_options_dup(
                    (pws_options*)loan.Pointer));
            }
        }

        private static unsafe OptionsHandle Checked(pws_options* options)
        {
            if (options == null)
            {
                throw new PulsarWsException(Status.OutOfMemory);
            }
            return new OptionsHandle(options);
        }
    }
}
