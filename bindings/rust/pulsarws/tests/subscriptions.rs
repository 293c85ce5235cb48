//! Several topics, patterns, permits, pauses, the ends of subscriptions and topics,
//! and readers.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use pulsarws::{Message, MessageId, Permits, ReaderEvent, Status, SubscriptionType};
use support::{
    admin_url, consumer, earliest, on_both_pulsars, run, topic, within, Pulsar, PATIENCE,
};

on_both_pulsars!(
    several_topics_in_one_consumer,
    a_pattern_finds_its_topics,
    a_paused_consumer_hands_out_nothing,
    the_application_permits,
    an_unsubscribed_subscription_is_gone,
    a_reader_starts_where_it_is_told,
    a_reader_tells_its_listener,
);

async fn several_topics_in_one_consumer(pulsar: Pulsar) {
    let topics = [topic("several-a"), topic("several-b")];
    let client = pulsar.client();
    let mut consumer = client.consumer_of_topics(&topics, "sub").subscribe().await.unwrap();
    assert!(consumer.topic().contains(&topics[0]) && consumer.topic().contains(&topics[1]));
    let mut texts = Vec::new();
    for topic in &topics {
        let producer = client.producer(topic).create().await.unwrap();
        producer.send(Message::new(topic)).await.unwrap();
    }
    for _ in &topics {
        let message = within(consumer.next()).await.unwrap().unwrap();
        consumer.ack(&message).unwrap();
        texts.push(String::from_utf8(message.payload().to_vec()).unwrap());
    }
    texts.sort_unstable();
    assert_eq!(texts, topics);
    let opened = client.consumer_of_topics(&topics, "blocking");
    let blocking = tokio::task::spawn_blocking(|| opened.subscribe_blocking());
    assert!(within(blocking).await.unwrap().unwrap().is_connected());
}

async fn a_pattern_finds_its_topics(pulsar: Pulsar) {
    let base = topic("pattern");
    let client = pulsar.client();
    let producer = client.producer(format!("{base}-a")).create().await.unwrap();
    let pattern = format!("persistent://public/default/{base}-.*");
    let opened = client.consumer_of_pattern(&pattern, "sub");
    let mut consumer = opened.clone().subscribe().await.unwrap();
    assert_eq!(consumer.topic(), pattern);
    producer.send(Message::new("found")).await.unwrap();
    assert_eq!(within(consumer.next()).await.unwrap().unwrap().payload(), b"found");
    consumer.close().await.unwrap();
    assert!(within(consumer.next()).await.is_none());
    let blocking = tokio::task::spawn_blocking(|| opened.subscribe_blocking());
    assert!(within(blocking).await.unwrap().is_ok());
}

async fn a_paused_consumer_hands_out_nothing(pulsar: Pulsar) {
    let topic = topic("pause");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    let producer = client.producer(&topic).create().await.unwrap();
    consumer.pause().unwrap();
    producer.send(Message::new("later")).await.unwrap();
    support::becomes_true("it is fetched", || consumer.queued_count() == 1).await;
    assert!(consumer.try_receive().unwrap().is_none());
    consumer.resume().unwrap();
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"later");
    assert_eq!(consumer.queued_count(), 0);
}

async fn the_application_permits(pulsar: Pulsar) {
    let topic = topic("permits");
    let client = pulsar.client();
    let by_hand = earliest(&client, &topic).permits(Permits::Manual);
    let consumer = by_hand.subscribe().await.unwrap();
    let producer = client.producer(&topic).create().await.unwrap();
    for number in 0..3 {
        producer.send(Message::new(number.to_string())).await.unwrap();
    }
    consumer.permit(2).unwrap();
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"0");
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"1");
    // An answer from the server shows that nothing more is under way.
    assert!(!consumer.end_of_topic().await.unwrap());
    assert!(consumer.try_receive().unwrap().is_none());
    consumer.permit(1).unwrap();
    assert_eq!(within(consumer.receive()).await.unwrap().payload(), b"2");

    let automatic = support::earliest(&client, &topic).consumer_name("name");
    drop(consumer);
    let automatic = automatic.subscription_type(SubscriptionType::Shared);
    let automatic = support::opened(automatic).await;
    assert_eq!(automatic.name(), "name");
    assert_eq!(automatic.permit(1).unwrap_err().status(), Status::NOT_SUPPORTED);
}

async fn an_unsubscribed_subscription_is_gone(pulsar: Pulsar) {
    let topic = topic("unsubscribe");
    let client = pulsar.client();
    let consumer = consumer(&client, &topic).await;
    consumer.unsubscribe().await.unwrap();
    assert_eq!(consumer.receive().await.unwrap_err().status(), Status::CLOSED);

    let shared = earliest(&client, &topic).subscription_type(SubscriptionType::Shared);
    let one = support::opened(shared.clone()).await;
    let other = support::opened(shared.clone()).await;
    let error = one.unsubscribe().await.unwrap_err();
    assert_eq!(error.status(), Status::UNSUBSCRIBE_REFUSED);
    other.close().await.unwrap();
    // Until the broker has seen that both are gone, it refuses, and ends the consumer.
    let alone = tokio::task::spawn_blocking(move || {
        support::eventually("the last one may", || {
            let opened = shared.clone().subscribe_blocking();
            opened.is_ok_and(|last| last.unsubscribe_blocking(PATIENCE).is_ok())
        });
    });
    within(alone).await.unwrap();
}

