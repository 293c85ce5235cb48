//! Text and bytes that go to the library and come from it.

use std::borrow::Cow;
use std::ffi::{c_char, CStr, CString};
use std::ptr;
use std::slice;

use pulsarws_sys as sys;

use crate::error::{call, Error, Result};
use crate::Status;

/// A text for the library; one with a NUL inside is refused.
pub(crate) fn c_string(what: &str, text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| {
        Error::new(Status::INVALID_ARGUMENT, format!("{what} has a NUL character in it"))
    })
}

/// A text that the library lends.
///
/// # Safety
/// `text` is NULL or NUL-terminated, and outlives what is returned.
pub(crate) unsafe fn borrowed_text<'a>(text: *const c_char) -> Cow<'a, str> {
    if text.is_null() {
        Cow::Borrowed("")
    } else {
        CStr::from_ptr(text).to_string_lossy()
    }
}

/// Text that the library has made sure is UTF-8, as all that comes in JSON.
///
/// # Safety
/// As for [`borrowed_text`].
pub(crate) unsafe fn borrowed_utf8<'a>(text: *const c_char) -> &'a str {
    if text.is_null() {
        ""
    } else {
        CStr::from_ptr(text).to_str().unwrap_or_default()
    }
}

/// Bytes that the library lends; `None` where there are none.
///
/// # Safety
/// What the slice shows outlives what is returned.
pub(crate) unsafe fn borrowed_bytes<'a>(bytes: sys::pws_slice) -> Option<&'a [u8]> {
    (!bytes.data.is_null()).then(|| slice::from_raw_parts(bytes.data.cast(), bytes.size))
}

/// Bytes for the library, which it reads during the call only.
pub(crate) fn lent(bytes: &[u8]) -> sys::pws_slice {
    // An empty slice's pointer is not NULL: an empty key is a key.
    sys::pws_slice { data: bytes.as_ptr().cast(), size: bytes.len() }
}

/// No bytes at all.
pub(crate) const NO_BYTES: sys::pws_slice = sys::pws_slice { data: ptr::null(), size: 0 };

/// Takes a text out of a function that makes one.
pub(crate) fn made_text(
    function: impl FnOnce(*mut *mut sys::pws_text, *mut *mut sys::pws_error) -> sys::pws_status,
) -> Result<String> {
    let mut text = ptr::null_mut();
    call(|error| function(&mut text, error))?;
    // SAFETY: after success the text is there, and this function's to free.
    unsafe {
        let copy = text_of(text).into_owned();
        sys::pws_text_free(text);
        Ok(copy)
    }
}

/// What a text holds.
///
/// # Safety
/// `text` is NULL or a text that outlives what is returned.
pub(crate) unsafe fn text_of<'a>(text: *const sys::pws_text) -> Cow<'a, str> {
    let bytes = sys::pws_slice { data: sys::pws_text_get(text), size: sys::pws_text_size(text) };
    String::from_utf8_lossy(borrowed_bytes(bytes).unwrap_or_default())
}
