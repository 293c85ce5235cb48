//! What became of a message that was sent.

use std::fmt;
use std::mem::{self, ManuallyDrop};
use std::ptr;

use pulsarws_sys as sys;

use crate::error::{Error, Result};
use crate::message_id::MessageId;
use crate::operation::Outcome;
use crate::text::borrowed_bytes;

/// The server's answer to a message that it has stored.
pub struct Receipt {
    receipt: *mut sys::pws_receipt,
    id: ManuallyDrop<MessageId>,
}

// SAFETY: a receipt is immutable.
unsafe impl Send for Receipt {}
unsafe impl Sync for Receipt {}

impl Receipt {
    /// # Safety
    /// `receipt` is owned by the caller.
    pub(crate) unsafe fn own(receipt: *mut sys::pws_receipt) -> Receipt {
        let id = MessageId::borrow(sys::pws_receipt_message_id(receipt));
        Receipt { receipt, id }
    }

    fn take_from(event: &mut sys::pws_event) -> Receipt {
        let receipt = mem::replace(&mut event.receipt, ptr::null_mut());
        // SAFETY: an event owns its receipt, and gives it up when the field is
        // NULL.
        unsafe { Receipt::own(receipt) }
    }

    /// The id that the server gave the message.
    pub fn message_id(&self) -> &MessageId {
        &self.id
    }

    /// The context that the message was sent with; empty where it had none.
    pub fn context(&self) -> &[u8] {
        // SAFETY: borrowed from the receipt.
        unsafe { borrowed_bytes(sys::pws_receipt_context(self.receipt)) }.unwrap_or_default()
    }

    /// Whether the broker's deduplication found that it had the message already.
    pub fn is_duplicate(&self) -> bool {
        // SAFETY: the receipt lives.
        unsafe { sys::pws_receipt_is_duplicate(self.receipt) != 0 }
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        // SAFETY: nothing else has this handle.
        unsafe { sys::pws_receipt_free(self.receipt) }
    }
}

impl Outcome for Receipt {
    fn of(event: &mut sys::pws_event) -> Result<Receipt> {
        Error::take_from(event)?;
        Ok(Receipt::take_from(event))
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("message_id", self.message_id())
            .field("context_size", &self.context().len())
            .field("is_duplicate", &self.is_duplicate())
            .finish()
    }
}

/// What became of a message that nobody waits for: see
/// [`Producer::on_delivery`](crate::Producer::on_delivery).
pub struct Delivery(Fate);

enum Fate {
    Stored(Receipt),
    /// The receipt has the context, too.
    Failed(Error, Receipt),
    /// Nothing was queued, or nothing more was heard.
    Refused(Error, Vec<u8>),
}

impl Delivery {
    pub(crate) fn of(event: &mut sys::pws_event) -> Delivery {
        let result = Error::take_from(event);
        let receipt = Receipt::take_from(event);
        Delivery(match result {
            Ok(()) => Fate::Stored(receipt),
            Err(error) => Fate::Failed(error, receipt),
        })
    }

    /// Of a message that there is no receipt for.
    pub(crate) fn refused(error: Error, context: &[u8]) -> Delivery {
        Delivery(Fate::Refused(error, context.to_vec()))
    }

    pub(crate) fn into_result(self) -> Result<Receipt> {
        match self.0 {
            Fate::Stored(receipt) => Ok(receipt),
            Fate::Failed(error, _) | Fate::Refused(error, _) => Err(error),
        }
    }

    /// The id that the server gave the message, or why it is not stored.
    pub fn result(&self) -> std::result::Result<&MessageId, &Error> {
        match &self.0 {
            Fate::Stored(receipt) => Ok(receipt.message_id()),
            Fate::Failed(error, _) | Fate::Refused(error, _) => Err(error),
        }
    }

    /// The context that the message was sent with; empty where it had none.
    pub fn context(&self) -> &[u8] {
        match &self.0 {
            Fate::Stored(receipt) | Fate::Failed(_, receipt) => receipt.context(),
            Fate::Refused(_, context) => context,
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("result", &self.result())
            .field("context_size", &self.context().len())
            .finish()
    }
}
