//! What comes with a feature: statistics as values, and the log of other crates.

#[allow(unused_imports)]
mod support;

#[cfg(feature = "serde")]
mod statistics {
    use std::sync::mpsc;
    use std::time::Duration;

    use crate::support::{consumer, run, topic, Pulsar, PATIENCE};
    use pulsarws::statistics::Statistics;
    use pulsarws::{Message, MessageId, Status};

    #[test]
    fn statistics_are_values() {
        run(async {
            let (told, texts) = mpsc::channel();
            let topic = topic("values");
            let client = Pulsar::plain()
                .builder()
                .statistics_interval(Duration::from_millis(10))
                .on_statistics(move |text| drop(told.send(text.to_string())))
                .build()
                .unwrap();
            let producer = client.producer(&topic).create().await.unwrap();
            let consumer = consumer(&client, &topic).await;
            let reader = client.reader(&topic, MessageId::earliest()).open().await.unwrap();
            producer.send(Message::new("four")).await.unwrap();
            let message = consumer.receive().await.unwrap();
            consumer.ack(&message).unwrap();
            reader.read().await.unwrap();

            let sent = producer.statistics().unwrap();
            assert_eq!(sent.topic, producer.topic());
            assert!(sent.connected && sent.last_error.is_none());
            assert_eq!((sent.messages_acked, sent.payload_bytes_acked), (1, 4));
            assert!(
                sent.round_trip_microseconds.count == 1 && sent.round_trip_microseconds.max > 0
            );
            let received = consumer.statistics().unwrap();
            assert_eq!((received.subscription.as_str(), received.acks), ("sub", 1));
            assert_eq!(reader.statistics().unwrap().messages_handed_out, 1);
            let told = texts.recv_timeout(PATIENCE).unwrap();
            let all = client.statistics().unwrap();
            assert_eq!(all.client.handles_connected, 3);
            assert_eq!((all.producers.len(), all.consumers.len(), all.readers.len()), (1, 1, 1));
            assert!(all.time > 0 && !all.client.transport.is_empty());

            // Nothing of the text is missing from the value, nor the other way round.
            let text = client.statistics_json().unwrap();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let again = serde_json::to_value(Statistics::parse(&text).unwrap()).unwrap();
            assert_eq!(value, again);
            assert!(Statistics::parse(&told).unwrap().time <= all.time);
            let error = Statistics::parse("words").unwrap_err();
            assert_eq!(error.status(), Status::INVALID_ARGUMENT);

            producer.close().await.unwrap();
            let error = producer.statistics().unwrap().last_error.unwrap();
            assert_eq!(error.status, "PWS_ERR_CLOSED");
        });
    }
}

/// Makes a client whose log goes there and has it say something at `info`.
#[cfg(any(feature = "log", feature = "tracing"))]
fn make_lines(to: fn(pulsarws::LogEntry)) -> String {
    let mut named = String::new();
    support::run(async {
        let pulsar = support::Pulsar::plain();
        let client =
            pulsar.builder().log_level(pulsarws::LogFilter::Info).on_log(to).build().unwrap();
        let producer = client.producer(support::topic("lines")).create().await.unwrap();
        named = producer.topic().to_owned();
        client.close().await.unwrap();
    });
    named
}

#[cfg(feature = "log")]
mod log_crate {
    use std::sync::Mutex;

    static LINES: Mutex<Vec<(log::Level, String, String)>> = Mutex::new(Vec::new());

    struct Logger;

    impl log::Log for Logger {
        fn enabled(&self, _: &log::Metadata) -> bool {
            true
        }
        fn log(&self, record: &log::Record) {
            let line = (record.level(), record.target().to_owned(), record.args().to_string());
            LINES.lock().unwrap().push(line);
        }
        fn flush(&self) {}
    }

    #[test]
    fn the_log_goes_to_log() {
        log::set_logger(&Logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        let topic = super::make_lines(pulsarws::to_log);
        let lines = LINES.lock().unwrap();
        let of_it = lines.iter().find(|(_, _, text)| text.contains(&topic)).unwrap();
        assert_eq!((of_it.0, of_it.1.as_str()), (log::Level::Info, "pulsarws"));
    }
}

#[cfg(feature = "tracing")]
mod tracing_crate {
    use std::collections::HashMap;
    use std::fmt::Debug;
    use std::sync::Mutex;

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata, Subscriber};

    type Fields = HashMap<&'static str, String>;
    static EVENTS: Mutex<Vec<(Level, String, Fields)>> = Mutex::new(Vec::new());

    struct Collecting(Fields);

    impl Visit for Collecting {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            self.0.insert(field.name(), format!("{value:?}"));
        }
        fn record_str(&mut self, field: &Field, value: &str) {
            self.0.insert(field.name(), value.to_owned());
        }
    }

    struct Everything;

    impl Subscriber for Everything {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, event: &Event<'_>) {
            let mut fields = Collecting(Fields::new());
            event.record(&mut fields);
            let metadata = event.metadata();
            let one = (*metadata.level(), metadata.target().to_owned(), fields.0);
            EVENTS.lock().unwrap().push(one);
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn the_log_goes_to_tracing() {
        tracing::subscriber::set_global_default(Everything).unwrap();
        let topic = super::make_lines(pulsarws::to_tracing);
        let events = EVENTS.lock().unwrap();
        let (level, target, fields) =
            events.iter().find(|(_, _, fields)| fields.get("topic") == Some(&topic)).unwrap();
        assert_eq!((*level, target.as_str()), (Level::INFO, "pulsarws"));
        assert_eq!(
            (fields["component"].as_str(), fields["connection"].as_str()),
            ("producer", "1")
        );
        assert!(fields["message"].contains(&topic));
    }
}
