//! How the constants print.

use std::fmt;

use crate::{ConnectionState, LogLevel, Status};

/// `PWS_ERR_TIMEOUT`; a number that this version does not know as such.
fn print(name: &str, number: i32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if name.is_empty() {
        write!(f, "{number}")
    } else {
        f.write_str(name)
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.name(), self.0, f)
    }
}

/// What the status means, in a sentence.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Debug for ConnectionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.name(), self.0, f)
    }
}

/// A word: `open` for [`ConnectionState::OPEN`].
impl fmt::Display for ConnectionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.name().trim_start_matches("PWS_STATE_");
        print(&word.to_lowercase(), self.0, f)
    }
}

impl fmt::Debug for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.name(), self.0, f)
    }
}

/// A word: `warning` for [`LogLevel::WARNING`].
impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.name().trim_start_matches("PWS_LOG_");
        print(&word.to_lowercase(), self.0, f)
    }
}
