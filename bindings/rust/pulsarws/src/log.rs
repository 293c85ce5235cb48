//! The log of a client.

use std::fmt;
use std::mem;
use std::ptr;
use std::time::SystemTime;

use pulsarws_sys as sys;

use crate::text::borrowed_utf8;
use crate::time::from_1970;
use crate::LogLevel;

/// A line of a client's log. Never holds a secret.
pub struct LogEntry(*mut sys::pws_log_entry);

// SAFETY: a line is immutable.
unsafe impl Send for LogEntry {}
unsafe impl Sync for LogEntry {}

impl LogEntry {
    pub(crate) fn take_from(event: &mut sys::pws_event) -> LogEntry {
        LogEntry(mem::replace(&mut event.log, ptr::null_mut()))
    }

    /// How grave it is.
    pub fn level(&self) -> LogLevel {
        // SAFETY: the line lives.
        LogLevel(unsafe { sys::pws_log_entry_level(self.0) })
    }

    /// The part of the library that speaks, `producer` for instance.
    pub fn component(&self) -> &'static str {
        // SAFETY: the text is static.
        unsafe { borrowed_utf8(sys::pws_log_entry_component(self.0)) }
    }

    /// One line without its end.
    pub fn message(&self) -> &str {
        // SAFETY: borrowed from the line.
        unsafe { borrowed_utf8(sys::pws_log_entry_message(self.0)) }
    }

    /// When, to the millisecond.
    pub fn time(&self) -> SystemTime {
        // SAFETY: the line lives.
        from_1970(unsafe { sys::pws_log_entry_time(self.0) })
    }

    /// The full name of the topic that the line is about.
    pub fn topic(&self) -> Option<&str> {
        // SAFETY: borrowed from the line.
        let topic = unsafe { borrowed_utf8(sys::pws_log_entry_topic(self.0)) };
        (!topic.is_empty()).then_some(topic)
    }

    /// The name of the producer, consumer or reader that the line is about, or `#`
    /// and its number within its client.
    pub fn handle(&self) -> Option<&str> {
        // SAFETY: borrowed from the line.
        let handle = unsafe { borrowed_utf8(sys::pws_log_entry_handle(self.0)) };
        (!handle.is_empty()).then_some(handle)
    }

    /// The number of the connection that the line is about, within its producer,
    /// consumer or reader, from 1.
    pub fn connection(&self) -> Option<u64> {
        // SAFETY: the line lives.
        Some(unsafe { sys::pws_log_entry_connection(self.0) }).filter(|&number| number != 0)
    }
}

impl Drop for LogEntry {
    fn drop(&mut self) {
        // SAFETY: nothing else has this line.
        unsafe { sys::pws_log_entry_free(self.0) }
    }
}

/// `warning producer: ...`
impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.level(), self.component(), self.message())
    }
}

impl fmt::Debug for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogEntry")
            .field("level", &self.level())
            .field("component", &self.component())
            .field("message", &self.message())
            .field("topic", &self.topic())
            .field("handle", &self.handle())
            .field("connection", &self.connection())
            .finish()
    }
}
