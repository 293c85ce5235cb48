//! What a process of its own is needed for; the tests of this package run it.
//!
//! ```text
//! trial leave|exit          ends with a client and all it made open and busy
//! trial panic               panics in a callback of every kind, and goes on
//! trial producers COUNT     makes, uses and drops so many producers
//! ```
//!
//! The Pulsar is that of PULSARWS_TEST_URL.

use std::env;
use std::error::Error;
use std::fs;
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime};

use pulsarws::{
    Client, Consumer, LogFilter, Message, MessageId, Producer, Reader, SubscriptionInitialPosition,
};

const PATIENCE: Duration = Duration::from_secs(40);

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["leave"] => {
            // Not dropped: as if main had left them in statics.
            std::mem::forget(busy()?);
            Ok(())
        }
        ["exit"] => {
            let _busy = busy()?;
            std::process::exit(0)
        }
        ["panic"] => panics(),
        ["producers", count] => producers(count.parse()?),
        _ => Err("usage: trial leave|exit|panic|producers COUNT".into()),
    }
}

fn topic(about: &str) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("rust-{about}-{}-{}", std::process::id(), now.as_millis())
}

fn url() -> Result<String, Box<dyn Error>> {
    env::var("PULSARWS_TEST_URL").map_err(|_| "PULSARWS_TEST_URL is not set".into())
}

/// Handles of all kinds, in the middle of their work.
fn busy() -> Result<(Client, Producer, Consumer, Reader), Box<dyn Error>> {
    let topic = topic("exit");
    let client = Client::builder(url()?).retry_on_failed_connect(true).build()?;
    let consumer = client.consumer(&topic, "sub").subscribe_blocking()?;
    let reader = client.reader(&topic, MessageId::earliest()).open_blocking()?;
    let producer = client.producer(&topic).max_pending_messages(10_000).create_blocking()?;
    consumer.listen(|consumer, message| {
        if let Ok(message) = message {
            consumer.ack(&message).ok();
        }
    })?;
    producer.send_blocking(Message::new("first"))?;
    for _ in 0..5000 {
        producer.enqueue(Message::new("on the way"))?;
    }
    Ok((client, producer, consumer, reader))
}

/// Every function that the library calls panics; what comes after it still works.
fn panics() -> Outcome {
    let topic = topic("panic");
    let (told, statistics) = mpsc::channel();
    let client = Client::builder(url()?)
        .retry_on_failed_connect(true)
        .log_level(LogFilter::Debug)
        .statistics_interval(Duration::from_millis(10))
        .on_log(|_| panic!("in the log"))
        .on_connection_event(|_| panic!("in a connection event"))
        .on_statistics(move |_| {
            told.send(()).ok();
            panic!("in the statistics")
        })
        .on_token_request(|request| {
            request.answer("a.to.ken").ok();
            panic!("in the token supplier")
        })
        .build()?;
    let consumer = client
        .consumer(&topic, "sub")
        .subscription_initial_position(SubscriptionInitialPosition::Earliest)
        .subscribe_blocking()?;
    let producer = client.producer(&topic).create_blocking()?;
    let dropped = PanicsWhenDropped;
    producer.on_delivery(move |_| {
        let _kept = &dropped;
        panic!("in a delivery")
    })?;
    let (heard, payloads) = mpsc::channel();
    consumer.listen(move |consumer, message| {
        let message = message.expect("the consumer goes on");
        consumer.ack(&message).expect("the consumer is open");
        heard.send(message.payload().to_vec()).expect("main waits");
        panic!("in the listener")
    })?;
    producer.enqueue(Message::new("1"))?;
    producer.send_then(Message::new("2"), |_| panic!("in a send"))?;
    producer.send_blocking(Message::new("3"))?;
    for expected in ["1", "2", "3"] {
        assert_eq!(payloads.recv_timeout(PATIENCE)?, expected.as_bytes());
    }
    statistics.recv_timeout(PATIENCE)?;
    producer.on_delivery(drop)?; // Drops the one that panics then.
    client.close_blocking(PATIENCE)?;
    println!("went on");
    Ok(())
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("in a drop")
    }
}

fn producers(count: usize) -> Outcome {
    let topic = topic("producers");
    let client = Client::builder(url()?).retry_on_failed_connect(true).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begun = Instant::now();
    let mut warm = 0;
    for number in 0..count {
        let producer = runtime.block_on(client.producer(&topic).create())?;
        runtime.block_on(producer.send(Message::new("used")))?;
        // Some are closed, some have a listener, some have a message under way.
        match number % 3 {
            0 => runtime.block_on(producer.close())?,
            1 => producer.on_delivery(|_| {})?,
            _ => drop(producer.send(Message::new("left"))),
        }
        drop(producer);
        if number == count / 5 {
            warm = resident_kib()?;
        }
    }
    let grown = resident_kib()?.saturating_sub(warm);
    client.close_blocking(PATIENCE)?;
    println!(
        "producers {count} seconds {:.1} resident_kib {} grown_kib {grown}",
        begun.elapsed().as_secs_f64(),
        resident_kib()?
    );
    Ok(())
}

/// The memory of this process.
fn resident_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse()?)
}
