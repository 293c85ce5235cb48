#pragma once

#include <string>
#include <vector>

#include "mock/front/admin_port.h"
#include "mock/front/front.h"
#include "mock/front/query.h"

namespace pulsarws::mock {

// Pulsar's admin API, /admin/v2/..., as far as it is needed.
class AdminApi {
 public:
  explicit AdminApi(AdminPort& broker) : broker_(broker) {}

  struct Caller {
    std::string role;
    bool is_superuser = false;
  };
  // `path` is percent-encoded, without the query.
  HttpAnswer answer(const HttpRequest& request, const std::string& path,
                    const Query& query, const Caller& caller);

 private:
  // A request, its path below /admin/v2 in parts.
  struct Asked {
    std::string method;
    std::vector<std::string> parts;
    std::string body;
    const Query& query;
    const Caller& caller;
    bool is(const char* method_, std::size_t size) const {
      return method == method_ && parts.size() == size;
    }
  };

  HttpAnswer answer_tenants(const Asked& asked);
  HttpAnswer answer_namespaces(const Asked& asked);
  HttpAnswer answer_topics(const Asked& asked);
  HttpAnswer answer_topic(const Asked& asked, const std::string& topic);
  HttpAnswer delete_topic(const Asked& asked, const std::string& topic);
  HttpAnswer answer_partitions(const Asked& asked, const std::string& topic);
  HttpAnswer answer_subscription(const Asked& asked, const std::string& topic);
  HttpAnswer examine(const Asked& asked, const std::string& topic);
  bool has_namespace(const std::string& name);
  bool has_topic(const std::string& topic);

  AdminPort& broker_;
};

}  // namespace pulsarws::mock
