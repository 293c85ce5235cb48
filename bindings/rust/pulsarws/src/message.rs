//! A message to send.

use std::borrow::Cow;
use std::mem;
use std::ptr;
use std::time::{Duration, SystemTime};

use pulsarws_sys as sys;

use crate::text::{lent, NO_BYTES};
use crate::time::{since_1970, whole_milliseconds};

/// A message to send: a payload, and what goes with it.
///
/// It borrows what it is made of, or owns it: `&str`, `String`, `&[u8]` and
/// `Vec<u8>` will all do. Nothing is copied but by the send, so that it is free
/// again when that returns.
///
/// ```
/// use pulsarws::Message;
///
/// let message = Message::new("hello").key("greetings").property("language", "Rust");
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Message<'a> {
    payload: Payload<'a>,
    key: Option<Cow<'a, str>>,
    properties: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    context: Option<Cow<'a, [u8]>>,
    event_time_ms: i64,
    deliver_at_ms: i64,
    deliver_after_ms: i64,
    replication_clusters: Vec<Cow<'a, str>>,
    send_timeout_ms: i64,
}

/// The bytes of a message: made of text or bytes, borrowed or owned.
#[derive(Clone, Debug, Default)]
pub struct Payload<'a>(Cow<'a, [u8]>);

impl<'a> From<&'a [u8]> for Payload<'a> {
    fn from(bytes: &'a [u8]) -> Payload<'a> {
        Payload(Cow::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Payload<'a> {
    fn from(bytes: &'a [u8; N]) -> Payload<'a> {
        Payload(Cow::Borrowed(bytes))
    }
}

impl<'a> From<&'a Vec<u8>> for Payload<'a> {
    fn from(bytes: &'a Vec<u8>) -> Payload<'a> {
        Payload(Cow::Borrowed(bytes))
    }
}

impl From<Vec<u8>> for Payload<'_> {
    fn from(bytes: Vec<u8>) -> Payload<'static> {
        Payload(Cow::Owned(bytes))
    }
}

impl<'a> From<&'a str> for Payload<'a> {
    fn from(text: &'a str) -> Payload<'a> {
        Payload(Cow::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<&'a String> for Payload<'a> {
    fn from(text: &'a String) -> Payload<'a> {
        Payload(Cow::Borrowed(text.as_bytes()))
    }
}

impl From<String> for Payload<'_> {
    fn from(text: String) -> Payload<'static> {
        Payload(Cow::Owned(text.into_bytes()))
    }
}

impl<'a> From<Cow<'a, [u8]>> for Payload<'a> {
    fn from(bytes: Cow<'a, [u8]>) -> Payload<'a> {
        Payload(bytes)
    }
}

impl<'a> Message<'a> {
    /// A message of this payload: any bytes, none included.
    pub fn new(payload: impl Into<Payload<'a>>) -> Message<'a> {
        Message { payload: payload.into(), ..Message::default() }
    }

    /// The key, by which a partition is picked and Key_Shared subscriptions
    /// share. An empty one is a key, too. Default: none.
    pub fn key(mut self, key: impl Into<Cow<'a, str>>) -> Message<'a> {
        self.key = Some(key.into());
        self
    }

    /// Adds a property.
    pub fn property(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> Message<'a> {
        self.properties.push((name.into(), value.into()));
        self
    }

    /// Adds properties.
    pub fn properties<N, V>(mut self, properties: impl IntoIterator<Item = (N, V)>) -> Message<'a>
    where
        N: Into<Cow<'a, str>>,
        V: Into<Cow<'a, str>>,
    {
        let properties = properties.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.properties.extend(properties);
        self
    }

    /// The same, borrowing nothing.
    pub(crate) fn to_owned(&self) -> Message<'static> {
        fn owned(text: &str) -> Cow<'static, str> {
            Cow::Owned(text.to_owned())
        }
        let properties = self.properties.iter();
        Message {
            payload: Payload(Cow::Owned(self.payload.0.to_vec())),
            key: self.key.as_deref().map(owned),
            properties: properties.map(|(name, value)| (owned(name), owned(value))).collect(),
            context: self.context.as_ref().map(|bytes| Cow::Owned(bytes.to_vec())),
            event_time_ms: self.event_time_ms,
            deliver_at_ms: self.deliver_at_ms,
            deliver_after_ms: self.deliver_after_ms,
            replication_clusters: self
                .replication_clusters
                .iter()
                .map(|name| owned(name))
                .collect(),
            send_timeout_ms: self.send_timeout_ms,
        }
    }

    /// Its own send timeout, `Some(None)` being none at all; `None` where the
    /// producer's holds.
    pub(crate) fn own_send_timeout(&self) -> Option<Option<Duration>> {
        match self.send_timeout_ms {
            0 => None,
            timeout => Some(u64::try_from(timeout).ok().map(Duration::from_millis)),
        }
    }

    pub(crate) fn context_bytes(&self) -> &[u8] {
        self.context.as_deref().unwrap_or_default()
    }

    /// Bytes that come back with the receipt, or with the report of a failure,
    /// and are not sent. Default: none.
    pub fn context(mut self, context: impl Into<Payload<'a>>) -> Message<'a> {
        self.context = Some(context.into().0);
        self
    }

    /// When what it tells has happened, to the millisecond; after 1970. Default:
    /// none.
    pub fn event_time(mut self, time: SystemTime) -> Message<'a> {
        self.event_time_ms = since_1970(time);
        self
    }

    /// Delivers it not before this time, to Shared and Key_Shared subscriptions.
    /// Default: at once.
    pub fn deliver_at(mut self, time: SystemTime) -> Message<'a> {
        self.deliver_at_ms = since_1970(time);
        self
    }

    /// Delivers it not before so much time is over, to Shared and Key_Shared
    /// subscriptions. Default: at once.
    pub fn deliver_after(mut self, delay: Duration) -> Message<'a> {
        self.deliver_after_ms = i64::try_from(whole_milliseconds(delay)).unwrap_or(i64::MAX);
        self
    }

    /// Adds a cluster to replicate it to. Default: to all.
    pub fn replication_cluster(mut self, cluster: impl Into<Cow<'a, str>>) -> Message<'a> {
        self.replication_clusters.push(cluster.into());
        self
    }

    /// Gives it up when it is not settled after so long, 1 ms to 24 h. Default:
    /// the producer's option `sendTimeout`.
    pub fn send_timeout(mut self, timeout: Duration) -> Message<'a> {
        // 0 would mean the default.
        let milliseconds = whole_milliseconds(timeout).max(1);
        self.send_timeout_ms = i64::try_from(milliseconds).unwrap_or(i64::MAX);
        self
    }

    /// Never gives it up, whatever the producer's option `sendTimeout` says.
    pub fn no_send_timeout(mut self) -> Message<'a> {
        self.send_timeout_ms = -1;
        self
    }

    /// Calls `function` with the message as the library takes it.
    pub(crate) fn with_raw<R>(&self, function: impl FnOnce(&sys::pws_outgoing) -> R) -> R {
        let (properties, clusters) = self.lists();
        function(&self.raw(&properties, &clusters))
    }

    /// The same for several messages in one array.
    pub(crate) fn with_raw_all<R>(
        messages: &[Message<'_>],
        function: impl FnOnce(&[sys::pws_outgoing]) -> R,
    ) -> R {
        let lists: Vec<_> = messages.iter().map(Message::lists).collect();
        let raw: Vec<_> = messages
            .iter()
            .zip(&lists)
            .map(|(message, (properties, clusters))| message.raw(properties, clusters))
            .collect();
        function(&raw)
    }

    fn lists(&self) -> (Vec<sys::pws_property>, Vec<sys::pws_slice>) {
        let properties = self.properties.iter().map(|(name, value)| sys::pws_property {
            key: lent(name.as_bytes()),
            value: lent(value.as_bytes()),
        });
        let clusters = self.replication_clusters.iter().map(|cluster| lent(cluster.as_bytes()));
        (properties.collect(), clusters.collect())
    }

    fn raw(
        &self,
        properties: &[sys::pws_property],
        clusters: &[sys::pws_slice],
    ) -> sys::pws_outgoing {
        sys::pws_outgoing {
            struct_size: mem::size_of::<sys::pws_outgoing>(),
            payload: lent(&self.payload.0),
            properties: pointer(properties),
            property_count: properties.len(),
            key: self.key.as_ref().map_or(NO_BYTES, |key| lent(key.as_bytes())),
            context: self.context.as_ref().map_or(NO_BYTES, |context| lent(context)),
            event_time_ms: self.event_time_ms,
            deliver_at_ms: self.deliver_at_ms,
            deliver_after_ms: self.deliver_after_ms,
            replication_clusters: pointer(clusters),
            replication_cluster_count: clusters.len(),
            send_timeout_ms: self.send_timeout_ms,
            room_timeout_ms: 0,
        }
    }
}

/// A list without elements is NULL for the library.
fn pointer<T>(list: &[T]) -> *const T {
    if list.is_empty() {
        ptr::null()
    } else {
        list.as_ptr()
    }
}
