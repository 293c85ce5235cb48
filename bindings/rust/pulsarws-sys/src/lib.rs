//! The functions, types and constants of `pulsarws.h`, the C interface of
//! libpulsarws, as they are: Apache Pulsar over its WebSocket API.
//!
//! The crate `pulsarws` makes safe Rust of them; use this one only to build
//! something else. Ownership, threads and errors are those of the C interface,
//! whose comments stand at each function here.
//!
//! # Linking
//!
//! The build asks `pkg-config` for a `pulsarws` of version 1. Two environment
//! variables change that:
//!
//! - `PULSARWS_LIB_DIR`: the folder of `libpulsarws.so` or `libpulsarws.a`; for the
//!   former `pkg-config` is not asked.
//! - `PULSARWS_STATIC`: `1` links `libpulsarws.a`, and what it needs as `pkg-config
//!   --static` says, also beside `PULSARWS_LIB_DIR`; `0` and unset link the shared
//!   library.
#![allow(non_camel_case_types)]

#[rustfmt::skip]
#[allow(clippy::all)]
mod ffi;

pub use ffi::*;
