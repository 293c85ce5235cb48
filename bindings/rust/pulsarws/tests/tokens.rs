//! Functions that supply tokens, async and not.

mod support;

use std::future::poll_fn;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use pulsarws::{Client, ClientBuilder, Message, Status};
use support::{run, topic, within, Pulsar, PATIENCE};

fn builder() -> ClientBuilder {
    Pulsar { token: None, ..Pulsar::secure() }.builder()
}

fn token() -> String {
    Pulsar::secure().token.unwrap()
}

async fn send_one(client: &Client) {
    let producer = within(client.producer(topic("token")).create()).await.unwrap();
    producer.send(Message::new("a")).await.unwrap();
}

#[test]
fn a_supplier_gives_a_token() {
    run(async {
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let client = builder()
            .token_supplier(move || {
                count.fetch_add(1, Ordering::SeqCst);
                Ok::<_, std::io::Error>(token())
            })
            .build()
            .unwrap();
        send_one(&client).await;
        send_one(&client).await;
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        client.close().await.unwrap();
        drop(client);
        // Its thread ends, and with it the closure.
        support::becomes_true("it is dropped", || Arc::strong_count(&asked) == 1).await;
    });
}

#[test]
fn a_supplier_may_take_its_time_and_holds_up_nothing() {
    run(async {
        let (go_on, waiting) = channel::<()>();
        let (told, ticks) = channel();
        let client = builder()
            .token_supplier(move || {
                waiting.recv_timeout(PATIENCE).map(|()| token()).map_err(|_| "nobody said so")
            })
            .statistics_interval(Duration::from_millis(10))
            .on_statistics(move |_| {
                let _ = told.send(());
            })
            .connect_timeout(PATIENCE)
            .open_timeout(PATIENCE)
            .build()
            .unwrap();
        let opening = tokio::spawn(client.producer(topic("token")).create());
        // While the supplier blocks, the client goes on with its events.
        for _ in 0..20 {
            ticks.recv_timeout(PATIENCE).unwrap();
        }
        assert!(!opening.is_finished());
        go_on.send(()).unwrap();
        within(opening).await.unwrap().unwrap();
    });
}

#[test]
fn a_supplier_that_fails_is_told() {
    run(async {
        let client = builder().token_supplier(|| Err("the vault\0is locked")).build().unwrap();
        let error = within(client.producer(topic("token")).create()).await.unwrap_err();
        assert_eq!(error.status(), Status::CREDENTIALS);
        assert!(error.is_retriable() && error.message().contains("the vault is locked"));

        let client = builder().token_supplier(|| Ok::<_, String>("a b".into())).build().unwrap();
        let error = within(client.producer(topic("token")).create()).await.unwrap_err();
        assert_eq!(error.status(), Status::CREDENTIALS, "{error}");

        let mut first = true;
        let client = builder()
            .token_supplier(move || {
                assert!(!std::mem::take(&mut first), "on purpose");
                Ok::<_, String>(token())
            })
            .build()
            .unwrap();
        let error = within(client.producer(topic("token")).create()).await.unwrap_err();
        assert_eq!(error.status(), Status::CREDENTIALS);
        assert!(error.message().contains("panicked"), "{error}");
        send_one(&client).await;
    });
}

#[test]
fn an_async_supplier_needs_no_runtime() {
    run(async {
        let client = builder()
            .async_token_supplier(|| {
                let mut polled = false;
                poll_fn(move |context| {
                    if std::mem::replace(&mut polled, true) {
                        return Poll::Ready(Ok::<_, String>(token()));
                    }
                    // Woken by whoever and whenever.
                    let waker = context.waker().clone();
                    std::thread::spawn(move || waker.wake());
                    Poll::Pending
                })
            })
            .build()
            .unwrap();
        send_one(&client).await;
    });
}

#[test]
fn an_async_supplier_may_use_a_runtime() {
    run(async {
        let runtime = tokio::runtime::Handle::current();
        let client = builder()
            .async_token_supplier(move || {
                runtime.spawn(async {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    token()
                })
            })
            .build()
            .unwrap();
        send_one(&client).await;

        let client = builder()
            .async_token_supplier(|| async { Err::<String, _>("the vault is locked") })
            .build()
            .unwrap();
        let error = within(client.producer(topic("token")).create()).await.unwrap_err();
        assert!(error.message().contains("the vault is locked"), "{error}");
    });
}
