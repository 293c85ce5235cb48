//! A message that was received.

use std::fmt;
use std::mem::{self, ManuallyDrop};
use std::ptr;
use std::slice;
use std::time::SystemTime;

use pulsarws_sys as sys;

use crate::error::{call, Error, Result};
use crate::message_id::MessageId;
use crate::operation::Outcome;
use crate::text::{borrowed_bytes, borrowed_utf8};
use crate::time::from_1970;

/// A message that a consumer or a reader received.
///
/// It owns what it shows: payload, key and properties are lent without a copy
/// and live as long as the message does. A clone is another handle on the same
/// message. Dropping it does not acknowledge it.
pub struct ReceivedMessage {
    message: *mut sys::pws_message,
    view: sys::pws_message_view,
    id: ManuallyDrop<MessageId>,
}

// SAFETY: a message is immutable, and the view shows what is in it.
unsafe impl Send for ReceivedMessage {}
unsafe impl Sync for ReceivedMessage {}

/// A view that shows nothing yet.
pub(crate) fn empty_view() -> sys::pws_message_view {
    sys::pws_message_view {
        struct_size: mem::size_of::<sys::pws_message_view>(),
        payload: crate::text::NO_BYTES,
        key: crate::text::NO_BYTES,
        properties: ptr::null(),
        property_count: 0,
        publish_time_ms: 0,
        event_time_ms: 0,
        redelivery_count: 0,
        id: ptr::null(),
    }
}

impl ReceivedMessage {
    /// # Safety
    /// `message` is owned by the caller, and `view` is the view of it.
    pub(crate) unsafe fn own(
        message: *mut sys::pws_message,
        view: sys::pws_message_view,
    ) -> ReceivedMessage {
        ReceivedMessage { message, view, id: MessageId::borrow(view.id) }
    }

    /// # Safety
    /// `message` is owned by the caller.
    pub(crate) unsafe fn read(message: *mut sys::pws_message) -> Result<ReceivedMessage> {
        let mut view = empty_view();
        let read = call(|error| sys::pws_message_read(message, &mut view, error));
        // Made first, so that it is freed where reading has failed.
        let message = ReceivedMessage::own(message, view);
        read.map(|()| message)
    }

    pub(crate) fn raw(&self) -> *const sys::pws_message {
        self.message
    }

    /// Gives the handle away.
    pub(crate) fn into_raw(self) -> *mut sys::pws_message {
        ManuallyDrop::new(self).message
    }

    /// The payload, as it was sent.
    pub fn payload(&self) -> &[u8] {
        // SAFETY: borrowed from the message.
        unsafe { borrowed_bytes(self.view.payload) }.unwrap_or_default()
    }

    /// The key; `None` where it has none, which an empty key is not.
    pub fn key(&self) -> Option<&str> {
        // SAFETY: borrowed from the message.
        unsafe { borrowed_bytes(self.view.key) }.map(utf8)
    }

    /// The properties, names and values.
    pub fn properties(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        let properties = if self.view.properties.is_null() {
            &[]
        } else {
            // SAFETY: borrowed from the message.
            unsafe { slice::from_raw_parts(self.view.properties, self.view.property_count) }
        };
        // SAFETY: borrowed from the message.
        properties.iter().map(|property| unsafe {
            (
                utf8(borrowed_bytes(property.key).unwrap_or_default()),
                utf8(borrowed_bytes(property.value).unwrap_or_default()),
            )
        })
    }

    /// The value of the property of that name.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// When the producer sent it, to the millisecond.
    pub fn publish_time(&self) -> SystemTime {
        from_1970(self.view.publish_time_ms)
    }

    /// The event time that the producer gave it.
    pub fn event_time(&self) -> Option<SystemTime> {
        (self.view.event_time_ms != 0).then(|| from_1970(self.view.event_time_ms))
    }

    /// How often it was delivered before, as far as the broker counts.
    pub fn redelivery_count(&self) -> u32 {
        u32::try_from(self.view.redelivery_count).unwrap_or(0)
    }

    /// Its place in the topic. Clone it to keep it longer than the message.
    pub fn id(&self) -> &MessageId {
        &self.id
    }

    /// The full name of its topic; for a consumer of several, what
    /// [`Consumer::topic`](crate::Consumer::topic) says: which of them it is from
    /// is not on the wire.
    pub fn topic(&self) -> &str {
        // SAFETY: borrowed from the message.
        unsafe { borrowed_utf8(sys::pws_message_topic(self.message)) }
    }
}

/// What comes in JSON is UTF-8: the library takes no other.
fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

impl Outcome for ReceivedMessage {
    fn of(event: &mut sys::pws_event) -> Result<ReceivedMessage> {
        Error::take_from(event)?;
        let message = mem::replace(&mut event.message, ptr::null_mut());
        // SAFETY: an event owns its message, and gives it up when the field is
        // NULL.
        unsafe { ReceivedMessage::read(message) }
    }
}

impl Drop for ReceivedMessage {
    fn drop(&mut self) {
        // SAFETY: nothing else has this handle.
        unsafe { sys::pws_message_free(self.message) }
    }
}

impl Clone for ReceivedMessage {
    fn clone(&self) -> ReceivedMessage {
        // SAFETY: the message lives. Both handles are on one message, so that the
        // view shows what the new one keeps alive, too.
        unsafe {
            let message = sys::pws_message_ref(self.message);
            assert!(!message.is_null(), "no memory for a message");
            ReceivedMessage::own(message, self.view)
        }
    }
}

impl fmt::Debug for ReceivedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedMessage")
            .field("id", self.id())
            .field("topic", &self.topic())
            .field("key", &self.key())
            .field("payload_size", &self.payload().len())
            .finish_non_exhaustive()
    }
}
