//! Errors that tell what is wrong, and tokens that the application supplies.

mod support;

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pulsarws::{Client, Error, Message, MessageId, Status, TokenRequest};
use support::{run, topic, within, Pulsar};

/// What becomes of a producer, a consumer and a reader, in both forms.
async fn refusals(client: &Client, topic: &str) -> Vec<Error> {
    let (a, b, c) = (client.clone(), client.clone(), client.clone());
    let name = topic.to_string();
    let blocking = tokio::task::spawn_blocking(move || {
        let start = MessageId::earliest();
        vec![
            a.producer(&name).create_blocking().unwrap_err(),
            b.consumer(&name, "sub").subscribe_blocking().unwrap_err(),
            c.reader(&name, start).open_blocking().unwrap_err(),
        ]
    });
    let mut errors = within(blocking).await.unwrap();
    errors.push(within(client.producer(topic).create()).await.unwrap_err());
    errors.push(within(client.consumer(topic, "sub").subscribe()).await.unwrap_err());
    errors.push(within(client.reader(topic, MessageId::latest()).open()).await.unwrap_err());
    errors
}

#[test]
fn a_wrong_token_is_401() {
    run(async {
        let wrong = Pulsar { token: Some("wrong.to.ken".to_string()), ..Pulsar::secure() };
        for error in refusals(&wrong.strict_client(), &topic("401")).await {
            assert_eq!(error.status(), Status::AUTHENTICATION, "{error}");
            assert_eq!(error.http_status(), Some(401));
            assert_eq!(error.close_code(), None);
            assert!(!error.is_retriable());
            assert!(error.message().contains("authToken"), "{error}");
            assert!(!format!("{error} {error:?}").contains("wrong.to.ken"));
        }
    });
}

#[test]
fn a_token_without_rights_is_403() {
    run(async {
        for error in refusals(&Pulsar::without_rights().strict_client(), &topic("403")).await {
            assert_eq!(error.status(), Status::AUTHORIZATION, "{error}");
            assert_eq!(error.http_status(), Some(403));
        }
    });
}

#[test]
fn a_missing_namespace_is_404() {
    run(async {
        let name = format!("public/missing/{}", topic("404"));
        let client = Pulsar::plain().strict_client();
        let mut errors = refusals(&client, &name).await;
        // For readers the server has only HTTP 500.
        let reader = errors.pop().unwrap();
        assert!(matches!(reader.http_status(), Some(404 | 500)), "{reader:?}");
        errors.remove(2);
        for error in errors {
            assert_eq!(error.status(), Status::NOT_FOUND, "{error}");
            assert_eq!(error.http_status(), Some(404));
        }
    });
}

#[test]
fn a_taken_subscription_is_409() {
    run(async {
        let topic = topic("409");
        let client = Pulsar::plain().strict_client();
        let _holder = client.consumer(&topic, "sub").subscribe().await.unwrap();
        let error = client.consumer(&topic, "sub").subscribe().await.unwrap_err();
        assert_eq!((error.status(), error.http_status()), (Status::CONFLICT, Some(409)));
        assert!(error.is_retriable() && !error.is_fatal());
    });
}

#[test]
fn a_server_that_is_not_there_is_told() {
    run(async {
        // Bound, so that nobody else has the port, and not listening after that.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let client = Client::builder(format!("ws://127.0.0.1:{port}")).build().unwrap();
        let error = within(client.producer("test").create()).await.unwrap_err();
        assert_eq!(error.status(), Status::CONNECT, "{error}");
        assert!(error.is_retriable());
        assert!(std::error::Error::source(&error).is_none());

        // The open timeout bounds the attempts.
        let client = Client::builder(format!("ws://127.0.0.1:{port}"))
            .retry_on_failed_connect(true)
            .open_timeout(Duration::from_millis(300))
            .build()
            .unwrap();
        let error = within(client.producer("test").create()).await.unwrap_err();
        assert_eq!(error.status(), Status::CONNECT, "{error}");
    });
}

