#pragma once

#include <string>

#include "core/observation/statistics.h"

namespace pulsarws {

// Statistics as docs/statistics.schema.json has them, on one line.
std::string to_json(const ClientStatistics& statistics);
std::string to_json(const ProducerStatistics& producer);
std::string consumer_to_json(const ReceiverStatistics& consumer);
std::string reader_to_json(const ReceiverStatistics& reader);

}  // namespace pulsarws
