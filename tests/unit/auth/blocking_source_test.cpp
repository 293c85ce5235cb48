#include "core/auth/blocking_source.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include "tests/unit/auth/asked.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// Each fetch waits until the test lets it go on.
class HeldSource final : public BlockingSource {
 public:
  Error overdue(Milliseconds) const override { return Error(); }
  void let_go() { gate_.set_value(); }
  int fetches() const { return fetches_; }
  bool throws = false;

 private:
  Result<std::string> fetch() override {
    int number = ++fetches_;
    if (number == 1) gate_.get_future().wait();
    if (throws) throw std::runtime_error("no luck");
    return std::to_string(number);
  }

  std::promise<void> gate_;
  std::atomic<int> fetches_{0};
};

}  // namespace

TEST_CASE("who asks during a fetch gets its answer", "[auth]") {
  auto source = std::make_shared<HeldSource>();
  auto first = ask(*source);
  auto second = ask(*source);
  CHECK(first.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
  source->let_go();
  CHECK(told(answer_of(std::move(first))) == "1");
  CHECK(told(answer_of(std::move(second))) == "1");
  CHECK(told(*source) == "2");
}

TEST_CASE("a fetch may outlive whoever began it", "[auth]") {
  auto source = std::make_shared<HeldSource>();
  std::weak_ptr<HeldSource> gone = source;
  auto answered = ask(*source);
  source->let_go();
  source = nullptr;
  CHECK(told(answer_of(std::move(answered))) == "1");
}

TEST_CASE("a fetch that throws fails", "[auth]") {
  auto source = std::make_shared<HeldSource>();
  source->throws = true;
  source->let_go();
  CHECK(says(told(*source), "PWS_ERR_CREDENTIALS"));
  CHECK(says(told(*source), "no luck"));
}
