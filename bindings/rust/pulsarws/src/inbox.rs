//! Receiving, for consumers and readers: futures, and calls that wait.
//!
//! The library's `_async` receives are not tied to the futures that asked for
//! them: what they bring is queued here, in the order of the topic, and any
//! future takes it. So a message that arrives for a future that was dropped
//! meanwhile is the next one that is handed out.

use std::collections::VecDeque;
use std::ffi::c_void;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use pulsarws_sys as sys;

use crate::callback::{free_box, guarded, in_callback, Callback};
use crate::endpoint::{Endpoint, ErrorOut};
use crate::error::{call, Result};
use crate::handle::ClientHandle;
use crate::operation::{cancel, AsyncFunction, Outcome};
use crate::received::{empty_view, ReceivedMessage};
use crate::time::timeout;
use crate::Status;

/// How long it is to a deadline; for ever where there is none.
pub(crate) fn time_left(deadline: Option<Instant>) -> Duration {
    deadline.map_or(Duration::MAX, |at| at.saturating_duration_since(Instant::now()))
}

/// The library's functions for receiving from one kind of handle.
pub(crate) struct SourceFunctions<H> {
    pub(crate) take: unsafe extern "C" fn(
        *mut H,
        i32,
        *mut *mut sys::pws_message,
        *mut sys::pws_message_view,
        ErrorOut,
    ) -> sys::pws_status,
    pub(crate) ask: AsyncFunction<H>,
    pub(crate) listen: unsafe extern "C" fn(
        *mut H,
        sys::pws_callback,
        *mut c_void,
        sys::pws_free_user_data,
        ErrorOut,
    ) -> sys::pws_status,
    pub(crate) end_of_topic:
        unsafe extern "C" fn(*mut H, i32, *mut i32, ErrorOut) -> sys::pws_status,
}

/// Where messages come from.
pub(crate) trait Source: Endpoint {
    const SOURCE: SourceFunctions<Self::Raw>;

    /// Takes a message and its view.
    fn take(
        &self,
        timeout_ms: i32,
        message: *mut *mut sys::pws_message,
        view: *mut sys::pws_message_view,
        error: ErrorOut,
    ) -> sys::pws_status {
        // SAFETY: the handle lives during the call.
        unsafe { (Self::SOURCE.take)(self.raw(), timeout_ms, message, view, error) }
    }

    /// Has the next message told by an event, with no end to the wait.
    fn ask(&self, callback: Callback, operation: *mut u64, error: ErrorOut) -> sys::pws_status {
        let Callback { function, user_data, free_user_data } = callback;
        // SAFETY: the handle lives during the call, and the callback is given away.
        unsafe {
            (Self::SOURCE.ask)(
                self.raw(),
                -1,
                function,
                user_data,
                free_user_data,
                operation,
                error,
            )
        }
    }
}

pub(crate) struct Inbox<S> {
    source: S,
    client: Arc<ClientHandle>,
    /// Set while anything is in `state`: only then must a receive look there.
    busy: AtomicBool,
    state: Mutex<State>,
    arrival: Condvar,
}

#[derive(Default)]
struct State {
    /// What the library's receives have brought and nobody has taken.
    arrived: VecDeque<Result<ReceivedMessage>>,
    /// The numbers of the receives under way.
    asked: Vec<u64>,
    /// How many more of them were cancelled and have not ended yet.
    cancelled: usize,
    /// The futures that wait, with their numbers.
    waiters: Vec<(u64, Waker)>,
    last_waiter: u64,
    /// Wakers that are not needed any more. Dropping one can drop a task and the
    /// receives in it, which want the lock.
    retired: Vec<Waker>,
}

impl State {
    /// Takes what has arrived; cancels a receive that nobody waits for any more.
    fn next(
        &mut self,
        waiter: Option<u64>,
        client: &ClientHandle,
    ) -> Option<Result<ReceivedMessage>> {
        let next = self.arrived.pop_front()?;
        self.forget(waiter, client);
        Some(next)
    }

    fn forget(&mut self, waiter: Option<u64>, client: &ClientHandle) {
        if let Some(number) = waiter {
            if let Some(at) = self.waiters.iter().position(|(other, _)| *other == number) {
                self.retired.push(self.waiters.remove(at).1);
            }
        }
        while self.asked.len() > self.waiters.len() {
            if let Some(number) = self.asked.pop() {
                self.cancelled += 1;
                cancel(client, number);
            }
        }
    }
}

