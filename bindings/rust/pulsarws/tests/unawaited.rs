//! Messages that nobody waits for: none fails unheard.

mod support;

use std::sync::mpsc::{channel, Receiver};
use std::time::Duration;

use pulsarws::{Client, Delivery, LogEntry, LogLevel, Message, Producer, Status};
use support::relay::Relay;
use support::{run, topic, Pulsar, PATIENCE};

/// A producer whose messages are not answered from now on, and the client's log.
async fn unanswered() -> (Client, Producer, Receiver<LogEntry>) {
    let relay = Relay::to(&Pulsar::plain().url);
    let (told, lines) = channel();
    let client = Client::builder(relay.url())
        .retry_on_failed_connect(true)
        .operation_timeout(Duration::from_secs(2))
        .on_log(move |line| drop(told.send(line)))
        .build()
        .unwrap();
    let producer = client.producer(topic("unawaited")).create().await.unwrap();
    relay.hold();
    (client, producer, lines)
}

fn of(context: &str) -> Message<'_> {
    Message::new("a").context(context)
}

fn contexts(deliveries: &Receiver<Delivery>, count: usize) -> Vec<String> {
    let mut contexts: Vec<String> = (0..count)
        .map(|_| {
            let delivery = deliveries.recv_timeout(PATIENCE).unwrap();
            let status = delivery.result().unwrap_err().status();
            assert!([Status::NOT_SENT, Status::OUTCOME_UNKNOWN].contains(&status), "{delivery:?}");
            String::from_utf8(delivery.context().to_vec()).unwrap()
        })
        .collect();
    contexts.sort();
    contexts
}

#[test]
fn dropped_sendings_are_told_to_the_listener() {
    run(async {
        let (_client, producer, lines) = unanswered().await;
        let (told, deliveries) = channel();
        producer.on_delivery(move |delivery| told.send(delivery).unwrap()).unwrap();

        drop(producer.send(of("dropped at once")));
        drop(producer.send_all(&[of("dropped together"), of("so too")]));
        let awaited = producer.send(of("awaited"));
        let settled = producer.send(of("dropped when it is settled"));
        let all_settled = producer.send_all(&[of("the same of several")]);
        producer.purge(true).unwrap();
        assert!(awaited.await.is_err());
        let early = contexts(&deliveries, 3);
        assert_eq!(early, ["dropped at once", "dropped together", "so too"]);
        producer.flush().await.unwrap();
        assert!(deliveries.try_recv().is_err());
        drop((settled, all_settled));
        let late = contexts(&deliveries, 2);
        assert_eq!(late, ["dropped when it is settled", "the same of several"]);

        // What was never queued is no better off.
        drop(producer.send(Message::new(vec![0; 2 << 20]).context("too big")));
        let delivery = deliveries.recv_timeout(PATIENCE).unwrap();
        assert_eq!(delivery.result().unwrap_err().status(), Status::MESSAGE_TOO_BIG);
        assert_eq!(delivery.context(), b"too big");
        assert!(lines.try_recv().is_err(), "the log has it too");
    });
}

#[test]
fn a_dropped_sending_that_is_stored_is_told_too() {
    run(async {
        let client = Pulsar::plain().client();
        let producer = client.producer(topic("unawaited")).create().await.unwrap();
        let (told, deliveries) = channel();
        producer.on_delivery(move |delivery| told.send(delivery).unwrap()).unwrap();
        drop(producer.send(of("stored")));
        producer.send(of("awaited")).await.unwrap();
        let delivery = deliveries.recv_timeout(PATIENCE).unwrap();
        assert!(delivery.result().is_ok() && delivery.context() == b"stored", "{delivery:?}");
        producer.flush().await.unwrap();
        assert!(deliveries.try_recv().is_err());
    });
}

#[test]
fn a_listener_may_drop_a_sending_and_set_another_listener() {
    run(async {
        let client = Pulsar::plain().client();
        let producer = client.producer(topic("unawaited")).create().await.unwrap();
        let (told, deliveries) = channel();
        let next = told.clone();
        let weak = std::sync::Arc::new(std::sync::Mutex::new(Some(producer.clone())));
        let kept = std::sync::Arc::clone(&weak);
        producer
            .on_delivery(move |_| {
                let Some(producer) = weak.lock().unwrap().take() else { return };
                drop(producer.send(Message::new(vec![0; 2 << 20]).context("within")));
                let next = next.clone();
                producer.on_delivery(move |delivery| next.send(delivery).unwrap()).unwrap();
            })
            .unwrap();
        drop(producer.send(of("first")));
        let delivery = deliveries.recv_timeout(PATIENCE).unwrap();
        assert_eq!(delivery.context(), b"within");
        assert!(kept.lock().unwrap().is_none());
        drop(told);
    });
}

#[test]
fn without_a_listener_the_log_counts_them() {
    run(async {
        let (client, producer, lines) = unanswered().await;
        for _ in 0..5 {
            drop(producer.send(of("dropped")));
        }
        let awaited = producer.send(of("awaited"));
        producer.purge(true).unwrap();
        assert!(awaited.await.is_err());
        producer.flush().await.unwrap();
        let mut texts = Vec::new();
        while texts.len() < 4 {
            let line = lines.recv_timeout(PATIENCE).unwrap();
            assert_eq!(line.level(), LogLevel::WARNING, "{line}");
            assert_eq!(line.topic(), Some(producer.topic()));
            texts.push(line.message().to_owned());
        }
        assert!(texts[0].starts_with("a message that nobody waits for "), "{texts:?}");
        for (text, count) in texts[1..].iter().zip([2, 4, 5]) {
            let beginning = format!("{count} messages up to now that nobody waits for ");
            assert!(text.starts_with(&beginning) && text.contains("purged"), "{texts:?}");
        }

        // Nor is it lost where all goes.
        for _ in 5..7 {
            drop(producer.send(of("dropped")));
        }
        drop(producer);
        drop(client);
        let text = loop {
            let line = lines.recv_timeout(PATIENCE).unwrap();
            if line.message().contains("nobody waits for") {
                break line.message().to_owned();
            }
        };
        assert!(text.starts_with("7 messages up to now"), "{text}");
    });
}
