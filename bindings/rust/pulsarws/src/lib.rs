//! [Apache Pulsar](https://pulsar.apache.org) over its WebSocket API: producers,
//! consumers and readers, async and blocking.
//!
//! ```no_run
//! use pulsarws::{Client, Message, SubscriptionType};
//!
//! # async fn example(token: &str) -> pulsarws::Result<()> {
//! let client = Client::builder("wss://localhost:9443").auth_token(token).build()?;
//! let mut consumer = client
//!     .consumer("test", "sub")
//!     .subscription_type(SubscriptionType::Shared)
//!     .subscribe()
//!     .await?;
//! let producer = client.producer("test").create().await?;
//!
//! producer.send(Message::new("hello").property("language", "Rust")).await?;
//! while let Some(message) = consumer.next().await {
//!     let message = message?;
//!     println!("{:?}", message.payload());
//!     consumer.ack(&message)?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Sending
//!
//! [`which_send`] says which of the sends to use.
//!
//! # Features
//!
//! None is on by default.
//!
//! - `serde`: statistics as values, in [the module `statistics`](crate#modules).
//! - `log`, `tracing`: `to_log` and `to_tracing`, for
//!   [`on_log`](ClientBuilder::on_log), give the log to these crates.
//!
//! # Futures
//!
//! The futures need no runtime of their own: tokio, smol and every other executor
//! run them. Dropping one cancels what it waits for, and a receive that is dropped
//! loses no message. Each has a blocking form for programs without an executor.
//!
//! # Threads
//!
//! Clients, producers, consumers and readers may be used from many threads at once.
//! A client has one thread, the dispatcher, that completes futures and calls the
//! functions that were given to it, one at a time and with no lock held. What would
//! block returns [`Status::WOULD_DEADLOCK`] there. A function that panics is
//! reported on standard error, after what the panic hook says, and nothing else
//! happens.
//!
//! # Errors
//!
//! Every call that can fail returns an [`Error`], whose [`Status`] a program
//! decides by.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]
#![warn(unreachable_pub)]

mod builder;
mod callback;
mod client;
mod connection;
mod consumer;
mod credentials;
mod endpoint;
mod error;
mod generated;
mod handle;
mod inbox;
mod log;
#[cfg(any(feature = "log", feature = "tracing"))]
mod log_crates;
mod message;
mod message_id;
mod opening;
mod operation;
mod producer;
mod reader;
mod receipt;
mod received;
mod receiver;
mod room;
mod sending;
mod sending_all;
mod settings;
#[cfg(feature = "serde")]
pub mod statistics;
mod status;
mod subscribing;
mod text;
mod time;
mod token_supplier;
mod unawaited;
mod waits;
pub mod which_send;

pub use builder::{ClientBuilder, ConsumerBuilder, ProducerBuilder, ReaderBuilder};
pub use client::{library_transports, library_version, Client};
pub use connection::ConnectionEvent;
pub use consumer::Consumer;
pub use credentials::TokenRequest;
pub use error::{Error, Result};
pub use generated::constants::*;
pub use generated::options::*;
pub use log::LogEntry;
#[cfg(feature = "log")]
pub use log_crates::to_log;
#[cfg(feature = "tracing")]
pub use log_crates::to_tracing;
pub use message::{Message, Payload};
pub use message_id::MessageId;
pub use producer::Producer;
pub use reader::{Reader, ReaderEvent};
pub use receipt::{Delivery, Receipt};
pub use received::ReceivedMessage;
pub use sending::Sending;
pub use sending_all::SendingAll;

/// The examples in README.md, which the tests compile.
#[cfg(all(doctest, feature = "log", feature = "serde", feature = "tracing"))]
#[doc = include_str!("../../README.md")]
struct Readme;
