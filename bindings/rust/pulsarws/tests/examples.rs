//! The examples, as programs.

mod support;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::{eventually, topic, Pulsar, PATIENCE};

/// Cargo builds the examples beside the tests.
fn example(name: &str, pulsar: &Pulsar) -> Command {
    let test = std::env::current_exe().unwrap();
    let folder: PathBuf = test.ancestors().nth(2).unwrap().join("examples");
    let mut command = Command::new(folder.join(name));
    command.env("PULSAR_URL", &pulsar.url).stdin(Stdio::null());
    for (name, value) in [("PULSAR_TOKEN", &pulsar.token), ("PULSAR_CA", &pulsar.ca)] {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn quickstart_sends_and_receives_over_tls_with_a_token() {
    // Others may have the quickstart's subscription for a while.
    let deadline = Instant::now() + PATIENCE;
    let text = loop {
        let output = example("quickstart", &Pulsar::secure()).output().unwrap();
        let text = stdout(&output);
        if output.status.success() && text.contains("from Rust") {
            break text;
        }
        assert!(Instant::now() < deadline, "{output:?}");
        std::thread::sleep(Duration::from_millis(100));
    };
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "consuming persistent://public/default/test as sub");
    assert!(lines[1].starts_with("sent: ok, message id ") && lines[1].ends_with(", context 1"));
    assert!(lines[2].starts_with("received: \"Hello, Pulsar\" from Rust, message id "));
    assert_eq!(lines[3..], ["acknowledged"]);
}

#[test]
fn produce_and_consume_work_together() {
    let pulsar = Pulsar::secure();
    let topic = topic("examples");
    let mut consume = example("consume", &pulsar)
        .args([topic.as_str(), "sub"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = example("produce", &pulsar).args([topic.as_str(), "2500", "26"]).output().unwrap();
    assert!(stdout(&output).starts_with("2500 stored, "), "{output:?}");

    // All of it is acked when the backlog of the subscription is empty.
    let client = pulsar.client();
    let process = consume.id().to_string();
    let mut lines =
        std::io::BufRead::lines(std::io::BufReader::new(consume.stdout.take().unwrap()));
    for number in 0..2500 {
        let line = lines.next().unwrap().unwrap();
        let key = number % 10;
        assert_eq!(line, format!("abcdefghijklmnopqrstuvwxyz key=key-{key} number={number}"));
    }
    assert!(Command::new("kill").args(["-INT", &process]).status().unwrap().success());
    assert!(lines.next().is_none());
    let mut words = String::new();
    let mut stderr = consume.stderr.take().unwrap();
    std::io::Read::read_to_string(&mut stderr, &mut words).unwrap();
    assert_eq!(words, "closing\n");
    assert!(consume.wait().unwrap().success());
    // It has closed: the Exclusive subscription is free.
    eventually("the subscription is free", || {
        client.consumer(&topic, "sub").subscribe_blocking().is_ok()
    });
}
