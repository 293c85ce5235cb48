//! Sending, receiving and settling messages.

mod support;

use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use pulsarws::{Message, MessageId, Status, SubscriptionType};
use support::{consumer, earliest, on_both_pulsars, topic, within, Pulsar, PATIENCE};

on_both_pulsars!(
    a_message_arrives_whole,
    a_message_without_anything_arrives,
    a_nacked_message_comes_again,
    an_acked_message_does_not_come_again,
    a_thousand_messages_keep_their_order,
    a_thousand_messages_in_blocking_calls,
    a_listener_hears_every_message,
    deliveries_are_told_to_their_listener,
);

fn milliseconds(number: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(number)
}

async fn a_message_arrives_whole(pulsar: Pulsar) {
    let topic = topic("whole");
    let client = pulsar.client();
    let mut consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).producer_name("a-name").create().await.unwrap();
    assert_eq!(producer.topic(), format!("persistent://public/default/{topic}"));
    assert_eq!(producer.name(), "a-name");
    assert!(producer.is_connected());
    assert_eq!(producer.last_sequence_id(), -1);

    let payload: Vec<u8> = (0..=255).collect();
    let before = SystemTime::now() - Duration::from_secs(60);
    let receipt = producer
        .send(
            Message::new(&payload)
                .key("grüße")
                .properties([("language", "Rust"), ("empty", "")])
                .property("text", "a \"quoted\" \\ line\n")
                .event_time(milliseconds(1_234_567_890_123))
                .context(b"\0context\xff")
                .send_timeout(PATIENCE),
        )
        .await
        .unwrap();
    assert_eq!(receipt.context(), b"\0context\xff");
    assert!(!receipt.is_duplicate());
    assert_eq!(producer.last_sequence_id(), 0);
    assert_eq!((producer.pending_count(), producer.pending_bytes()), (0, 0));
    assert!(producer.last_error().is_none());
    assert!(producer.statistics_json().unwrap().contains(&topic));

    let message = within(consumer.next()).await.unwrap().unwrap();
    assert_eq!(message.payload(), payload);
    assert_eq!(message.key(), Some("grüße"));
    let mut properties: Vec<_> = message.properties().collect();
    properties.sort_unstable();
    let text = "a \"quoted\" \\ line\n";
    assert_eq!(properties, [("empty", ""), ("language", "Rust"), ("text", text)]);
    assert_eq!(message.property("language"), Some("Rust"));
    assert_eq!(message.property("Language"), None);
    assert_eq!(message.event_time(), Some(milliseconds(1_234_567_890_123)));
    assert!(message.publish_time() > before);
    assert_eq!(message.redelivery_count(), 0);
    assert_eq!(message.id(), receipt.message_id());
    assert_eq!(message.topic(), producer.topic());
    assert_eq!(consumer.outstanding_count(), 1);

    // A clone is the same message, also when the first is gone.
    let clone = message.clone();
    drop(message);
    assert_eq!(clone.payload(), payload);
    consumer.ack(&clone).unwrap();
    assert_eq!(consumer.outstanding_count(), 0);
    assert_eq!(consumer.subscription(), "sub");
    assert!(consumer.statistics_json().unwrap().contains("\"sub\""));
}

async fn a_message_without_anything_arrives(pulsar: Pulsar) {
    let topic = topic("nothing");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    producer.send(Message::default()).await.unwrap();
    producer.send(Message::new("").key("")).await.unwrap();

    let message = within(consumer.receive()).await.unwrap();
    assert_eq!(message.payload(), b"");
    assert_eq!(message.key(), None);
    assert_eq!(message.properties().len(), 0);
    assert_eq!(message.event_time(), None);
    let message = within(consumer.receive()).await.unwrap();
    assert_eq!(message.payload(), b"");
}

