//! A message under way.

use std::ffi::c_void;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use pulsarws_sys as sys;

use crate::callback::{guarded, Callback};
use crate::error::{call, Error, Result};
use crate::handle::{Handle, ProducerHandle};
use crate::message::Message;
use crate::receipt::{Delivery, Receipt};
use crate::room::{without_waiting, Place, Room};
use crate::unawaited::Unawaited;
use crate::Status;

/// A message under way: see [`Producer::send`](crate::Producer::send).
///
/// When it is dropped before it is done, the message is sent all the same, and its
/// outcome goes to [`Producer::on_delivery`](crate::Producer::on_delivery), or
/// without that, where it fails, to the log. One that is dropped while it still waits
/// for room in the queue sends nothing, which is told there as
/// [`CANCELLED`](crate::Status::CANCELLED).
#[must_use = "without an await nobody hears whether the message is stored"]
pub struct Sending(Sent);

enum Sent {
    Queued(Arc<Underway>),
    /// Or so it was at first.
    Waiting(Arc<Underway>, Place),
    Refused(Option<Delivery>, Arc<Unawaited>),
}

impl Sending {
    /// Queues a message, unless there is no room and it may wait for that.
    pub(crate) fn begin(
        producer: &ProducerHandle,
        room: Option<&Arc<Room>>,
        unawaited: &Arc<Unawaited>,
        message: &Message<'_>,
    ) -> Sending {
        if let Some(room) = room.filter(|room| room.is_waited_in()) {
            return room.join(producer, unawaited, message);
        }
        let underway = Underway::new(unawaited);
        Sending(match (underway.queue(producer, message), room) {
            (Ok(()), _) => Sent::Queued(underway),
            (Err(error), Some(room)) if error.status() == Status::QUEUE_FULL => {
                return room.join(producer, unawaited, message);
            }
            (Err(error), _) => Sent::Refused(
                Some(Delivery::refused(error, message.context_bytes())),
                Arc::clone(unawaited),
            ),
        })
    }

    pub(crate) fn waiting(underway: Arc<Underway>, place: Place) -> Sending {
        Sending(Sent::Waiting(underway, place))
    }

    /// Whether it is done, without taking what came of it.
    pub(crate) fn poll_done(&self, context: &mut Context<'_>) -> Poll<()> {
        match &self.0 {
            Sent::Queued(underway) | Sent::Waiting(underway, _) => underway.poll_done(context),
            Sent::Refused(..) => Poll::Ready(()),
        }
    }
}

/// Shared by the one who waits and the library's callback.
pub(crate) struct Underway {
    state: Mutex<State>,
    /// The library will tell nothing, since it refused the message or is gone.
    given_up: AtomicBool,
    /// Whether the library has the message; until then giving it up is no outcome.
    is_queued: AtomicBool,
    unawaited: Arc<Unawaited>,
}

enum State {
    Waiting(Option<Waker>),
    Settled(Delivery),
    /// Dropped before it was settled.
    Left,
    /// Told to somebody.
    Over,
}

impl Underway {
    pub(crate) fn new(unawaited: &Arc<Unawaited>) -> Arc<Underway> {
        Arc::new(Underway {
            state: Mutex::new(State::Waiting(None)),
            given_up: AtomicBool::new(false),
            is_queued: AtomicBool::new(false),
            unawaited: Arc::clone(unawaited),
        })
    }

