//! The log of a client, given to the crates that programs log with.

use crate::{LogEntry, LogLevel};

/// Gives a line of the log to the crate `log`, under the target `pulsarws`; with the
/// feature `log`.
///
/// ```no_run
/// # fn example() -> pulsarws::Result<()> {
/// let client = pulsarws::Client::builder("wss://localhost:9443").on_log(pulsarws::to_log).build()?;
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "log")]
pub fn to_log(line: LogEntry) {
    let level = match line.level() {
        LogLevel::ERROR => log::Level::Error,
        LogLevel::WARNING => log::Level::Warn,
        LogLevel::INFO => log::Level::Info,
        _ => log::Level::Debug,
    };
    log::log!(target: "pulsarws", level, "{}", line.message());
}

/// Gives a line of the log to the crate `tracing`, as an event with the target
/// `pulsarws` and the fields `component`, `topic` and `connection`; with the feature
/// `tracing`.
///
/// ```no_run
/// # fn example() -> pulsarws::Result<()> {
/// let client =
///     pulsarws::Client::builder("wss://localhost:9443").on_log(pulsarws::to_tracing).build()?;
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "tracing")]
pub fn to_tracing(line: LogEntry) {
    // A level is a part of the place in the program, which is static.
    macro_rules! event {
        ($level:ident) => {
            tracing::event!(
                target: "pulsarws",
                tracing::Level::$level,
                component = line.component(),
                topic = line.topic(),
                connection = line.connection(),
                "{}",
                line.message()
            )
        };
    }
    match line.level() {
        LogLevel::ERROR => event!(ERROR),
        LogLevel::WARNING => event!(WARN),
        LogLevel::INFO => event!(INFO),
        _ => event!(DEBUG),
    }
}
