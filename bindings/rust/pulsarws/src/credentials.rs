//! Tokens that the application supplies.

use std::fmt;
use std::mem;
use std::ptr;

use pulsarws_sys as sys;

use crate::error::{call, Result};
use crate::text::c_string;

/// A connection that waits for a token: see
/// [`ClientBuilder::on_token_request`](crate::ClientBuilder::on_token_request).
///
/// Answer it at once, or keep it and answer later, from any thread. One that is
/// not answered within `connectTimeout`, or is dropped without an answer, fails
/// the attempt to connect with
/// [`Status::CREDENTIALS`](crate::Status::CREDENTIALS), which is retriable.
pub struct TokenRequest(*mut sys::pws_token_request);

// SAFETY: it may be answered on any thread.
unsafe impl Send for TokenRequest {}
unsafe impl Sync for TokenRequest {}

impl TokenRequest {
    pub(crate) fn take_from(event: &mut sys::pws_event) -> TokenRequest {
        TokenRequest(mem::replace(&mut event.token_request, ptr::null_mut()))
    }

    /// Answers with a token, a JWT for instance, without "Bearer". Where the
    /// attempt has been given up meanwhile, nothing happens. Does not wait.
    ///
    /// # Errors
    /// [`Status::INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT) where it was
    /// answered already, or where the token is empty or holds blanks or line ends;
    /// the latter answers nothing.
    pub fn answer(&self, token: &str) -> Result<()> {
        let token = c_string("the token", token)?;
        // SAFETY: the request lives.
        call(|error| unsafe { sys::pws_token_request_answer(self.0, token.as_ptr(), error) })
    }

    /// Fails the attempt. `reason` becomes part of the error's text and of the
    /// log, so it must hold no secret.
    ///
    /// # Errors
    /// [`Status::INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT) where it was
    /// answered already.
    pub fn fail(&self, reason: &str) -> Result<()> {
        let reason = c_string("the reason", reason)?;
        // SAFETY: the request lives.
        call(|error| unsafe { sys::pws_token_request_fail(self.0, reason.as_ptr(), error) })
    }
}

impl Drop for TokenRequest {
    fn drop(&mut self) {
        // SAFETY: nothing else has this request.
        unsafe { sys::pws_token_request_free(self.0) }
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenRequest")
    }
}
