//! Receives the messages of one subscription.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use pulsarws_sys as sys;

use crate::endpoint::{Endpoint, EndpointFunctions};
use crate::error::{call, Error, Result};
use crate::handle::{ClientHandle, ConsumerHandle};
use crate::inbox::{time_left, Source, SourceFunctions};
use crate::message_id::MessageId;
use crate::operation::Outcome;
use crate::received::ReceivedMessage;
use crate::receiver::Receiver;
use crate::text::borrowed_utf8;
use crate::time::timeout;
use crate::waits::Waits;

/// Receives the messages of one subscription.
///
/// It connects again by itself. Take messages with [`next`](Consumer::next),
/// [`receive`](Consumer::receive) or one of its blocking forms, or have a function
/// called with [`listen`](Consumer::listen); as a [`Stream`] it works with the
/// adapters of `futures` and its like. Share it by an [`Arc`]: several tasks may
/// receive at once. Dropping it gives it up without waiting; what was not acked is
/// delivered again, to whoever subscribes next.
pub struct Consumer(Receiver<ConsumerHandle>);

impl Endpoint for ConsumerHandle {
    const ENDPOINT: EndpointFunctions<sys::pws_consumer> = EndpointFunctions {
        topic: sys::pws_consumer_topic,
        name: sys::pws_consumer_name,
        is_connected: sys::pws_consumer_is_connected,
        last_error: sys::pws_consumer_last_error,
        statistics: sys::pws_consumer_statistics,
        close: sys::pws_consumer_close,
    };
}

impl Source for ConsumerHandle {
    const SOURCE: SourceFunctions<sys::pws_consumer> = SourceFunctions {
        take: sys::pws_consumer_receive_view,
        ask: sys::pws_consumer_receive_async,
        listen: sys::pws_consumer_listen,
        end_of_topic: sys::pws_consumer_end_of_topic,
    };
}

impl Consumer {
    pub(crate) fn new(
        handle: ConsumerHandle,
        client: &Arc<ClientHandle>,
        waits: Waits,
    ) -> Consumer {
        Consumer(Receiver::new(handle, client, waits))
    }

    fn raw(&self) -> *mut sys::pws_consumer {
        self.0.raw()
    }

    pub(crate) fn address(&self) -> usize {
        self.0.handle().address()
    }

    /// The next message. A consumer that ends for good gives the reason, as the last
    /// before `None`; one that was closed gives `None` at once. A connection that
    /// breaks is neither: it goes on by itself.
    pub async fn next(&mut self) -> Option<Result<ReceivedMessage>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next message. Dropping the future loses none: what arrives for it is
    /// handed out to the next one.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED), or why the consumer has ended for good.
    pub async fn receive(&self) -> Result<ReceivedMessage> {
        self.0.receive().await
    }

