//! Why a call failed.

use std::fmt;
use std::ptr;

use pulsarws_sys as sys;

use crate::text::borrowed_text;
use crate::Status;

/// The result of what can fail in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure with its circumstances.
///
/// A program decides by [`status`](Error::status), or by
/// [`is_retriable`](Error::is_retriable) and [`is_fatal`](Error::is_fatal), shows
/// the message, and never parses it. It prints as the message: one line for a
/// person, with what to do about it.
#[derive(Clone)]
pub struct Error(Box<Circumstances>);

#[derive(Clone)]
struct Circumstances {
    status: Status,
    message: String,
    http_status: i32,
    close_code: i32,
    retriable: bool,
    fatal: bool,
}

impl Error {
    /// What it came to.
    pub fn status(&self) -> Status {
        self.0.status
    }

    /// What happened and what to do about it, one line for a person.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status of a refused connection, 401 for instance, or of what an
    /// OAuth2 server answered instead of a token.
    pub fn http_status(&self) -> Option<u16> {
        u16::try_from(self.0.http_status).ok().filter(|&n| n != 0)
    }

    /// The code of the WebSocket close frame that the server sent.
    pub fn close_code(&self) -> Option<u16> {
        u16::try_from(self.0.close_code).ok().filter(|&n| n != 0)
    }

    /// Whether the same call may well succeed later with nothing changed.
    pub fn is_retriable(&self) -> bool {
        self.0.retriable
    }

    /// Whether the handle will not work again: close it and make a new one.
    pub fn is_fatal(&self) -> bool {
        self.0.fatal
    }

    /// One that this crate finds itself.
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Error {
        Error(Box::new(Circumstances {
            status,
            message: message.into(),
            http_status: 0,
            close_code: 0,
            retriable: false,
            fatal: false,
        }))
    }

    /// Takes over `error`, which may be NULL, of a call that came to `status`.
    ///
    /// # Safety
    /// `error` is NULL or an error that the caller owns.
    pub(crate) unsafe fn take(status: sys::pws_status, error: *mut sys::pws_error) -> Error {
        if error.is_null() {
            let status = Status(status);
            return Error::new(status, status.text());
        }
        let taken = Error(Box::new(Circumstances {
            status: Status(sys::pws_error_status(error)),
            message: borrowed_text(sys::pws_error_message(error)).into_owned(),
            http_status: sys::pws_error_http_status(error),
            close_code: sys::pws_error_close_code(error),
            retriable: sys::pws_error_is_retriable(error) != 0,
            fatal: sys::pws_error_is_fatal(error) != 0,
        }));
        sys::pws_error_free(error);
        taken
    }

    /// Takes the failure out of an event; `Ok` where it tells of none.
    pub(crate) fn take_from(event: &mut sys::pws_event) -> Result<()> {
        if event.status == 0 {
            return Ok(());
        }
        let error = std::mem::replace(&mut event.error, ptr::null_mut());
        // SAFETY: an event owns its error, and gives it up when the field is NULL.
        Err(unsafe { Error::take(event.status, error) })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("status", &self.0.status).field("message", &self.0.message);
        if let Some(status) = self.http_status() {
            out.field("http_status", &status);
        }
        if let Some(code) = self.close_code() {
            out.field("close_code", &code);
        }
        out.field("retriable", &self.0.retriable).field("fatal", &self.0.fatal).finish()
    }
}

impl std::error::Error for Error {}

/// Makes a call that takes a `pws_error **` last.
pub(crate) fn call(
    function: impl FnOnce(*mut *mut sys::pws_error) -> sys::pws_status,
) -> Result<()> {
    let mut error = ptr::null_mut();
    let status = function(&mut error);
    if status == 0 {
        return Ok(());
    }
    // SAFETY: after a failure the caller owns the error.
    Err(unsafe { Error::take(status, error) })
}
