//! The options of a client, a producer, a consumer or a reader.

use std::fmt;
use std::path::Path;
use std::ptr;

use pulsarws_sys as sys;

use crate::error::{call, Error, Result};
use crate::text::{borrowed_text, c_string, made_text};
use crate::Status;

/// What this crate decides itself: futures need callbacks.
const FIXED: &str = "eventDelivery";
const FIXED_VALUE: &str = "callbacks";

/// Options under way to a handle. A fault is kept until they are used, so that
/// builders can be written in one go.
pub(crate) struct Settings {
    kind: i32,
    options: *mut sys::pws_options,
    fault: Option<Error>,
}

// SAFETY: options belong to no thread; they are changed with `&mut` only.
unsafe impl Send for Settings {}

impl Settings {
    pub(crate) fn new(kind: u32) -> Settings {
        let kind = kind as i32;
        // SAFETY: NULL comes back where there is no memory, or after a fork.
        let options = unsafe { sys::pws_options_new(kind) };
        let fault = options.is_null().then(|| {
            Error::new(Status::OUT_OF_MEMORY, "no memory for options, or the process is a fork")
        });
        Settings { kind, options, fault }
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.change(|options| {
            if name == FIXED && value != FIXED_VALUE {
                return Err(fixed());
            }
            let name = c_string("the option's name", name)?;
            let value = c_string("the option's value", value)?;
            // SAFETY: options and texts live during the call.
            call(|error| unsafe {
                sys::pws_options_set(options, name.as_ptr(), value.as_ptr(), error)
            })
        });
    }

    pub(crate) fn load_file(&mut self, path: &Path) {
        self.change(|options| {
            let path = c_string("the path", &path.to_string_lossy())?;
            // SAFETY: as above.
            call(|error| unsafe { sys::pws_options_load_file(options, path.as_ptr(), error) })
        });
    }

    pub(crate) fn load_client_conf(&mut self, path: &Path) {
        self.change(|options| {
            let path = c_string("the path", &path.to_string_lossy())?;
            // SAFETY: as above.
            call(|error| unsafe {
                sys::pws_options_load_client_conf(options, path.as_ptr(), error)
            })
        });
    }

    fn change(&mut self, change: impl FnOnce(*mut sys::pws_options) -> Result<()>) {
        if self.fault.is_none() {
            self.fault = change(self.options).err();
        }
    }

    pub(crate) fn get(&self, name: &str) -> Result<Option<String>> {
        let name = c_string("the option's name", name)?;
        let mut value = ptr::null();
        // SAFETY: the value is borrowed until the options change, and copied
        // before.
        unsafe {
            call(|error| sys::pws_options_get(self.options, name.as_ptr(), &mut value, error))?;
            Ok((!value.is_null()).then(|| borrowed_text(value).into_owned()))
        }
    }

    pub(crate) fn dump(&self) -> Result<String> {
        // SAFETY: the options live.
        made_text(|text, error| unsafe { sys::pws_options_dump(self.options, text, error) })
    }

    /// The options, for the function that copies them, if all went well.
    pub(crate) fn raw(&self) -> Result<*const sys::pws_options> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        // A file may have set it.
        if self.kind == sys::PWS_OPTIONS_CLIENT as i32
            && self.get(FIXED)?.as_deref() != Some(FIXED_VALUE)
        {
            return Err(fixed());
        }
        Ok(self.options)
    }
}

fn fixed() -> Error {
    Error::new(
        Status::INVALID_OPTION_VALUE,
        format!("{FIXED} is always {FIXED_VALUE} in Rust: its futures need them"),
    )
}

impl Drop for Settings {
    fn drop(&mut self) {
        // SAFETY: nothing else has the options.
        unsafe { sys::pws_options_free(self.options) }
    }
}

impl Clone for Settings {
    fn clone(&self) -> Settings {
        // SAFETY: the options live.
        let options = unsafe { sys::pws_options_dup(self.options) };
        let mut fault = self.fault.clone();
        if options.is_null() && fault.is_none() {
            fault = Some(Error::new(Status::OUT_OF_MEMORY, "no memory for options"));
        }
        Settings { kind: self.kind, options, fault }
    }
}

/// The options; secrets are shown as `***`.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.dump().unwrap_or_default())
    }
}

/// What all builders have.
macro_rules! settings_methods {
    ($builder:ident) => {
        impl $builder {
            /// Sets an option by its name in docs/options.md: numbers in decimal,
            /// booleans as "true" or "false". A fault is told by the call that
            /// ends the builder. The client option `eventDelivery` is always
            /// `callbacks` here.
            pub fn option(mut self, name: &str, value: impl Into<String>) -> Self {
                self.settings.set(name, &value.into());
                self
            }

            /// Sets options from a file of lines `name=value`. A fault is told by
            /// the call that ends the builder.
            pub fn load_file(mut self, path: impl AsRef<std::path::Path>) -> Self {
                self.settings.load_file(path.as_ref());
                self
            }

            /// What an option is set to, or its default; `None` where it has
            /// neither.
            ///
            /// # Errors
            /// [`Status::UNKNOWN_OPTION`](crate::Status::UNKNOWN_OPTION).
            pub fn get(&self, name: &str) -> $crate::Result<Option<String>> {
                self.settings.get(name)
            }

            /// All options with the values that hold, one `name=value` a line, as
            /// [`load_file`](Self::load_file) reads them; secrets as `***`, in a
            /// comment.
            ///
            /// # Errors
            /// [`Status::OUT_OF_MEMORY`](crate::Status::OUT_OF_MEMORY).
            pub fn dump(&self) -> $crate::Result<String> {
                self.settings.dump()
            }
        }
    };
}
pub(crate) use settings_methods;
