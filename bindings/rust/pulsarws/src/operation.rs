//! What is under way in the library, as a future.

use std::ffi::c_void;
use std::future::Future;
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use pulsarws_sys as sys;

use crate::callback::{guarded, Callback};
use crate::error::{call, Error, Result};
use crate::handle::{ClientHandle, Handle};
use crate::time::timeout;
use crate::Status;

/// What an event tells the one who waits for it.
pub(crate) trait Outcome: Sized + Send + 'static {
    fn of(event: &mut sys::pws_event) -> Result<Self>;
}

/// That it is done.
impl Outcome for () {
    fn of(event: &mut sys::pws_event) -> Result<()> {
        Error::take_from(event)
    }
}

/// Whether the topic has ended.
impl Outcome for bool {
    fn of(event: &mut sys::pws_event) -> Result<bool> {
        Error::take_from(event)?;
        Ok(event.end_of_topic != 0)
    }
}

enum State<T> {
    Waiting(Option<Waker>),
    Done(Result<T>),
    Taken,
}

/// Shared by the one who waits and the library's callback.
pub(crate) struct Completion<T>(Mutex<State<T>>);

impl<T: Outcome> Completion<T> {
    pub(crate) fn new() -> Arc<Completion<T>> {
        Arc::new(Completion(Mutex::new(State::Waiting(None))))
    }

    /// The callback that completes this.
    pub(crate) fn callback(self: &Arc<Self>) -> Callback {
        Callback {
            function: Some(completed::<T>),
            user_data: Arc::into_raw(Arc::clone(self)).cast_mut().cast(),
            free_user_data: Some(given_up::<T>),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn complete(&self, outcome: impl FnOnce() -> Result<T>) {
        let mut state = self.lock();
        if let State::Waiting(waker) = &mut *state {
            let waker = waker.take();
            *state = State::Done(outcome());
            drop(state);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<Result<T>> {
        let mut state = self.lock();
        match &mut *state {
            State::Waiting(waker) => {
                match waker {
                    Some(waker) => waker.clone_from(context.waker()),
                    None => *waker = Some(context.waker().clone()),
                }
                Poll::Pending
            }
            State::Done(_) => match std::mem::replace(&mut *state, State::Taken) {
                State::Done(result) => Poll::Ready(result),
                _ => unreachable!(),
            },
            State::Taken => panic!("a future was polled after it had completed"),
        }
    }

    fn is_waiting(&self) -> bool {
        matches!(&*self.lock(), State::Waiting(_))
    }
}

unsafe extern "C" fn completed<T: Outcome>(event: *mut sys::pws_event, user_data: *mut c_void) {
    // SAFETY: user_data is the Arc of `callback`, which lives until `given_up`.
    guarded(|| (*user_data.cast::<Completion<T>>()).complete(|| T::of(&mut *event)));
}

unsafe extern "C" fn given_up<T: Outcome>(user_data: *mut c_void) {
    guarded(|| {
        // SAFETY: called once, with the pointer that Arc::into_raw gave.
        let completion = Arc::from_raw(user_data.cast::<Completion<T>>());
        // Nobody waits for ever for an event that was never told.
        completion.complete(|| Err(Error::new(Status::CLOSED, "the client is gone")));
    });
}

/// An operation that can be cancelled, which dropping it does.
pub(crate) struct Operation<T: Outcome> {
    completion: Arc<Completion<T>>,
    client: Arc<ClientHandle>,
    number: u64,
}

impl<T: Outcome> Operation<T> {
    /// Begins one: `function` makes the call of an `_async` function.
    pub(crate) fn begin(
        client: &Arc<ClientHandle>,
        function: impl FnOnce(Callback, *mut u64, *mut *mut sys::pws_error) -> sys::pws_status,
    ) -> Result<Operation<T>> {
        let completion = Completion::new();
        let callback = completion.callback();
        let mut number = 0;
        call(|error| function(callback, &mut number, error))?;
        Ok(Operation { completion, client: Arc::clone(client), number })
    }
}

/// An `_async` function that takes nothing but its handle and a timeout.
pub(crate) type AsyncFunction<H> = unsafe extern "C" fn(
    *mut H,
    i32,
    sys::pws_callback,
    *mut c_void,
    sys::pws_free_user_data,
    *mut u64,
    *mut *mut sys::pws_error,
) -> sys::pws_status;

impl<T: Outcome> Operation<T> {
    /// Begins what such a function does.
    ///
    /// # Safety
    /// `handle` lives during the call.
    pub(crate) unsafe fn begin_on<H>(
        client: &Arc<ClientHandle>,
        handle: *mut H,
        wait: Duration,
        function: AsyncFunction<H>,
    ) -> Result<Operation<T>> {
        // The callback is given away.
        Operation::begin(client, |callback, operation, error| {
            function(
                handle,
                timeout(wait),
                callback.function,
                callback.user_data,
                callback.free_user_data,
                operation,
                error,
            )
        })
    }
}

impl<T: Outcome> Future for Operation<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        self.completion.poll(context)
    }
}

impl<T: Outcome> Drop for Operation<T> {
    fn drop(&mut self) {
        if self.completion.is_waiting() {
            cancel(&self.client, self.number);
        }
    }
}

/// Cancels an operation, where it is still under way.
pub(crate) fn cancel(client: &ClientHandle, number: u64) {
    // SAFETY: the handle lives; a failure means that there is nothing to cancel.
    unsafe { sys::pws_operation_cancel(client.raw(), number, ptr::null_mut()) };
}
