//! Futures that are dropped, and closing while much is under way.

mod support;

use std::future::{poll_fn, Future};
use std::pin::{pin, Pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_core::Stream;
use pulsarws::{Message, MessageId, Status};
use support::{becomes_true, consumer, on_both_pulsars, topic, within, Pulsar, PATIENCE};
use tokio::time::timeout;

on_both_pulsars!(
    a_dropped_receive_loses_no_message,
    a_dropped_receive_gives_way_to_another,
    a_dropped_stream_step_loses_no_message,
    a_stream_tells_why_it_ends,
    a_dropped_receive_comes_before_blocking_calls,
    a_dropped_read_loses_no_message,
    a_dropped_open_gives_up,
    closing_completes_what_is_pending,
    dropping_completes_what_is_pending,
);

const MESSAGES: usize = 300;

/// Notes that a future was woken.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls a future once.
async fn once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    let mut future = future;
    poll_fn(move |context| Poll::Ready(future.as_mut().poll(context))).await
}

async fn a_dropped_receive_loses_no_message(pulsar: Pulsar) {
    let topic = topic("cancel");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    let sender = tokio::spawn(async move {
        for number in 0..MESSAGES {
            producer.send(Message::new(number.to_string())).await.unwrap();
        }
    });
    let (mut received, mut dropped) = (0, 0);
    while received < MESSAGES {
        let wait = Duration::from_micros(50 * (dropped % 40));
        match timeout(wait, consumer.receive()).await {
            Ok(message) => {
                let message = message.unwrap();
                assert_eq!(message.payload(), received.to_string().as_bytes());
                consumer.ack(&message).unwrap();
                received += 1;
            }
            Err(_) => dropped += 1,
        }
    }
    assert!(dropped > 0);
    within(sender).await.unwrap();
}

async fn a_dropped_receive_gives_way_to_another(pulsar: Pulsar) {
    let topic = topic("give-way");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    let woken = Arc::new(Woken::default());
    let mut second = Box::pin(consumer.receive());
    {
        let mut first = pin!(consumer.receive());
        assert!(once(first.as_mut()).await.is_pending());
        let waker = Waker::from(Arc::clone(&woken));
        assert!(second.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        producer.send(Message::new("one")).await.unwrap();
        becomes_true("it has arrived", || consumer.outstanding_count() == 1).await;
    }
    becomes_true("the second is woken", || woken.0.load(Ordering::SeqCst)).await;
    // It came for the first, which is gone.
    assert_eq!(within(second).await.unwrap().payload(), b"one");
    producer.send(Message::new("two")).await.unwrap();
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"two");
}

async fn a_dropped_stream_step_loses_no_message(pulsar: Pulsar) {
    let topic = topic("stream");
    let client = pulsar.client();
    let mut consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    {
        let mut step = pin!(consumer.next());
        assert!(once(step.as_mut()).await.is_pending());
    }
    producer.send(Message::new("one")).await.unwrap();
    producer.send(Message::new("two")).await.unwrap();
    // Another form takes what the stream had asked for, and the stream goes on.
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"one");
    let step = poll_fn(|context| Pin::new(&mut consumer).poll_next(context));
    assert_eq!(within(step).await.unwrap().unwrap().payload(), b"two");
}

async fn a_stream_tells_why_it_ends(pulsar: Pulsar) {
    let client = pulsar.client();
    let mut consumer = consumer(&client, &topic("ends")).await;
    consumer.listen(|_, _| {}).unwrap();
    // With a listener nothing is to be received otherwise.
    let error = within(consumer.next()).await.unwrap().unwrap_err();
    assert_eq!(error.status(), Status::INVALID_ARGUMENT);
    assert!(within(consumer.next()).await.is_none());
    let step = poll_fn(|context| Pin::new(&mut consumer).poll_next(context));
    assert!(within(step).await.is_none());
}

async fn a_dropped_receive_comes_before_blocking_calls(pulsar: Pulsar) {
    let topic = topic("mixed");
    let client = pulsar.client();
    let mut consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    // A stream that waits, and a receive that was dropped with its message.
    assert!(once(pin!(consumer.next())).await.is_pending());
    {
        let mut receive = pin!(consumer.receive());
        assert!(once(receive.as_mut()).await.is_pending());
        for number in 0..5 {
            producer.send(Message::new(number.to_string())).await.unwrap();
        }
        becomes_true("two have arrived", || consumer.outstanding_count() == 2).await;
    }
    let blocking = tokio::task::spawn_blocking(move || {
        assert_eq!(consumer.receive_timeout(PATIENCE).unwrap().payload(), b"0");
        let batch = consumer.receive_batch(2, 0, PATIENCE).unwrap();
        assert_eq!(batch[0].payload(), b"1");
        assert_eq!(batch[1].payload(), b"2");
        assert_eq!(consumer.receive_blocking().unwrap().payload(), b"3");
        support::eventually("the last one", || {
            consumer.try_receive().unwrap().is_some_and(|message| message.payload() == b"4")
        });
        assert_eq!(consumer.receive_timeout(Duration::ZERO).unwrap_err().status(), Status::TIMEOUT);
        let empty = consumer.receive_batch(2, 0, Duration::from_millis(5));
        assert_eq!(empty.unwrap_err().status(), Status::TIMEOUT);
        let none = consumer.receive_batch(0, 0, Duration::ZERO);
        assert_eq!(none.unwrap_err().status(), Status::INVALID_ARGUMENT);
        consumer
    });
    let mut consumer = within(blocking).await.unwrap();

    // What a stream has asked for is the first of a batch.
    assert!(once(pin!(consumer.next())).await.is_pending());
    let blocking = tokio::task::spawn_blocking(move || {
        let batch = consumer.receive_batch(2, 0, PATIENCE).unwrap();
        let payloads: Vec<_> = batch.iter().map(|message| message.payload()).collect();
        assert_eq!(payloads, [b"5", b"6"]);
        let batch = consumer.receive_batch(9, 1, PATIENCE).unwrap();
        assert_eq!(batch.len(), 1);
    });
    for number in 5..9 {
        producer.send(Message::new(number.to_string())).await.unwrap();
    }
    within(blocking).await.unwrap();
}

