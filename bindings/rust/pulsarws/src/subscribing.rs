//! How a consumer comes to be: on one topic, on several, or on a pattern.

use std::ffi::{c_char, CString};

use pulsarws_sys as sys;

use crate::client::Client;
use crate::consumer::Consumer;
use crate::error::Result;
use crate::opening::{begin_by, wait_by, Opening};
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
        let names = Names::of(topics)?;
        let subscription = c_string(SUBSCRIPTION, subscription)?;
        let name = subscription.as_ptr();
        let all = Opening::new(self, settings, waits)?;
        let (handle, opening) = match &names {
            Names::One(topic) => begin_by!(all, pws_consumer_new_async(topic.as_ptr(), name)),
            Names::Several(topics) => begin_by!(
                all,
                pws_consumer_new_topics_async(pointers(topics).as_ptr(), topics.len(), name)
            ),
            Names::Pattern(pattern) => {
                begin_by!(all, pws_consumer_new_pattern_async(pattern.as_ptr(), name))
            }
        }?;
        Ok((Consumer::new(handle, self.handle(), waits), opening))
    }

    pub(crate) fn open_consumer(
        &self,
        topics: &Topics,
        subscription: &str,
        settings: &Settings,
        waits: Waits,
    ) -> Result<Consumer> {
        let names = Names::of(topics)?;
        let subscription = c_string(SUBSCRIPTION, subscription)?;
        let name = subscription.as_ptr();
        let all = Opening::new(self, settings, waits)?;
        let handle = match &names {
            Names::One(topic) => wait_by!(all, pws_consumer_new(topic.as_ptr(), name)),
            Names::Several(topics) => wait_by!(
                all,
                pws_consumer_new_topics(pointers(topics).as_ptr(), topics.len(), name)
            ),
            Names::Pattern(pattern) => {
                wait_by!(all, pws_consumer_new_pattern(pattern.as_ptr(), name))
            }
        }?;
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
