#include "mock/front/application.h"

#include <simdjson.h>

#include <boost/beast/http/field.hpp>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "mock/front/consumer_session.h"
#include "mock/front/producer_session.h"
#include "mock/front/request_reading.h"

namespace pulsarws::mock {
namespace {

namespace http = boost::beast::http;

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// What java.net.URI takes for no URL.
bool is_mangled(std::string_view target) {
  for (std::size_t i = 0; i < target.size(); ++i) {
    const char c = target[i];
    if (std::string_view("<>\"\\^`{|}").find(c) != std::string_view::npos) {
      return true;
    }
    const auto is_hex = [&](std::size_t at) {
      return at < target.size() &&
             std::isxdigit(static_cast<unsigned char>(target[at]));
    };
    if (c == '%' && (!is_hex(i + 1) || !is_hex(i + 2))) return true;
  }
  return false;
}

int status_of(BrokerRefusal::Kind kind) {
  switch (kind) {
    case BrokerRefusal::Kind::kInvalidArgument:
      return 400;
    case BrokerRefusal::Kind::kNotFound:
      return 404;
    case BrokerRefusal::Kind::kBusy:
      return 409;
    case BrokerRefusal::Kind::kUnavailable:
      return 503;
    case BrokerRefusal::Kind::kOther:
      break;
  }
  return 500;
}

// As Pulsar's client tells what a broker refused.
std::string told_by_client(const BrokerRefusal& refusal) {
  if (refusal.is_from_client) return refusal.text;
  static std::int64_t last_request = 1600000000000000000;
  return refusal.preface + "{\"errorMsg\":\"" + refusal.text +
         "\",\"reqId\":" + std::to_string(++last_request) +
         ", \"remote\":\"127.0.0.1/127.0.0.1:6650\", "
         "\"local\":\"/127.0.0.1:40000\"}";
}

HttpAnswer closing(HttpAnswer answer) {
  answer.closes = true;
  return answer;
}

// What Jetty lets nobody see.
HttpAnswer bad_message() {
  HttpAnswer answer;
  answer.status = 400;
  answer.content_type = "text/html;charset=iso-8859-1";
  answer.body = "<h1>Bad Message 400</h1><pre>reason: Bad Request</pre>";
  return closing(std::move(answer));
}

}  // namespace

// A request, taken apart.
struct Application::Asked {
  Asked(const HttpRequest& request, const std::string& certificate_name)
      : target(request.target()),
        path(target.substr(0, target.find('?'))),
        query(target.size() > path.size()
                  ? std::string_view(target).substr(path.size() + 1)
                  : std::string_view()) {
    credentials.authorization =
        std::string(request[http::field::authorization]);
    credentials.method = std::string(request["X-Pulsar-Auth-Method-Name"]);
    credentials.query_token = query.text("token");
    credentials.certificate_name = certificate_name;
  }

  HttpAnswer page(int status, std::string_view message) const {
    return jetty_page(status, message, path);
  }

