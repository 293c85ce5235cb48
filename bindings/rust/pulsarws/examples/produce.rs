//! Sends many messages without waiting for each, and prints how fast.
//!
//! ```text
//! cargo run --release --example produce -- TOPIC COUNT [SIZE]
//! ```
//!
//! PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in quickstart.rs.

use std::collections::VecDeque;
use std::env;
use std::time::Instant;

use pulsarws::{Client, Message, Sending};

/// How many messages may be under way.
const WINDOW: usize = 1000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [topic, count, size @ ..] = arguments.as_slice() else {
        return Err("usage: produce TOPIC COUNT [SIZE]".into());
    };
    let count: usize = count.parse()?;
    let size = size.first().map_or(Ok(100), |size| size.parse::<usize>())?;

    let url = env::var("PULSAR_URL").unwrap_or_else(|_| "ws://localhost:8080".to_string());
    let mut client = Client::builder(url);
    if let Ok(token) = env::var("PULSAR_TOKEN") {
        client = client.auth_token(token);
    }
    if let Ok(path) = env::var("PULSAR_CA") {
        client = client.tls_trust_certs_file_path(path);
    }
    let client = client.build()?;
    let producer = client.producer(topic).max_pending_messages(WINDOW as u32).create().await?;

    let payload: Vec<u8> = (b'a'..=b'z').cycle().take(size).collect();
    let mut under_way: VecDeque<Sending> = VecDeque::with_capacity(WINDOW);
    let started = Instant::now();
    for number in 0..count {
        // Where as many are under way as may be, the oldest is waited for.
        if under_way.len() == WINDOW {
            if let Some(oldest) = under_way.pop_front() {
                oldest.await?;
            }
        }
        let message = Message::new(&payload)
            .key(format!("key-{}", number % 10))
            .property("number", number.to_string());
        under_way.push_back(producer.send(message));
    }
    for sending in under_way {
        sending.await?;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} stored, {:.0} messages/s", count as f64 / seconds);
    client.close().await?;
    Ok(())
}