#[test]
fn a_message_that_cannot_be_sent_is_refused() {
    run(async {
        let client = Pulsar::plain().strict_client();
        let producer = client.producer(topic("refused")).create().await.unwrap();
        let big = vec![0; 2_000_000];
        let error = producer.send(Message::new(&big)).await.unwrap_err();
        assert_eq!(error.status(), Status::MESSAGE_TOO_BIG);
        assert_eq!(
            producer.enqueue(Message::new(&big)).unwrap_err().status(),
            Status::MESSAGE_TOO_BIG
        );
        let results =
            producer.send_all(&[Message::new("a"), Message::new(&big), Message::new("c")]).await;
        assert!(results[0].is_ok());
        for result in &results[1..] {
            assert_eq!(result.as_ref().unwrap_err().status(), Status::MESSAGE_TOO_BIG);
        }
        assert!(producer.send_all(&[]).await.is_empty());
        let error = client.producer("a//b").create().await.unwrap_err();
        assert_eq!(error.status(), Status::INVALID_TOPIC);
        let error = client.producer("a\0b").create().await.unwrap_err();
        assert_eq!(error.status(), Status::INVALID_ARGUMENT);
    });
}

/// A client of the secure Pulsar whose tokens come from `supplier`.
fn asked(listener: impl FnMut(TokenRequest) + Send + 'static) -> (Client, String) {
    let pulsar = Pulsar { token: None, ..Pulsar::secure() };
    let client = pulsar.builder().on_token_request(listener).build().unwrap();
    (client, Pulsar::secure().token.unwrap())
}

#[test]
fn a_request_is_answered_at_once() {
    run(async {
        let token = Pulsar::secure().token.unwrap();
        let (client, _) = asked(move |request| {
            // One that is none answers nothing, and the second answer is one too many.
            assert_eq!(request.answer("").unwrap_err().status(), Status::INVALID_ARGUMENT);
            request.answer(&token).unwrap();
            assert_eq!(request.answer(&token).unwrap_err().status(), Status::INVALID_ARGUMENT);
        });
        let producer = within(client.producer(topic("token")).create()).await.unwrap();
        producer.send(Message::new("a")).await.unwrap();
    });
}

#[test]
fn a_request_is_answered_later_on_another_thread() {
    run(async {
        let (telling, requests) = mpsc::channel::<TokenRequest>();
        let (client, token) = asked(move |request| telling.send(request).unwrap());
        let answering = thread::spawn(move || {
            for request in requests {
                request.answer(&token).unwrap();
            }
        });
        let producer = within(client.producer(topic("token")).create()).await.unwrap();
        producer.send(Message::new("a")).await.unwrap();
        producer.close().await.unwrap();
        client.close().await.unwrap();
        drop((producer, client));
        // The supplier is gone with the client, so that the channel ends.
        tokio::task::spawn_blocking(|| answering.join().unwrap()).await.unwrap();
    });
}

#[test]
fn a_request_that_fails_is_told() {
    run(async {
        let (client, _) = asked(|request| request.fail("the vault is locked").unwrap());
        let error = within(client.producer(topic("token")).create()).await.unwrap_err();
        assert_eq!(error.status(), Status::CREDENTIALS);
        assert!(error.is_retriable() && error.message().contains("the vault is locked"));

        let kept = Arc::new(Mutex::new(Vec::new()));
        let dropped = Arc::clone(&kept);
        let (client, _) = asked(move |request| dropped.lock().unwrap().push(request));
        let opening = tokio::spawn(client.producer(topic("token")).create());
        support::becomes_true("it is asked", || !kept.lock().unwrap().is_empty()).await;
        kept.lock().unwrap().clear();
        let error = within(opening).await.unwrap().unwrap_err();
        assert_eq!(error.status(), Status::CREDENTIALS, "{error}");
    });
}

#[test]
fn there_is_one_source_of_tokens() {
    let error = Pulsar::secure().builder().on_token_request(drop).build().unwrap_err();
    assert_eq!(error.status(), Status::INVALID_ARGUMENT);
    let supplier = || Ok::<_, String>("a".to_owned());
    let error = Pulsar::secure().builder().token_supplier(supplier).build().unwrap_err();
    assert_eq!(error.status(), Status::INVALID_ARGUMENT);
}
