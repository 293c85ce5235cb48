//! What a producer, a consumer and a reader have in common.

use std::ffi::c_char;
use std::sync::Arc;
use std::time::Duration;

use pulsarws_sys as sys;

use crate::error::{call, Error, Result};
use crate::handle::{ClientHandle, Handle};
use crate::operation::{AsyncFunction, Operation, Outcome};
use crate::text::{borrowed_utf8, made_text};
use crate::time::timeout;
use crate::waits::Waits;

/// The library's functions for one kind of handle.
pub(crate) struct EndpointFunctions<H> {
    pub(crate) topic: unsafe extern "C" fn(*const H) -> *const c_char,
    pub(crate) name: unsafe extern "C" fn(*const H) -> *const c_char,
    pub(crate) is_connected: unsafe extern "C" fn(*const H) -> i32,
    pub(crate) last_error: unsafe extern "C" fn(*const H, ErrorOut) -> sys::pws_status,
    pub(crate) statistics:
        unsafe extern "C" fn(*const H, *mut *mut sys::pws_text, ErrorOut) -> sys::pws_status,
    pub(crate) close: unsafe extern "C" fn(*mut H, i32, ErrorOut) -> sys::pws_status,
}

/// Where a function's error goes.
pub(crate) type ErrorOut = *mut *mut sys::pws_error;

/// A handle with a connection of its own.
pub(crate) trait Endpoint: Handle {
    const ENDPOINT: EndpointFunctions<Self::Raw>;

    /// What tells it from others. It may be gone already where this is asked.
    fn address(&self) -> usize {
        self.raw() as usize
    }

    fn topic(&self) -> &str {
        // SAFETY: borrowed from the handle.
        unsafe { borrowed_utf8((Self::ENDPOINT.topic)(self.raw())) }
    }

    fn name(&self) -> &str {
        // SAFETY: borrowed from the handle.
        unsafe { borrowed_utf8((Self::ENDPOINT.name)(self.raw())) }
    }

    fn is_connected(&self) -> bool {
        // SAFETY: the handle lives during the call.
        unsafe { (Self::ENDPOINT.is_connected)(self.raw()) != 0 }
    }

    fn last_error(&self) -> Option<Error> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { (Self::ENDPOINT.last_error)(self.raw(), error) }).err()
    }

    fn statistics(&self) -> Result<String> {
        // SAFETY: the handle lives during the call.
        made_text(|text, error| unsafe { (Self::ENDPOINT.statistics)(self.raw(), text, error) })
    }

    fn close_blocking(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { (Self::ENDPOINT.close)(self.raw(), timeout(wait), error) })
    }

    fn operation<T: Outcome>(
        &self,
        client: &Arc<ClientHandle>,
        waits: Waits,
        function: AsyncFunction<Self::Raw>,
    ) -> Result<Operation<T>> {
        // SAFETY: the handle lives during the call.
        unsafe { Operation::begin_on(client, self.raw(), waits.operation, function) }
    }
}
