//! Options, message ids and what else needs no Pulsar.

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use pulsarws::{
    Client, ClientBuilder, ConnectionState, Consumer, ConsumerBuilder, Error, LogFilter, LogLevel,
    Message, MessageId, Producer, Reader, ReceivedMessage, Status,
};

fn fault(builder: ClientBuilder) -> Error {
    builder.build().unwrap_err()
}

#[test]
fn a_builder_tells_the_first_fault() {
    let builder = || Client::builder("ws://localhost:8080");
    let error = fault(builder().option("authTokn", "x").option("logLevel", "loud"));
    assert_eq!(error.status(), Status::UNKNOWN_OPTION);
    assert!(error.message().contains("authToken"), "{error}");
    let error = fault(builder().option("logLevel", "loud"));
    assert_eq!(error.status(), Status::INVALID_OPTION_VALUE);
    let error = fault(builder().connect_timeout(Duration::MAX));
    assert_eq!(error.status(), Status::INVALID_OPTION_VALUE);
    let error = fault(builder().auth_token("a\0b"));
    assert_eq!(error.status(), Status::INVALID_ARGUMENT);
    assert_eq!(fault(Client::builder("http://x")).status(), Status::INVALID_URL);
    assert_eq!(fault(Client::builder("ws://\0")).status(), Status::INVALID_ARGUMENT);
    assert!(fault(ClientBuilder::new()).message().contains("serviceUrl"));
}

#[test]
fn events_are_always_delivered_by_callbacks() {
    let builder = Client::builder("ws://localhost:8080").option("eventDelivery", "poll");
    assert_eq!(fault(builder).status(), Status::INVALID_OPTION_VALUE);
    let path = std::env::temp_dir().join(format!("pulsarws-poll-{}", std::process::id()));
    fs::write(&path, "eventDelivery=poll\n").unwrap();
    let error = fault(Client::builder("ws://localhost:8080").load_file(&path));
    fs::remove_file(&path).unwrap();
    assert_eq!(error.status(), Status::INVALID_OPTION_VALUE);
    let builder = Client::builder("ws://localhost:8080").option("eventDelivery", "callbacks");
    assert!(builder.build().is_ok());
}

#[test]
fn options_are_read_back_and_dumped() {
    let builder = Client::builder("ws://localhost:8080")
        .auth_token("secret-word")
        .log_level(LogFilter::Debug)
        .max_backoff(Duration::from_millis(1500))
        .initial_backoff(Duration::from_micros(1));
    assert_eq!(builder.get("maxBackoff").unwrap().as_deref(), Some("1500"));
    // A short time does not become none.
    assert_eq!(builder.get("initialBackoff").unwrap().as_deref(), Some("1"));
    assert_eq!(builder.get("authTokenFile").unwrap(), None);
    assert_eq!(builder.get("nothing").unwrap_err().status(), Status::UNKNOWN_OPTION);
    let dump = builder.dump().unwrap();
    assert!(dump.contains("logLevel=debug\n"));
    for text in [dump, format!("{builder:?}")] {
        assert!(!text.contains("secret-word"), "{text}");
    }
}

/// Where the type has the unit the name has none, and a name means one option.
#[test]
fn times_are_durations() {
    let client = Client::builder("ws://localhost:8080").build().unwrap();
    let consumer = client.consumer("a", "b").ack_timeout(Duration::from_secs(2));
    assert_eq!(consumer.get("ackTimeoutMillis").unwrap().as_deref(), Some("2000"));
    let producer = client
        .producer("a")
        .send_timeout(Duration::from_secs(3))
        .proxy_send_timeout(Duration::from_secs(4));
    assert_eq!(producer.get("sendTimeout").unwrap().as_deref(), Some("3000"));
    assert_eq!(producer.get("sendTimeoutMillis").unwrap().as_deref(), Some("4000"));
    for (value, word) in [(true, "on"), (false, "off")] {
        let builder = ClientBuilder::new().ambient_scheduler(value);
        assert_eq!(builder.get("ambientScheduler").unwrap().as_deref(), Some(word));
    }
    let generated = include_str!("../src/generated/options.rs");
    assert!(!generated.contains("_millis("));
}

#[test]
fn options_come_from_files() {
    let path = std::env::temp_dir().join(format!("pulsarws-file-{}", std::process::id()));
    fs::write(&path, "# by hand\nreceiverQueueSize = 7\n").unwrap();
    let client = Client::builder("ws://localhost:8080").build().unwrap();
    let builder: ConsumerBuilder = client.consumer("a", "b").load_file(&path);
    assert_eq!(builder.get("receiverQueueSize").unwrap().as_deref(), Some("7"));
    // A clone has options of its own.
    let clone = builder.clone().receiver_queue_size(8);
    assert_eq!(clone.get("receiverQueueSize").unwrap().as_deref(), Some("8"));
    assert_eq!(builder.get("receiverQueueSize").unwrap().as_deref(), Some("7"));

    fs::write(&path, "webServiceUrl=http://localhost:8080\n").unwrap();
    let builder = ClientBuilder::new().load_client_conf(&path);
    let url = builder.get("serviceUrl").unwrap();
    fs::remove_file(&path).unwrap();
    assert!(url.is_some_and(|url| url.contains("localhost:8080")));
    assert!(builder.build().is_ok());
    assert_eq!(fault(ClientBuilder::new().load_file(&path)).status(), Status::FILE);
}

#[test]
fn message_ids_print_compare_and_hash() {
    let (first, last) = (MessageId::earliest(), MessageId::latest());
    assert!(first < last && first != last && first == first.clone());
    let copy = MessageId::parse(&last.serialize()).unwrap();
    assert_eq!(copy, last);
    assert_eq!(HashSet::from([first.clone(), last, copy]).len(), 2);
    assert_eq!(first.to_string(), format!("{}:{}:-1:-1", first.ledger(), first.entry()));
    assert_eq!(format!("{first:>20}").len(), 20);
    assert_eq!((first.partition(), first.batch_index()), (None, None));
    assert_eq!(MessageId::parse(b"no id").unwrap_err().status(), Status::INVALID_ARGUMENT);
}

#[test]
fn constants_print() {
    assert_eq!(format!("{:?}", Status::TIMEOUT), "PWS_ERR_TIMEOUT");
    assert_eq!(Status::TIMEOUT.to_string(), "The time is up, and nothing has happened.");
    assert_eq!(format!("{:?}", Status(12345)), "12345");
    assert_eq!(ConnectionState::BACKOFF.to_string(), "backoff");
    assert_eq!(LogLevel::WARNING.to_string(), "warning");
    assert!(pulsarws::library_version().starts_with("1."));
    assert!(pulsarws::library_transports().all(|name| !name.is_empty()));
}

#[test]
fn what_can_be_shared_is() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send>(_: T) {}
    shared::<Client>();
    shared::<Producer>();
    shared::<Consumer>();
    shared::<Reader>();
    shared::<ReceivedMessage>();
    shared::<MessageId>();
    shared::<Error>();
    shared::<Message<'static>>();
    let client = Client::builder("ws://localhost:8080").build().unwrap();
    sent(client.producer("a").create());
    sent(client.consumer("a", "b").subscribe());
    sent(client.reader("a", MessageId::latest()).open());
    sent(client.close());
    async fn tasks(producer: Producer, consumer: Consumer) {
        sent(producer.send(Message::new("a")));
        sent(producer.send_all(&[]));
        sent(producer.flush());
        sent(consumer.receive());
        sent(consumer.ack_flush());
    }
    let _ = tasks;
}
