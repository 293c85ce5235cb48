//! How a client opens what it is asked for.

use std::ptr;
use std::sync::Arc;

use pulsarws_sys as sys;

use crate::callback::Callback;
use crate::client::Client;
use crate::endpoint::ErrorOut;
use crate::error::{call, Result};
use crate::handle::{ClientHandle, Handle};
use crate::message_id::MessageId;
use crate::operation::Operation;
use crate::producer::Producer;
use crate::reader::Reader;
use crate::settings::Settings;
use crate::text::c_string;
use crate::time::timeout;
use crate::waits::Waits;

/// What every handle is opened with, as the library takes it.
pub(crate) struct Opening<'a> {
    handle: &'a Arc<ClientHandle>,
    pub(crate) client: *mut sys::pws_client,
    pub(crate) options: *const sys::pws_options,
    pub(crate) wait: i32,
}

impl<'a> Opening<'a> {
    pub(crate) fn new(
        client: &'a Client,
        settings: &'a Settings,
        waits: Waits,
    ) -> Result<Opening<'a>> {
        let handle = client.handle();
        let options = settings.raw()?;
        Ok(Opening { handle, client: handle.raw(), options, wait: timeout(waits.open) })
    }

    /// For [`begin_by`].
    pub(crate) fn begin<H: Handle>(
        &self,
        new: impl FnOnce(*mut *mut H::Raw, Callback, *mut u64, ErrorOut) -> sys::pws_status,
    ) -> Result<(H, Operation<()>)> {
        let mut made = ptr::null_mut();
        let opening = Operation::begin(self.handle, |callback, operation, error| {
            new(&mut made, callback, operation, error)
        })?;
        // SAFETY: after success it is the caller's.
        Ok((unsafe { H::own(made) }, opening))
    }

    /// For [`wait_by`].
    pub(crate) fn wait<H: Handle>(
        &self,
        new: impl FnOnce(*mut *mut H::Raw, ErrorOut) -> sys::pws_status,
    ) -> Result<H> {
        let mut made = ptr::null_mut();
        call(|error| new(&mut made, error))?;
        // SAFETY: after success it is the caller's.
        Ok(unsafe { H::own(made) })
    }
}

/// Begins to open by a `_new_async` function, of which only the arguments of its
/// own are given; what is lent to it lives during the call.
macro_rules! begin_by {
    ($all:ident, $function:ident($($own:expr),*)) => {
        // SAFETY: as said above; the callback is given away.
        $all.begin(|made, callback, operation, error| unsafe {
            sys::$function(
                $all.client,
                $($own,)*
                $all.options,
                $all.wait,
                made,
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        })
    };
}
pub(crate) use begin_by;

/// The same, opening and waiting, for a `_new` function.
macro_rules! wait_by {
    ($all:ident, $function:ident($($own:expr),*)) => {
        // SAFETY: as said above.
        $all.wait(|made, error| unsafe {
            sys::$function($all.client, $($own,)* $all.options, $all.wait, made, error)
        })
    };
}
pub(crate) use wait_by;

impl Client {
    pub(crate) fn begin_producer(
        &self,
        topic: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<(Producer, Operation<()>)> {
        let topic = c_string("the topic", topic)?;
        let all = Opening::new(self, settings, waits)?;
        let (handle, opening) = begin_by!(all, pws_producer_new_async(topic.as_ptr()))?;
        Ok((Producer::new(handle, self.handle(), settings, waits)?, opening))
    }

    pub(crate) fn open_producer(
        &self,
        topic: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<Producer> {
        let topic = c_string("the topic", topic)?;
        let all = Opening::new(self, settings, waits)?;
        let handle = wait_by!(all, pws_producer_new(topic.as_ptr()))?;
        Producer::new(handle, self.handle(), settings, waits)
    }

    pub(crate) fn begin_reader(
        &self,
        topic: &str,
        start: &MessageId,
        settings: &Settings,
        waits: Waits,
    ) -> Result<(Reader, Operation<()>)> {
        let topic = c_string("the topic", topic)?;
        let all = Opening::new(self, settings, waits)?;
        let (handle, opening) = begin_by!(all, pws_reader_new_async(topic.as_ptr(), start.raw()))?;
        Ok((Reader::new(handle, self.handle(), waits), opening))
    }

    pub(crate) fn open_reader(
        &self,
        topic: &str,
        start: &MessageId,
        settings: &Settings,
        waits: Waits,
    ) -> Result<Reader> {
        let topic = c_string("the topic", topic)?;
        let all = Opening::new(self, settings, waits)?;
        let handle = wait_by!(all, pws_reader_new(topic.as_ptr(), start.raw()))?;
        Ok(Reader::new(handle, self.handle(), waits))
    }
}
