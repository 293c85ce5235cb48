//! Reads a topic without a subscription.

use std::fmt;
use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::ptr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use pulsarws_sys as sys;

use crate::builder::{ReaderBuilder, Waits};
use crate::callback::{repeated, Callback};
use crate::error::{call, Error, Result};
use crate::handle::ReaderHandle;
use crate::inbox::{Inbox, Receiving, Source};
use crate::operation::{AsyncFunction, Operation, Outcome};
use crate::received::ReceivedMessage;
use crate::text::{borrowed_utf8, c_string, made_text};
use crate::time::timeout;

/// Reads a topic from a place of its choice, without a subscription and without
/// acks.
///
/// After a lost connection it goes on behind the last message that it handed out:
/// none is missed, none comes twice. Two cases it cannot save: where it started at
/// [`MessageId::latest`](crate::MessageId::latest) and had read nothing, what was
/// published meanwhile is missed ([`ReaderEvent::Gap`] says so); and on a
/// partitioned topic it ends with [`NOT_SUPPORTED`](crate::Status::NOT_SUPPORTED):
/// read each partition by a reader of its own, on `TOPIC-partition-N`.
///
/// It is a [`Stream`], and may be shared by an [`Arc`]. Dropping it gives it up
/// without waiting.
pub struct Reader {
    receiving: Receiving<ReaderHandle>,
    waits: Waits,
    /// Why the stream has ended.
    ended: Option<Error>,
}

/// What a reader's listener hears: see [`Reader::listen`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ReaderEvent {
    /// The next message.
    Message(ReceivedMessage),
    /// The reader had started at the latest message, had read none, and has
    /// connected again: messages in between may be missing.
    Gap,
    /// The reader has ended, and this is why: nothing more comes.
    Ended(Error),
}

impl Source for ReaderHandle {
    fn take(
        &self,
        timeout_ms: i32,
        message: *mut *mut sys::pws_message,
        view: *mut sys::pws_message_view,
        error: *mut *mut sys::pws_error,
    ) -> sys::pws_status {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_reader_next_view(self.raw(), timeout_ms, message, view, error) }
    }

    fn ask(
        &self,
        callback: Callback,
        operation: *mut u64,
        error: *mut *mut sys::pws_error,
    ) -> sys::pws_status {
        // SAFETY: the handle lives during the call, and the callback is given away.
        unsafe {
            sys::pws_reader_next_async(
                self.raw(),
                -1,
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        }
    }
}

impl Reader {
    pub(crate) async fn open(builder: ReaderBuilder) -> Result<Reader> {
        let (reader, opening) = Reader::begin(builder)?;
        opening.await?;
        Ok(reader)
    }