async fn a_dropped_read_loses_no_message(pulsar: Pulsar) {
    let topic = topic("read");
    let client = pulsar.client();
    let producer = client.producer(&topic).create().await.unwrap();
    let reader = client.reader(&topic, MessageId::earliest()).open().await.unwrap();
    let mut received = 0;
    let mut sending = Vec::new();
    for number in 0..MESSAGES {
        sending.push(producer.send(Message::new(number.to_string())));
        while let Ok(message) = timeout(Duration::from_micros(20), reader.read()).await {
            assert_eq!(message.unwrap().payload(), received.to_string().as_bytes());
            received += 1;
        }
    }
    while received < MESSAGES {
        let message = within(reader.read()).await.unwrap();
        assert_eq!(message.payload(), received.to_string().as_bytes());
        received += 1;
    }
}

async fn a_dropped_open_gives_up(pulsar: Pulsar) {
    let topic = topic("open");
    let client = pulsar.client();
    for _ in 0..20 {
        assert!(once(pin!(client.consumer(&topic, "sub").subscribe())).await.is_pending());
        assert!(once(pin!(client.producer(&topic).create())).await.is_pending());
        let reader = client.reader(&topic, MessageId::earliest());
        assert!(once(pin!(reader.open())).await.is_pending());
    }
    // None of them holds the subscription.
    let consumer = within(support::consumer(&client, &topic)).await;
    consumer.close().await.unwrap();
    client.close().await.unwrap();
}

async fn closing_completes_what_is_pending(pulsar: Pulsar) {
    let topic = topic("close");
    let client = pulsar.builder().operation_timeout(Duration::from_secs(20)).build().unwrap();
    let mut stream = consumer(&client, &topic).await;
    let idle = Arc::new(client.consumer(support::topic("idle"), "sub").subscribe().await.unwrap());
    let producer = client.producer(&topic).create().await.unwrap();
    let receives: Vec<_> = (0..10)
        .map(|_| {
            let idle = Arc::clone(&idle);
            tokio::spawn(async move { idle.receive().await })
        })
        .collect();
    let blocked = Arc::clone(&idle);
    let blocked = tokio::task::spawn_blocking(move || blocked.receive_blocking());
    let streaming = tokio::spawn(async move {
        while let Some(message) = stream.next().await {
            message.unwrap(); // what was sent may come before the close
        }
        stream.last_error().unwrap().status()
    });
    let sends: Vec<_> = (0..1000).map(|_| producer.send(Message::new("pending"))).collect();
    within(client.close()).await.unwrap();
    for send in sends {
        within(send).await.unwrap();
    }
    for receive in receives {
        let error = within(receive).await.unwrap().unwrap_err();
        assert_eq!(error.status(), Status::CLOSED);
    }
    assert_eq!(within(blocked).await.unwrap().unwrap_err().status(), Status::CLOSED);
    // A close is no failure.
    assert_eq!(within(streaming).await.unwrap(), Status::CLOSED);
    let error = producer.send(Message::new("late")).await.unwrap_err();
    assert_eq!(error.status(), Status::CLOSED);
    assert_eq!(producer.flush().await.unwrap_err().status(), Status::CLOSED);
    within(client.close()).await.unwrap();
    assert!(client.statistics_json().unwrap().starts_with('{'));
    let error = client.producer(&topic).create().await.unwrap_err();
    assert_eq!(error.status(), Status::CLOSED);
}

async fn dropping_completes_what_is_pending(pulsar: Pulsar) {
    let topic = topic("drop");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    let sends: Vec<_> = (0..1000).map(|_| producer.send(Message::new("pending"))).collect();
    drop((producer, consumer, client));
    for send in sends {
        if let Err(error) = within(send).await {
            let given_up = [Status::NOT_SENT, Status::OUTCOME_UNKNOWN, Status::CLOSED];
            assert!(given_up.contains(&error.status()), "{error:?}");
        }
    }
}