    /// Has the library queue a message that completes this. Where there is no room it
    /// may be called again.
    pub(crate) fn queue(
        self: &Arc<Self>,
        producer: &ProducerHandle,
        message: &Message<'_>,
    ) -> Result<()> {
        self.given_up.store(false, Ordering::SeqCst);
        let callback = Callback {
            function: Some(settled),
            user_data: Arc::into_raw(Arc::clone(self)).cast_mut().cast(),
            free_user_data: Some(given_up),
        };
        message.with_raw(|outgoing| {
            send(producer, &[without_waiting(outgoing)], callback, ptr::null_mut())
        })?;
        self.is_queued.store(true, Ordering::SeqCst);
        if self.given_up.load(Ordering::SeqCst) {
            // It may have come too early to be heard.
            self.settle(gone);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn settle(&self, outcome: impl FnOnce() -> Delivery) {
        let mut state = self.lock();
        match &mut *state {
            State::Waiting(waker) => {
                let waker = waker.take();
                *state = State::Settled(outcome());
                drop(state);
                if let Some(waker) = waker {
                    waker.wake();
                }
            }
            State::Left => {
                *state = State::Over;
                drop(state);
                self.unawaited.tell(outcome());
            }
            State::Settled(_) | State::Over => {}
        }
    }

    fn poll_done(&self, context: &mut Context<'_>) -> Poll<()> {
        let State::Waiting(waker) = &mut *self.lock() else { return Poll::Ready(()) };
        match waker {
            Some(waker) => waker.clone_from(context.waker()),
            None => *waker = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Result<Receipt>> {
        if self.poll_done(context).is_pending() {
            return Poll::Pending;
        }
        match mem::replace(&mut *self.lock(), State::Over) {
            State::Settled(delivery) => Poll::Ready(delivery.into_result()),
            _ => panic!("a future was polled after it had completed"),
        }
    }

    /// Nobody waits any more.
    fn leave(&self) {
        let mut state = self.lock();
        match mem::replace(&mut *state, State::Over) {
            State::Waiting(_) => *state = State::Left,
            State::Settled(delivery) => {
                drop(state);
                self.unawaited.tell(delivery);
            }
            State::Left | State::Over => {}
        }
    }
}

/// Gives messages to the library, and the callback away.
pub(crate) fn send(
    producer: &ProducerHandle,
    messages: &[sys::pws_outgoing],
    callback: Callback,
    accepted: *mut usize,
) -> Result<()> {
    // SAFETY: handle and messages live during the call.
    call(|error| unsafe {
        sys::pws_producer_send_async(
            producer.raw(),
            messages.as_ptr(),
            messages.len(),
            callback.function,
            callback.user_data,
            callback.free_user_data,
            accepted,
            error,
        )
    })
}

unsafe extern "C" fn settled(event: *mut sys::pws_event, user_data: *mut c_void) {
    // SAFETY: user_data is the Arc of `begin`, which lives until `given_up`.
    guarded(|| (*user_data.cast::<Underway>()).settle(|| Delivery::of(&mut *event)));
}

unsafe extern "C" fn given_up(user_data: *mut c_void) {
    guarded(|| {
        // SAFETY: called once, with the pointer that Arc::into_raw gave.
        let underway = Arc::from_raw(user_data.cast::<Underway>());
        // Nobody waits for ever for an event that was never told.
        underway.given_up.store(true, Ordering::SeqCst);
        if underway.is_queued.load(Ordering::SeqCst) {
            underway.settle(gone);
        }
    });
}

fn gone() -> Delivery {
    Delivery::refused(Error::new(Status::CLOSED, "the client is gone"), &[])
}

impl Future for Sending {
    type Output = Result<Receipt>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Receipt>> {
        match &mut self.0 {
            Sent::Queued(underway) | Sent::Waiting(underway, _) => underway.poll(context),
            Sent::Refused(delivery, _) => {
                let delivery = delivery.take();
                Poll::Ready(
                    delivery.expect("a future was polled after it had completed").into_result(),
                )
            }
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        match &mut self.0 {
            Sent::Queued(underway) => underway.leave(),
            Sent::Waiting(underway, place) => match place.leave() {
                Some(delivery) => underway.unawaited.tell(delivery),
                None => underway.leave(),
            },
            Sent::Refused(delivery, unawaited) => {
                if let Some(delivery) = delivery.take() {
                    unawaited.tell(delivery);
                }
            }
        }
    }
}

impl fmt::Debug for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}
