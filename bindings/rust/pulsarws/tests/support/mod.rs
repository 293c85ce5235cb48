//! The Pulsars that the tests run on, and waiting with deadlines.
#![allow(dead_code)] // No test file uses all of it.

pub mod relay;

use std::env;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use pulsarws::{Client, ClientBuilder, Consumer, ConsumerBuilder, SubscriptionInitialPosition};

/// No condition of a test takes longer, on a loaded machine neither.
pub const PATIENCE: Duration = Duration::from_secs(40);

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: these tests need a Pulsar"))
}

/// A Pulsar: with TLS and tokens, or without both.
pub struct Pulsar {
    pub url: String,
    pub token: Option<String>,
    pub ca: Option<String>,
}

impl Pulsar {
    pub fn plain() -> Pulsar {
        Pulsar { url: variable("PULSARWS_TEST_URL"), token: None, ca: None }
    }

    pub fn secure() -> Pulsar {
        Pulsar {
            url: variable("PULSARWS_TEST_SECURE_URL"),
            token: Some(variable("PULSARWS_TEST_TOKEN")),
            ca: Some(variable("PULSARWS_TEST_CA")),
        }
    }

    /// The secure one, for a role that may do nothing.
    pub fn without_rights() -> Pulsar {
        Pulsar { token: Some(variable("PULSARWS_TEST_TOKEN_NO_RIGHTS")), ..Pulsar::secure() }
    }

    pub fn builder(&self) -> ClientBuilder {
        let mut builder = Client::builder(&self.url);
        if let Some(token) = &self.token {
            builder = builder.auth_token(token);
        }
        if let Some(ca) = &self.ca {
            builder = builder.tls_trust_certs_file_path(ca);
        }
        builder
    }

    /// A client that tries again where a loaded server refuses once.
    pub fn client(&self) -> Client {
        self.builder().retry_on_failed_connect(true).build().expect("a client")
    }

    /// A client that tells every refusal at once.
    pub fn strict_client(&self) -> Client {
        self.builder().build().expect("a client")
    }
}

pub fn admin_url() -> String {
    variable("PULSARWS_TEST_ADMIN_URL")
}

/// A topic that no other run uses.
pub fn topic(about: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("rust-{about}-{}-{}-{number}", std::process::id(), now.as_millis())
}

/// A consumer's builder that starts at the first message.
pub fn earliest(client: &Client, topic: &str) -> ConsumerBuilder {
    client
        .consumer(topic, "sub")
        .subscription_initial_position(SubscriptionInitialPosition::Earliest)
}

/// Subscribes. A subscription that was just closed is in use for a moment longer.
pub async fn consumer(client: &Client, topic: &str) -> Consumer {
    opened(earliest(client, topic)).await
}

pub async fn opened(builder: ConsumerBuilder) -> Consumer {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match builder.clone().subscribe().await {
            Ok(consumer) => return consumer,
            Err(error) => assert!(error.is_retriable() && Instant::now() < deadline, "{error}"),
        }
    }
}

/// Runs a test on tokio; one that hangs fails.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(within(test));
    runtime.shutdown_background();
}

/// What the future gives, which must come in time.
pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("the time is up")
}

/// Waits until the condition holds.
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The same in a future.
pub async fn becomes_true(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Makes a test on each Pulsar of every function named, which takes one.
#[allow(unused_macros)]
macro_rules! on_both_pulsars {
    ($($test:ident),* $(,)?) => {
        mod plain {
            $(#[test] fn $test() {
                crate::support::run(super::$test(crate::support::Pulsar::plain()));
            })*
        }
        mod secure {
            $(#[test] fn $test() {
                crate::support::run(super::$test(crate::support::Pulsar::secure()));
            })*
        }
    };
}
#[allow(unused_imports)]
pub(crate) use on_both_pulsars;
