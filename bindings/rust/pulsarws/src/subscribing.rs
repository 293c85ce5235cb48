//! How a consumer comes to be: on one topic, on several, or on a pattern.

use std::ffi::CString;
use std::ptr;

use pulsarws_sys as sys;

use crate::builder::{ConsumerBuilder, Topics};
use crate::callback::Callback;
use crate::consumer::Consumer;
use crate::error::{call, Result};
use crate::operation::Operation;
use crate::text::c_string;
use crate::time::timeout;

impl Consumer {
    pub(crate) async fn subscribe(builder: ConsumerBuilder) -> Result<Consumer> {
        let (consumer, opening) = Consumer::begin(builder)?;
        opening.await?;
        Ok(consumer)
    }

    fn begin(builder: ConsumerBuilder) -> Result<(Consumer, Operation<()>)> {
        let subscription = builder.subscription_text()?;
        let options = builder.settings.raw()?;
        let handle = builder.client.handle();
        let client = handle.raw();
        let wait = timeout(builder.waits.open);
        let names = Names::of(&builder.topics)?;
        let mut made = ptr::null_mut();
        // SAFETY: client, names and options live during the call.
        let opening = Operation::begin(handle, |callback, operation, error| unsafe {
            let Callback { function, user_data, free_user_data } = callback;
            let subscription = subscription.as_ptr();
            match &names {
                Names::One(topic) => sys::pws_consumer_new_async(
                    client,
                    topic.as_ptr(),
                    subscription,
                    options,
                    wait,
                    &mut made,
                    function,
                    user_data,
                    free_user_data,
                    operation,
                    error,
                ),
                Names::Several(topics) => {
                    let topics: Vec<_> = topics.iter().map(|topic| topic.as_ptr()).collect();
                    sys::pws_consumer_new_topics_async(
                        client,
                        topics.as_ptr(),
                        topics.len(),
                        subscription,
                        options,
                        wait,
                        &mut made,
                        function,
                        user_data,
                        free_user_data,
                        operation,
                        error,
                    )
                }
                Names::Pattern(pattern) => sys::pws_consumer_new_pattern_async(
                    client,
                    pattern.as_ptr(),
                    subscription,
                    options,
                    wait,
                    &mut made,
                    function,
                    user_data,
                    free_user_data,
                    operation,
                    error,
                ),
            }
        })?;
        // SAFETY: after success the consumer is the caller's.
        Ok((unsafe { Consumer::own(made, &builder) }, opening))
    }

    pub(crate) fn subscribe_blocking(builder: ConsumerBuilder) -> Result<Consumer> {
        let subscription = builder.subscription_text()?;
        let subscription = subscription.as_ptr();
        let options = builder.settings.raw()?;
        let client = builder.client.handle().raw();
        let wait = timeout(builder.waits.open);
        let names = Names::of(&builder.topics)?;
        let mut made = ptr::null_mut();
        // SAFETY: client, names and options live during the call; after success the
        // consumer is the caller's.
        unsafe {
            let made = &mut made;
            call(|error| match &names {
                Names::One(topic) => {
                    let topic = topic.as_ptr();
                    sys::pws_consumer_new(client, topic, subscription, options, wait, made, error)
                }
                Names::Several(topics) => {
                    let topics: Vec<_> = topics.iter().map(|topic| topic.as_ptr()).collect();
                    sys::pws_consumer_new_topics(
                        client,
                        topics.as_ptr(),
                        topics.len(),
                        subscription,
                        options,
                        wait,
                        made,
                        error,
                    )
                }
                Names::Pattern(pattern) => sys::pws_consumer_new_pattern(
                    client,
                    pattern.as_ptr(),
                    subscription,
                    options,
                    wait,
                    made,
                    error,
                ),
            })?;
            Ok(Consumer::own(*made, &builder))
        }
    }
}

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
