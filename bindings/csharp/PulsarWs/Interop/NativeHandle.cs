using System;
using System.Runtime.InteropServices;

namespace PulsarWs.Interop
{
    /// <summary>A pointer of the C API, freed once, when nobody uses it any
    /// more.</summary>
    internal abstract class NativeHandle : SafeHandle
    {
        internal unsafe NativeHandle(void* pointer)
            : base(IntPtr.Zero, true)
        {
            SetHandle((IntPtr)pointer);
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        /// <summary>The pointer, which is not freed before the loan is
        /// given back.</summary>
        internal Loan Lend()
        {
            return new Loan(this);
        }

        internal struct Loan : IDisposable
        {
            private readonly NativeHandle owner;

            internal Loan(NativeHandle owner)
            {
                bool added = false;
                owner.DangerousAddRef(ref added);
                this.owner = owner;
            }

            internal unsafe void* Pointer
            {
                get { return (void*)owner.handle; }
            }

            public void Dispose()
            {
                owner.DangerousRelease();
            }
        }
    }

    internal sealed unsafe class OptionsHandle : NativeHandle
    {
        internal OptionsHandle(pws_options* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_options_free((pws_options*)handle);
            return true;
        }
    }

    internal sealed unsafe class ClientHandle : NativeHandle
    {
        internal ClientHandle(pws_client* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_client_free((pws_client*)handle);
            return true;
        }
    }

    internal sealed unsafe class ProducerHandle : NativeHandle
    {
        internal ProducerHandle(void* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_producer_free((pws_producer*)handle);
            return true;
        }
    }

    internal sealed unsafe class ConsumerHandle : NativeHandle
    {
        internal ConsumerHandle(void* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_consumer_free((pws_consumer*)handle);
            return true;
        }
    }

    internal sealed unsafe class ReaderHandle : NativeHandle
    {
        internal ReaderHandle(void* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_reader_free((pws_reader*)handle);
            return true;
        }
    }

    /// <summary>A message, whose payload the collector is told of where it is
    /// large: it sees the small object only.</summary>
    internal sealed unsafe class MessageHandle : NativeHandle
    {
        private const int Large = 4096;

        private readonly long payloadSize;

        internal MessageHandle(pws_message* pointer, long payloadSize)
            : base(pointer)
        {
            if (payloadSize >= Large)
            {
                this.payloadSize = payloadSize;
                GC.AddMemoryPressure(payloadSize);
            }
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_message_free((pws_message*)handle);
            if (payloadSize > 0)
            {
                GC.RemoveMemoryPressure(payloadSize);
            }
            return true;
        }
    }

    internal sealed unsafe class MessageIdHandle : NativeHandle
    {
        internal MessageIdHandle(pws_message_id* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_message_id_free((pws_message_id*)handle);
            return true;
        }
    }

    internal sealed unsafe class TokenRequestHandle : NativeHandle
    {
        internal TokenRequestHandle(pws_token_request* pointer)
            : base(pointer)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.pws_token_request_free((pws_token_request*)handle);
            return true;
        }
    }
}
