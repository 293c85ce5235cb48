//! Sends messages that programs in other languages understand, or checks theirs:
//!
//! ```text
//! interop produce URL TOPIC LANGUAGE COUNT
//! interop consume URL TOPIC LANGUAGE COUNT EXPECTED,LANGUAGES
//! ```
//!
//! Message i of a language has the payload "LANGUAGE i", a NUL and all bytes in
//! order, the language as its key, and the properties language, number and text.

use std::collections::HashMap;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use pulsarws::{Client, Message, ReceivedMessage, SubscriptionInitialPosition};

const TEXT: &str = "grüße \"\\\n";
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone)]
struct Arguments {
    url: String,
    topic: String,
    language: String,
    count: usize,
    expected: Vec<String>,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("interop: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, url, topic, language, count, expected @ ..] = words.as_slice() else {
        return Err("usage: interop produce|consume URL TOPIC LANGUAGE COUNT [EXPECTED]".into());
    };
    let expected = expected.first().unwrap_or(language);
    let arguments = Arguments {
        url: url.clone(),
        topic: topic.clone(),
        language: language.clone(),
        count: count.parse()?,
        expected: expected.split(',').map(String::from).collect(),
    };
    let work = async {
        match what.as_str() {
            "produce" => produce(arguments).await,
            "consume" => consume(arguments).await,
            _ => Err(format!("{what} is neither produce nor consume").into()),
        }
    };
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| "the time is up")?
}

fn payload(language: &str, number: usize) -> Vec<u8> {
    let mut payload = format!("{language} {number}\0").into_bytes();
    payload.extend(0..=255);
    payload
}

async fn produce(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { url, topic, language, count, .. } = arguments;
    let client = Client::builder(url).retry_on_failed_connect(true).build()?;
    let producer = client.producer(topic).block_if_queue_full(true).create().await?;
    let mut under_way = Vec::new();
    for number in 0..count {
        let message = Message::new(payload(&language, number))
            .key(&language)
            .property("language", &language)
            .property("number", number.to_string())
            .property("text", TEXT);
        under_way.push(producer.send(message));
    }
    for sending in under_way {
        sending.await?;
    }
    client.close().await?;
    println!("produced {count}");
    Ok(())
}

async fn consume(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { url, topic, language, count, expected } = arguments;
    let client = Client::builder(url).retry_on_failed_connect(true).build()?;
    let mut consumer = client
        .consumer(topic, format!("interop-{language}"))
        .subscription_initial_position(SubscriptionInitialPosition::Earliest)
        .subscribe()
        .await?;
    println!("ready");
    let mut next: HashMap<String, usize> =
        expected.into_iter().map(|language| (language, 0)).collect();
    let total = count * next.len();
    for _ in 0..total {
        let message = consumer.next().await.ok_or("the consumer was closed")??;
        check(&message, &mut next, count)?;
        consumer.ack(&message)?;
    }
    consumer.ack_flush().await?;
    client.close().await?;
    println!("consumed {total}");
    Ok(())
}

fn check(
    message: &ReceivedMessage,
    next: &mut HashMap<String, usize>,
    count: usize,
) -> Result<(), Box<dyn Error>> {
    let language = message.property("language").ok_or("a message without language")?;
    let number = next.get_mut(language).ok_or_else(|| format!("unexpected: {language:?}"))?;
    let mut properties: Vec<(&str, &str)> = message.properties().collect();
    properties.sort_unstable();
    let decimal = number.to_string();
    if properties != [("language", language), ("number", decimal.as_str()), ("text", TEXT)] {
        return Err(format!("{language} {number}: the properties are {properties:?}").into());
    }
    if message.key() != Some(language) {
        return Err(format!("{language} {number}: the key is {:?}", message.key()).into());
    }
    if message.payload() != payload(language, *number) {
        return Err(format!("{language} {number}: the payload is another").into());
    }
    if *number == count {
        return Err(format!("{language}: more than {count} messages").into());
    }
    *number += 1;
    Ok(())
}
