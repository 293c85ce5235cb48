//! Builders of clients, producers, consumers and readers. The methods for each
//! option are generated.

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

use pulsarws_sys as sys;

use crate::client::Client;
use crate::connection::ConnectionEvent;
use crate::consumer::Consumer;
use crate::credentials::TokenRequest;
use crate::error::Result;
use crate::log::LogEntry;
use crate::message_id::MessageId;
use crate::producer::Producer;
use crate::reader::Reader;
use crate::settings::{settings_methods, Settings};
use crate::subscribing::Topics;
use crate::time::whole_milliseconds;
use crate::token_supplier;
use crate::waits::{waits_methods, Waits};

/// An option in milliseconds, as the library reads it.
pub(crate) fn milliseconds(duration: Duration) -> String {
    whole_milliseconds(duration).to_string()
}

// What a client begins with a builder.
impl Client {
    /// Begins a client for `ws://host:8080` or `wss://host:9443`; several URLs,
    /// separated by commas, are tried in turn.
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::of_url(Some(url.into()))
    }

    /// Begins a producer on `test`, `tenant/namespace/topic` or a full name.
    pub fn producer(&self, topic: impl Into<String>) -> ProducerBuilder {
        ProducerBuilder::new(self, topic.into())
    }

    /// Begins a consumer on one topic: `test`, `tenant/namespace/topic` or a full
    /// name.
    pub fn consumer(
        &self,
        topic: impl Into<String>,
        subscription: impl Into<String>,
    ) -> ConsumerBuilder {
        ConsumerBuilder::new(self, Topics::One(topic.into()), subscription.into())
    }

    /// Begins a consumer on several topics at once, no two the same, none with a
    /// ',' in its name. Which of them a message is from is not on the wire: let
    /// the publishers say it in a property or the key.
    pub fn consumer_of_topics<T: Into<String>>(
        &self,
        topics: impl IntoIterator<Item = T>,
        subscription: impl Into<String>,
    ) -> ConsumerBuilder {
        let topics = topics.into_iter().map(Into::into).collect();
        ConsumerBuilder::new(self, Topics::Several(topics), subscription.into())
    }

    /// Begins a consumer on all topics of a namespace that match a pattern,
    /// `persistent://tenant/namespace/` and a regular expression, those that are
    /// made later included.
    pub fn consumer_of_pattern(
        &self,
        pattern: impl Into<String>,
        subscription: impl Into<String>,
    ) -> ConsumerBuilder {
        ConsumerBuilder::new(self, Topics::Pattern(pattern.into()), subscription.into())
    }

    /// Begins a reader, which reads a topic from behind `start` on:
    /// [`MessageId::earliest`], [`MessageId::latest`], or a message's id.
    pub fn reader(&self, topic: impl Into<String>, start: MessageId) -> ReaderBuilder {
        ReaderBuilder::new(self, topic.into(), start)
    }
}

/// Builds a [`Client`]; see [`Client::builder`].
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    url: Option<String>,
    settings: Settings,
    waits: Waits,
    callbacks: Vec<SetCallback>,
}

/// Sets a callback of the client that was made.
type SetCallback = Box<dyn FnOnce(&Client) -> Result<()> + Send>;

impl Default for ClientBuilder {
    fn default() -> ClientBuilder {
        ClientBuilder::of_url(None)
    }
}

settings_methods!(ClientBuilder);
waits_methods!(ClientBuilder);

impl ClientBuilder {
    pub(crate) fn of_url(url: Option<String>) -> ClientBuilder {
        ClientBuilder {
            url,
            settings: Settings::new(sys::PWS_OPTIONS_CLIENT),
            waits: Waits::default(),
            callbacks: Vec::new(),
        }
    }

    /// A builder without a URL, which is then taken from the option `serviceUrl`:
    /// for configuration files.
    pub fn new() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sets options from the `client.conf` of a Pulsar installation: service URL,
    /// authentication, TLS. docs/options.md says what becomes of which key. A
    /// fault is told by [`build`](ClientBuilder::build).
    pub fn load_client_conf(mut self, path: impl AsRef<Path>) -> Self {
        self.settings.load_client_conf(path.as_ref());
        self
    }

