#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <string>
#include <variant>

#include "mock/front/fault.h"
#include "mock/front/http_answer.h"
#include "mock/front/session.h"

namespace pulsarws::mock {

using HttpRequest =
    boost::beast::http::request<boost::beast::http::string_body>;

// An upgrade that is granted: the session, and what is to go wrong with it.
struct Granted {
  std::unique_ptr<Session> session;
  Fault fault;
};
// One that is to be answered late, or never.
struct Held {
  std::int64_t milliseconds;  // -1: never
};
using UpgradeOutcome = std::variant<Granted, HttpAnswer, Held>;

// What all connections ask.
class Front {
 public:
  virtual ~Front() = default;

  // `certificate_name`: the common name of the client's certificate, or empty.
  virtual HttpAnswer answer(const HttpRequest& request,
                            const std::string& certificate_name) = 0;
  // `was_held`: it is asked again, its time being over.
  virtual UpgradeOutcome upgrade(const HttpRequest& request,
                                 const std::string& certificate_name,
                                 bool was_held) = 0;
};

}  // namespace pulsarws::mock
