//! Sends one message to Pulsar, receives it back and acknowledges it.
//!
//! ```text
//! PULSAR_URL=wss://localhost:9443 PULSAR_TOKEN=... cargo run --example quickstart
//! ```
//!
//! PULSAR_CA names a PEM file with the certificates to trust, where the system's do
//! not do.

use std::env;

use pulsarws::{Client, Message};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A client: where the server is, and who we are.
    let url = env::var("PULSAR_URL").unwrap_or_else(|_| "wss://localhost:9443".to_string());
    let mut client = Client::builder(url);
    if let Ok(token) = env::var("PULSAR_TOKEN") {
        client = client.auth_token(token);
    }
    if let Ok(path) = env::var("PULSAR_CA") {
        client = client.tls_trust_certs_file_path(path);
    }
    let client = client.build()?;

    // A consumer on topic test, subscription sub; then a producer.
    let mut consumer = client.consumer("test", "sub").subscribe().await?;
    println!("consuming {} as {}", consumer.topic(), consumer.subscription());
    let producer = client.producer("test").create().await?;

    // Payload, properties and context; the future is done when it is stored.
    let message = Message::new("Hello, Pulsar").property("language", "Rust").context("1");
    let receipt = producer.send(message).await?;
    println!(
        "sent: ok, message id {}, context {}",
        receipt.message_id(),
        String::from_utf8_lossy(receipt.context())
    );

    // The same message comes back; what is acknowledged does not come again.
    if let Some(message) = consumer.next().await {
        let message = message?;
        println!(
            "received: {:?} from {}, message id {}",
            String::from_utf8_lossy(message.payload()),
            message.property("language").unwrap_or("nobody"),
            message.id()
        );
        consumer.ack(&message)?;
    }

    // Sees the ack through, and says goodbye.
    client.close().await?;
    println!("acknowledged");
    Ok(())
}
