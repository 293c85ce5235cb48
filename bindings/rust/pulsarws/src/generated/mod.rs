//! What bindings/generate writes from the header and from docs.

#[rustfmt::skip]
pub(crate) mod constants;
#[rustfmt::skip]
pub(crate) mod options;
#[cfg(feature = "serde")]
#[rustfmt::skip]
pub(crate) mod statistics;
