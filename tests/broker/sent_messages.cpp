#include "tests/broker/sent_messages.h"

#include <algorithm>
#include <memory>

namespace pulsarws::testing {

std::size_t SentMessages::Record::stored() const {
  return static_cast<std::size_t>(std::count_if(
      outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
        return outcome.events == 1 && outcome.status == PWS_OK;
      }));
}

std::size_t SentMessages::Record::duplicates() const {
  return static_cast<std::size_t>(
      std::count_if(outcomes.begin(), outcomes.end(),
                    [](const Outcome& outcome) { return outcome.duplicate; }));
}

std::string SentMessages::Record::first_failure() const {
  for (const Outcome& outcome : outcomes) {
    if (outcome.status != PWS_OK) return outcome.text;
  }
  return "";
}

SentMessages::SentMessages(std::size_t count) {
  record_.update([&](Record& record) { record.outcomes.resize(count); });
}

void SentMessages::send(const ProducerHandle& producer, std::size_t number,
                        const Content& content) {
  const Outgoing outgoing(content, std::to_string(number));
  auto ticket = std::make_unique<Ticket>(Ticket{this, number});
  must([&](pws_error** error) {
    return pws_producer_send_async(producer.get(), outgoing.get(), 1, on_sent,
                                   ticket.release(), free_ticket, nullptr,
                                   error);
  });
}

bool SentMessages::wait_until_settled(std::chrono::milliseconds within) const {
  return record_.wait_until(
      [](const Record& record) {
        return record.settled == record.outcomes.size() &&
               record.user_data_freed == record.outcomes.size();
      },
      within);
}

void SentMessages::on_sent(pws_event* event, void* user_data) {
  const auto* ticket = static_cast<const Ticket*>(user_data);
  const bool own_context =
      event->status != PWS_OK || text_of(pws_receipt_context(event->receipt)) ==
                                     std::to_string(ticket->number);
  ticket->messages->record_.update([&](Record& record) {
    Outcome& outcome = record.outcomes[ticket->number];
    if (++outcome.events == 1) ++record.settled;
    outcome.status = own_context ? event->status : PWS_ERR_INTERNAL;
    if (event->error) outcome.text = pws_error_message(event->error);
    if (!event->receipt) return;
    outcome.duplicate = pws_receipt_is_duplicate(event->receipt) != 0;
    const pws_message_id* id = pws_receipt_message_id(event->receipt);
    outcome.id = text_of(id);
    outcome.id_bytes = bytes_of(id);
  });
}

void SentMessages::free_ticket(void* user_data) {
  const std::unique_ptr<Ticket> ticket(static_cast<Ticket*>(user_data));
  ticket->messages->record_.update(
      [](Record& record) { ++record.user_data_freed; });
}

}  // namespace pulsarws::testing