    /// Asks `supplier` for a token before each attempt to connect. It is called on a
    /// thread of its own and may take its time, up to the option `connectTimeout`,
    /// after which the attempt is given up; attempts that wait at the same time are
    /// answered by one call. What it fails with fails the attempt with
    /// [`Status::CREDENTIALS`](crate::Status::CREDENTIALS), which is retriable, and
    /// becomes part of the error's text and of the log: it must hold no secret. So
    /// does a panic.
    ///
    /// ```no_run
    /// # fn example() -> pulsarws::Result<()> {
    /// let client = pulsarws::Client::builder("wss://localhost:9443")
    ///     .token_supplier(|| std::env::var("PULSAR_TOKEN"))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It stands beside no other source of credentials: [`build`](Self::build) refuses
    /// that.
    pub fn token_supplier<E: fmt::Display>(
        self,
        supplier: impl FnMut() -> std::result::Result<String, E> + Send + 'static,
    ) -> ClientBuilder {
        self.callback(move |client| {
            let requests = token_supplier::start(supplier)?;
            client.on_token_request(move |request| drop(requests.send(request)))
        })
    }

    /// The same with a function that is async. Its futures are run on a thread of
    /// their own, in no runtime; one that needs a runtime, as tokio's sockets do, is to
    /// be spawned there:
    ///
    /// ```no_run
    /// # async fn fetch_token() -> Result<String, std::io::Error> { Ok(String::new()) }
    /// # async fn example() -> pulsarws::Result<()> {
    /// let runtime = tokio::runtime::Handle::current();
    /// let client = pulsarws::Client::builder("wss://localhost:9443")
    ///     .async_token_supplier(move || {
    ///         let token = runtime.spawn(fetch_token());
    ///         async move { token.await.map_err(std::io::Error::other)? }
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The next future is made when the one before is done: bound what may hang by a
    /// timeout of your own.
    pub fn async_token_supplier<F, E>(
        self,
        mut supplier: impl FnMut() -> F + Send + 'static,
    ) -> ClientBuilder
    where
        F: Future<Output = std::result::Result<String, E>>,
        E: fmt::Display,
    {
        self.token_supplier(move || token_supplier::block_on(supplier()))
    }

    /// Tells `listener` of each attempt to connect that it needs a token, which may be
    /// given later, from any thread: see [`TokenRequest`]. It is called on the client's
    /// dispatcher thread. [`token_supplier`](Self::token_supplier) is built on it.
    pub fn on_token_request(
        self,
        listener: impl FnMut(TokenRequest) + Send + 'static,
    ) -> ClientBuilder {
        self.callback(|client| client.on_token_request(listener))
    }

    /// Gives the log to `log` instead of standard error: see [`Client::on_log`].
    pub fn on_log(self, log: impl FnMut(LogEntry) + Send + 'static) -> ClientBuilder {
        self.callback(|client| client.on_log(log))
    }

    /// Tells `listener` every change of a connection: see
    /// [`Client::on_connection_event`].
    pub fn on_connection_event(
        self,
        listener: impl FnMut(ConnectionEvent) + Send + 'static,
    ) -> ClientBuilder {
        self.callback(|client| client.on_connection_event(listener))
    }

    /// Tells `listener` the client's statistics each `statisticsInterval`: see
    /// [`Client::on_statistics`].
    pub fn on_statistics(self, listener: impl FnMut(&str) + Send + 'static) -> ClientBuilder {
        self.callback(|client| client.on_statistics(listener))
    }

    fn callback(
        mut self,
        set: impl FnOnce(&Client) -> Result<()> + Send + 'static,
    ) -> ClientBuilder {
        self.callbacks.push(Box::new(set));
        self
    }

