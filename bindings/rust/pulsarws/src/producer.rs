//! Sends messages to one topic.

use std::borrow::Borrow;
use std::fmt;
use std::ptr;
use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pulsarws_sys as sys;

use crate::callback::{in_callback, once, repeated, Callback, NO_CALLBACK};
use crate::endpoint::{Endpoint, EndpointFunctions};
use crate::error::{call, Error, Result};
use crate::handle::{ClientHandle, Handle, ProducerHandle};
use crate::message::Message;
use crate::operation::{AsyncFunction, Operation, Outcome};
use crate::receipt::{Delivery, Receipt};
use crate::room::Room;
use crate::sending::{self, Sending};
use crate::sending_all::SendingAll;
use crate::settings::Settings;
use crate::time::timeout;
use crate::unawaited::Unawaited;
use crate::waits::Waits;

/// Sends messages to one topic.
///
/// It connects again by itself, and sends what was not answered once more. A clone
/// is the same producer; dropping the last gives it up without waiting, so
/// [`close`](Producer::close) it to see that all is settled. Which of the sends to use
/// says [`which_send`](crate::which_send).
#[derive(Clone)]
pub struct Producer(Arc<Inner>);

struct Inner {
    handle: ProducerHandle,
    client: Arc<ClientHandle>,
    waits: Waits,
    unawaited: Arc<Unawaited>,
    /// With the option `blockIfQueueFull`.
    room: Option<Arc<Room>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(room) = &self.room {
            room.give_up();
        }
    }
}

impl Endpoint for ProducerHandle {
    const ENDPOINT: EndpointFunctions<sys::pws_producer> = EndpointFunctions {
        topic: sys::pws_producer_topic,
        name: sys::pws_producer_name,
        is_connected: sys::pws_producer_is_connected,
        last_error: sys::pws_producer_last_error,
        statistics: sys::pws_producer_statistics,
        close: sys::pws_producer_close,
    };
}

impl Producer {
    pub(crate) fn new(
        handle: ProducerHandle,
        client: &Arc<ClientHandle>,
        settings: &Settings,
        waits: Waits,
    ) -> Result<Producer> {
        let unawaited = Unawaited::new(client, handle.topic());
        let waits_for_room = settings.get("blockIfQueueFull")?.as_deref() == Some("true");
        let send_timeout = settings.get("sendTimeout")?.and_then(|text| text.parse().ok());
        let room = waits_for_room
            .then(|| Room::new(send_timeout.filter(|&time| time > 0).map(Duration::from_millis)));
        let client = Arc::clone(client);
        let producer = Producer(Arc::new(Inner { handle, client, waits, unawaited, room }));
        if waits_for_room {
            producer.hear_of_room()?;
        }
        Ok(producer)
    }

    /// Has what waits for room served when there is some, as long as the producer lives.
    fn hear_of_room(&self) -> Result<()> {
        let inner = Arc::downgrade(&self.0);
        let callback = repeated(move |_| {
            let Some(inner) = inner.upgrade() else { return };
            if let Some(room) = &inner.room {
                room.serve(&inner.handle);
            }
        });
        // SAFETY: the handle lives during the call, and the callback is given away.
        call(|error| unsafe {
            sys::pws_producer_set_writable_callback(
                self.raw(),
                callback.function,
                callback.user_data,
                callback.free_user_data,
                error,
            )
        })
    }

    fn raw(&self) -> *mut sys::pws_producer {
        self.0.handle.raw()
    }

    pub(crate) fn address(&self) -> usize {
        self.0.handle.address()
    }

