//! A message under way.

use std::ffi::c_void;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use pulsarws_sys as sys;

use crate::callback::{guarded, Callback};
use crate::error::{Error, Result};
use crate::receipt::{Delivery, Receipt};
use crate::unawaited::Unawaited;
use crate::Status;

/// A message under way: see [`Producer::send`](crate::Producer::send).
///
/// When it is dropped before it is done, the message is sent all the same, and its
/// outcome goes to [`Producer::on_delivery`](crate::Producer::on_delivery), or
/// without that, where it fails, to the log.
#[must_use = "without an await nobody hears whether the message is stored"]
pub struct Sending(Sent);

enum Sent {
    Queued(Arc<Underway>),
    Refused(Option<Delivery>, Arc<Unawaited>),
}

impl Sending {
    /// Has `queue` queue a message of this context that completes this.
    pub(crate) fn begin(
        unawaited: &Arc<Unawaited>,
        context: &[u8],
        queue: impl FnOnce(Callback) -> Result<()>,
    ) -> Sending {
        let underway = Arc::new(Underway {
            state: Mutex::new(State::Waiting(None)),
            unawaited: Arc::clone(unawaited),
        });
        let queued = queue(Callback {
            function: Some(settled),
            user_data: Arc::into_raw(Arc::clone(&underway)).cast_mut().cast(),
            free_user_data: Some(given_up),
        });
        Sending(match queued {
            Ok(()) => Sent::Queued(underway),
            Err(error) => {
                // Its callback is gone, and was given up: that is told here.
                *underway.lock() = State::Over;
                Sent::Refused(Some(Delivery::refused(error, context)), Arc::clone(unawaited))
            }
        })
    }
}

/// Shared by the one who waits and the library's callback.
struct Underway {
    state: Mutex<State>,
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
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settle(&self, outcome: impl FnOnce() -> Delivery) {
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

    fn poll(&self, context: &mut Context<'_>) -> Poll<Result<Receipt>> {
        let mut state = self.lock();
        if let State::Waiting(waker) = &mut *state {
            match waker {
                Some(waker) => waker.clone_from(context.waker()),
                None => *waker = Some(context.waker().clone()),
            }
            return Poll::Pending;
        }
        match mem::replace(&mut *state, State::Over) {
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

unsafe extern "C" fn settled(event: *mut sys::pws_event, user_data: *mut c_void) {
    // SAFETY: user_data is the Arc of `begin`, which lives until `given_up`.
    guarded(|| (*user_data.cast::<Underway>()).settle(|| Delivery::of(&mut *event)));
}

unsafe extern "C" fn given_up(user_data: *mut c_void) {
    guarded(|| {
        // SAFETY: called once, with the pointer that Arc::into_raw gave.
        let underway = Arc::from_raw(user_data.cast::<Underway>());
        // Nobody waits for ever for an event that was never told.
        underway
            .settle(|| Delivery::refused(Error::new(Status::CLOSED, "the client is gone"), &[]));
    });
}

impl Future for Sending {
    type Output = Result<Receipt>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Receipt>> {
        match &mut self.0 {
            Sent::Queued(underway) => underway.poll(context),
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