    fn begin(builder: ReaderBuilder) -> Result<(Reader, Operation<()>)> {
        let topic = c_string("the topic", &builder.topic)?;
        let options = builder.settings.raw()?;
        let client = builder.client.handle();
        let mut reader = ptr::null_mut();
        // SAFETY: client, topic, start and options live during the call.
        let opening = Operation::begin(client, |callback, operation, error| unsafe {
            sys::pws_reader_new_async(
                client.raw(),
                topic.as_ptr(),
                builder.start.raw(),
                options,
                timeout(builder.waits.open),
                &mut reader,
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        })?;
        // SAFETY: after success the reader is the caller's.
        Ok((unsafe { Reader::own(reader, &builder) }, opening))
    }

    pub(crate) fn open_blocking(builder: ReaderBuilder) -> Result<Reader> {
        let topic = c_string("the topic", &builder.topic)?;
        let options = builder.settings.raw()?;
        let mut reader = ptr::null_mut();
        // SAFETY: client, topic, start and options live during the call; after
        // success the reader is the caller's.
        unsafe {
            call(|error| {
                sys::pws_reader_new(
                    builder.client.handle().raw(),
                    topic.as_ptr(),
                    builder.start.raw(),
                    options,
                    timeout(builder.waits.open),
                    &mut reader,
                    error,
                )
            })?;
            Ok(Reader::own(reader, &builder))
        }
    }

    /// # Safety
    /// `reader` is owned by the caller.
    unsafe fn own(reader: *mut sys::pws_reader, builder: &ReaderBuilder) -> Reader {
        let client = Arc::clone(builder.client.handle());
        let inbox = Inbox::new(ReaderHandle::own(reader), client);
        Reader::over(&inbox, builder.waits)
    }

    fn over(inbox: &Arc<Inbox<ReaderHandle>>, waits: Waits) -> Reader {
        Reader { receiving: Receiving::new(inbox), waits, ended: None }
    }

    fn inbox(&self) -> &Arc<Inbox<ReaderHandle>> {
        self.receiving.inbox()
    }

    fn raw(&self) -> *mut sys::pws_reader {
        self.inbox().source().raw()
    }

    pub(crate) fn address(&self) -> usize {
        self.raw() as usize
    }

    /// The next message. `None` when the reader has ended or was closed, which
    /// [`last_error`](Reader::last_error) gives the reason for. A topic that was
    /// terminated does not end it: see [`end_of_topic`](Reader::end_of_topic).
    pub async fn next(&mut self) -> Option<ReceivedMessage> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next message. Dropping the future loses none: what arrives for it is
    /// handed out to the next one.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED), or why the reader has ended for good.
    pub async fn read(&self) -> Result<ReceivedMessage> {
        Receiving::new(self.inbox()).await
    }

    /// The next message, waiting for it on this thread.
    ///
    /// # Errors
    /// As for [`read`](Reader::read), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn read_blocking(&self) -> Result<ReceivedMessage> {
        self.inbox().receive_until(None)
    }

    /// The same, waiting for so long at most.
    ///
    /// # Errors
    /// As for [`read_blocking`](Reader::read_blocking), and
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where none came in time.
    pub fn read_timeout(&self, wait: Duration) -> Result<ReceivedMessage> {
        self.inbox().receive_until(Instant::now().checked_add(wait))
    }

    /// The next message if it has been fetched already. Does not wait.
    ///
    /// # Errors
    /// As for [`read`](Reader::read).
    pub fn try_read(&self) -> Result<Option<ReceivedMessage>> {
        self.inbox().try_receive()
    }

    /// Has `listener` called with every message, on the dispatcher thread; set it
    /// once. From now on the read functions fail with
    /// [`INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT). Where the reader has
    /// been dropped, nothing more comes.
    ///
    /// # Errors
    /// [`INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT) where there is a
    /// listener, [`CLOSED`](crate::Status::CLOSED).
    pub fn listen<F>(&self, mut listener: F) -> Result<()>
    where
        F: FnMut(&Reader, ReaderEvent) + Send + 'static,
    {
        // Weak: the library keeps the listener as long as the reader lives.
        let inbox = Arc::downgrade(self.inbox());
        let waits = self.waits;
        let callback = repeated(move |event| {
            if let Some(inbox) = inbox.upgrade() {
                listener(&Reader::over(&inbox, waits), ReaderEvent::of(event));
            }
        });
        // SAFETY: the handle lives during the call, and the callback is given away.
        call(|error| unsafe {
            sys::pws_reader_listen(
                self.raw(),
                callback.function,
                callback.user_data,
                callback.free_user_data,
                error,
            )
        })
    }