async fn a_reader_starts_where_it_is_told(pulsar: Pulsar) {
    let topic = topic("reader");
    let client = pulsar.client();
    let producer = client.producer(&topic).create().await.unwrap();
    let mut ids = Vec::new();
    for number in 0..10 {
        let receipt = producer.send(Message::new(number.to_string())).await.unwrap();
        ids.push(receipt.message_id().clone());
    }
    let mut all = client.reader(&topic, MessageId::earliest()).open().await.unwrap();
    for (number, id) in ids.iter().enumerate() {
        let message = within(all.next()).await.unwrap().unwrap();
        assert_eq!(message.payload(), number.to_string().as_bytes());
        assert_eq!(message.id(), id);
    }
    assert!(all.is_connected() && all.topic().ends_with(&topic));
    assert!(all.statistics_json().unwrap().contains(&topic));
    assert_eq!(all.has_next(), None);

    // From a copy of an id, over its bytes.
    let start = MessageId::parse(&ids[6].serialize()).unwrap();
    assert_eq!(start, ids[6]);
    let some = client.reader(&topic, start).reader_name("name");
    let some = some.open().await.unwrap();
    assert_eq!(some.name(), "name");
    assert_eq!(within(some.read()).await.unwrap().payload(), b"7");
    let blocking = tokio::task::spawn_blocking(move || {
        assert_eq!(some.read_blocking().unwrap().payload(), b"8");
        assert_eq!(some.read_timeout(PATIENCE).unwrap().payload(), b"9");
        let error = some.read_timeout(Duration::from_millis(1)).unwrap_err();
        assert_eq!(error.status(), Status::TIMEOUT);
        assert!(some.try_read().unwrap().is_none());
        some.close_blocking(PATIENCE).unwrap();
        assert_eq!(some.read_blocking().unwrap_err().status(), Status::CLOSED);
    });
    within(blocking).await.unwrap();

    let opened = client.reader(&topic, MessageId::latest());
    let blocking = tokio::task::spawn_blocking(|| opened.open_blocking());
    let latest = within(blocking).await.unwrap().unwrap();
    producer.send(Message::new("new")).await.unwrap();
    assert_eq!(within(latest.read()).await.unwrap().payload(), b"new");
    latest.close().await.unwrap();
}

async fn a_reader_tells_its_listener(pulsar: Pulsar) {
    let topic = topic("reader-listener");
    let client = pulsar.client();
    let producer = client.producer(&topic).create().await.unwrap();
    let reader = client.reader(&topic, MessageId::earliest()).open().await.unwrap();
    let (heard, events) = mpsc::channel();
    reader
        .listen(move |reader, event| match event {
            ReaderEvent::Message(message) => {
                heard.send((reader.topic().to_string(), message.payload().to_vec())).unwrap();
            }
            other => panic!("{other:?}"),
        })
        .unwrap();
    for number in 0_u8..50 {
        producer.enqueue(Message::new(vec![number])).unwrap();
    }
    for number in 0_u8..50 {
        let (topic, payload) = events.recv_timeout(PATIENCE).unwrap();
        assert_eq!((topic.as_str(), payload), (reader.topic(), vec![number]));
    }
}

/// Ends a topic: no message can be sent to it any more.
fn terminate(topic: &str) {
    let url = admin_url();
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut connection = TcpStream::connect(address).unwrap();
    write!(
        connection,
        "POST /admin/v2/persistent/public/default/{topic}/terminate HTTP/1.1\r\n\
         Host: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_terminated_topic_has_an_end() {
    run(async {
        let topic = topic("terminated");
        let client = Pulsar::plain().client();
        let producer = client.producer(&topic).create().await.unwrap();
        producer.send(Message::new("last")).await.unwrap();
        producer.close().await.unwrap();
        let consumer = consumer(&client, &topic).await;
        let reader = client.reader(&topic, MessageId::earliest()).open().await.unwrap();
        let message = within(consumer.receive()).await.unwrap();
        assert_eq!(message.payload(), b"last");
        // The broker tells a consumer of the end when all is acked.
        consumer.ack(&message).unwrap();
        assert!(!consumer.end_of_topic().await.unwrap());
        assert!(!reader.end_of_topic().await.unwrap());
        terminate(&topic);
        let ended = tokio::task::spawn_blocking(move || {
            support::eventually("the consumer sees the end", || {
                consumer.end_of_topic_blocking(PATIENCE).unwrap()
            });
            assert_eq!(reader.read_timeout(PATIENCE).unwrap().payload(), b"last");
            support::eventually("the reader sees the end", || {
                reader.end_of_topic_blocking(PATIENCE).unwrap()
            });
            assert_eq!(reader.has_next(), Some(false));
        });
        within(ended).await.unwrap();
    });
}