    /// Makes the client. Nothing is connected yet: each producer, consumer and
    /// reader has a connection of its own.
    ///
    /// # Errors
    /// [`Status::INVALID_URL`](crate::Status::INVALID_URL), the first fault of an
    /// option, or [`Status::NOT_SUPPORTED`](crate::Status::NOT_SUPPORTED) where the
    /// library at run time is not of the version that this crate was made for.
    pub fn build(self) -> Result<Client> {
        let client = Client::new(self.url.as_deref(), &self.settings, self.waits)?;
        for set in self.callbacks {
            set(&client)?;
        }
        Ok(client)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("url", &self.url)
            .field("options", &self.settings)
            .field("waits", &self.waits)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Producer`]; see [`Client::producer`].
#[must_use = "a builder does nothing until its producer is created"]
#[derive(Clone, Debug)]
pub struct ProducerBuilder {
    client: Client,
    topic: String,
    settings: Settings,
    waits: Waits,
}

settings_methods!(ProducerBuilder);
waits_methods!(ProducerBuilder);

impl ProducerBuilder {
    pub(crate) fn new(client: &Client, topic: String) -> ProducerBuilder {
        ProducerBuilder {
            client: client.clone(),
            topic,
            settings: Settings::new(sys::PWS_OPTIONS_PRODUCER),
            waits: client.waits(),
        }
    }

    /// Makes the producer, and is done when it is open. Dropping the future gives
    /// it up.
    ///
    /// # Errors
    /// Why it could not be opened, with the HTTP status where the server refused
    /// it; where the time is up, the last failure.
    pub async fn create(self) -> Result<Producer> {
        let Self { client, topic, settings, waits } = self;
        let (producer, opening) = client.begin_producer(&topic, &settings, waits)?;
        opening.await?;
        Ok(producer)
    }

    /// The same, waiting on this thread.
    ///
    /// # Errors
    /// As for [`create`](ProducerBuilder::create), and
    /// [`Status::WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn create_blocking(self) -> Result<Producer> {
        self.client.open_producer(&self.topic, &self.settings, self.waits)
    }
}

/// Builds a [`Consumer`]; see [`Client::consumer`].
#[must_use = "a builder does nothing until it subscribes"]
#[derive(Clone, Debug)]
pub struct ConsumerBuilder {
    client: Client,
    topics: Topics,
    subscription: String,
    settings: Settings,
    waits: Waits,
}

settings_methods!(ConsumerBuilder);
waits_methods!(ConsumerBuilder);

impl ConsumerBuilder {
    pub(crate) fn new(client: &Client, topics: Topics, subscription: String) -> ConsumerBuilder {
        ConsumerBuilder {
            client: client.clone(),
            topics,
            subscription,
            settings: Settings::new(sys::PWS_OPTIONS_CONSUMER),
            waits: client.waits(),
        }
    }

    /// Subscribes, and is done when the consumer is open. Dropping the future
    /// gives it up.
    ///
    /// # Errors
    /// Why it could not be opened, with the HTTP status where the server refused
    /// it; where the time is up, the last failure.
    pub async fn subscribe(self) -> Result<Consumer> {
        let Self { client, topics, subscription, settings, waits } = self;
        let (consumer, opening) =
            client.begin_consumer(&topics, &subscription, &settings, waits)?;
        opening.await?;
        Ok(consumer)
    }

    /// The same, waiting on this thread.
    ///
    /// # Errors
    /// As for [`subscribe`](ConsumerBuilder::subscribe), and
    /// [`Status::WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn subscribe_blocking(self) -> Result<Consumer> {
        let Self { client, topics, subscription, settings, waits } = self;
        client.open_consumer(&topics, &subscription, &settings, waits)
    }
}

/// Builds a [`Reader`]; see [`Client::reader`].
#[must_use = "a builder does nothing until its reader is opened"]
#[derive(Clone, Debug)]
pub struct ReaderBuilder {
    client: Client,
    topic: String,
    start: MessageId,
    settings: Settings,
    waits: Waits,
}

settings_methods!(ReaderBuilder);
waits_methods!(ReaderBuilder);

impl ReaderBuilder {
    pub(crate) fn new(client: &Client, topic: String, start: MessageId) -> ReaderBuilder {
        ReaderBuilder {
            client: client.clone(),
            topic,
            start,
            settings: Settings::new(sys::PWS_OPTIONS_READER),
            waits: client.waits(),
        }
    }

    /// Opens the reader, and is done when it is open. Dropping the future gives
    /// it up.
    ///
    /// # Errors
    /// Why it could not be opened. Beside 401 and 403 the server has only HTTP 500
    /// for it: the status is taken from its words where they tell.
    pub async fn open(self) -> Result<Reader> {
        let Self { client, topic, start, settings, waits } = self;
        let (reader, opening) = client.begin_reader(&topic, &start, &settings, waits)?;
        opening.await?;
        Ok(reader)
    }

    /// The same, waiting on this thread.
    ///
    /// # Errors
    /// As for [`open`](ReaderBuilder::open), and
    /// [`Status::WOULD_DEADLOCK`](crate::Status::WOULD_DEADLOCK) in a callback.
    pub fn open_blocking(self) -> Result<Reader> {
        self.client.open_reader(&self.topic, &self.start, &self.settings, self.waits)
    }
}
