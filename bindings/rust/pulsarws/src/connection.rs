//! What a client's connections do.

use std::ptr;
use std::time::Duration;

use pulsarws_sys as sys;

use crate::consumer::Consumer;
use crate::error::Error;
use crate::producer::Producer;
use crate::reader::Reader;
use crate::ConnectionState;

/// A change of a connection: see
/// [`Client::on_connection_event`](crate::Client::on_connection_event).
#[derive(Clone, Debug)]
pub struct ConnectionEvent {
    owner: Owner,
    state: ConnectionState,
    connection: u64,
    delay: Option<Duration>,
    error: Option<Error>,
}

/// Whose connection it is. Only the addresses: the handles may be gone.
#[derive(Clone, Copy, Debug)]
struct Owner {
    producer: usize,
    consumer: usize,
    reader: usize,
}

impl ConnectionEvent {
    pub(crate) fn of(event: &mut sys::pws_event) -> ConnectionEvent {
        let delay = u64::try_from(event.delay_ms).ok().filter(|&delay| delay > 0);
        // An event of success may have an error, which says how it came to be.
        let error = std::mem::replace(&mut event.error, ptr::null_mut());
        ConnectionEvent {
            owner: Owner {
                producer: event.producer as usize,
                consumer: event.consumer as usize,
                reader: event.reader as usize,
            },
            state: ConnectionState(event.connection_state),
            connection: event.connection,
            delay: delay.map(Duration::from_millis),
            // SAFETY: an event owns its error, and gives it up when the field is
            // NULL.
            error: (!error.is_null()).then(|| unsafe { Error::take(event.status, error) }),
        }
    }

    /// What the connection is at.
    pub fn state(&self) -> ConnectionState {
        self.state
    }

    /// Its number within its producer, consumer or reader, from 1.
    pub fn connection(&self) -> u64 {
        self.connection
    }

    /// With [`ConnectionState::BACKOFF`], how long it is to the next attempt.
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// Why it is so: with [`ConnectionState::LOST`] and
    /// [`ConnectionState::BACKOFF`], and with [`ConnectionState::CLOSED`] where it
    /// did not end in order.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Whether it is this producer's connection.
    pub fn is_of_producer(&self, producer: &Producer) -> bool {
        self.owner.producer == producer.address()
    }

    /// Whether it is this consumer's connection.
    pub fn is_of_consumer(&self, consumer: &Consumer) -> bool {
        self.owner.consumer == consumer.address()
    }

    /// Whether it is this reader's connection.
    pub fn is_of_reader(&self, reader: &Reader) -> bool {
        self.owner.reader == reader.address()
    }
}
