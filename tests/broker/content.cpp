#include "tests/broker/content.h"

namespace pulsarws::testing {
namespace {

pws_slice slice_of(const std::string& text) {
  return pws_slice_make(text.data(), text.size());
}

}  // namespace

bool Content::operator==(const Content& other) const {
  return payload == other.payload && properties == other.properties &&
         key == other.key && event_time_ms == other.event_time_ms;
}

Content content_of(const MessageHandle& message) {
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  must([&](pws_error** error) {
    return pws_message_read(message.get(), &view, error);
  });
  Content content;
  content.payload = text_of(view.payload);
  for (std::size_t i = 0; i < view.property_count; ++i) {
    content.properties[text_of(view.properties[i].key)] =
        text_of(view.properties[i].value);
  }
  if (view.key.data) content.key = text_of(view.key);
  content.event_time_ms = view.event_time_ms;

  const pws_message* same = message.get();
  if (pws_message_payload(same).data != view.payload.data ||
      pws_message_key(same).data != view.key.data ||
      pws_message_property_count(same) != view.property_count ||
      pws_message_event_time(same) != view.event_time_ms ||
      pws_message_publish_time(same) != view.publish_time_ms ||
      pws_message_get_id(same) != view.id) {
    throw std::logic_error("the view of a message and its getters differ");
  }
  return content;
}

Outgoing::Outgoing(const Content& content, const std::string& context)
    : context_(context) {
  for (const auto& [key, value] : content.properties) {
    properties_.push_back({slice_of(key), slice_of(value)});
  }
  outgoing_.payload = slice_of(content.payload);
  outgoing_.properties = properties_.data();
  outgoing_.property_count = properties_.size();
  if (content.key) outgoing_.key = slice_of(*content.key);
  outgoing_.context = slice_of(context_);
  outgoing_.event_time_ms = content.event_time_ms;
}

ReceiptHandle send(const ProducerHandle& producer, const Content& content,
                   const std::string& context) {
  const Outgoing outgoing(content, context);
  pws_receipt* receipt = nullptr;
  must([&](pws_error** error) {
    return pws_producer_send(producer.get(), outgoing.get(), kPatience,
                             &receipt, error);
  });
  return ReceiptHandle(receipt);
}

Content plain_text(const std::string& payload) {
  Content content;
  content.payload = payload;
  return content;
}

std::vector<Content> delicate_contents() {
  std::vector<Content> contents(4);
  for (int value = 0; value < 256; ++value) {
    contents[0].payload += static_cast<char>(value);
  }
  contents[0].key = "every byte";
  contents[0].event_time_ms = 1795443035803;

  contents[1].properties = {{"empty", ""}};
  contents[1].event_time_ms = 1;

  for (int i = 0; i < 700000; ++i) {
    contents[2].payload += static_cast<char>((i * 31 + i / 256) % 256);
  }
  contents[2].key = "\xe9\x8d\xb5 \"1\"";

  contents[3].payload = "properties";
  contents[3].key = "";
  contents[3].properties = {
      {"quotes \" ' \\ /", "{\"a\": [\"\\n\"]}"},
      {"control", std::string("\x01\t\r\n\x1f\x7f", 6)},
      {"unicode \xc3\xbc", "\xe2\x82\xac \xf0\x9f\xa6\x80 \xe2\x80\xa8"},
      {"", "no name"},
      {"spaces", "  "}};
  return contents;
}

}  // namespace pulsarws::testing