async fn a_nacked_message_comes_again(pulsar: Pulsar) {
    let topic = topic("nack");
    let client = pulsar.client();
    let consumer = earliest(&client, &topic)
        .subscription_type(SubscriptionType::Shared)
        .negative_ack_redelivery_delay(Duration::from_millis(100))
        .subscribe()
        .await
        .unwrap();
    let producer = client.producer(&topic).create().await.unwrap();
    let sent = producer.send(Message::new("again")).await.unwrap();

    let message = within(consumer.receive()).await.unwrap();
    consumer.nack(&message).unwrap();
    let message = within(consumer.receive()).await.unwrap();
    assert_eq!(message.id(), sent.message_id());
    consumer.nack_id(message.id()).unwrap();
    let message = within(consumer.receive()).await.unwrap();
    assert_eq!(message.id(), sent.message_id());
    consumer.redeliver().unwrap();
    let message = within(consumer.receive()).await.unwrap();
    assert_eq!(message.payload(), b"again");
    consumer.ack(&message).unwrap();
}

async fn an_acked_message_does_not_come_again(pulsar: Pulsar) {
    let topic = topic("ack");
    let client = pulsar.client();
    let producer = client.producer(&topic).create().await.unwrap();
    let consumer = consumer(&client, &topic).await;
    for number in 0..7 {
        producer.send(Message::new(number.to_string())).await.unwrap();
    }
    let mut messages = Vec::new();
    for _ in 0..7 {
        messages.push(within(consumer.receive()).await.unwrap());
    }
    // Of 0 to 6, 5 is left.
    consumer.ack_cumulative(&messages[1]).unwrap();
    consumer.ack_cumulative_id(messages[2].id()).unwrap();
    consumer.ack_id(messages[3].id()).unwrap();
    consumer.ack(&messages[4]).unwrap();
    consumer.ack_and_drop(messages.pop().unwrap()).unwrap();
    assert_eq!(consumer.outstanding_count(), 1);
    let error = consumer.ack_id(messages[3].id()).unwrap_err();
    assert_eq!(error.status(), Status::WRONG_CONSUMER);
    consumer.ack_flush().await.unwrap();
    consumer.ack_flush_blocking(PATIENCE).unwrap();
    consumer.close().await.unwrap();
    assert_eq!(consumer.ack(&messages[5]).unwrap_err().status(), Status::CLOSED);

    let consumer = support::consumer(&client, &topic).await;
    producer.send(Message::new("7")).await.unwrap();
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"5");
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"7");
}

async fn a_thousand_messages_keep_their_order(pulsar: Pulsar) {
    let topic = topic("thousand");
    let client = pulsar.client();
    let mut consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    let under_way: Vec<_> = (0..1000)
        .map(|number| {
            let text = format!("message {number}");
            producer.send(Message::new(text).property("number", number.to_string()))
        })
        .collect();
    let mut last: Option<MessageId> = None;
    for (number, sending) in under_way.into_iter().enumerate() {
        let receipt = within(sending).await.unwrap();
        assert!(last.as_ref() < Some(receipt.message_id()), "message {number}");
        last = Some(receipt.message_id().clone());
    }
    assert_eq!(producer.last_sequence_id(), 999);
    for number in 0..1000 {
        let message = within(consumer.next()).await.unwrap().unwrap();
        assert_eq!(message.payload(), format!("message {number}").as_bytes());
        assert_eq!(message.property("number"), Some(number.to_string().as_str()));
        consumer.ack(&message).unwrap();
    }
    producer.flush().await.unwrap();
    producer.close().await.unwrap();
    let error = producer.send(Message::new("late")).await.unwrap_err();
    assert_eq!(error.status(), Status::CLOSED);
}

