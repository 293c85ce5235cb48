//! Functions that give a token, on a thread of their own.

use std::fmt;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::pin;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use crate::callback::report_panic;
use crate::credentials::TokenRequest;
use crate::error::{Error, Result};
use crate::Status;

/// Starts the thread that answers requests with what `supply` gives, and gives
/// the end for the requests. The thread ends when that is dropped.
pub(crate) fn start<E: fmt::Display>(
    supply: impl FnMut() -> std::result::Result<String, E> + Send + 'static,
) -> Result<Sender<TokenRequest>> {
    let (sender, requests) = channel();
    thread::Builder::new()
        .name("pulsarws-token".into())
        .spawn(move || answer(&requests, supply))
        .map_err(|error| {
        Error::new(Status::OUT_OF_MEMORY, format!("no thread for the token supplier: {error}"))
    })?;
    Ok(sender)
}

fn answer<E: fmt::Display>(
    requests: &Receiver<TokenRequest>,
    mut supply: impl FnMut() -> std::result::Result<String, E>,
) {
    while let Ok(request) = requests.recv() {
        // All that wait by now get the same answer: many connections that break at
        // once need but one token.
        let together: Vec<_> = std::iter::once(request).chain(requests.try_iter()).collect();
        let supplied = catch_unwind(AssertUnwindSafe(|| supply().map_err(|e| e.to_string())));
        let token = supplied.unwrap_or_else(|panic| {
            report_panic(panic);
            Err("the token supplier panicked".into())
        });
        for request in together {
            // One that cannot be answered so was given up meanwhile.
            let _ = match &token {
                Ok(token) => request.answer(token).or_else(|e| request.fail(e.message())),
                Err(reason) => request.fail(&reason.replace('\0', " ")),
            };
        }
    }
}

/// Waits on this thread until the future is done.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