    /// Whether there is another message: `Some(true)` where one has been fetched,
    /// `Some(false)` where [`end_of_topic`](Reader::end_of_topic) has said that the
    /// topic ended and all was handed out, `None` where it cannot be known.
    pub fn has_next(&self) -> Option<bool> {
        // SAFETY: the handle lives during the call.
        match unsafe { sys::pws_reader_has_next(self.raw()) } {
            // What came for a read that was dropped is not the library's any more.
            0 | -1 if self.inbox().has_arrived() => Some(true),
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// Whether the topic has ended: whether it was terminated and the server has
    /// fetched the last of it, which may still be on its way here. Waits for
    /// [`operation_timeout`](ReaderBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT),
    /// [`CONNECTION_LOST`](crate::Status::CONNECTION_LOST),
    /// [`CLOSED`](crate::Status::CLOSED).
    pub async fn end_of_topic(&self) -> Result<bool> {
        self.operation::<bool>(sys::pws_reader_end_of_topic_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`end_of_topic`](Reader::end_of_topic), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn end_of_topic_blocking(&self, wait: Duration) -> Result<bool> {
        let mut ended = 0;
        // SAFETY: the handle lives during the call.
        call(|error| unsafe {
            sys::pws_reader_end_of_topic(self.raw(), timeout(wait), &mut ended, error)
        })?;
        Ok(ended != 0)
    }

    /// Closes the reader. Waits for
    /// [`operation_timeout`](ReaderBuilder::operation_timeout) at most. Closing again
    /// is fine.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where the server's goodbye did not come in
    /// time; the reader is closed in any case.
    pub async fn close(&self) -> Result<()> {
        self.operation::<()>(sys::pws_reader_close_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`close`](Reader::close), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback unless `wait`
    /// is zero.
    pub fn close_blocking(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_reader_close(self.raw(), timeout(wait), error) })
    }

    fn operation<T: Outcome>(
        &self,
        function: AsyncFunction<sys::pws_reader>,
    ) -> Result<Operation<T>> {
        // SAFETY: the handle lives during the call.
        unsafe {
            Operation::begin_on(self.inbox().client(), self.raw(), self.waits.operation, function)
        }
    }

    /// The topic's full name.
    pub fn topic(&self) -> &str {
        // SAFETY: borrowed from the reader.
        unsafe { borrowed_utf8(sys::pws_reader_topic(self.raw())) }
    }

    /// The option `readerName`; empty where the broker picks one.
    pub fn name(&self) -> &str {
        // SAFETY: borrowed from the reader.
        unsafe { borrowed_utf8(sys::pws_reader_name(self.raw())) }
    }

    /// Whether it has a connection now.
    pub fn is_connected(&self) -> bool {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_reader_is_connected(self.raw()) != 0 }
    }

    /// What was wrong with the connection last: the failure of the last attempt to
    /// connect or the last loss, or why the reader has ended. `None` where the last
    /// attempt succeeded, or none has failed yet.
    pub fn last_error(&self) -> Option<Error> {
        // SAFETY: the handle lives during the call.
        let last = call(|error| unsafe { sys::pws_reader_last_error(self.raw(), error) }).err();
        // While it closes the stream has ended already, and this is still empty.
        last.or_else(|| self.ended.clone())
    }

    /// What the reader has done and how it is, as a JSON object: see
    /// [`Client::statistics`](crate::Client::statistics).
    ///
    /// # Errors
    /// [`OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
    pub fn statistics(&self) -> Result<String> {
        // SAFETY: the handle lives during the call.
        made_text(|text, error| unsafe { sys::pws_reader_statistics(self.raw(), text, error) })
    }
}

impl ReaderEvent {
    fn of(event: &mut sys::pws_event) -> ReaderEvent {
        if event.type_ == sys::PWS_EVENT_GAP as i32 {
            return ReaderEvent::Gap;
        }
        match ReceivedMessage::of(event) {
            Ok(message) => ReaderEvent::Message(message),
            Err(error) => ReaderEvent::Ended(error),
        }
    }
}

/// Ends when the reader has ended or was closed; [`Reader::last_error`] says why.
impl Stream for Reader {
    type Item = ReceivedMessage;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<ReceivedMessage>> {
        if self.ended.is_some() {
            return Poll::Ready(None);
        }
        Pin::new(&mut self.receiving).poll(context).map(|result| match result {
            Ok(message) => Some(message),
            Err(error) => {
                self.ended = Some(error);
                None
            }
        })
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("topic", &self.topic())
            .field("name", &self.name())
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
