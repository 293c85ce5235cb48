//! What sending and receiving cost through the Rust crate, the same work as
//! tests/bench/bench.c:
//!
//! ```text
//! bench produce|consume|listen ws://HOST:PORT PAYLOAD_SIZE COUNT
//! ```
//!
//! produce sends without waiting and counts to the last answer; consume receives and
//! acknowledges in a loop, listen in a callback.

use std::error::Error;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pulsarws::{Client, Consumer, Message, Producer};

static DONE: AtomicU64 = AtomicU64::new(0);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, url, size, count] = arguments.as_slice() else {
        return Err("usage: bench produce|consume|listen URL SIZE COUNT".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(what, url, size.parse()?, count.parse()?))
}

async fn run(what: &str, url: &str, size: usize, count: u64) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(url).build()?;
    let topic = format!("bench-{size}-{count}");
    if what == "produce" {
        let producer = client.producer(topic).block_if_queue_full(true).create().await?;
        let meter = Meter::start();
        produce(&producer, size, count)?;
        meter.print(count);
    } else {
        let mut consumer = client.consumer(topic, "sub").subscribe().await?;
        let meter = Meter::start();
        match what {
            "consume" => consume(&mut consumer, count).await?,
            _ => listen(&consumer, count)?,
        }
        consumer.ack_flush().await?;
        meter.print(count);
    }
    client.close().await?;
    Ok(())
}

fn produce(producer: &Producer, size: usize, count: u64) -> pulsarws::Result<()> {
    let payload = vec![b'x'; size];
    for _ in 0..count {
        producer.send_then(Message::new(&payload), |result| {
            result.expect("every message is stored");
            DONE.fetch_add(1, Ordering::Relaxed);
        })?;
    }
    wait_for(count);
    Ok(())
}

async fn consume(consumer: &mut Consumer, count: u64) -> Result<(), Box<dyn Error>> {
    for _ in 0..count {
        let message = consumer.next().await.ok_or("the consumer was closed")??;
        consumer.ack(&message)?;
    }
    Ok(())
}

fn listen(consumer: &Consumer, count: u64) -> pulsarws::Result<()> {
    consumer.listen(|consumer, message| {
        let message = message.expect("the consumer goes on");
        consumer.ack(&message).expect("the consumer is open");
        DONE.fetch_add(1, Ordering::Relaxed);
    })?;
    wait_for(count);
    Ok(())
}

fn wait_for(count: u64) {
    while DONE.load(Ordering::Relaxed) < count {
        std::thread::sleep(Duration::from_millis(1));
    }
}

struct Meter {
    cpu: Duration,
    wall: Instant,
}

impl Meter {
    fn start() -> Meter {
        Meter { cpu: cpu_time(), wall: Instant::now() }
    }

    fn print(&self, count: u64) {
        let cpu = (cpu_time() - self.cpu).as_secs_f64() * 1e6;
        let wall = self.wall.elapsed().as_secs_f64();
        let count = count as f64;
        println!("cpu_us_per_message {:.2} messages_per_second {:.0}", cpu / count, count / wall);
    }
}

/// What the whole process has used.
fn cpu_time() -> Duration {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: getrusage fills the struct, which zeros are a valid value of anyway.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    [usage.ru_utime, usage.ru_stime]
        .iter()
        .map(|time| Duration::new(time.tv_sec as u64, time.tv_usec as u32 * 1000))
        .sum()
}
