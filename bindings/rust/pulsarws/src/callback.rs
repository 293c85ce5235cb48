//! Rust functions that the library calls.

use std::any::Any;
use std::cell::Cell;
use std::ffi::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};

use pulsarws_sys as sys;

/// A callback as the library takes it. It must be given to exactly one function,
/// which takes care that `free_user_data` is called, also where it fails.
pub(crate) struct Callback {
    pub(crate) function: sys::pws_callback,
    pub(crate) user_data: *mut c_void,
    pub(crate) free_user_data: sys::pws_free_user_data,
}

impl Callback {
    /// Frees one that no function was given.
    pub(crate) fn discard(self) {
        if let Some(free) = self.free_user_data {
            // SAFETY: it is called once, with what it belongs to.
            unsafe { free(self.user_data) }
        }
    }
}

/// None at all.
pub(crate) const NO_CALLBACK: Callback =
    Callback { function: None, user_data: std::ptr::null_mut(), free_user_data: None };

/// A function that is called for every event from now on.
///
/// The library calls a client's callbacks one at a time, so that `function` need
/// not be `Fn` nor `Sync`.
pub(crate) fn repeated<F>(function: F) -> Callback
where
    F: FnMut(&mut sys::pws_event) + Send + 'static,
{
    Callback {
        function: Some(call_repeated::<F>),
        user_data: Box::into_raw(Box::new(function)).cast(),
        free_user_data: Some(free_box::<F>),
    }
}

/// A function that is called for the next event.
pub(crate) fn once<F>(function: F) -> Callback
where
    F: FnOnce(&mut sys::pws_event) + Send + 'static,
{
    Callback {
        function: Some(call_once::<F>),
        user_data: Box::into_raw(Box::new(Some(function))).cast(),
        free_user_data: Some(free_box::<Option<F>>),
    }
}

unsafe extern "C" fn call_repeated<F>(event: *mut sys::pws_event, user_data: *mut c_void)
where
    F: FnMut(&mut sys::pws_event),
{
    // SAFETY: the library hands back the box that `repeated` made, on one thread
    // at a time, and an event that is the callback's until it returns.
    guarded(|| (*user_data.cast::<F>())(&mut *event));
}

unsafe extern "C" fn call_once<F>(event: *mut sys::pws_event, user_data: *mut c_void)
where
    F: FnOnce(&mut sys::pws_event),
{
    // SAFETY: as above, with the box that `once` made.
    guarded(|| {
        if let Some(function) = (*user_data.cast::<Option<F>>()).take() {
            function(&mut *event);
        }
    });
}

pub(crate) unsafe extern "C" fn free_box<T>(user_data: *mut c_void) {
    // SAFETY: called once, with the pointer that Box::into_raw gave.
    guarded(|| drop(Box::from_raw(user_data.cast::<T>())));
}

thread_local! {
    static IN_CALLBACK: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is the library's, in a callback: nothing may wait there.
pub(crate) fn in_callback() -> bool {
    IN_CALLBACK.with(Cell::get)
}

/// Runs what the library calls. A panic ends here: C++ above could not stand it.
pub(crate) fn guarded(function: impl FnOnce()) {
    let outer = IN_CALLBACK.with(|flag| flag.replace(true));
    // What a panic leaves half done belongs to the user's function alone.
    let outcome = catch_unwind(AssertUnwindSafe(function));
    IN_CALLBACK.with(|flag| flag.set(outer));
    if let Err(panic) = outcome {
        report_panic(panic);
    }
}

pub(crate) fn report_panic(panic: Box<dyn Any + Send>) {
    eprintln!("pulsarws: a callback panicked, and the client goes on: {}", words(&*panic));
    // Dropping it could panic again.
    std::mem::forget(panic);
}

fn words(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        text
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text
    } else {
        "no message"
    }
}
