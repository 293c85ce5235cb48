//! A Pulsar service.

use std::fmt;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use pulsarws_sys as sys;

use crate::callback::{repeated, Callback, NO_CALLBACK};
use crate::connection::ConnectionEvent;
use crate::credentials::TokenRequest;
use crate::error::{call, Error, Result};
use crate::handle::{ClientHandle, Handle};
use crate::log::LogEntry;
use crate::operation::Operation;
use crate::settings::Settings;
use crate::text::{borrowed_utf8, c_string, made_text, text_of};
use crate::time::timeout;
use crate::waits::Waits;
use crate::Status;

/// The version of the library that runs, as in "1.0.0".
pub fn library_version() -> &'static str {
    // SAFETY: the text is static.
    unsafe { borrowed_utf8(sys::pws_version()) }
}

/// The transports that the library was built with, the default first.
pub fn library_transports() -> impl Iterator<Item = &'static str> {
    // SAFETY: the text is static.
    unsafe { borrowed_utf8(sys::pws_transports()) }.split(' ')
}

/// A Pulsar service, reached over one or more URLs.
///
/// Makes producers, consumers and readers, each of which has a connection of its
/// own. A clone is the same client. What was made with a client goes on working
/// when the last clone is dropped; [`close`](Client::close) ends it all in order. A
/// function that is given to a client must not own a clone of it, which would keep
/// it alive for ever.
#[derive(Clone)]
pub struct Client {
    handle: Arc<ClientHandle>,
    waits: Waits,
}

impl Client {
    pub(crate) fn new(url: Option<&str>, settings: &Settings, waits: Waits) -> Result<Client> {
        check_version()?;
        let url = url.map(|url| c_string("the URL", url)).transpose()?;
        let url = url.as_ref().map_or(ptr::null(), |url| url.as_ptr());
        let options = settings.raw()?;
        let mut client = ptr::null_mut();
        // SAFETY: URL and options live during the call.
        call(|error| unsafe { sys::pws_client_new(url, options, &mut client, error) })?;
        // SAFETY: after success the client is the caller's.
        let handle = Arc::new(unsafe { ClientHandle::own(client) });
        Ok(Client { handle, waits })
    }

    pub(crate) fn handle(&self) -> &Arc<ClientHandle> {
        &self.handle
    }

    pub(crate) fn waits(&self) -> Waits {
        self.waits
    }

