//! An order pipeline: orders are sent, two workers share them, what they cannot do
//! ends on the dead-letter topic, and an auditor reads all there is.
//!
//! ```text
//! cargo run --example orders -- TOPIC COUNT TOKEN_FILE
//! ```
//!
//! Tokens come from a file that may change; PULSAR_URL and PULSAR_CA as in quickstart.rs.
//! Ends when every order has arrived, or within 10 s of SIGINT or SIGTERM.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{env, fs};

use pulsarws::{
    Client, Consumer, LogFilter, Message, MessageId, ReceivedMessage, SubscriptionType,
};
use tokio::signal::unix::{signal, SignalKind};
use tokio::sync::Notify;

const EVERY_BAD: usize = 100;
const MOST_PENDING: usize = 500;
const STOP_WITHIN: Duration = Duration::from_secs(5);

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Which orders have arrived somewhere; a message may come again.
#[derive(Default)]
struct Tally(Mutex<HashSet<usize>>);

impl Tally {
    /// How many there are now, if this one is new.
    fn add(&self, order: usize) -> Option<usize> {
        let mut seen = self.0.lock().unwrap();
        seen.insert(order).then_some(seen.len())
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[derive(Default)]
struct Orders {
    total: usize,
    sent: AtomicUsize,
    stored: AtomicUsize,
    failed: AtomicUsize,
    stopping: AtomicBool,
    done: Tally,
    dead: Tally,
    audited: Tally,
    arrived: Notify,
}

fn order_of(message: &ReceivedMessage) -> Result<usize> {
    Ok(std::str::from_utf8(message.payload())?.parse()?)
}

impl Orders {
    /// A worker refuses a bad order until Pulsar has had enough of it.
    async fn receive(self: Arc<Self>, mut consumer: Consumer, works: bool) -> Result<()> {
        while let Some(message) = consumer.next().await {
            let message = message?;
            let order = order_of(&message)?;
            if works && order % EVERY_BAD == 0 {
                consumer.nack(&message)?;
                continue;
            }
            if consumer.ack(&message).is_err() {
                continue; // it comes again
            }
            let tally = if works { &self.done } else { &self.dead };
            match tally.add(order) {
                Some(count) if works && count % 100 == 0 => println!("done {count}"),
                _ => {}
            }
            self.arrived.notify_one();
        }
        Ok(())
    }

    async fn audit(self: Arc<Self>, mut reader: pulsarws::Reader) -> Result<()> {
        while let Some(message) = reader.next().await {
            self.audited.add(order_of(&message?)?);
            self.arrived.notify_one();
        }
        Ok(())
    }

    /// Sends them all, at most so many at a time, and sees each through.
    async fn send(self: Arc<Self>, producer: pulsarws::Producer) -> Result<()> {
        let mut under_way = VecDeque::new();
        for order in 0..self.total {
            if under_way.len() == MOST_PENDING {
                self.settled(under_way.pop_front().unwrap()).await;
            }
            if self.stopping.load(Ordering::Relaxed) {
                break;
            }
            under_way.push_back(producer.send(Message::new(order.to_string())));
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        for sending in under_way {
            self.settled(sending).await;
        }
        Ok(())
    }

    async fn settled(&self, sending: pulsarws::Sending) {
        let Err(error) = sending.await else {
            self.stored.fetch_add(1, Ordering::Relaxed);
            return;
        };
        if self.failed.fetch_add(1, Ordering::Relaxed) == 0 {
            eprintln!("send: {error}"); // one says it for all
        }
        self.arrived.notify_one();
    }

    /// Is done when every order is where it belongs, or one cannot get there.
    async fn end(&self) {
        while self.failed.load(Ordering::Relaxed) == 0
            && (self.done.count() + self.dead.count() < self.total
                || self.audited.count() < self.total)
        {
            self.arrived.notified().await;
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [topic, count, token_file] = arguments.as_slice() else {
        return Err("usage: orders TOPIC COUNT TOKEN_FILE".into());
    };
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;

    let (token_file, dead_letters) = (token_file.clone(), format!("{topic}-dead"));
    let url = env::var("PULSAR_URL").unwrap_or_else(|_| "ws://localhost:8080".to_string());
    let mut client = Client::builder(url)
        .log_level(LogFilter::Error)
        .operation_timeout(STOP_WITHIN)
        .token_supplier(move || {
            fs::read_to_string(&token_file).map(|token| token.trim().to_owned())
        });
    if let Ok(path) = env::var("PULSAR_CA") {
        client = client.tls_trust_certs_file_path(path);
    }
    let client = client.build()?;

    let orders = Arc::new(Orders { total: count.parse()?, ..Orders::default() });
    let undertaker = client.consumer(&dead_letters, "undertaker").subscribe().await?;
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(Arc::clone(&orders).receive(undertaker, false));
    for _ in 0..2 {
        let worker = client
            .consumer(topic, "workers")
            .subscription_type(SubscriptionType::Shared)
            .negative_ack_redelivery_delay(Duration::from_millis(100))
            .max_redeliver_count(2)
            .dead_letter_topic(&dead_letters);
        tasks.spawn(Arc::clone(&orders).receive(worker.subscribe().await?, true));
    }
    let auditor = client.reader(topic, MessageId::earliest()).open().await?;
    tasks.spawn(Arc::clone(&orders).audit(auditor));
    let producer = client.producer(topic).create().await?;
    tasks.spawn(Arc::clone(&orders).send(producer));

    // No task blocks its thread, so that a signal is heard at once.
    let stopped = tokio::select! {
        () = orders.end() => false,
        _ = interrupt.recv() => true,
        _ = terminate.recv() => true,
    };

    // What is not settled by then fails, and comes again or is told by its future.
    orders.stopping.store(true, Ordering::Relaxed);
    let closing = client.close().await;
    for error in tasks.join_all().await.into_iter().filter_map(Result::err) {
        eprintln!("{error}");
    }
    let failed = orders.failed.load(Ordering::Relaxed);
    println!(
        "{}: {} sent, {} stored, {} failed, {} done, {} dead, {} audited",
        if stopped { "stopped" } else { "complete" },
        orders.sent.load(Ordering::Relaxed),
        orders.stored.load(Ordering::Relaxed),
        failed,
        orders.done.count(),
        orders.dead.count(),
        orders.audited.count(),
    );
    match (stopped, failed) {
        (true, _) => Ok(()),
        (false, 0) => Ok(closing?),
        (false, _) => Err("not every order has arrived".into()),
    }
}
