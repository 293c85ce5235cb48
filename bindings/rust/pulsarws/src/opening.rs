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

    /// Begins it: `new` makes the call of a `_new_async` function.
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

    /// Opens it and waits: `new` makes the call of a `_new` function.
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

impl Client {
    pub(crate) fn begin_producer(
        &self,
        topic: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<(Producer, Operation<()>)> {
        let topic = c_string("the topic", topic)?;
        let all = Opening::new(self, settings, waits)?;
        // SAFETY: client, topic and options live during the call.
        let (handle, opening) = all.begin(|made, callback, operation, error| unsafe {
            sys::pws_producer_new_async(
                all.client,
                topic.as_ptr(),
                all.options,
                all.wait,
                made,
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        })?;
        Ok((Producer::new(handle, self.handle(), waits), opening))
    }

    pub(crate) fn open_producer(
        &self,
        topic: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<Producer> {
        let topic = c_string("the topic", topic)?;
        let all = Opening::new(self, settings, waits)?;
        // SAFETY: client, topic and options live during the call.
        let handle = all.wait(|made, error| unsafe {
            let topic = topic.as_ptr();
            sys::pws_producer_new(all.client, topic, all.options, all.wait, made, error)
        })?;
        Ok(Producer::new(handle, self.handle(), waits))
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
        // SAFETY: client, topic, start and options live during the call.
        let (handle, opening) = all.begin(|made, callback, operation, error| unsafe {
            sys::pws_reader_new_async(
                all.client,
                topic.as_ptr(),
                start.raw(),
                all.options,
                all.wait,
                made,
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        })?;
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
        // SAFETY: client, topic, start and options live during the call.
        let handle = all.wait(|made, error| unsafe {
            let topic = topic.as_ptr();
            sys::pws_reader_new(all.client, topic, start.raw(), all.options, all.wait, made, error)
        })?;
        Ok(Reader::new(handle, self.handle(), waits))
    }
}
