//! The library's handles, freed when the last use of them is over.

use pulsarws_sys as sys;

/// A handle that is owned.
pub(crate) trait Handle: Send + Sync + Sized + 'static {
    /// What the library calls it.
    type Raw;

    /// # Safety
    /// `raw` is a handle that the caller owns.
    unsafe fn own(raw: *mut Self::Raw) -> Self;

    fn raw(&self) -> *mut Self::Raw;
}

macro_rules! handle {
    ($name:ident, $raw:ident, $free:ident) => {
        pub(crate) struct $name(*mut sys::$raw);

        // SAFETY: every function may be called from any thread at any time on
        // the same handle but its free function, which only `drop` calls.
        unsafe impl Send for $name {}
        unsafe impl Sync for $name {}

        impl Handle for $name {
            type Raw = sys::$raw;

            unsafe fn own(raw: *mut sys::$raw) -> $name {
                $name(raw)
            }

            fn raw(&self) -> *mut sys::$raw {
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
