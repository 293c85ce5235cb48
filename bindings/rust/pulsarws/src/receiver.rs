//! What a consumer and a reader have in common: messages that come.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use pulsarws_sys as sys;

use crate::callback::repeated;
use crate::error::{call, Error, Result};
use crate::handle::ClientHandle;
use crate::inbox::{Inbox, Receiving, Source};
use crate::operation::{AsyncFunction, Operation, Outcome};
use crate::received::ReceivedMessage;
use crate::time::timeout;
use crate::waits::Waits;
use crate::Status;

pub(crate) struct Receiver<S: Source> {
    receiving: Receiving<S>,
    waits: Waits,
    /// Why the stream has ended.
    ended: Option<Error>,
}

impl<S: Source> Receiver<S> {
    pub(crate) fn new(handle: S, client: &Arc<ClientHandle>, waits: Waits) -> Receiver<S> {
        Receiver::over(&Inbox::new(handle, Arc::clone(client)), waits)
    }

    fn over(inbox: &Arc<Inbox<S>>, waits: Waits) -> Receiver<S> {
        Receiver { receiving: Receiving::new(inbox), waits, ended: None }
    }

    pub(crate) fn inbox(&self) -> &Arc<Inbox<S>> {
        self.receiving.inbox()
    }

    pub(crate) fn handle(&self) -> &S {
        self.inbox().source()
    }

    pub(crate) fn raw(&self) -> *mut S::Raw {
        self.handle().raw()
    }

    /// The next message, as a future of its own.
    pub(crate) fn receive(&self) -> Receiving<S> {
        Receiving::new(self.inbox())
    }

    /// Waits for ever where there is no limit.
    pub(crate) fn receive_blocking(&self, wait: Option<Duration>) -> Result<ReceivedMessage> {
        let deadline = wait.and_then(|wait| Instant::now().checked_add(wait));
        self.inbox().receive_until(deadline)
    }

    /// Has `listener` called for what comes, with another one on the same handle.
    pub(crate) fn listen(
        &self,
        mut listener: impl FnMut(Receiver<S>, &mut sys::pws_event) + Send + 'static,
    ) -> Result<()> {
        // Weak: the library keeps the listener as long as the handle lives.
        let inbox = Arc::downgrade(self.inbox());
        let waits = self.waits;
        let callback = repeated(move |event| {
            if let Some(inbox) = inbox.upgrade() {
                listener(Receiver::over(&inbox, waits), event);
            }
        });
        // SAFETY: the handle lives during the call, and the callback is given away.
        call(|error| unsafe {
            (S::SOURCE.listen)(
                self.raw(),
                callback.function,
                callback.user_data,
                callback.free_user_data,
                error,
            )
        })
    }

    pub(crate) fn end_of_topic_blocking(&self, wait: Duration) -> Result<bool> {
        let mut ended = 0;
        // SAFETY: the handle lives during the call.
        call(|error| unsafe {
            (S::SOURCE.end_of_topic)(self.raw(), timeout(wait), &mut ended, error)
        })?;
        Ok(ended != 0)
    }

    pub(crate) fn operation<T: Outcome>(
        &self,
        function: AsyncFunction<S::Raw>,
    ) -> Result<Operation<T>> {
        self.handle().operation(self.inbox().client(), self.waits, function)
    }

    pub(crate) fn last_error(&self) -> Option<Error> {
        // While it closes the stream has ended already, and this is still empty.
        self.handle().last_error().or_else(|| self.ended.clone())
    }

    /// The stream's next message; why it ends, unless by a close; its end.
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ReceivedMessage>>> {
        if self.ended.is_some() {
            return Poll::Ready(None);
        }
        Pin::new(&mut self.receiving).poll(context).map(|result| {
            if let Err(error) = &result {
                self.ended = Some(error.clone());
                if error.status() == Status::CLOSED {
                    return None;
                }
            }
            Some(result)
        })
    }
}
