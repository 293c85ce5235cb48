//! Several messages that are sent in one call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use pulsarws_sys as sys;

use crate::callback::repeated;
use crate::error::{call, Result};
use crate::message::Message;
use crate::receipt::{Delivery, Receipt};
use crate::unawaited::Unawaited;

/// Messages under way: see [`Producer::send_all`](crate::Producer::send_all).
/// Completes with a result for each. What it has not told when it is dropped goes where
/// the outcome of a dropped [`Sending`](crate::Sending) goes.
#[must_use = "without an await nobody hears whether the messages are stored"]
pub struct SendingAll {
    progress: Arc<Mutex<Progress>>,
    unawaited: Arc<Unawaited>,
}

struct Progress {
    settled: Vec<Option<Delivery>>,
    left: usize,
    waker: Option<Waker>,
    /// Nobody waits any more.
    dropped: bool,
}

impl SendingAll {
    pub(crate) fn queue(
        producer: *mut sys::pws_producer,
        unawaited: &Arc<Unawaited>,
        messages: &[Message<'_>],
    ) -> SendingAll {
        let mut settled = Vec::new();
        settled.resize_with(messages.len(), || None);
        let left = messages.len();
        let progress = Progress { settled, left, waker: None, dropped: false };
        let all = SendingAll {
            progress: Arc::new(Mutex::new(progress)),
            unawaited: Arc::clone(unawaited),
        };
        if messages.is_empty() {
            return all;
        }
        let (progress, unawaited) = (Arc::clone(&all.progress), Arc::clone(unawaited));
        let callback = repeated(move |event| {
            let index = event.index;
            let delivery = Delivery::of(event);
            let mut progress = lock(&progress);
            if progress.dropped {
                drop(progress);
                return unawaited.tell(delivery);
            }
            progress.settle(index, delivery);
            let waker = progress.waker_if_done();
            drop(progress);
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let mut accepted = 0;
        // SAFETY: producer and messages live during the call, and the callback is
        // given away.
        let queued = Message::with_raw_all(messages, |outgoing| unsafe {
            call(|error| {
                sys::pws_producer_send_async(
                    producer,
                    outgoing.as_ptr(),
                    outgoing.len(),
                    callback.function,
                    callback.user_data,
                    callback.free_user_data,
                    &mut accepted,
                    error,
                )
            })
        });
        if let Err(error) = queued {
            let mut progress = lock(&all.progress);
            for (index, message) in messages.iter().enumerate().skip(accepted) {
                let refused = Delivery::refused(error.clone(), message.context_bytes());
                progress.settle(index, refused);
            }
        }
        all
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Progress {
    fn settle(&mut self, index: usize, delivery: Delivery) {
        if let Some(empty @ None) = self.settled.get_mut(index) {
            *empty = Some(delivery);
            self.left -= 1;
        }
    }

    fn waker_if_done(&mut self) -> Option<Waker> {
        if self.left == 0 {
            self.waker.take()
        } else {
            None
        }
    }
}

impl Future for SendingAll {
    type Output = Vec<Result<Receipt>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut progress = lock(&self.progress);
        if progress.left > 0 {
            progress.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        let settled = std::mem::take(&mut progress.settled);
        // None is missing where none is left.
        Poll::Ready(settled.into_iter().flatten().map(Delivery::into_result).collect())
    }
}

impl Drop for SendingAll {
    fn drop(&mut self) {
        let mut progress = lock(&self.progress);
        progress.dropped = true;
        let untold = std::mem::take(&mut progress.settled);
        drop(progress);
        for delivery in untold.into_iter().flatten() {
            self.unawaited.tell(delivery);
        }
    }
}

impl fmt::Debug for SendingAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendingAll")
    }
}
