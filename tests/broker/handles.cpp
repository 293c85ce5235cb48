#include "tests/broker/handles.h"

#include "tests/support/tested_transport.h"

namespace pulsarws::testing {
namespace {

OptionsHandle consumer_options(const Settings& settings) {
  Settings all{{"subscriptionInitialPosition", "Earliest"}};
  all.insert(all.end(), settings.begin(), settings.end());
  return make_options(PWS_OPTIONS_CONSUMER, all);
}

bool is_timeout(pws_status status) {
  if (status == PWS_OK) return false;
  if (status == PWS_ERR_TIMEOUT) return true;
  throw std::runtime_error(pws_status_name(status));
}

}  // namespace

const Settings kReopening{{"retryOnFailedConnect", "true"}};

CallResult call_result(pws_status status, pws_error* error) {
  const ErrorHandle owned(error);
  if ((status == PWS_OK) != (error == nullptr) ||
      pws_error_status(error) != status) {
    throw std::logic_error("status and error do not agree");
  }
  CallResult result;
  result.status = status;
  if (!error) return result;
  result.text = pws_error_message(error);
  result.http_status = pws_error_http_status(error);
  result.retriable = pws_error_is_retriable(error) != 0;
  result.fatal = pws_error_is_fatal(error) != 0;
  return result;
}

OptionsHandle make_options(std::int32_t kind, const Settings& settings) {
  OptionsHandle options(pws_options_new(kind));
  for (const auto& [name, value] : settings) {
    must([&, option = name, text = value.c_str()](pws_error** error) {
      return pws_options_set(options.get(), option, text, error);
    });
  }
  return options;
}

std::string transport_of_clients() {
  const std::string name = tested_transport();
  if (!name.empty()) return name;
  const std::string all = pws_transports();
  return all.substr(0, all.find(' '));
}

ClientHandle make_client(const Cluster& cluster, const Settings& settings) {
  Settings all;
  if (const std::string name = tested_transport(); !name.empty()) {
    all.emplace_back("transport", name);
  }
  if (!cluster.token.empty()) all.emplace_back("authToken", cluster.token);
  if (!cluster.ca.empty()) {
    all.emplace_back("tlsTrustCertsFilePath", cluster.ca);
  }
  all.insert(all.end(), settings.begin(), settings.end());
  const OptionsHandle options = make_options(PWS_OPTIONS_CLIENT, all);
  pws_client* client = nullptr;
  must([&](pws_error** error) {
    return pws_client_new(cluster.url.c_str(), options.get(), &client, error);
  });
  return ClientHandle(client);
}

ProducerHandle make_producer(const ClientHandle& client,
                             const std::string& topic,
                             const Settings& settings) {
  const OptionsHandle options = make_options(PWS_OPTIONS_PRODUCER, settings);
  pws_producer* producer = nullptr;
  must([&](pws_error** error) {
    return pws_producer_new(client.get(), topic.c_str(), options.get(),
                            kPatience, &producer, error);
  });
  return ProducerHandle(producer);
}

ConsumerHandle make_consumer(const ClientHandle& client,
                             const std::string& topic,
                             const std::string& subscription,
                             const Settings& settings) {
  const OptionsHandle options = consumer_options(settings);
  pws_consumer* consumer = nullptr;
  must([&](pws_error** error) {
    return pws_consumer_new(client.get(), topic.c_str(), subscription.c_str(),
                            options.get(), kPatience, &consumer, error);
  });
  return ConsumerHandle(consumer);
}

ConsumerHandle make_topics_consumer(const ClientHandle& client,
                                    const std::vector<std::string>& topics,
                                    const std::string& subscription,
                                    const Settings& settings) {
  const OptionsHandle options = consumer_options(settings);
  std::vector<const char*> names;
  for (const std::string& topic : topics) names.push_back(topic.c_str());
  pws_consumer* consumer = nullptr;
  must([&](pws_error** error) {
    return pws_consumer_new_topics(client.get(), names.data(), names.size(),
                                   subscription.c_str(), options.get(),
                                   kPatience, &consumer, error);
  });
  return ConsumerHandle(consumer);
}

ConsumerHandle make_pattern_consumer(const ClientHandle& client,
                                     const std::string& pattern,
                                     const std::string& subscription,
                                     const Settings& settings) {
  const OptionsHandle options = consumer_options(settings);
  pws_consumer* consumer = nullptr;
  must([&](pws_error** error) {
    return pws_consumer_new_pattern(client.get(), pattern.c_str(),
                                    subscription.c_str(), options.get(),
                                    kPatience, &consumer, error);
  });
  return ConsumerHandle(consumer);
}

ReaderHandle make_reader(const ClientHandle& client, const std::string& topic,
                         const pws_message_id* start,
                         const Settings& settings) {
  const OptionsHandle options = make_options(PWS_OPTIONS_READER, settings);
  pws_reader* reader = nullptr;
  must([&](pws_error** error) {
    return pws_reader_new(client.get(), topic.c_str(), start, options.get(),
                          kPatience, &reader, error);
  });
  return ReaderHandle(reader);
}

MessageHandle next(const ReaderHandle& reader, std::int32_t timeout_ms) {
  pws_message* message = nullptr;
  must([&](pws_error** error) {
    return pws_reader_next(reader.get(), timeout_ms, &message, error);
  });
  return MessageHandle(message);
}

MessageHandle receive(const ConsumerHandle& consumer, std::int32_t timeout_ms) {
  pws_message* message = nullptr;
  must([&](pws_error** error) {
    return pws_consumer_receive(consumer.get(), timeout_ms, &message, error);
  });
  return MessageHandle(message);
}

void ack(const ConsumerHandle& consumer, const MessageHandle& message) {
  must([&](pws_error** error) {
    return pws_consumer_ack(consumer.get(), message.get(), error);
  });
}

void nack(const ConsumerHandle& consumer, const MessageHandle& message) {
  must([&](pws_error** error) {
    return pws_consumer_nack(consumer.get(), message.get(), error);
  });
}

bool nothing_comes(const ConsumerHandle& consumer, std::int32_t within_ms) {
  pws_message* message = nullptr;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_consumer_receive(consumer.get(), within_ms, &message, error);
  });
  const MessageHandle owned(message);
  return is_timeout(result.status);
}

