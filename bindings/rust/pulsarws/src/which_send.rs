//! Which send to use: a page to read.
//!
//! All sends put the message into one queue, in the order of the calls, and none is
//! more durable than another. They differ in who hears of the outcome, and what a
//! call costs.
//!
//! | you want | use |
//! |---|---|
//! | the outcome before you go on | [`send`] and `await`, or [`send_blocking`] |
//! | many under way, each outcome where it was sent | [`send`], and await the futures later |
//! | many under way, all outcomes at one place | [`send_then`]; the cheapest |
//! | a list of messages, and how each went | [`send_all`] |
//! | to send and go on, and hear of failures | [`enqueue`], and [`on_delivery`] |
//! | an outcome within a time of your own | [`send_timeout`], or your executor's timeout around [`send`] |
//!
//! A send that awaits each answer before the next is bound by the round trip: at 5 ms
//! 200 messages a second. With many under way it is bound by the processor. When the
//! queue is full (`max_pending_messages`, 1000), a send fails with
//! [`Status::QUEUE_FULL`](crate::Status::QUEUE_FULL): wait for the oldest future then.
//! With `block_if_queue_full(true)` it waits for room, in the order of the calls: [`send`] and
//! [`send_all`] block no thread meanwhile, the others do, and are no good in an executor.
//!
//! ```no_run
//! # async fn example(producer: pulsarws::Producer, lines: Vec<String>) -> pulsarws::Result<()> {
//! use std::collections::VecDeque;
//!
//! use pulsarws::Message;
//!
//! // At most 500 under way, each of which is seen through.
//! let mut under_way = VecDeque::new();
//! for line in &lines {
//!     if under_way.len() == 500 {
//!         under_way.pop_front().unwrap().await?;
//!     }
//!     under_way.push_back(producer.send(Message::new(line)));
//! }
//! for sending in under_way {
//!     sending.await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # A future that is dropped
//!
//! It sends its message all the same, unless that still waits for room in the queue: then
//! nothing is sent, and [`Status::CANCELLED`](crate::Status::CANCELLED) is told. What becomes of that goes to [`on_delivery`], and
//! without a listener, where it failed, to the client's log as a warning. Where there
//! are many, not each has a line: the log has their count, at 1, 2, 4, 8 and so on, and
//! the whole at a flush, a close or the end of the producer. [`flush`] and [`close`] say that all is
//! settled, not that all is stored.
//!
//! [`send`]: crate::Producer::send
//! [`send_blocking`]: crate::Producer::send_blocking
//! [`send_timeout`]: crate::Producer::send_timeout
//! [`send_then`]: crate::Producer::send_then
//! [`send_all`]: crate::Producer::send_all
//! [`enqueue`]: crate::Producer::enqueue
//! [`on_delivery`]: crate::Producer::on_delivery
//! [`flush`]: crate::Producer::flush
//! [`close`]: crate::Producer::close
