/* Uses every macro and every inline function of the header, and sees that they
 * do what they say. A test compiles it as C11 and as C++17, and runs it;
 * another compares it with the header, so that nothing new is forgotten. */
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <string.h>

PWS_API const char *pws_version(void);

static int failures = 0;

static void check(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", what);
  ++failures;
}
#define CHECK(condition) check(condition, #condition)

static void check_versions(void) {
  char version[64];
  snprintf(version, sizeof version, "%d.%d.%d", PWS_VERSION_MAJOR,
           PWS_VERSION_MINOR, PWS_VERSION_PATCH);
  CHECK(strcmp(pws_version(), version) == 0);
  CHECK(pws_version_number() == PWS_VERSION_NUMBER);
  CHECK(PWS_VERSION_NUMBER == PWS_VERSION_MAJOR * 10000 +
                                  PWS_VERSION_MINOR * 100 + PWS_VERSION_PATCH);
  CHECK(pws_transports()[0] != '\0');
}

static void check_slices(void) {
  const char bytes[4] = {'a', 0, 'b', 'c'};
  pws_slice slice = pws_slice_make(bytes, sizeof bytes);
  CHECK(slice.data == bytes);
  CHECK(slice.size == 4);

  slice = pws_slice_of("text");
  CHECK(slice.size == 4 && memcmp(slice.data, "text", 4) == 0);
  slice = pws_slice_of("");
  CHECK(slice.data != NULL && slice.size == 0);
  slice = pws_slice_of(NULL);
  CHECK(slice.data == NULL && slice.size == 0);

  pws_property property = pws_property_of("key", "value");
  CHECK(property.key.size == 3 && property.value.size == 5);
}

static void check_structs(void) {
  pws_event event = PWS_EVENT_INIT;
  CHECK(event.struct_size == sizeof event);
  CHECK(event.type == 0 && event.status == PWS_OK && event.operation == 0);
  CHECK(event.index == 0 && event.user_data == NULL && event.client == NULL);
  CHECK(event.producer == NULL && event.consumer == NULL);
  CHECK(event.message == NULL && event.receipt == NULL && event.error == NULL);
  CHECK(event.reader == NULL && event.text == NULL);
  CHECK(event.token_request == NULL && event.connection == 0);
  CHECK(event.delay_ms == 0 && event.connection_state == 0);
  CHECK(event.log == NULL && event.internal == NULL && !event.end_of_topic);
  pws_event_clear(&event);

  pws_outgoing outgoing = PWS_OUTGOING_INIT;
  CHECK(outgoing.struct_size == sizeof outgoing);
  CHECK(outgoing.payload.data == NULL && outgoing.payload.size == 0);
  CHECK(outgoing.properties == NULL && outgoing.property_count == 0);
  CHECK(outgoing.key.data == NULL && outgoing.context.data == NULL);
  CHECK(outgoing.event_time_ms == 0 && outgoing.deliver_at_ms == 0);
  CHECK(outgoing.deliver_after_ms == 0);
  CHECK(outgoing.replication_clusters == NULL);
  CHECK(outgoing.replication_cluster_count == 0);
  CHECK(outgoing.send_timeout_ms == 0);

  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  CHECK(view.struct_size == sizeof view);
  CHECK(view.payload.data == NULL && view.key.data == NULL);
  CHECK(view.properties == NULL && view.property_count == 0);
  CHECK(view.publish_time_ms == 0 && view.event_time_ms == 0);
  CHECK(view.redelivery_count == 0 && view.id == NULL);
}

int main(void) {
  check_versions();
  check_slices();
  check_structs();
  return failures == 0 ? 0 : 1;
}