impl<S: Source> Inbox<S> {
    pub(crate) fn new(source: S, client: Arc<ClientHandle>) -> Arc<Inbox<S>> {
        Arc::new(Inbox {
            source,
            client,
            busy: AtomicBool::new(false),
            state: Mutex::default(),
            arrival: Condvar::new(),
        })
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    pub(crate) fn client(&self) -> &Arc<ClientHandle> {
        &self.client
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a change of the state.
    fn unlock(&self, mut state: MutexGuard<'_, State>) {
        let busy = !state.arrived.is_empty() || !state.asked.is_empty() || state.cancelled > 0;
        self.busy.store(busy, Ordering::Release);
        let retired = mem::take(&mut state.retired);
        drop(state);
        drop(retired);
    }

    fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire)
    }

    /// What has been fetched already, without waiting.
    pub(crate) fn try_receive(&self) -> Result<Option<ReceivedMessage>> {
        if self.is_busy() {
            let mut state = self.lock();
            let next = state.next(None, &self.client);
            let under_way = !state.asked.is_empty() || state.cancelled > 0;
            self.unlock(state);
            // A receive under way is before this one.
            if next.is_some() || under_way {
                return next.transpose();
            }
        }
        self.take_fetched()
    }

    /// The fast path: no error object is made where there is nothing.
    fn take_fetched(&self) -> Result<Option<ReceivedMessage>> {
        let mut message = ptr::null_mut();
        let mut view = empty_view();
        let status = self.source.take(0, &mut message, &mut view, ptr::null_mut());
        match Status(status) {
            // SAFETY: after success the message is the caller's.
            Status::OK => Ok(Some(unsafe { ReceivedMessage::own(message, view) })),
            Status::TIMEOUT => Ok(None),
            _ => self.take(0).map(Some),
        }
    }

    /// Waits in the library.
    fn take(&self, timeout_ms: i32) -> Result<ReceivedMessage> {
        let mut message = ptr::null_mut();
        let mut view = empty_view();
        call(|error| self.source.take(timeout_ms, &mut message, &mut view, error))?;
        // SAFETY: after success the message is the caller's.
        Ok(unsafe { ReceivedMessage::own(message, view) })
    }

    /// Waits on this thread; for ever where there is no deadline.
    pub(crate) fn receive_until(&self, deadline: Option<Instant>) -> Result<ReceivedMessage> {
        if self.is_busy() && !in_callback() {
            if let Some(message) = self.wait_for_arrival(deadline)? {
                return Ok(message);
            }
        }
        self.take(timeout(time_left(deadline)))
    }

