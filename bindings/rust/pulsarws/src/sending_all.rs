//! Several messages that are sent in one call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use pulsarws_sys as sys;

use crate::callback::repeated;
use crate::error::{call, Error, Result};
use crate::message::Message;
use crate::operation::Outcome;
use crate::receipt::Receipt;
use crate::Status;

/// Messages under way: see [`Producer::send_all`](crate::Producer::send_all).
/// Completes with a result for each.
#[must_use = "without an await nobody hears whether the messages are stored"]
pub struct SendingAll(Arc<Mutex<Progress>>);

struct Progress {
    results: Vec<Option<Result<Receipt>>>,
    left: usize,
    waker: Option<Waker>,
}

impl SendingAll {
    pub(crate) fn queue(producer: *mut sys::pws_producer, messages: &[Message<'_>]) -> SendingAll {
        let mut results = Vec::new();
        results.resize_with(messages.len(), || None);
        let left = messages.len();
        let progress = Arc::new(Mutex::new(Progress { results, left, waker: None }));
        if messages.is_empty() {
            return SendingAll(progress);
        }
        let settled = Arc::clone(&progress);
        let callback = repeated(move |event| {
            let mut progress = settled.lock().unwrap_or_else(PoisonError::into_inner);
            progress.settle(event.index, Receipt::of(event));
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
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            for index in accepted..messages.len() {
                progress.settle(index, Err(error.clone()));
            }
        }
        SendingAll(progress)
    }
}

impl Progress {
    fn settle(&mut self, index: usize, result: Result<Receipt>) {
        if let Some(empty @ None) = self.results.get_mut(index) {
            *empty = Some(result);
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
        let mut progress = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if progress.left > 0 {
            progress.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        let results = std::mem::take(&mut progress.results);
        Poll::Ready(results.into_iter().map(|result| result.unwrap_or_else(untold)).collect())
    }
}

fn untold() -> Result<Receipt> {
    Err(Error::new(Status::INTERNAL, "nobody said what became of the message"))
}

impl fmt::Debug for SendingAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendingAll")
    }
}