    /// Closes all producers, consumers and readers of the client, each as its own
    /// close does, and the client; later calls on any of them fail with
    /// [`Status::CLOSED`]. Closing again is fine. Waits for
    /// [`operation_timeout`](crate::ClientBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`Status::TIMEOUT`] where something was cut off; the client is closed all
    /// the same.
    pub async fn close(&self) -> Result<()> {
        let wait = timeout(self.waits.operation);
        // SAFETY: the handle lives during the call.
        Operation::<()>::begin(&self.handle, |callback, operation, error| unsafe {
            sys::pws_client_close_async(
                self.handle.raw(),
                wait,
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        })?
        .await
    }

    /// The same, waiting on this thread for so long at most. Every future that was
    /// pending has completed when this returns.
    ///
    /// # Errors
    /// As for [`close`](Client::close), and [`Status::WOULD_DEADLOCK`] in a callback
    /// unless `wait` is zero.
    pub fn close_blocking(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_client_close(self.handle.raw(), timeout(wait), error) })
    }

    /// From now on each attempt to connect tells `listener` that it needs a token;
    /// replaces the listener or token supplier before. Give it to the builder, or
    /// here before the first producer, consumer or reader is made: see
    /// [`ClientBuilder::on_token_request`](crate::ClientBuilder::on_token_request).
    ///
    /// # Errors
    /// [`Status::INVALID_ARGUMENT`] where the client's options name another source
    /// of credentials.
    pub fn on_token_request(
        &self,
        mut listener: impl FnMut(TokenRequest) + Send + 'static,
    ) -> Result<()> {
        let callback = repeated(move |event| listener(TokenRequest::take_from(event)));
        self.set(sys::pws_client_set_token_supplier, callback)
    }

    /// Gives the log, as far as the option `logLevel` goes, to `log` instead of
    /// standard error; replaces the function before. It is called on the dispatcher
    /// thread. At most 1,000 lines wait; more are dropped and counted in the next.
    ///
    /// # Errors
    /// [`Status::CLOSED`].
    pub fn on_log(&self, mut log: impl FnMut(LogEntry) + Send + 'static) -> Result<()> {
        let callback = repeated(move |event| log(LogEntry::take_from(event)));
        self.set(sys::pws_client_set_log_callback, callback)
    }

    /// Puts the log back on standard error.
    ///
    /// # Errors
    /// [`Status::CLOSED`].
    pub fn log_to_standard_error(&self) -> Result<()> {
        self.set(sys::pws_client_set_log_callback, NO_CALLBACK)
    }

    /// Tells `listener` every change of a connection from now on, for all
    /// producers, consumers and readers of the client; replaces the listener
    /// before. It is called on the dispatcher thread. For each handle the events
    /// come in the order in which things happened, and
    /// [`CLOSED`](crate::ConnectionState::CLOSED) comes once and last. The first
    /// ones can come before the call that makes a handle has returned it.
    ///
    /// # Errors
    /// [`Status::CLOSED`].
    pub fn on_connection_event(
        &self,
        mut listener: impl FnMut(ConnectionEvent) + Send + 'static,
    ) -> Result<()> {
        let callback = repeated(move |event| listener(ConnectionEvent::of(event)));
        self.set(sys::pws_client_set_state_callback, callback)
    }

    /// Tells nobody of connections any more.
    ///
    /// # Errors
    /// [`Status::CLOSED`].
    pub fn no_connection_events(&self) -> Result<()> {
        self.set(sys::pws_client_set_state_callback, NO_CALLBACK)
    }

    /// Tells `listener` each `statisticsInterval` (an option, without which it is
    /// never called) what [`statistics_json`](Client::statistics_json) says; replaces the
    /// listener before. It is called on the dispatcher thread, for the last time
    /// before the client is closed.
    ///
    /// # Errors
    /// [`Status::CLOSED`].
    pub fn on_statistics(&self, mut listener: impl FnMut(&str) + Send + 'static) -> Result<()> {
        // SAFETY: the text is the event's, and lives until the callback returns.
        let callback = repeated(move |event| listener(&unsafe { text_of(event.text) }));
        self.set(sys::pws_client_set_statistics_callback, callback)
    }

    /// Tells nobody of statistics any more.
    ///
    /// # Errors
    /// [`Status::CLOSED`].
    pub fn no_statistics(&self) -> Result<()> {
        self.set(sys::pws_client_set_statistics_callback, NO_CALLBACK)
    }

    /// What the client has done and how its producers, consumers and readers are,
    /// as one JSON object, whose fields stand in docs/statistics.md. Does not wait,
    /// and works on a closed client, too.
    ///
    /// # Errors
    /// [`Status::OUT_OF_MEMORY`].
    pub fn statistics_json(&self) -> Result<String> {
        // SAFETY: the handle lives during the call.
        made_text(|text, error| unsafe {
            sys::pws_client_statistics(self.handle.raw(), text, error)
        })
    }

    /// The same as a value.
    ///
    /// # Errors
    /// [`OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
    #[cfg(feature = "serde")]
    pub fn statistics(&self) -> Result<crate::statistics::Statistics> {
        crate::statistics::parse(&self.statistics_json()?)
    }

    fn set(&self, function: SetCallback, callback: Callback) -> Result<()> {
        // SAFETY: the handle lives during the call, and the callback is given away.
        call(|error| unsafe {
            function(
                self.handle.raw(),
                callback.function,
                callback.user_data,
                callback.free_user_data,
                error,
            )
        })
    }
}

type SetCallback = unsafe extern "C" fn(
    *mut sys::pws_client,
    sys::pws_callback,
    *mut std::ffi::c_void,
    sys::pws_free_user_data,
    *mut *mut sys::pws_error,
) -> sys::pws_status;

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("waits", &self.waits).finish_non_exhaustive()
    }
}

/// What another major version of the library means by its functions is not known.
fn check_version() -> Result<()> {
    // SAFETY: takes nothing.
    let running = unsafe { sys::pws_version_number() };
    if running / 10_000 == sys::PWS_VERSION_MAJOR as i32 {
        return Ok(());
    }
    Err(Error::new(
        Status::NOT_SUPPORTED,
        format!(
            "this program was made for libpulsarws {}, and runs with {}: install the former",
            sys::PWS_VERSION_MAJOR,
            library_version()
        ),
    ))
}
