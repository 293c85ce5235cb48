#pragma once

#include <functional>
#include <string>

#include "mock/front/access.h"
#include "mock/front/admin_api.h"
#include "mock/front/broker_port.h"
#include "mock/front/endpoint.h"
#include "mock/front/faults.h"
#include "mock/front/front.h"
#include "mock/front/settings.h"

namespace pulsarws::mock {

// Answers whatever is asked of a Pulsar: WebSockets, the admin API, and what is
// the mock's own, its faults.
class Application : public Front {
 public:
  // `reset_connections` cuts all of them.
  Application(const Settings& settings, BrokerPort& broker, AdminPort& admin,
              std::function<void()> reset_connections);

  HttpAnswer answer(const HttpRequest& request,
                    const std::string& certificate_name) override;
  UpgradeOutcome upgrade(const HttpRequest& request,
                         const std::string& certificate_name,
                         bool was_held) override;

 private:
  struct Asked;

  UpgradeOutcome open(const Asked& asked, bool was_held);
  // Nothing where it may.
  std::optional<HttpAnswer> forbid(const Asked& asked,
                                   const Endpoint& endpoint) const;
  UpgradeOutcome open_producer(const Asked& asked, const Endpoint& endpoint,
                               const Fault& fault);
  UpgradeOutcome open_consumer(const Asked& asked, Endpoint endpoint,
                               const Fault& fault);
  UpgradeOutcome open_reader(const Asked& asked, const Endpoint& endpoint,
                             const Fault& fault);
  HttpAnswer refuse(const Asked& asked, const BrokerRefusal& refusal) const;
  HttpAnswer answer_faults(const HttpRequest& request, const std::string& path);

  const Access access_;
  BrokerPort& broker_;
  AdminApi admin_;
  Faults faults_;
  const std::function<void()> reset_connections_;
};

}  // namespace pulsarws::mock
