//! Messages that wait for room in a producer's queue.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pulsarws_sys as sys;

use crate::callback::in_callback;
use crate::error::{Error, Result};
use crate::handle::ProducerHandle;
use crate::message::Message;
use crate::receipt::Delivery;
use crate::sending::{Sending, Underway};
use crate::unawaited::Unawaited;
use crate::Status;

/// The line of a producer with `blockIfQueueFull`, served in the order of the calls.
///
/// The message of a future stands in it, and is sent by the library's thread when there
/// is room, whether or not anybody polls the future: no thread waits, and a future that
/// is awaited late holds up no other. A call that blocks its thread waits here until
/// those before it are through.
pub(crate) struct Room {
    /// The option `sendTimeout`.
    send_timeout: Option<Duration>,
    line: Mutex<Line>,
    moved_on: Condvar,
}

#[derive(Default)]
struct Line {
    waiters: BTreeMap<u64, Waiter>,
    next: u64,
}

struct Waiter {
    message: Message<'static>,
    underway: Arc<Underway>,
    deadline: Option<Instant>,
}

impl Room {
    pub(crate) fn new(send_timeout: Option<Duration>) -> Arc<Room> {
        Arc::new(Room { send_timeout, line: Mutex::default(), moved_on: Condvar::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_waited_in(&self) -> bool {
        !self.lock().waiters.is_empty()
    }

    fn deadline(&self, message: &Message<'_>) -> Option<Instant> {
        message.own_send_timeout().unwrap_or(self.send_timeout).map(|wait| Instant::now() + wait)
    }

    /// Has a message wait behind those that do so already.
    pub(crate) fn join(
        self: &Arc<Room>,
        producer: &ProducerHandle,
        unawaited: &Arc<Unawaited>,
        message: &Message<'_>,
    ) -> Sending {
        let underway = Underway::new(unawaited);
        let waiter = Waiter {
            message: message.to_owned(),
            underway: Arc::clone(&underway),
            deadline: self.deadline(message),
        };
        let mut line = self.lock();
        let number = line.next;
        line.next += 1;
        line.waiters.insert(number, waiter);
        drop(line);
        // There may be room by now, and nobody else to notice.
        self.serve(producer);
        Sending::waiting(underway, Place { room: Arc::clone(self), number })
    }

    /// Sends what there is room for. What was refused is followed by an event, that
    /// calls this again.
    pub(crate) fn serve(&self, producer: &ProducerHandle) {
        let mut refused = Vec::new();
        let mut line = self.lock();
        while let Some(first) = line.waiters.first_entry() {
            let waiter = first.get();
            let sent = if waiter.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                Err(late())
            } else {
                waiter.underway.queue(producer, &waiter.message)
            };
            match sent {
                Err(error) if error.status() == Status::QUEUE_FULL => break,
                Err(error) => refused.push((first.remove(), error)),
                Ok(()) => drop(first.remove()),
            }
        }
        drop(line);
        self.moved_on.notify_all();
        for (waiter, error) in refused {
            waiter.refuse(error);
        }
    }

    /// Nothing is sent any more.
    pub(crate) fn give_up(&self) {
        let waiters = std::mem::take(&mut self.lock().waiters);
        self.moved_on.notify_all();
        for waiter in waiters.into_values() {
            waiter.refuse(Error::new(Status::CLOSED, "the producer is gone; it was not queued"));
        }
    }

    /// Waits on this thread until what waits now is through, for so long at most,
    /// and up to the message's send timeout. Not in a callback: room would be told by
    /// that very thread.
    pub(crate) fn wait_for_turn(
        &self,
        message: &Message<'_>,
        until: Option<Instant>,
    ) -> Result<()> {
        let deadline = match (self.deadline(message), until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let mut line = self.lock();
        let number = line.next;
        while line.waiters.first_key_value().is_some_and(|(first, _)| *first < number) {
            if in_callback() {
                return Err(Error::new(Status::QUEUE_FULL, "others wait for room in the queue"));
            }
            let left = match deadline {
                None => Duration::MAX,
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            };
            if left.is_zero() {
                return Err(late());
            }
            line = match left {
                Duration::MAX => self.moved_on.wait(line).unwrap_or_else(PoisonError::into_inner),
                left => {
                    let waited = self.moved_on.wait_timeout(line, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        Ok(())
    }
}

impl Waiter {
    fn refuse(self, error: Error) {
        let Waiter { message, underway, .. } = self;
        underway.settle(|| Delivery::refused(error, message.context_bytes()));
    }
}

fn late() -> Error {
    Error::new(Status::TIMEOUT, "there was no room in the queue in time; it was not queued")
}

/// A future's place in the line.
pub(crate) struct Place {
    room: Arc<Room>,
    number: u64,
}

impl Place {
    /// Leaves the line, where the message still waits in it: what is told then.
    pub(crate) fn leave(&self) -> Option<Delivery> {
        let waiter = self.room.lock().waiters.remove(&self.number)?;
        self.room.moved_on.notify_all();
        let error = Error::new(
            Status::CANCELLED,
            "a send was dropped while it waited for room in the queue; it was not queued",
        );
        Some(Delivery::refused(error, waiter.message.context_bytes()))
    }
}

/// A message of a future never waits in the library.
pub(crate) fn without_waiting(outgoing: &sys::pws_outgoing) -> sys::pws_outgoing {
    sys::pws_outgoing { room_timeout_ms: -1, ..*outgoing }
}