async fn a_thousand_messages_in_blocking_calls(pulsar: Pulsar) {
    let topic = topic("blocking");
    let client = pulsar.client();
    let blocking = tokio::task::spawn_blocking(move || {
        let consumer = earliest(&client, &topic).subscribe_blocking().unwrap();
        let producer = client.producer(&topic).create_blocking().unwrap();
        let error = consumer.receive_timeout(Duration::from_millis(10)).unwrap_err();
        assert_eq!(error.status(), Status::TIMEOUT);
        assert!(error.is_retriable());
        assert!(consumer.try_receive().unwrap().is_none());

        producer.send_blocking(Message::new("0")).unwrap();
        producer.send_timeout(Message::new("1"), PATIENCE).unwrap();
        let numbers: Vec<_> = (2..1000).map(|number| Message::new(number.to_string())).collect();
        let results = smol::block_on(producer.send_all(&numbers));
        assert_eq!(results.len(), numbers.len());
        assert!(results.iter().all(Result::is_ok));
        producer.flush_blocking(PATIENCE).unwrap();

        assert_eq!(consumer.receive_blocking().unwrap().payload(), b"0");
        let mut next = 1;
        while next < 1000 {
            let batch = consumer.receive_batch(100, 0, Duration::from_secs(2)).unwrap();
            assert!(batch.len() <= 100);
            for message in batch {
                assert_eq!(message.payload(), next.to_string().as_bytes());
                consumer.ack_and_drop(message).unwrap();
                next += 1;
            }
        }
        producer.close_blocking(PATIENCE).unwrap();
        consumer.close_blocking(PATIENCE).unwrap();
        client.close_blocking(PATIENCE).unwrap();
    });
    within(blocking).await.unwrap();
}

async fn a_listener_hears_every_message(pulsar: Pulsar) {
    let topic = topic("listener");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    let (heard, numbers) = mpsc::channel();
    consumer
        .listen(move |consumer, message| {
            let message = message.unwrap();
            consumer.ack(&message).unwrap();
            // What would wait is refused on the dispatcher's thread.
            let error = consumer.ack_flush_blocking(PATIENCE).unwrap_err();
            assert_eq!(error.status(), Status::WOULD_DEADLOCK);
            heard.send(String::from_utf8(message.payload().to_vec()).unwrap()).unwrap();
        })
        .unwrap();
    let error = consumer.receive().await.unwrap_err();
    assert_eq!(error.status(), Status::INVALID_ARGUMENT);
    let producer = client.producer(&topic).create().await.unwrap();
    for number in 0..100 {
        producer.enqueue(Message::new(number.to_string())).unwrap();
    }
    for number in 0..100 {
        assert_eq!(numbers.recv_timeout(PATIENCE).unwrap(), number.to_string());
    }
    // The listener is gone with its consumer.
    drop(consumer);
    assert!(numbers.recv_timeout(PATIENCE).is_err());
    assert!(matches!(numbers.try_recv(), Err(mpsc::TryRecvError::Disconnected)));
}

async fn deliveries_are_told_to_their_listener(pulsar: Pulsar) {
    let topic = topic("delivery");
    let client = pulsar.client();
    let producer = client.producer(&topic).create().await.unwrap();
    let (told, deliveries) = mpsc::channel();
    producer.on_delivery(move |delivery| told.send(delivery).unwrap()).unwrap();
    producer.enqueue(Message::new("forgotten").context("context")).unwrap();
    let delivery = deliveries.recv_timeout(PATIENCE).unwrap();
    assert_eq!(delivery.context(), b"context");
    assert!(delivery.result().unwrap().ledger() >= 0);

    let (told, receipts) = mpsc::channel();
    producer.send_then(Message::new("then"), move |result| told.send(result).unwrap()).unwrap();
    let receipt = receipts.recv_timeout(PATIENCE).unwrap().unwrap();
    assert!(receipt.message_id() > delivery.result().unwrap());

    // One that fails has its context, too.
    producer.enqueue(Message::new("a").context("given up")).unwrap();
    producer.purge(true).unwrap();
    let delivery = deliveries.recv_timeout(PATIENCE).unwrap();
    assert_eq!(delivery.context(), b"given up");
}
