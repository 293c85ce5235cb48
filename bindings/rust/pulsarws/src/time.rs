//! Durations and points in time, as the library counts them.

use std::time::{Duration, SystemTime};

/// Milliseconds, rounded up, so that a short wait does not become none.
pub(crate) fn whole_milliseconds(duration: Duration) -> u128 {
    duration.as_nanos().div_ceil(1_000_000)
}

/// A timeout of a call. One that is too long to be counted waits for ever.
pub(crate) fn timeout(duration: Duration) -> i32 {
    i32::try_from(whole_milliseconds(duration)).unwrap_or(-1)
}

/// Milliseconds since 1970-01-01T00:00:00Z, negative before.
pub(crate) fn since_1970(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(whole_milliseconds(before.duration())).map_or(i64::MIN, |n| -n)
        }
    }
}

/// The point in time so many milliseconds after 1970-01-01T00:00:00Z.
pub(crate) fn from_1970(milliseconds: i64) -> SystemTime {
    let distance = Duration::from_millis(milliseconds.unsigned_abs());
    let time = if milliseconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    };
    time.unwrap_or(SystemTime::UNIX_EPOCH)
}
