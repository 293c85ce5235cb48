//! The log, connections and statistics, told to functions; and futures on executors.

mod support;

use std::sync::mpsc;
use std::time::Duration;

use futures_core::Stream;
use pulsarws::{ConnectionEvent, ConnectionState, LogEntry, LogFilter, LogLevel, Message};
use support::{consumer, on_both_pulsars, run, topic, within, Pulsar, PATIENCE};

on_both_pulsars!(connections_are_told, the_log_is_told, statistics_are_told, smol_runs_futures);

async fn connections_are_told(pulsar: Pulsar) {
    let topic = topic("states");
    let (told, events) = mpsc::channel::<ConnectionEvent>();
    let client = pulsar
        .builder()
        .on_connection_event(move |event| told.send(event).unwrap())
        .build()
        .unwrap();
    let producer = client.producer(&topic).create().await.unwrap();
    let consumer = consumer(&client, &topic).await;
    producer.close().await.unwrap();
    client.close().await.unwrap();
    client.no_connection_events().ok();

    let events: Vec<_> = events.try_iter().collect();
    let states = |belongs: &dyn Fn(&ConnectionEvent) -> bool| -> Vec<ConnectionState> {
        events.iter().filter(|event| belongs(event)).map(ConnectionEvent::state).collect()
    };
    let all = [ConnectionState::CONNECTING, ConnectionState::OPEN, ConnectionState::CLOSED];
    assert_eq!(states(&|event| event.is_of_producer(&producer)), all);
    assert_eq!(states(&|event| event.is_of_consumer(&consumer)), all);
    for event in &events {
        assert_eq!(event.connection(), 1);
        assert!(event.error().is_none() && event.delay().is_none(), "{event:?}");
    }
}

#[test]
fn a_lost_way_is_told_with_its_reason() {
    run(async {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (told, events) = mpsc::channel::<ConnectionEvent>();
        let client = pulsarws::Client::builder(format!("ws://127.0.0.1:{port}"))
            .retry_on_failed_connect(true)
            .on_connection_event(move |event| drop(told.send(event)))
            .build()
            .unwrap();
        let opening = tokio::spawn(client.producer("test").create());
        let backoff = loop {
            let event = events.recv_timeout(PATIENCE).unwrap();
            if event.state() == ConnectionState::BACKOFF {
                break event;
            }
        };
        assert!(backoff.delay().is_some());
        assert_eq!(backoff.error().unwrap().status(), pulsarws::Status::CONNECT);
        opening.abort();
        assert!(within(opening).await.unwrap_err().is_cancelled());
    });
}

async fn the_log_is_told(pulsar: Pulsar) {
    let topic = topic("log");
    let (told, lines) = mpsc::channel::<LogEntry>();
    let client = pulsar
        .builder()
        .log_level(LogFilter::Debug)
        .on_log(move |line| told.send(line).unwrap())
        .build()
        .unwrap();
    let producer = client.producer(&topic).create().await.unwrap();
    client.close().await.unwrap();
    let lines: Vec<_> = lines.try_iter().collect();
    let line = lines.iter().find(|line| line.topic() == Some(producer.topic())).unwrap();
    assert!(line.level() >= LogLevel::ERROR && line.level() <= LogLevel::DEBUG);
    assert!(!line.component().is_empty() && !line.message().is_empty());
    assert!(line.time() > std::time::SystemTime::now() - Duration::from_secs(600));
    assert!(lines.iter().any(|line| line.connection() == Some(1)));
    let text = line.to_string();
    assert_eq!(text, format!("{} {}: {}", line.level(), line.component(), line.message()));
}

async fn statistics_are_told(pulsar: Pulsar) {
    let topic = topic("statistics");
    let (told, texts) = mpsc::channel::<String>();
    let client = pulsar
        .builder()
        .statistics_interval(Duration::from_millis(20))
        .on_statistics(move |text| drop(told.send(text.to_string())))
        .build()
        .unwrap();
    let producer = client.producer(&topic).create().await.unwrap();
    while !texts.recv_timeout(PATIENCE).unwrap().contains(&topic) {}
    client.no_statistics().unwrap();
    client.log_to_standard_error().unwrap();
    // The listener is dropped, and with it the channel's end.
    while texts.recv_timeout(PATIENCE).is_ok() {}
    assert!(client.statistics_json().unwrap().contains(producer.topic()));
}

async fn smol_runs_futures(pulsar: Pulsar) {
    let done = tokio::task::spawn_blocking(move || {
        smol::block_on(async {
            let topic = topic("smol");
            let client = pulsar.client();
            let mut consumer = consumer(&client, &topic).await;
            let producer = client.producer(&topic).create().await.unwrap();
            let receiving = smol::spawn(async move {
                for number in 0..100 {
                    let step = std::future::poll_fn(|context| {
                        std::pin::Pin::new(&mut consumer).poll_next(context)
                    });
                    let message = step.await.unwrap().unwrap();
                    assert_eq!(message.payload(), number.to_string().as_bytes());
                    consumer.ack(&message).unwrap();
                }
                consumer.ack_flush().await.unwrap();
            });
            for number in 0..100 {
                producer.send(Message::new(number.to_string())).await.unwrap();
            }
            receiving.await;
            client.close().await.unwrap();
        });
    });
    within(done).await.unwrap();
}