bool nothing_comes(const ReaderHandle& reader, std::int32_t within_ms) {
  pws_message* message = nullptr;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_reader_next(reader.get(), within_ms, &message, error);
  });
  const MessageHandle owned(message);
  return is_timeout(result.status);
}

void flush_acks(const ConsumerHandle& consumer) {
  must([&](pws_error** error) {
    return pws_consumer_ack_flush(consumer.get(), kPatience, error);
  });
}

void close(const ClientHandle& client) {
  must([&](pws_error** error) {
    return pws_client_close(client.get(), kPatience, error);
  });
}

void close(const ProducerHandle& producer) {
  must([&](pws_error** error) {
    return pws_producer_close(producer.get(), kPatience, error);
  });
}

void close(const ConsumerHandle& consumer) {
  must([&](pws_error** error) {
    return pws_consumer_close(consumer.get(), kPatience, error);
  });
}

void close(const ReaderHandle& reader) {
  must([&](pws_error** error) {
    return pws_reader_close(reader.get(), kPatience, error);
  });
}

std::string text_of(pws_slice slice) {
  return slice.data ? std::string(slice.data, slice.size) : std::string();
}

std::string text_of(const pws_message_id* id) {
  char buffer[96];
  return std::string(buffer, pws_message_id_print(id, buffer, sizeof buffer));
}

std::string payload_of(const MessageHandle& message) {
  return text_of(pws_message_payload(message.get()));
}

IdHandle id_of(const MessageHandle& message) {
  return IdHandle(pws_message_id_dup(pws_message_get_id(message.get())));
}

std::string bytes_of(const pws_message_id* id) {
  char buffer[64];
  return std::string(buffer,
                     pws_message_id_serialize(id, buffer, sizeof buffer));
}

}  // namespace pulsarws::testing
