//! The library's handles, freed when the last use of them is over.

use pulsarws_sys as sys;

macro_rules! handle {
    ($(#[$comment:meta])* $name:ident, $raw:ident, $free:ident) => {
        $(#[$comment])*
        pub(crate) struct $name(*mut sys::$raw);

        // SAFETY: every function may be called from any thread at any time on
        // the same handle but its free function, which only `drop` calls.
        unsafe impl Send for $name {}
        unsafe impl Sync for $name {}

        impl $name {
            /// # Safety
            /// `raw` is a handle that the caller owns.
            pub(crate) unsafe fn own(raw: *mut sys::$raw) -> $name {
                $name(raw)
            }

            pub(crate) fn raw(&self) -> *mut sys::$raw {
                self.0
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: nothing else has this handle any more.
                unsafe { sys::$free(self.0) }
            }
        }
    };
}

handle!(ClientHandle, pws_client, pws_client_free);
handle!(ProducerHandle, pws_producer, pws_producer_free);
handle!(ConsumerHandle, pws_consumer, pws_consumer_free);
handle!(ReaderHandle, pws_reader, pws_reader_free);
