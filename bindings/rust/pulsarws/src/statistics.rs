//! The statistics as values, which docs/statistics.md explains; with the feature
//! `serde`. They can be written, too, in any format that serde has.

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::Status;

pub use crate::generated::statistics::*;

impl Statistics {
    /// Reads what [`Client::on_statistics`](crate::Client::on_statistics) tells.
    ///
    /// # Errors
    /// [`Status::INVALID_ARGUMENT`] where it is something else.
    pub fn parse(json: &str) -> Result<Statistics> {
        parse(json)
    }
}

pub(crate) fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| {
        Error::new(Status::INVALID_ARGUMENT, format!("these are no statistics: {error}"))
    })
}