    /// The next message of the receives under way; `None` when none of them is left,
    /// or the time is up.
    fn wait_for_arrival(&self, deadline: Option<Instant>) -> Result<Option<ReceivedMessage>> {
        let mut state = self.lock();
        loop {
            let next = state.next(None, &self.client);
            let left = time_left(deadline);
            let under_way = !state.asked.is_empty() || state.cancelled > 0;
            if next.is_some() || !under_way || left.is_zero() {
                self.unlock(state);
                return next.transpose();
            }
            // Not Duration::MAX, which has no instant; after a year it looks again.
            let wait = left.min(Duration::from_secs(365 * 24 * 3600));
            let waited = self.arrival.wait_timeout(state, wait);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Whether something waits that was brought for a future that was dropped.
    pub(crate) fn has_arrived(&self) -> bool {
        self.is_busy() && matches!(self.lock().arrived.front(), Some(Ok(_)))
    }

    /// What the receives under way bring before the deadline: up to so many, or so
    /// many bytes of payload, 0 for no such bound.
    pub(crate) fn take_under_way(
        &self,
        most: usize,
        max_bytes: usize,
        deadline: Option<Instant>,
    ) -> Result<Vec<ReceivedMessage>> {
        let mut taken = Vec::new();
        let mut bytes = 0;
        while taken.len() < most && self.is_busy() && !in_callback() {
            let Some(message) = self.wait_for_arrival(deadline)? else { break };
            bytes += message.payload().len();
            taken.push(message);
            if max_bytes > 0 && bytes >= max_bytes {
                break;
            }
        }
        Ok(taken)
    }

    fn poll(
        self: &Arc<Self>,
        waiter: &mut Option<u64>,
        context: &mut Context<'_>,
    ) -> Poll<Result<ReceivedMessage>> {
        if waiter.is_none() && !self.is_busy() {
            if let Some(message) = self.take_fetched()? {
                return Poll::Ready(Ok(message));
            }
        }
        let mut state = self.lock();
        let outcome = match state.next(*waiter, &self.client) {
            Some(next) => {
                *waiter = None;
                Poll::Ready(next)
            }
            None => self.wait(&mut state, waiter, context),
        };
        self.unlock(state);
        outcome
    }

    /// Notes who waits, and sees that a receive is under way for each.
    fn wait(
        self: &Arc<Self>,
        state: &mut State,
        waiter: &mut Option<u64>,
        context: &mut Context<'_>,
    ) -> Poll<Result<ReceivedMessage>> {
        let number = *waiter.get_or_insert_with(|| {
            state.last_waiter += 1;
            state.last_waiter
        });
        match state.waiters.iter_mut().find(|(other, _)| *other == number) {
            Some((_, waker)) if waker.will_wake(context.waker()) => {}
            Some((_, waker)) => {
                let before = mem::replace(waker, context.waker().clone());
                state.retired.push(before);
            }
            None => state.waiters.push((number, context.waker().clone())),
        }
        if state.asked.len() < state.waiters.len() {
            let user_data = Box::into_raw(Box::new(Arc::downgrade(self)));
            let callback = Callback {
                function: Some(arrived::<S>),
                user_data: user_data.cast(),
                free_user_data: Some(free_box::<Weak<Inbox<S>>>),
            };
            let mut operation = 0;
            if let Err(error) = call(|error| self.source.ask(callback, &mut operation, error)) {
                state.forget(waiter.take(), &self.client);
                return Poll::Ready(Err(error));
            }
            state.asked.push(operation);
        }
        Poll::Pending
    }

    /// A receive is done.
    fn arrive(&self, event: &mut sys::pws_event) {
        let result = ReceivedMessage::of(event);
        let mut state = self.lock();
        match state.asked.iter().position(|number| *number == event.operation) {
            Some(at) => {
                state.asked.swap_remove(at);
            }
            None => state.cancelled = state.cancelled.saturating_sub(1),
        }
        let was_cancelled = matches!(&result, Err(error) if error.status() == Status::CANCELLED);
        if !was_cancelled {
            state.arrived.push_back(result);
        }
        // All of them: one may never be polled again, a stream's for instance.
        let wakers: Vec<_> = state.waiters.iter().map(|(_, waker)| waker.clone()).collect();
        self.unlock(state);
        self.arrival.notify_all();
        wakers.into_iter().for_each(Waker::wake);
    }
}

unsafe extern "C" fn arrived<S: Source>(event: *mut sys::pws_event, user_data: *mut c_void) {
    guarded(|| {
        // SAFETY: the library hands back the box of `wait`. The event is the
        // callback's until it returns.
        if let Some(inbox) = (*user_data.cast::<Weak<Inbox<S>>>()).upgrade() {
            inbox.arrive(&mut *event);
        }
    });
}

/// The next message, as a future that may be polled for one after the other.
pub(crate) struct Receiving<S: Source> {
    inbox: Arc<Inbox<S>>,
    waiter: Option<u64>,
}

impl<S: Source> Receiving<S> {
    pub(crate) fn new(inbox: &Arc<Inbox<S>>) -> Receiving<S> {
        Receiving { inbox: Arc::clone(inbox), waiter: None }
    }

    pub(crate) fn inbox(&self) -> &Arc<Inbox<S>> {
        &self.inbox
    }
}

impl<S: Source> Future for Receiving<S> {
    type Output = Result<ReceivedMessage>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Receiving { inbox, waiter } = &mut *self;
        inbox.poll(waiter, context)
    }
}

impl<S: Source> Drop for Receiving<S> {
    fn drop(&mut self) {
        if let Some(number) = mem::take(&mut self.waiter) {
            let mut state = self.inbox.lock();
            state.forget(Some(number), &self.inbox.client);
            self.inbox.unlock(state);
        }
    }
}
