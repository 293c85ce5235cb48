//! Several messages that are sent in one call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::callback::repeated;
use crate::error::Result;
use crate::handle::ProducerHandle;
use crate::message::Message;
use crate::receipt::{Delivery, Receipt};
use crate::room::{without_waiting, Room};
use crate::sending::{send, Sending};
use crate::unawaited::Unawaited;
use crate::Status;

/// Messages under way: see [`Producer::send_all`](crate::Producer::send_all).
/// Completes with a result for each. What it has not told when it is dropped goes where
/// the outcome of a dropped [`Sending`](crate::Sending) goes.
#[must_use = "without an await nobody hears whether the messages are stored"]
pub struct SendingAll {
    progress: Arc<Mutex<Progress>>,
    unawaited: Arc<Unawaited>,
    /// Those behind the others, that had to wait for room.
    rest: Vec<Sending>,
    /// How many of the rest are done.
    done: usize,
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
        producer: &ProducerHandle,
        room: Option<&Arc<Room>>,
        unawaited: &Arc<Unawaited>,
        messages: &[Message<'_>],
    ) -> SendingAll {
        let mut settled = Vec::new();
        settled.resize_with(messages.len(), || None);
        let left = messages.len();
        let progress = Progress { settled, left, waker: None, dropped: false };
        let mut all = SendingAll {
            progress: Arc::new(Mutex::new(progress)),
            unawaited: Arc::clone(unawaited),
            rest: Vec::new(),
            done: 0,
        };
        if messages.is_empty() {
            return all;
        }
        if let Some(room) = room.filter(|room| room.is_waited_in()) {
            all.wait_from(0, producer, room, messages);
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
        let queued = Message::with_raw_all(messages, |outgoing| {
            let outgoing: Vec<_> = outgoing.iter().map(without_waiting).collect();
            send(producer, &outgoing, callback, &mut accepted)
        });
        match (queued, room) {
            (Ok(()), _) => {}
            (Err(error), Some(room)) if error.status() == Status::QUEUE_FULL => {
                all.wait_from(accepted, producer, room, messages);
            }
            (Err(error), _) => {
                let mut progress = lock(&all.progress);
                for (index, message) in messages.iter().enumerate().skip(accepted) {
                    let refused = Delivery::refused(error.clone(), message.context_bytes());
                    progress.settle(index, refused);
                }
            }
        }
        all
    }

    /// Has the messages from there on wait for room.
    fn wait_from(
        &mut self,
        first: usize,
        producer: &ProducerHandle,
        room: &Arc<Room>,
        messages: &[Message<'_>],
    ) {
        let mut progress = lock(&self.progress);
        progress.settled.truncate(first);
        progress.left -= messages.len() - first;
        drop(progress);
        let waiting = messages[first..].iter();
        self.rest = waiting.map(|message| room.join(producer, &self.unawaited, message)).collect();
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

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut progress = lock(&self.progress);
        if progress.left > 0 {
            progress.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        drop(progress);
        while let Some(next) = self.rest.get(self.done) {
            if next.poll_done(context).is_pending() {
                return Poll::Pending;
            }
            self.done += 1;
        }
        let settled = std::mem::take(&mut lock(&self.progress).settled);
        // None is missing where none is left.
        let mut all: Vec<_> = settled.into_iter().flatten().map(Delivery::into_result).collect();
        for mut sending in std::mem::take(&mut self.rest) {
            match Pin::new(&mut sending).poll(context) {
                Poll::Ready(result) => all.push(result),
                Poll::Pending => unreachable!("it was done"),
            }
        }
        Poll::Ready(all)
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
