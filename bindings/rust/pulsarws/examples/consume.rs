//! Prints the messages of a subscription until Ctrl-C.
//!
//! ```text
//! cargo run --example consume -- TOPIC SUBSCRIPTION
//! ```
//!
//! PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in quickstart.rs.

use std::env;

use pulsarws::{Client, SubscriptionInitialPosition};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [topic, subscription] = arguments.as_slice() else {
        return Err("usage: consume TOPIC SUBSCRIPTION".into());
    };

    let url = env::var("PULSAR_URL").unwrap_or_else(|_| "ws://localhost:8080".to_string());
    let mut client = Client::builder(url);
    if let Ok(token) = env::var("PULSAR_TOKEN") {
        client = client.auth_token(token);
    }
    if let Ok(path) = env::var("PULSAR_CA") {
        client = client.tls_trust_certs_file_path(path);
    }
    let client = client.build()?;
    let mut consumer = client
        .consumer(topic, subscription)
        .subscription_initial_position(SubscriptionInitialPosition::Earliest)
        .subscribe()
        .await?;

    let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        let message = tokio::select! {
            message = consumer.next() => message,
            _ = &mut interrupted => break,
        };
        let Some(message) = message.transpose()? else { break };
        print!("{}", String::from_utf8_lossy(message.payload()));
        if let Some(key) = message.key() {
            print!(" key={key}");
        }
        for (name, value) in message.properties() {
            print!(" {name}={value}");
        }
        println!();
        consumer.ack(&message)?;
    }
    eprintln!("closing");
    client.close().await?;
    Ok(())
}
