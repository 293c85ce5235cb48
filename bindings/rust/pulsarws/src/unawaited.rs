//! What became of messages that nobody waits for.

use std::collections::VecDeque;
use std::ffi::CString;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pulsarws_sys as sys;

use crate::callback::guarded;
use crate::error::Error;
use crate::handle::{ClientHandle, Handle};
use crate::receipt::Delivery;

/// A producer's listener for them, and without one the failures among them.
pub(crate) struct Unawaited {
    client: Arc<ClientHandle>,
    topic: CString,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    has_listener: bool,
    /// Not here while it is called.
    listener: Option<Listener>,
    is_called: bool,
    /// What came in the meantime.
    waiting: VecDeque<Delivery>,
    failures: Failures,
}

type Listener = Box<dyn FnMut(Delivery) + Send>;

#[derive(Default)]
struct Failures {
    count: u64,
    logged: u64,
    last: Option<Error>,
}

impl Unawaited {
    pub(crate) fn new(client: &Arc<ClientHandle>, topic: &str) -> Arc<Unawaited> {
        Arc::new(Unawaited {
            client: Arc::clone(client),
            topic: CString::new(topic).unwrap_or_default(),
            state: Mutex::default(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_listener(&self, listener: impl FnMut(Delivery) + Send + 'static) {
        let mut state = self.lock();
        state.has_listener = true;
        let before = state.listener.replace(Box::new(listener));
        drop(state);
        guarded(|| drop(before));
    }

    /// Tells the listener, one call at a time: where it is being called, whoever
    /// does so goes on with this one.
    pub(crate) fn tell(&self, delivery: Delivery) {
        let mut state = self.lock();
        if !state.has_listener {
            if let Err(error) = delivery.result() {
                state.failures.add(error.clone());
                // Not a line for each where there are many.
                if state.failures.count.is_power_of_two() {
                    self.log(state);
                }
            }
            return;
        }
        state.waiting.push_back(delivery);
        if state.is_called {
            return;
        }
        state.is_called = true;
        while let Some(delivery) = state.waiting.pop_front() {
            let Some(mut listener) = state.listener.take() else { break };
            drop(state);
            guarded(|| listener(delivery));
            state = self.lock();
            if state.listener.is_none() {
                state.listener = Some(listener);
            } else {
                // It was replaced, and what it owns may be anything.
                drop(state);
                guarded(|| drop(listener));
                state = self.lock();
            }
        }
        state.is_called = false;
    }

    /// Logs the failures that were not logged yet.
    pub(crate) fn log_rest(&self) {
        let state = self.lock();
        if state.failures.logged < state.failures.count {
            self.log(state);
        }
    }

    fn log(&self, mut state: MutexGuard<'_, State>) {
        state.failures.logged = state.failures.count;
        let line = CString::new(state.failures.line());
        drop(state);
        if let Ok(line) = line {
            // SAFETY: client and texts live during the call; a failure has nobody
            // to tell.
            unsafe {
                let (topic, line) = (self.topic.as_ptr(), line.as_ptr());
                sys::pws_client_warn(self.client.raw(), topic, line, ptr::null_mut());
            }
        }
    }
}

impl Failures {
    fn add(&mut self, error: Error) {
        self.count += 1;
        self.last = Some(error);
    }

    fn line(&self) -> String {
        let last = self.last.as_ref().map(Error::message).unwrap_or_default();
        let last = last.replace(['\n', '\r', '\0'], " ");
        match self.count {
            1 => format!("a message that nobody waits for is not known to be stored: {last}"),
            n => format!(
                "{n} messages up to now that nobody waits for are not known to be stored, the \
                 last one: {last}"
            ),
        }
    }
}

impl Drop for Unawaited {
    fn drop(&mut self) {
        self.log_rest();
        let listener = self.lock().listener.take();
        guarded(|| drop(listener));
    }
}
