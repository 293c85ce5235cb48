//! Programs as a whole: how they end, what they write and what memory they take.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

const PATIENCE: Duration = Duration::from_secs(60);

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: these tests need a Pulsar"))
}

/// Ends in time, or is ended and fails the test.
fn finish(mut child: Child, patience: Duration) -> Output {
    let mut streams = (child.stdout.take(), child.stderr.take());
    let reading = thread::spawn(move || {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        if let Some(stream) = &mut streams.0 {
            stream.read_to_end(&mut stdout).unwrap();
        }
        if let Some(stream) = &mut streams.1 {
            stream.read_to_end(&mut stderr).unwrap();
        }
        (stdout, stderr)
    });
    let deadline = Instant::now() + patience;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("not done in time: {:?}", reading.join().unwrap());
        }
        thread::sleep(Duration::from_millis(5));
    };
    let (stdout, stderr) = reading.join().unwrap();
    Output { status, stdout, stderr }
}

fn start(program: &str, arguments: &[&str]) -> Child {
    Command::new(program)
        .args(arguments)
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn trial(arguments: &[&str], patience: Duration) -> (String, String) {
    let output = finish(start(env!("CARGO_BIN_EXE_trial"), arguments), patience);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{:?}: {stdout}{stderr}", output.status);
    (stdout, stderr)
}

#[test]
fn a_process_returns_from_main_with_live_handles() {
    assert_eq!(trial(&["leave"], PATIENCE), (String::new(), String::new()));
}

#[test]
fn a_process_exits_with_live_handles() {
    assert_eq!(trial(&["exit"], PATIENCE), (String::new(), String::new()));
}

#[test]
fn a_callback_that_panics_is_reported_and_not_fatal() {
    let (stdout, stderr) = trial(&["panic"], PATIENCE);
    assert_eq!(stdout, "went on\n");
    let places = [
        "log",
        "connection event",
        "statistics",
        "token supplier",
        "delivery",
        "send",
        "listener",
        "drop",
    ];
    for place in places {
        let said = stderr.lines().any(|line| {
            line.starts_with("pulsarws: a callback panicked")
                && line.contains(&format!(": in the {place}"))
                || line.starts_with("pulsarws: a callback panicked")
                    && line.contains(&format!(": in a {place}"))
        });
        assert!(said, "{place} is not in {stderr}");
    }
}

#[test]
fn dropped_producers_leave_nothing_behind() {
    let count = std::env::var("PULSARWS_TEST_PRODUCERS").unwrap_or_else(|_| "500".to_string());
    let patience = PATIENCE + Duration::from_millis(100) * count.parse().unwrap();
    let (stdout, _) = trial(&["producers", &count], patience);
    println!("{stdout}");
    let grown: u64 = stdout.split_whitespace().last().unwrap().parse().unwrap();
    assert!(grown < 10_000, "{stdout}");
}

#[test]
fn languages_understand_each_other() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let topic = format!("rust-interop-{}-{}", std::process::id(), now.as_millis());
    let url = variable("PULSARWS_TEST_URL");
    let interop = env!("CARGO_BIN_EXE_interop");
    let mut consumer = start(interop, &["consume", &url, &topic, "rust", "200", "rust,other"]);
    let mut stdout = BufReader::new(consumer.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    for language in ["rust", "other"] {
        let producer = start(interop, &["produce", &url, &topic, language, "200"]);
        let (stdout, stderr) = texts(&finish(producer, PATIENCE));
        assert_eq!((stdout.as_str(), stderr.as_str()), ("produced 200\n", ""));
    }
    let output = finish(consumer, PATIENCE);
    line.clear();
    stdout.read_line(&mut line).unwrap();
    assert_eq!((line.as_str(), texts(&output).1.as_str()), ("consumed 400\n", ""));
    assert!(output.status.success());

    // What is not expected is an error.
    let consumer = start(interop, &["consume", &url, &topic, "strict", "200", "other"]);
    let output = finish(consumer, PATIENCE);
    assert_eq!(output.status.code(), Some(1));
    assert!(texts(&output).1.contains("unexpected"));
}
