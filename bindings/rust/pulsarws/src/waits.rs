//! How long calls wait where they are not told.

use std::time::Duration;

/// See [`ClientBuilder::open_timeout`](crate::ClientBuilder::open_timeout) and
/// [`ClientBuilder::operation_timeout`](crate::ClientBuilder::operation_timeout).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits {
    pub(crate) open: Duration,
    pub(crate) operation: Duration,
}

impl Default for Waits {
    fn default() -> Waits {
        Waits { open: Duration::from_secs(30), operation: Duration::from_secs(30) }
    }
}

macro_rules! waits_methods {
    ($builder:ident) => {
        impl $builder {
            /// How long opening may take. Default: what the client was built with,
            /// 30 s. [`Duration::MAX`] waits for ever.
            pub fn open_timeout(mut self, timeout: Duration) -> Self {
                self.waits.open = timeout;
                self
            }

            /// How long every other call may wait for the server that is given no
            /// timeout of its own: flush, close and the like. Default: what the
            /// client was built with, 30 s. [`Duration::MAX`] waits for ever.
            pub fn operation_timeout(mut self, timeout: Duration) -> Self {
                self.waits.operation = timeout;
                self
            }
        }
    };
}
pub(crate) use waits_methods;