    /// Queues a message, at once and not first when the future is polled; the
    /// future is done when the server has stored it. So messages are stored in the
    /// order of these calls, and many may be under way. When the future is dropped,
    /// the message is sent all the same, and its outcome goes where that of an
    /// [enqueued](Producer::enqueue) one goes.
    ///
    /// With the option `blockIfQueueFull` the future waits for room where the queue is
    /// full, and no thread does: messages get room in the order of the calls, also those
    /// whose futures are not polled, and each is copied as long as it waits. A future
    /// that is dropped while it waits for room sends nothing, so that an executor's
    /// timeout bounds it.
    ///
    /// # Errors
    /// The future fails with [`QUEUE_FULL`](crate::Status::QUEUE_FULL),
    /// [`MESSAGE_TOO_BIG`](crate::Status::MESSAGE_TOO_BIG) or
    /// [`INVALID_MESSAGE`](crate::Status::INVALID_MESSAGE), and nothing was queued;
    /// [`SEND_REFUSED`](crate::Status::SEND_REFUSED) where the server would not have
    /// it; [`NOT_SENT`](crate::Status::NOT_SENT) or
    /// [`OUTCOME_UNKNOWN`](crate::Status::OUTCOME_UNKNOWN) where the send timeout
    /// was over, it was purged, or the producer ended. Where it waits for room,
    /// [`TIMEOUT`](crate::Status::TIMEOUT) if the send timeout is found to be over
    /// when it is its turn, and [`CLOSED`](crate::Status::CLOSED) if the producer is
    /// closed.
    pub fn send<'a>(&self, message: impl Borrow<Message<'a>>) -> Sending {
        let Inner { handle, room, unawaited, .. } = &*self.0;
        Sending::begin(handle, room.as_ref(), unawaited, message.borrow())
    }

    /// Sends a message and waits on this thread until the server has stored it, up
    /// to its send timeout.
    ///
    /// # Errors
    /// As for [`send`](Producer::send), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn send_blocking<'a>(&self, message: impl Borrow<Message<'a>>) -> Result<Receipt> {
        self.send_timeout(message, Duration::MAX)
    }

    /// The same, waiting for so long at most.
    ///
    /// # Errors
    /// As for [`send_blocking`](Producer::send_blocking);
    /// [`TIMEOUT_PENDING`](crate::Status::TIMEOUT_PENDING) where the message stays
    /// queued, and its outcome goes to [`on_delivery`](Producer::on_delivery);
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where there was no room in the queue in
    /// time.
    pub fn send_timeout<'a>(
        &self,
        message: impl Borrow<Message<'a>>,
        wait: Duration,
    ) -> Result<Receipt> {
        let (mut wait, message) = (wait, message.borrow());
        // In a callback the library says what is wrong.
        if let Some(room) = self.0.room.as_ref().filter(|_| !in_callback()) {
            let until = Instant::now().checked_add(wait);
            room.wait_for_turn(message, until)?;
            wait = until.map_or(wait, |until| until.saturating_duration_since(Instant::now()));
        }
        let mut receipt = ptr::null_mut();
        // SAFETY: handle and message live during the call; after success the
        // receipt is the caller's.
        message.with_raw(|outgoing| unsafe {
            call(|error| {
                let wait = timeout(wait);
                sys::pws_producer_send(self.raw(), outgoing, wait, &mut receipt, error)
            })?;
            Ok(Receipt::own(receipt))
        })
    }

    /// Queues a message and has `done` called with what became of it, on the
    /// dispatcher thread. The cheapest way to hear of many messages.
    ///
    /// # Errors
    /// Where nothing was queued, and `done` is not called: as for
    /// [`send`](Producer::send). With the option `blockIfQueueFull` this call waits on
    /// its thread for room in the queue, up to the send timeout: in an executor, use
    /// [`send`](Producer::send). In a callback it never waits.
    pub fn send_then<'a, F>(&self, message: impl Borrow<Message<'a>>, done: F) -> Result<()>
    where
        F: FnOnce(Result<Receipt>) + Send + 'static,
    {
        self.queue(message.borrow(), once(move |event| done(Receipt::of(event))))
    }

    /// Queues a message and forgets it: what becomes of it is told to
    /// [`on_delivery`](Producer::on_delivery), or, where there is none and it fails,
    /// to the log.
    ///
    /// # Errors
    /// As for [`send_then`](Producer::send_then).
    pub fn enqueue<'a>(&self, message: impl Borrow<Message<'a>>) -> Result<()> {
        self.queue(message.borrow(), NO_CALLBACK)
    }

    fn queue(&self, message: &Message<'_>, callback: Callback) -> Result<()> {
        if let Some(room) = &self.0.room {
            if let Err(error) = room.wait_for_turn(message, None) {
                callback.discard();
                return Err(error);
            }
        }
        message.with_raw(|outgoing| {
            sending::send(&self.0.handle, slice::from_ref(outgoing), callback, ptr::null_mut())
        })
    }

    /// Queues several messages in one call; the future is done when all are
    /// settled, and has a result for each, in their order. Where one is not
    /// accepted, neither are those behind it, and they have its error. Those without
    /// room wait for it, each on its own, as [`send`](Producer::send) does.
    pub fn send_all(&self, messages: &[Message<'_>]) -> SendingAll {
        let Inner { handle, room, unawaited, .. } = &*self.0;
        SendingAll::queue(handle, room.as_ref(), unawaited, messages)
    }

    /// Tells `listener` what becomes of messages that nobody waits for: those that
    /// were enqueued, left by a [`send_timeout`](Producer::send_timeout) that ran out
    /// of time, or whose [`Sending`] or [`SendingAll`] was dropped. It is called on
    /// the dispatcher thread, but for a future that is dropped after its message is
    /// settled on the thread that drops it; one call at a time. Replaces the listener
    /// before. It must not own a clone of the producer, which would keep the producer
    /// alive for ever.
    ///
    /// Without a listener failures go to the client's log, as warnings: those of
    /// dropped futures with their count, and not a line for each where there are many.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED).
    pub fn on_delivery(&self, listener: impl FnMut(Delivery) + Send + 'static) -> Result<()> {
        self.0.unawaited.set_listener(listener);
        let unawaited = Arc::clone(&self.0.unawaited);
        let callback = repeated(move |event| unawaited.tell(Delivery::of(event)));
        // SAFETY: the handle lives during the call, and the callback is given away.
        call(|error| unsafe {
            sys::pws_producer_set_delivery_callback(
                self.raw(),
                callback.function,
                callback.user_data,
                callback.free_user_data,
                error,
            )
        })
    }

    /// Gives up messages that are not settled, and says how many that were: each
    /// fails with [`NOT_SENT`](crate::Status::NOT_SENT), or
    /// [`OUTCOME_UNKNOWN`](crate::Status::OUTCOME_UNKNOWN) where it was written.
    /// With `in_flight`, also those that were written and are not answered, which
    /// the server may store all the same. Does not wait.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED), or why the producer has ended.
    pub fn purge(&self, in_flight: bool) -> Result<usize> {
        let mut purged = 0;
        // SAFETY: the handle lives during the call.
        call(|error| unsafe {
            sys::pws_producer_purge(self.raw(), in_flight.into(), &mut purged, error)
        })?;
        Ok(purged)
    }

    /// Is done when every message queued before is settled, well or not; waits for
    /// [`operation_timeout`](crate::ProducerBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT).
    pub async fn flush(&self) -> Result<()> {
        self.settling(self.operation(sys::pws_producer_flush_async)?.await)
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn flush_blocking(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle lives during the call.
        let flush = |error| unsafe { sys::pws_producer_flush(self.raw(), timeout(wait), error) };
        self.settling(call(flush))
    }

    /// Flushes, then closes. What is not settled within
    /// [`operation_timeout`](crate::ProducerBuilder::operation_timeout) fails with
    /// [`NOT_SENT`](crate::Status::NOT_SENT) or
    /// [`OUTCOME_UNKNOWN`](crate::Status::OUTCOME_UNKNOWN). Closing again is fine.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where something was cut off; the producer
    /// is closed in any case.
    pub async fn close(&self) -> Result<()> {
        self.settling(self.operation(sys::pws_producer_close_async)?.await)
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`close`](Producer::close), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback unless `wait`
    /// is zero.
    pub fn close_blocking(&self, wait: Duration) -> Result<()> {
        self.settling(self.0.handle.close_blocking(wait))
    }

    /// What has settled messages has this outcome; what failed meanwhile is told.
    fn settling(&self, outcome: Result<()>) -> Result<()> {
        self.0.unawaited.log_rest();
        outcome
    }

    fn operation(&self, function: AsyncFunction<sys::pws_producer>) -> Result<Operation<()>> {
        self.0.handle.operation(&self.0.client, self.0.waits, function)
    }

    /// The topic's full name.
    pub fn topic(&self) -> &str {
        self.0.handle.topic()
    }

    /// The option `producerName`; empty where none was given and the broker picks
    /// one.
    pub fn name(&self) -> &str {
        self.0.handle.name()
    }

    /// Whether it has a connection now.
    pub fn is_connected(&self) -> bool {
        self.0.handle.is_connected()
    }

    /// How many messages are queued or in flight.
    pub fn pending_count(&self) -> usize {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_producer_pending_count(self.raw()) }
    }

    /// How many bytes their frames have, base64 and JSON included.
    pub fn pending_bytes(&self) -> usize {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_producer_pending_bytes(self.raw()) }
    }

    /// The number of the last message that the server has stored and before which
    /// none is unsettled. This producer's messages are counted in the order of their
    /// sends, from the option `initialSequenceId` on; without it the first is number
    /// 0. Where none is stored yet it is `initialSequenceId`, or -1. Behind a broken
    /// connection the broker's own count may be higher.
    pub fn last_sequence_id(&self) -> i64 {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_producer_last_sequence_id(self.raw()) }
    }

    /// What was wrong with the connection last: the failure of the last attempt to
    /// connect or the last loss, or why the producer has ended. `None` where the
    /// last attempt succeeded, or none has failed yet.
    pub fn last_error(&self) -> Option<Error> {
        self.0.handle.last_error()
    }

    /// What the producer has done and how it is, as a JSON object: see
    /// [`Client::statistics_json`](crate::Client::statistics_json).
    ///
    /// # Errors
    /// [`OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
    pub fn statistics_json(&self) -> Result<String> {
        self.0.handle.statistics()
    }

    /// The same as a value.
    ///
    /// # Errors
    /// [`OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
    #[cfg(feature = "serde")]
    pub fn statistics(&self) -> Result<crate::statistics::ProducerStatistics> {
        crate::statistics::parse(&self.statistics_json()?)
    }
}

impl fmt::Debug for Producer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("topic", &self.topic())
            .field("name", &self.name())
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