    /// The next message, waiting for it on this thread.
    ///
    /// # Errors
    /// As for [`receive`](Consumer::receive), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn receive_blocking(&self) -> Result<ReceivedMessage> {
        self.0.receive_blocking(None)
    }

    /// The same, waiting for so long at most.
    ///
    /// # Errors
    /// As for [`receive_blocking`](Consumer::receive_blocking), and
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where none came in time.
    pub fn receive_timeout(&self, wait: Duration) -> Result<ReceivedMessage> {
        self.0.receive_blocking(Some(wait))
    }

    /// The next message if it has been fetched already. Does not wait.
    ///
    /// # Errors
    /// As for [`receive`](Consumer::receive).
    pub fn try_receive(&self) -> Result<Option<ReceivedMessage>> {
        self.0.inbox().try_receive()
    }

    /// Waits on this thread until there are `most` messages, or their payloads have
    /// `max_bytes` together (0: no such bound), or the time is up.
    ///
    /// # Errors
    /// As for [`receive_timeout`](Consumer::receive_timeout);
    /// [`INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT) where `most` is 0.
    pub fn receive_batch(
        &self,
        most: usize,
        max_bytes: usize,
        wait: Duration,
    ) -> Result<Vec<ReceivedMessage>> {
        // What comes for receives that were dropped is before the others.
        let deadline = Instant::now().checked_add(wait);
        let mut batch = self.0.inbox().take_under_way(most, max_bytes, deadline)?;
        let bytes: usize = batch.iter().map(|message| message.payload().len()).sum();
        if !batch.is_empty() && (batch.len() == most || (max_bytes > 0 && bytes >= max_bytes)) {
            return Ok(batch);
        }
        let max_bytes = max_bytes.saturating_sub(bytes);
        let mut messages = vec![ptr::null_mut(); most - batch.len()];
        let mut count = 0;
        // SAFETY: as many messages are written as there is room for, and each is
        // the caller's.
        let came = call(|error| unsafe {
            sys::pws_consumer_receive_batch(
                self.raw(),
                messages.as_mut_ptr(),
                messages.len(),
                max_bytes,
                timeout(time_left(deadline)),
                &mut count,
                error,
            )
        });
        for message in messages.into_iter().take(count) {
            // SAFETY: as above.
            batch.push(unsafe { ReceivedMessage::read(message) }?);
        }
        if batch.is_empty() {
            came?;
        }
        Ok(batch)
    }

    /// Has `listener` called with every message, on the dispatcher thread; set it
    /// once. From now on the receive functions fail with
    /// [`INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT). When the consumer ends
    /// by itself, the last call has the reason. Where the consumer has been dropped,
    /// nothing more comes.
    ///
    /// # Errors
    /// [`INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT) where there is a
    /// listener, [`CLOSED`](crate::Status::CLOSED).
    pub fn listen<F>(&self, mut listener: F) -> Result<()>
    where
        F: FnMut(&Consumer, Result<ReceivedMessage>) + Send + 'static,
    {
        self.0.listen(move |receiver, event| {
            listener(&Consumer(receiver), ReceivedMessage::of(event))
        })
    }

    /// Acknowledges a message: the subscription does not deliver it again. Does not
    /// wait. The first ack or nack of a message counts, later ones do nothing.
    ///
    /// # Errors
    /// [`WRONG_CONSUMER`](crate::Status::WRONG_CONSUMER) where it came from another
    /// consumer, [`CLOSED`](crate::Status::CLOSED).
    pub fn ack(&self, message: &ReceivedMessage) -> Result<()> {
        // SAFETY: consumer and message live during the call.
        call(|error| unsafe { sys::pws_consumer_ack(self.raw(), message.raw(), error) })
    }

    /// Acknowledges and drops a message in one call.
    ///
    /// # Errors
    /// As for [`ack`](Consumer::ack); the message is gone in any case.
    pub fn ack_and_drop(&self, message: ReceivedMessage) -> Result<()> {
        // SAFETY: the consumer lives during the call, and the message is given away.
        call(|error| unsafe {
            sys::pws_consumer_ack_and_free(self.raw(), message.into_raw(), error)
        })
    }

    /// Asks for a message to be delivered again, after the option
    /// `negativeAckRedeliveryDelay`. Otherwise as [`ack`](Consumer::ack).
    ///
    /// # Errors
    /// As for [`ack`](Consumer::ack).
    pub fn nack(&self, message: &ReceivedMessage) -> Result<()> {
        // SAFETY: consumer and message live during the call.
        call(|error| unsafe { sys::pws_consumer_nack(self.raw(), message.raw(), error) })
    }

    /// Acknowledges by id alone, for whoever keeps ids instead of messages.
    ///
    /// # Errors
    /// [`WRONG_CONSUMER`](crate::Status::WRONG_CONSUMER) where no message of this id
    /// was handed out here, or it is settled already;
    /// [`CLOSED`](crate::Status::CLOSED).
    pub fn ack_id(&self, id: &MessageId) -> Result<()> {
        // SAFETY: consumer and id live during the call.
        call(|error| unsafe { sys::pws_consumer_ack_id(self.raw(), id.raw(), error) })
    }

    /// Asks for redelivery by id alone.
    ///
    /// # Errors
    /// As for [`ack_id`](Consumer::ack_id).
    pub fn nack_id(&self, id: &MessageId) -> Result<()> {
        // SAFETY: consumer and id live during the call.
        call(|error| unsafe { sys::pws_consumer_nack_id(self.raw(), id.raw(), error) })
    }

    /// Acknowledges this message and all that this consumer handed out before it in
    /// the same partition and that are not settled.
    ///
    /// # Errors
    /// [`NOT_SUPPORTED`](crate::Status::NOT_SUPPORTED) on a Shared or Key_Shared
    /// subscription and on several topics; otherwise as for [`ack`](Consumer::ack).
    pub fn ack_cumulative(&self, message: &ReceivedMessage) -> Result<()> {
        // SAFETY: consumer and message live during the call.
        call(|error| unsafe { sys::pws_consumer_ack_cumulative(self.raw(), message.raw(), error) })
    }

    /// The same up to an id, which need not be that of a message handed out.
    ///
    /// # Errors
    /// As for [`ack_cumulative`](Consumer::ack_cumulative).
    pub fn ack_cumulative_id(&self, id: &MessageId) -> Result<()> {
        // SAFETY: consumer and id live during the call.
        call(|error| unsafe { sys::pws_consumer_ack_cumulative_id(self.raw(), id.raw(), error) })
    }

    /// Asks for all messages to be delivered again that were handed out and are not
    /// settled.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED).
    pub fn redeliver(&self) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_consumer_redeliver(self.raw(), error) })
    }

    /// Is done when the server has handled every ack and nack made before; waits for
    /// [`operation_timeout`](crate::ConsumerBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT);
    /// [`CONNECTION_LOST`](crate::Status::CONNECTION_LOST) where the connection broke
    /// meanwhile, after which they are settled on redelivery.
    pub async fn ack_flush(&self) -> Result<()> {
        self.0.operation::<()>(sys::pws_consumer_ack_flush_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`ack_flush`](Consumer::ack_flush), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn ack_flush_blocking(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_consumer_ack_flush(self.raw(), timeout(wait), error) })
    }

    /// Whether the topic has ended for this subscription: whether it was terminated
    /// and all of it is acknowledged. Waits for
    /// [`operation_timeout`](crate::ConsumerBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT),
    /// [`CONNECTION_LOST`](crate::Status::CONNECTION_LOST),
    /// [`CLOSED`](crate::Status::CLOSED).
    pub async fn end_of_topic(&self) -> Result<bool> {
        self.0.operation::<bool>(sys::pws_consumer_end_of_topic_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`end_of_topic`](Consumer::end_of_topic), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn end_of_topic_blocking(&self, wait: Duration) -> Result<bool> {
        self.0.end_of_topic_blocking(wait)
    }

    /// Removes the subscription, and with it what is not acknowledged; the consumer
    /// is closed then. Once asked, it does not reconnect. Waits for
    /// [`operation_timeout`](crate::ConsumerBuilder::operation_timeout) at most.
    ///
    /// # Errors
    /// [`UNSUBSCRIBE_REFUSED`](crate::Status::UNSUBSCRIBE_REFUSED) where the
    /// subscription has other consumers, or the connection broke;
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where no answer has come yet;
    /// [`CONNECTION_LOST`](crate::Status::CONNECTION_LOST) where there is no
    /// connection to ask over, and nothing has changed.
    pub async fn unsubscribe(&self) -> Result<()> {
        self.0.operation::<()>(sys::pws_consumer_unsubscribe_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`unsubscribe`](Consumer::unsubscribe), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn unsubscribe_blocking(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_consumer_unsubscribe(self.raw(), timeout(wait), error) })
    }

    /// With the option `permits` as [`Permits::Manual`](crate::Permits::Manual): lets
    /// the server deliver so many more messages, 1 to 1,000,000 together with those
    /// not used yet.
    ///
    /// # Errors
    /// [`NOT_SUPPORTED`](crate::Status::NOT_SUPPORTED) without that option,
    /// [`INVALID_ARGUMENT`](crate::Status::INVALID_ARGUMENT),
    /// [`CLOSED`](crate::Status::CLOSED).
    pub fn permit(&self, messages: u32) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_consumer_permit(self.raw(), messages, error) })
    }

    /// Hands out nothing until [`resume`](Consumer::resume): the listener is not
    /// called, and receives wait. At most `receiverQueueSize` messages are fetched
    /// meanwhile.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED).
    pub fn pause(&self) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_consumer_pause(self.raw(), error) })
    }

    /// Ends a pause. What has come meanwhile is handed out.
    ///
    /// # Errors
    /// [`CLOSED`](crate::Status::CLOSED).
    pub fn resume(&self) -> Result<()> {
        // SAFETY: the handle lives during the call.
        call(|error| unsafe { sys::pws_consumer_resume(self.raw(), error) })
    }

    /// Sees that acks have reached the server, then closes; messages that were not
    /// acked will be delivered again. Waits for
    /// [`operation_timeout`](crate::ConsumerBuilder::operation_timeout) at most. Closing
    /// again is fine.
    ///
    /// # Errors
    /// [`TIMEOUT`](crate::Status::TIMEOUT) where the time was too short for that,
    /// [`CONNECTION_LOST`](crate::Status::CONNECTION_LOST) where the connection broke
    /// before; the consumer is closed in any case.
    pub async fn close(&self) -> Result<()> {
        self.0.operation::<()>(sys::pws_consumer_close_async)?.await
    }

    /// The same, waiting on this thread for so long at most.
    ///
    /// # Errors
    /// As for [`close`](Consumer::close), and
    /// [`WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback unless `wait`
    /// is zero.
    pub fn close_blocking(&self, wait: Duration) -> Result<()> {
        self.0.handle().close_blocking(wait)
    }

    /// The topic's full name; several with commas between, or the pattern.
    pub fn topic(&self) -> &str {
        self.0.handle().topic()
    }

    /// The subscription's name.
    pub fn subscription(&self) -> &str {
        // SAFETY: borrowed from the consumer.
        unsafe { borrowed_utf8(sys::pws_consumer_subscription(self.raw())) }
    }

    /// The option `consumerName`; empty where the broker picks one, which it does
    /// not tell.
    pub fn name(&self) -> &str {
        self.0.handle().name()
    }

    /// Whether it has a connection now.
    pub fn is_connected(&self) -> bool {
        self.0.handle().is_connected()
    }

    /// How many messages were fetched and wait to be handed out.
    pub fn queued_count(&self) -> usize {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_consumer_queued_count(self.raw()) }
    }

    /// How many messages were handed out and are not settled.
    pub fn outstanding_count(&self) -> usize {
        // SAFETY: the handle lives during the call.
        unsafe { sys::pws_consumer_outstanding_count(self.raw()) }
    }

    /// What was wrong with the connection last: the failure of the last attempt to
    /// connect or the last loss, or why the consumer has ended. `None` where the
    /// last attempt succeeded, or none has failed yet.
    pub fn last_error(&self) -> Option<Error> {
        self.0.last_error()
    }

    /// What the consumer has done and how it is, as a JSON object: see
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
    pub fn statistics(&self) -> Result<crate::statistics::ConsumerStatistics> {
        crate::statistics::parse(&self.statistics_json()?)
    }
}

/// See [`Consumer::next`].
impl Stream for Consumer {
    type Item = Result<ReceivedMessage>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl fmt::Debug for Consumer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("topic", &self.topic())
            .field("subscription", &self.subscription())
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