  const std::string target;
  const std::string path;
  const Query query;
  Credentials credentials;
  std::string role;
};

Application::Application(const Settings& settings, BrokerPort& broker,
                         AdminPort& admin,
                         std::function<void()> reset_connections)
    : access_(settings),
      broker_(broker),
      admin_(admin),
      faults_(settings.faults),
      reset_connections_(std::move(reset_connections)) {}

HttpAnswer Application::answer(const HttpRequest& request,
                               const std::string& certificate_name) {
  const Asked asked(request, certificate_name);
  // The mock's own; no one needs to be known for them.
  if (asked.path.rfind("/mock/", 0) == 0) {
    return answer_faults(request, asked.path);
  }
  const bool is_websocket = endpoint_kind(asked.path).has_value();
  const bool is_admin = asked.path.rfind("/admin/", 0) == 0;
  if (endpoint_kind(asked.path + "/") && !is_websocket) {
    HttpAnswer redirect;
    redirect.status = 302;
    redirect.headers = {
        {"Location", "http://" + std::string(request[http::field::host]) +
                         asked.path + "/"}};
    return redirect;
  }
  if (!is_websocket && !is_admin) return asked.page(404, "Not Found");
  const auto role = access_.role(asked.credentials, now_seconds());
  if (!role) return asked.page(401, "Authentication required");
  if (is_websocket) {
    return asked.page(400, "HTTP method " +
                               std::string(request.method_string()) +
                               " is not supported by this URL");
  }
  return admin_.answer(request, asked.path, asked.query,
                       {*role, access_.is_superuser(*role)});
}

UpgradeOutcome Application::upgrade(const HttpRequest& request,
                                    const std::string& certificate_name,
                                    bool was_held) {
  Asked asked(request, certificate_name);
  if (!endpoint_kind(asked.path)) return answer(request, certificate_name);
  if (asked.target.find("%00") != std::string::npos) return bad_message();
  const auto role = access_.role(asked.credentials, now_seconds());
  if (!role) return asked.page(401, "Authentication required");
  asked.role = *role;
  if (is_mangled(asked.target)) {
    return closing(asked.page(500,
                              "java.io.IOException: Unable to accept websocket "
                              "due to mangled URI"));
  }
  return open(asked, was_held);
}

UpgradeOutcome Application::open(const Asked& asked, bool was_held) {
  const Endpoint::Kind kind = *endpoint_kind(asked.path);
  Endpoint endpoint;
  try {
    endpoint = parse_topic_of_endpoint(kind, asked.path, asked.query);
  } catch (const IllegalArgument& wrong) {
    const std::string text = wrong.what();
    return closing(asked.page(500, "java.lang.IllegalArgumentException" +
                                       (text.empty() ? "" : ": " + text)));
  }
  Fault fault = faults_.begin_connection(endpoint.topic);
  if (fault.hold_upgrade_ms != 0 && !was_held) {
    return Held{fault.hold_upgrade_ms};
  }
  if (fault.refuse_status != 0) {
    return asked.page(
        static_cast<int>(fault.refuse_status),
        fault.refuse_text.empty() ? "a fault on purpose" : fault.refuse_text);
  }
  switch (kind) {
    case Endpoint::Kind::kProducer:
      return open_producer(asked, endpoint, fault);
    case Endpoint::Kind::kReader:
      return open_reader(asked, endpoint, fault);
    default:
      return open_consumer(asked, std::move(endpoint), fault);
  }
}

std::optional<HttpAnswer> Application::forbid(const Asked& asked,
                                              const Endpoint& endpoint) const {
  const Action action = endpoint.kind == Endpoint::Kind::kProducer
                            ? Action::kProduce
                            : Action::kConsume;
  if (access_.may(asked.role, action, endpoint.topic)) return std::nullopt;
  return asked.page(403, "Not authorized");
}

HttpAnswer Application::refuse(const Asked& asked,
                               const BrokerRefusal& refusal) const {
  const std::string text =
      refusal.kind == BrokerRefusal::Kind::kInvalidArgument
          ? "Invalid query params: " + refusal.text
          : "Failed to create producer/consumer: " + told_by_client(refusal);
  return asked.page(status_of(refusal.kind), text);
}

UpgradeOutcome Application::open_producer(const Asked& asked,
                                          const Endpoint& endpoint,
                                          const Fault& fault) {
  if (auto forbidden = forbid(asked, endpoint)) return *forbidden;
  try {
    const ProducerWish wish = read_producer_request(endpoint, asked.query);
    auto producer = broker_.create_producer(wish.request);
    if (producer.refusal) return refuse(asked, *producer.refusal);
    return Granted{std::make_unique<ProducerSession>(std::move(producer.value),
                                                     wish.encryption, fault),
                   fault};
  } catch (const IllegalArgument& wrong) {
    return asked.page(400,
                      "Invalid query params: " + std::string(wrong.what()));
  } catch (const IllegalState& wrong) {
    return asked.page(500, "Failed to create producer/consumer: " +
                               std::string(wrong.what()));
  }
}

UpgradeOutcome Application::open_consumer(const Asked& asked, Endpoint endpoint,
                                          const Fault& fault) {
  try {
    parse_subscription_of_endpoint(endpoint, asked.path);
    ConsumerWish wish = read_consumer_request(endpoint, asked.query);
    if (auto forbidden = forbid(asked, endpoint)) return *forbidden;
    for (std::string& topic : wish.request.topics) {
      topic = full_topic_name(topic);
    }
    std::string& dead_letters = wish.request.dead_letter_topic;
    if (!dead_letters.empty()) dead_letters = full_topic_name(dead_letters);
    auto consumer = broker_.subscribe(wish.request);
    if (consumer.refusal) return refuse(asked, *consumer.refusal);
    const std::int32_t size = wish.request.receiver_queue_size;
    return Granted{std::make_unique<ConsumerSession>(
                       std::move(consumer.value),
                       wish.pull ? ConsumerSession::Mode::kPull
                                 : ConsumerSession::Mode::kPush,
                       size == 0 ? 1 : size),
                   fault};
  } catch (const IllegalArgument& wrong) {
    return asked.page(400,
                      "Invalid query params: " + std::string(wrong.what()));
  }
}

UpgradeOutcome Application::open_reader(const Asked& asked,
                                        const Endpoint& endpoint,
                                        const Fault& fault) {
  std::int32_t size = 0;
  try {
    size = reader_queue_size(asked.query);
  } catch (const IllegalArgument& wrong) {
    return closing(asked.page(
        500, "java.lang.NumberFormatException: " + std::string(wrong.what())));
  }
  if (auto forbidden = forbid(asked, endpoint)) return *forbidden;
  const auto failed = [&](const std::string& text) {
    return asked.page(500, "Failed to create reader: " + text);
  };
  try {
    auto reader =
        broker_.create_reader(read_reader_request(endpoint, asked.query));
    if (reader.refusal) return failed(told_by_client(*reader.refusal));
    return Granted{std::make_unique<ConsumerSession>(
                       std::move(reader.value), ConsumerSession::Mode::kRead,
                       size == 0 ? 1 : size),
                   fault};
  } catch (const IllegalArgument& wrong) {
    return failed(wrong.what());
  }
}

// --- /mock/faults ------------------------------------------------------------

namespace {

Fault fault_of_json(const std::string& text) {
  simdjson::dom::parser parser;
  simdjson::dom::object fields;
  if (parser.parse(text).get(fields) != simdjson::SUCCESS) {
    throw std::invalid_argument("the body is no JSON object");
  }
  Fault fault;
  for (const auto [name, value] : fields) {
    std::string_view words;
    std::string written = simdjson::minify(value);
    if (value.get(words) == simdjson::SUCCESS) written = words;
    if (!set_fault_field(fault, name, written)) {
      throw std::invalid_argument("no fault is called \"" + std::string(name) +
                                  "\", or it does not take " + written);
    }
  }
  return fault;
}

}  // namespace

HttpAnswer Application::answer_faults(const HttpRequest& request,
                                      const std::string& path) {
  constexpr std::string_view kFaults = "/mock/faults";
  if (path == "/mock/cut" && request.method() == http::verb::post) {
    reset_connections_();
    return no_content();
  }
  if (path.rfind(kFaults, 0) != 0) return jetty_page(404, "Not Found", path);
  if (request.method() == http::verb::get) return json_answer(faults_.json());
  if (request.method() == http::verb::delete_) {
    if (path == kFaults) {
      faults_.clear();
    } else if (!faults_.remove(std::atoll(path.c_str() + kFaults.size() + 1))) {
      return admin_refusal(404, "There is no such fault");
    }
    return no_content();
  }
  if (request.method() != http::verb::post) {
    return admin_refusal(405, "Method Not Allowed");
  }
  try {
    const std::int64_t number = faults_.add(fault_of_json(request.body()));
    return json_answer("{\"id\":" + std::to_string(number) + "}");
  } catch (const std::invalid_argument& wrong) {
    return admin_refusal(400, wrong.what());
  }
}

}  // namespace pulsarws::mock
