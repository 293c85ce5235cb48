#pragma once

#include <string>

#include "mock/front/front.h"
#include "mock/front/query.h"

namespace pulsarws::mock {

// Who answers the admin API.
class AdminPort {
 public:
  virtual ~AdminPort() = default;

  // `path` is percent-encoded and without the query. The role is known, and
  // whether it may do everything.
  virtual HttpAnswer answer(const HttpRequest& request, const std::string& path,
                            const Query& query, const std::string& role,
                            bool is_superuser) = 0;
};

}  // namespace pulsarws::mock
