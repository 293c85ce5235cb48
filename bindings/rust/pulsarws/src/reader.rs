//! Reads a topic without a subscription.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use pulsarws_sys as sys;

use crate::endpoint::{Endpoint, EndpointFunctions};
use crate::error::{Error, Result};
use crate::handle::{ClientHandle, ReaderHandle};
use crate::inbox::{Source, SourceFunctions};
use crate::operation::Outcome;
use crate::received::ReceivedMessage;
use crate::receiver::Receiver;
use crate::waits::Waits;

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
pub struct Reader(Receiver<ReaderHandle>);

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

impl Endpoint for ReaderHandle {
    const ENDPOINT: EndpointFunctions<sys::pws_reader> = EndpointFunctions {
        topic: sys::pws_reader_topic,
        name: sys::pws_reader_name,
        is_connected: sys::pws_reader_is_connected,
        last_error: sys::pws_reader_last_error,
        statistics: sys::pws_reader_statistics,
        close: sys::pws_reader_close,
    };
}

impl Source for ReaderHandle {
    const SOURCE: SourceFunctions<sys::pws_reader> = SourceFunctions {
        take: sys::pws_reader_next_view,
        ask: sys::pws_reader_next_async,
        listen: sys::pws_reader_listen,
        end_of_topic: sys::pws_reader_end_of_topic,
    };
}

impl Reader {
    pub(crate) fn new(handle: ReaderHandle, client: &Arc<ClientHandle>, waits: Waits) -> Reader {
        Reader(Receiver::new(handle, client, waits))
    }

    pub(crate) fn address(&self) -> usize {
        self.0.handle().address()
    }

    /// The next message. A reader that ends for good gives the reason, as the last
    /// before `None`; one that was closed gives `None` at once. A topic that was
    /// terminated does not end it: see [`end_of_topic`](Reader::end_of_topic).
    pub async fn next(&mut self) -> Option<Result<ReceivedMessage>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next message. Dropping the future loses none: what arrives for it is
    /// handed out to the next one.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED), or why the reader has ended for good.
    pub async fn read(&self) -> Result<ReceivedMessage> {
        self.0.receive().await
    }

    /// The next message, waiting for it on this thread.
    ///
    /// # Errors
    /// As for [`read`](Reader::read), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn read_blocking(&self) -> Result<ReceivedMessage> {
        self.0.receive_blocking(None)
    }

    /// The same, waiting for so long at most.
    ///
    /// # Errors
    /// As for [`read_blocking`](Reader::read_blocking), and
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where none came in time.
    pub fn read_timeout(&self, wait: Duration) -> Result<ReceivedMessage> {
        self.0.receive_blocking(Some(wait))
    }

    /// The next message if it has been fetched already. Does not wait.
    ///
    /// # Errors
    /// As for [`read`](Reader::read).
    pub fn try_read(&self) -> Result<Option<ReceivedMessage>> {
        self.0.inbox().try_receive()
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
        self.0.listen(move |receiver, event| listener(&Reader(receiver), ReaderEvent::of(event)))
    }

    /// Whether there is another message: `Some(true)` where one has been fetched,
    /// `Some(false)` where [`end_of_topic`](Reader::end_of_topic) has said that the
    /// topic ended and all was handed out, `None` where it cannot be known.
    pub fn has_next(&self) -> Option<bool> {
        // SAFETY: the handle lives during the call.
        match unsafe { sys::pws_reader_has_next(self.0.raw()) } {
            // What came for a read that was dropped is not the library's any more.
            0 | -1 if self.0.inbox().has_arrived() => Some(true),
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// Whether the topic has ended: whether it was terminated and the server has
    /// fetched the last of it, which may still be on its way here. Waits for
    /// [`operation_timeout`](crate::ReaderBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT),
    /// [`CONNECTION_LOST`](crate::Status::CONNECTION_LOST),
    /// [`CLOSED`](crate::Status::CLOSED).
    pub async fn end_of_topic(&self) -> Result<bool> {
        self.0.operation::<bool>(sys::pws_reader_end_of_topic_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`end_of_topic`](Reader::end_of_topic), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn end_of_topic_blocking(&self, wait: Duration) -> Result<bool> {
        self.0.end_of_topic_blocking(wait)
    }

    /// Closes the reader. Waits for
    /// [`operation_timeout`](crate::ReaderBuilder::operation_timeout) at most. Closing again
    /// is fine.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where the server's goodbye did not come in
    /// time; the reader is closed in any case.
    pub async fn close(&self) -> Result<()> {
        self.0.operation::<()>(sys::pws_reader_close_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`close`](Reader::close), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback unless `wait`
    /// is zero.
    pub fn close_blocking(&self, wait: Duration) -> Result<()> {
        self.0.handle().close_blocking(wait)
    }

    /// The topic's full name.
    pub fn topic(&self) -> &str {
        self.0.handle().topic()
    }

    /// The option `readerName`; empty where the broker picks one.
    pub fn name(&self) -> &str {
        self.0.handle().name()
    }

    /// Whether it has a connection now.
    pub fn is_connected(&self) -> bool {
        self.0.handle().is_connected()
    }

    /// What was wrong with the connection last: the failure of the last attempt to
    /// connect or the last loss, or why the reader has ended. `None` where the last
    /// attempt succeeded, or none has failed yet.
    pub fn last_error(&self) -> Option<Error> {
        self.0.last_error()
    }

    /// What the reader has done and how it is, as a JSON object: see
    /// [`Client::statistics_json`](crate::Client::statistics_json).
    ///
    /// # Errors
    /// [`OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
    pub fn statistics_json(&self) -> Result<String> {
        self.0.handle().statistics()
    }

    /// The same as a value.
    ///
    /// # Errors
    /// [`OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
    #[cfg(feature = "serde")]
    pub fn statistics(&self) -> Result<crate::statistics::ReaderStatistics> {
        crate::statistics::parse(&self.statistics_json()?)
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

/// See [`Reader::next`].
impl Stream for Reader {
    type Item = Result<ReceivedMessage>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
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
