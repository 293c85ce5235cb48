#include "core/auth/simple_sources.h"

#include <cstdlib>

#include "core/auth/token.h"
#include "core/base/small_file.h"
#include "core/wire/base64.h"

namespace pulsarws {

Error FixedCredentials::overdue(Milliseconds) const {
  return Error(Status::kInternal, "fixed credentials did not come");
}

std::string basic_authorization(const std::string& user,
                                const std::string& password) {
  return "Basic " + wire::encode_base64(user + ":" + password);
}

void TokenEnvironment::ask(Answer answer) {
  const char* value = std::getenv(variable_.c_str());
  auto fault = value ? token_fault(value) : "is not set";
  if (fault) {
    answer(Error(Status::kCredentials, "no token: the environment variable " +
                                           variable_ + " " + *fault +
                                           " (option authTokenEnvironment)"));
  } else {
    answer(bearer(value));
  }
}

Error TokenEnvironment::overdue(Milliseconds) const {
  return Error(Status::kInternal, "an environment variable did not come");
}

TokenFile::TokenFile(std::string file) : file_(path_in(std::move(file))) {}

Result<std::string> TokenFile::fetch() {
  auto no_token = [&](const std::string& why) {
    return Error(Status::kCredentials, "no token: the file '" + file_ + "' " +
                                           why + " (option authTokenFile)");
  };
  auto text = read_small_file(file_);
  if (!text) return no_token(text.error().message);
  text->erase(text->find_last_not_of("\r\n") + 1);
  if (auto fault = token_fault(*text)) return no_token(*fault);
  return bearer(*text);
}

Error TokenFile::overdue(Milliseconds limit) const {
  return Error(Status::kCredentials,
               "no token: the file '" + file_ + "' could not be read within " +
                   std::to_string(limit.count()) + " ms (connectTimeout)");
}

}  // namespace pulsarws
