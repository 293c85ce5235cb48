//! A test without a broker: it starts pulsarws-mock, breaks connections on purpose,
//! and sees that no message is lost.
//!
//! ```text
//! cargo test --example without_broker
//! ```
//!
//! PULSARWS_MOCK says where pulsarws-mock is, when it is not in the PATH.
#![cfg(test)]

use std::collections::HashSet;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use pulsarws::{Client, Message};

/// A pulsarws-mock, which ends with its standard input: with this, and never later
/// than this process.
struct Mock {
    process: Child,
    url: String,
}

impl Mock {
    /// None where there is no pulsarws-mock.
    fn start() -> Option<Mock> {
        let program = env::var("PULSARWS_MOCK").unwrap_or_else(|_| "pulsarws-mock".to_string());
        let mut process = match Command::new(program)
            .args(["--port", "0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
        {
            Ok(process) => process,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => panic!("{error}"),
        };
        // Its first line says where it listens: "ready ws://127.0.0.1:PORT".
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("ready ").expect("the first line").to_string();
        Some(Mock { process, url })
    }

    /// Asks for a fault, by its HTTP API.
    fn ask_for(&self, fault: &str) {
        let mut stream = TcpStream::connect(self.url.trim_start_matches("ws://")).unwrap();
        write!(
            stream,
            "POST /mock/faults HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{fault}",
            fault.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

/// How many broke, by the client's own account.
fn connections_lost(client: &Client) -> u64 {
    let statistics = client.statistics_json().unwrap();
    let (_, number) = statistics.split_once("\"connectionsLost\":").expect("the statistics");
    number.split(',').next().unwrap().trim().parse().unwrap()
}

#[tokio::test]
async fn no_order_is_lost_with_its_connection() -> pulsarws::Result<()> {
    const COUNT: usize = 200;
    let Some(mock) = Mock::start() else {
        println!("no pulsarws-mock here");
        return Ok(());
    };
    mock.ask_for(r#"{"topic": "orders", "connections": 2, "cut_after_messages": 50}"#);

    let client = Client::builder(&mock.url).build()?;
    let mut consumer = client.consumer("orders", "billing").subscribe().await?;
    let producer = client.producer("orders").create().await?;

    // All are on their way before the first is waited for.
    let orders: Vec<String> = (0..COUNT).map(|i| format!("order {i}")).collect();
    let sends: Vec<_> =
        orders.iter().map(|order| producer.send(Message::new(order.as_str()))).collect();
    for send in sends {
        send.await?;
    }

    // Delivery is at least once: an order may come again, and none may be missing.
    let mut missing: HashSet<String> = orders.into_iter().collect();
    while !missing.is_empty() {
        let message = consumer.next().await.expect("the consumer is open")?;
        missing.remove(&*String::from_utf8_lossy(message.payload()));
        consumer.ack(&message)?;
    }
    assert!(connections_lost(&client) > 0, "nothing is tested");
    client.close().await
}
