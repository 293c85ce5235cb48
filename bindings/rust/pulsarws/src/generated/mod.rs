//! What bindings/generate writes from the header and from docs/options.json.

#[rustfmt::skip]
pub(crate) mod constants;
#[rustfmt::skip]
pub(crate) mod options;
