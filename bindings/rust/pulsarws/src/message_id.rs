//! A message's place in its topic.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::ManuallyDrop;
use std::ptr;

use pulsarws_sys as sys;

use crate::error::{call, Result};

/// A message's place in its topic.
///
/// It prints as `ledger:entry:partition:batch`, as the native clients print
/// theirs, and compares by place: within one partition, a smaller id stands
/// before a larger one.
pub struct MessageId(*mut sys::pws_message_id);

// SAFETY: an id is immutable.
unsafe impl Send for MessageId {}
unsafe impl Sync for MessageId {}

impl MessageId {
    /// Before the first message of a topic: where a reader may start.
    pub fn earliest() -> MessageId {
        // SAFETY: the id is static.
        unsafe { MessageId::copy(sys::pws_message_id_earliest()) }
    }

    /// Behind the last message of a topic: where a reader may start.
    pub fn latest() -> MessageId {
        // SAFETY: the id is static.
        unsafe { MessageId::copy(sys::pws_message_id_latest()) }
    }

    /// Reads what [`serialize`](MessageId::serialize) wrote, or a native client.
    ///
    /// # Errors
    /// [`Status::INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT) where it is
    /// no id.
    pub fn parse(bytes: &[u8]) -> Result<MessageId> {
        let mut id = ptr::null_mut();
        // SAFETY: the bytes are read during the call only.
        call(|error| unsafe {
            sys::pws_message_id_parse(bytes.as_ptr().cast(), bytes.len(), &mut id, error)
        })?;
        Ok(MessageId(id))
    }

    /// The bytes that the native clients' `deserialize` reads.
    pub fn serialize(&self) -> Vec<u8> {
        let mut bytes = vec![0; 64];
        loop {
            // SAFETY: at most as many bytes are written as there are.
            let size = unsafe {
                sys::pws_message_id_serialize(self.0, bytes.as_mut_ptr().cast(), bytes.len())
            };
            let fits = size <= bytes.len();
            bytes.resize(size, 0);
            if fits {
                return bytes;
            }
        }
    }

    /// The ledger that the message is stored in.
    pub fn ledger(&self) -> i64 {
        // SAFETY: the id lives.
        unsafe { sys::pws_message_id_ledger(self.0) }
    }

    /// The message's entry in its ledger.
    pub fn entry(&self) -> i64 {
        // SAFETY: the id lives.
        unsafe { sys::pws_message_id_entry(self.0) }
    }

    /// The partition; `None` where the topic has none.
    pub fn partition(&self) -> Option<u32> {
        // SAFETY: the id lives.
        u32::try_from(unsafe { sys::pws_message_id_partition(self.0) }).ok()
    }

    /// The message's place in its batch; `None` where it was not in one.
    pub fn batch_index(&self) -> Option<u32> {
        // SAFETY: the id lives.
        u32::try_from(unsafe { sys::pws_message_id_batch_index(self.0) }).ok()
    }

    pub(crate) fn raw(&self) -> *const sys::pws_message_id {
        self.0
    }

    /// # Safety
    /// `id` is an id.
    unsafe fn copy(id: *const sys::pws_message_id) -> MessageId {
        let copy = sys::pws_message_id_dup(id);
        assert!(!copy.is_null(), "no memory for a message id");
        MessageId(copy)
    }

    /// One that belongs to something else, beside which it must be kept.
    pub(crate) fn borrow(id: *const sys::pws_message_id) -> ManuallyDrop<MessageId> {
        ManuallyDrop::new(MessageId(id.cast_mut()))
    }
}

impl Drop for MessageId {
    fn drop(&mut self) {
        // SAFETY: a borrowed one is never dropped.
        unsafe { sys::pws_message_id_free(self.0) }
    }
}

impl Clone for MessageId {
    fn clone(&self) -> MessageId {
        // SAFETY: the id lives.
        unsafe { MessageId::copy(self.0) }
    }
}

impl Ord for MessageId {
    fn cmp(&self, other: &MessageId) -> Ordering {
        // SAFETY: both live.
        unsafe { sys::pws_message_id_compare(self.0, other.0) }.cmp(&0)
    }
}

impl PartialOrd for MessageId {
    fn partial_cmp(&self, other: &MessageId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for MessageId {
    fn eq(&self, other: &MessageId) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for MessageId {}

impl Hash for MessageId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.ledger(), self.entry(), self.partition(), self.batch_index()).hash(state);
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0_u8; 96];
        // SAFETY: at most as many bytes are written as there are; 96 always do.
        let size =
            unsafe { sys::pws_message_id_print(self.0, text.as_mut_ptr().cast(), text.len()) };
        f.pad(std::str::from_utf8(&text[..size.min(text.len())]).unwrap_or_default())
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageId({self})")
    }
}
