//! How a consumer comes to be: on one topic, on several, or on a pattern.

use std::ffi::{c_char, CString};

use pulsarws_sys as sys;

use crate::callback::Callback;
use crate::client::Client;
use crate::consumer::Consumer;
use crate::error::Result;
use crate::opening::Opening;
use crate::operation::Operation;
use crate::settings::Settings;
use crate::text::c_string;
use crate::waits::Waits;

/// What a consumer subscribes to.
#[derive(Clone, Debug)]
pub(crate) enum Topics {
    One(String),
    Several(Vec<String>),
    Pattern(String),
}

impl Client {
    pub(crate) fn begin_consumer(
        &self,
        topics: &Topics,
        subscription: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<(Consumer, Operation<()>)> {
        let subscription = c_string(SUBSCRIPTION, subscription)?;
        let names = Names::of(topics)?;
        let all = Opening::new(self, settings, waits)?;
        let Opening { client, options, wait, .. } = all;
        // SAFETY: client, names and options live during the call.
        let (handle, opening) = all.begin(|made, callback, operation, error| unsafe {
            let Callback { function, user_data, free_user_data } = callback;
            let subscription = subscription.as_ptr();
            match &names {
                Names::One(topic) => sys::pws_consumer_new_async(
                    client,
                    topic.as_ptr(),
                    subscription,
                    options,
                    wait,
                    made,
                    function,
                    user_data,
                    free_user_data,
                    operation,
                    error,
                ),
                Names::Several(topics) => sys::pws_consumer_new_topics_async(
                    client,
                    pointers(topics).as_ptr(),
                    topics.len(),
                    subscription,
                    options,
                    wait,
                    made,
                    function,
                    user_data,
                    free_user_data,
                    operation,
                    error,
                ),
                Names::Pattern(pattern) => sys::pws_consumer_new_pattern_async(
                    client,
                    pattern.as_ptr(),
                    subscription,
                    options,
                    wait,
                    made,
                    function,
                    user_data,
                    free_user_data,
                    operation,
                    error,
                ),
            }
        })?;
        Ok((Consumer::new(handle, self.handle(), waits), opening))
    }

    pub(crate) fn open_consumer(
        &self,
        topics: &Topics,
        subscription: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<Consumer> {
        let subscription = c_string(SUBSCRIPTION, subscription)?;
        let names = Names::of(topics)?;
        let all = Opening::new(self, settings, waits)?;
        let Opening { client, options, wait, .. } = all;
        // SAFETY: client, names and options live during the call.
        let handle = all.wait(|made, error| unsafe {
            let subscription = subscription.as_ptr();
            match &names {
                Names::One(topic) => {
                    let topic = topic.as_ptr();
                    sys::pws_consumer_new(client, topic, subscription, options, wait, made, error)
                }
                Names::Several(topics) => sys::pws_consumer_new_topics(
                    client,
                    pointers(topics).as_ptr(),
                    topics.len(),
                    subscription,
                    options,
                    wait,
                    made,
                    error,
                ),
                Names::Pattern(pattern) => sys::pws_consumer_new_pattern(
                    client,
                    pattern.as_ptr(),
                    subscription,
                    options,
                    wait,
                    made,
                    error,
                ),
            }
        })?;
        Ok(Consumer::new(handle, self.handle(), waits))
    }
}

const SUBSCRIPTION: &str = "the subscription's name";

/// The topics' names as the library takes them.
enum Names {
    One(CString),
    Several(Vec<CString>),
    Pattern(CString),
}

impl Names {
    fn of(topics: &Topics) -> Result<Names> {
        Ok(match topics {
            Topics::One(topic) => Names::One(c_string("the topic", topic)?),
            Topics::Several(topics) => {
                let names = topics.iter().map(|topic| c_string("a topic", topic));
                Names::Several(names.collect::<Result<_>>()?)
            }
            Topics::Pattern(pattern) => Names::Pattern(c_string("the pattern", pattern)?),
        })
    }
}

/// The texts as C has them; they are lent.
fn pointers(names: &[CString]) -> Vec<*const c_char> {
    names.iter().map(|name| name.as_ptr()).collect()
}
