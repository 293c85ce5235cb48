//! Waiting for room in a producer's queue: no thread is blocked, and a future that is
//! dropped meanwhile sends nothing.

mod support;

use std::future::Future;
use std::sync::mpsc::{channel, Receiver};
use std::time::Duration;

use pulsarws::{Client, Delivery, Message, Producer, Sending, Status};
use support::relay::Relay;
use support::{becomes_true, run, topic, within, Pulsar, PATIENCE};
use tokio::time::timeout;

const MOMENT: Duration = Duration::from_millis(200);

/// A producer of a full queue, whose server answers nothing.
struct Full {
    relay: Relay,
    _client: Client,
    topic: String,
    producer: Producer,
    filling: Vec<Sending>,
    told: Receiver<Delivery>,
}

impl Full {
    async fn new() -> Full {
        let relay = Relay::to(&Pulsar::plain().url);
        let client = Client::builder(relay.url()).retry_on_failed_connect(true).build().unwrap();
        let topic = topic("room");
        let producer = client
            .producer(&topic)
            .block_if_queue_full(true)
            .max_pending_messages(2)
            .operation_timeout(Duration::from_millis(1))
            .create()
            .await
            .unwrap();
        let (tell, told) = channel();
        producer.on_delivery(move |delivery| drop(tell.send(delivery))).unwrap();
        relay.hold();
        let filling = (0..2).map(|_| producer.send(Message::new("filling"))).collect();
        Full { relay, _client: client, topic, producer, filling, told }
    }

    fn send(&self, payload: &str) -> Sending {
        self.producer.send(Message::new(payload).context(payload))
    }

    /// What is stored up to the payload "last", but for the filling.
    async fn stored(&self) -> Vec<String> {
        let client = Pulsar::plain().client();
        let consumer = support::consumer(&client, &self.topic).await;
        let mut stored = Vec::new();
        while stored.last().is_none_or(|last| last != "last") {
            let message = within(consumer.receive()).await.unwrap();
            stored.push(String::from_utf8(message.payload().to_vec()).unwrap());
            stored.retain(|payload| payload != "filling");
        }
        stored
    }

    fn expect_cancelled(&self, context: &str) {
        let delivery = self.told.recv_timeout(PATIENCE).unwrap();
        assert_eq!(delivery.result().unwrap_err().status(), Status::CANCELLED);
        assert_eq!(delivery.context(), context.as_bytes());
    }
}

async fn fails(sending: impl Future<Output = pulsarws::Result<pulsarws::Receipt>>) -> Status {
    within(sending).await.unwrap_err().status()
}

/// Runs a test on one thread, which what blocks it would stop.
fn on_one_thread(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(within(test));
}

#[test]
fn a_dropped_wait_for_room_sends_nothing() {
    on_one_thread(async {
        let full = Full::new().await;
        let begun = std::time::Instant::now();
        assert!(timeout(MOMENT, full.send("late")).await.is_err());
        assert!(begun.elapsed() < Duration::from_secs(10), "the thread was blocked");
        full.expect_cancelled("late");

        let (first, second, last) = (full.send("first"), full.send("second"), full.send("last"));
        drop(second);
        full.expect_cancelled("second");
        assert_eq!(full.producer.pending_count(), 2);
        full.relay.renew();
        // The one that is awaited first is served in its turn all the same.
        within(last).await.unwrap();
        within(first).await.unwrap();
        assert_eq!(full.stored().await, ["first", "last"]);
        for filling in full.filling {
            within(filling).await.unwrap();
        }
        assert!(full.told.try_recv().is_err());
    });
}

#[test]
fn a_wait_for_room_ends_with_the_producer() {
    on_one_thread(async {
        let full = Full::new().await;
        let (first, second) = (full.send("first"), full.send("second"));
        let _ = full.producer.close().await;
        assert_eq!(fails(first).await, Status::CLOSED);
        assert_eq!(fails(second).await, Status::CLOSED);

        let full = Full::new().await;
        let (first, second) = (full.send("first"), full.send("second"));
        drop(full.producer);
        assert_eq!(fails(first).await, Status::CLOSED);
        assert_eq!(fails(second).await, Status::CLOSED);
    });
}

#[test]
fn what_has_waited_too_long_is_not_sent() {
    on_one_thread(async {
        let full = Full::new().await;
        let short = Message::new("short").send_timeout(Duration::from_millis(1));
        let (short, next) = (full.producer.send(short), full.send("next"));
        tokio::time::sleep(Duration::from_millis(20)).await;
        full.producer.purge(true).unwrap();
        assert_eq!(fails(short).await, Status::TIMEOUT);
        becomes_true("the next is queued", || full.producer.pending_count() == 1).await;
        full.relay.renew();
        within(next).await.unwrap();
    });
}

#[test]
fn several_wait_for_room_together() {
    on_one_thread(async {
        let full = Full::new().await;
        let messages: Vec<_> = (0..50).map(|number| Message::new(number.to_string())).collect();
        let all = full.producer.send_all(&messages);
        let dropped = full.producer.send_all(&[Message::new("dropped").context("dropped")]);
        let last = full.send("last");
        drop(dropped);
        full.expect_cancelled("dropped");
        full.relay.renew();
        let results = within(all).await;
        assert_eq!(results.len(), 50);
        results.into_iter().for_each(|result| drop(result.unwrap()));
        within(last).await.unwrap();
        let mut expected: Vec<_> = (0..50).map(|number| number.to_string()).collect();
        expected.push("last".to_owned());
        assert_eq!(full.stored().await, expected);
    });
}

#[test]
fn blocking_calls_wait_behind_futures() {
    run(async {
        let full = Full::new().await;
        let late = full.producer.clone();
        let first = full.send("first");
        let late = tokio::task::spawn_blocking(move || {
            late.send_timeout(Message::new("late"), MOMENT).unwrap_err().status()
        });
        assert_eq!(within(late).await.unwrap(), Status::TIMEOUT);
        let waits = full.producer.clone();
        let waits = tokio::task::spawn_blocking(move || {
            waits.enqueue(Message::new("second"))?;
            waits.send_blocking(Message::new("last")).map(drop)
        });
        tokio::time::sleep(MOMENT).await; // by then it waits; later, it is behind all the same
        full.relay.renew();
        within(waits).await.unwrap().unwrap();
        within(first).await.unwrap();
        assert_eq!(full.stored().await, ["first", "second", "last"]);
    });
}

/// On whatever executor runs it.
async fn ten_thousand_at_once() {
    const COUNT: usize = 10_000;
    let client = Pulsar::plain().client();
    let topic = topic("at-once");
    let consumer = support::earliest(&client, &topic).subscribe().await.unwrap();
    let producer = client
        .producer(&topic)
        .block_if_queue_full(true)
        .max_pending_messages(1000)
        .create()
        .await
        .unwrap();
    let sends: Vec<_> = (0..COUNT).map(|n| producer.send(Message::new(n.to_string()))).collect();
    assert!(producer.pending_count() <= 1000);
    for send in sends {
        send.await.unwrap();
    }
    for number in 0..COUNT {
        let message = consumer.receive().await.unwrap();
        assert_eq!(message.payload(), number.to_string().as_bytes());
        consumer.ack(&message).unwrap();
    }
    client.close().await.unwrap();
}

#[test]
fn ten_thousand_at_once_on_tokio() {
    on_one_thread(ten_thousand_at_once());
}

#[test]
fn ten_thousand_at_once_on_smol() {
    smol::block_on(ten_thousand_at_once());
}
