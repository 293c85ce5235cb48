#pragma once

#include <memory>
#include <string>

#include "core/auth/blocking_source.h"
#include "core/auth/credential_source.h"

namespace pulsarws {

// The same always.
class FixedCredentials final : public CredentialSource {
 public:
  explicit FixedCredentials(std::string authorization)
      : authorization_(std::move(authorization)) {}

  void ask(Answer answer) override { answer(authorization_); }
  bool may_change() const noexcept override { return false; }
  Error overdue(Milliseconds limit) const override;

 private:
  const std::string authorization_;
};

// "Basic ...".
std::string basic_authorization(const std::string& user,
                                const std::string& password);

// A token in an environment variable, read whenever it is asked for.
class TokenEnvironment final : public CredentialSource {
 public:
  explicit TokenEnvironment(std::string variable)
      : variable_(std::move(variable)) {}

  void ask(Answer answer) override;
  Error overdue(Milliseconds limit) const override;

 private:
  const std::string variable_;
};

// A token in a file, read whenever it is asked for. Line ends behind it do not
// belong to it.
class TokenFile final : public BlockingSource {
 public:
  // A path, or file:///path.
  explicit TokenFile(std::string file);

  Error overdue(Milliseconds limit) const override;

 private:
  Result<std::string> fetch() override;

  const std::string file_;
};

}  // namespace pulsarws
