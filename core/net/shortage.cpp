#include "core/net/shortage.h"

#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <new>
#include <system_error>

namespace pulsarws {

bool is_shortage(const error_code& ec) noexcept {
  namespace errc = boost::system::errc;
  return ec == errc::too_many_files_open ||
         ec == errc::too_many_files_open_in_system ||
         ec == errc::not_enough_memory || ec == errc::no_buffer_space;
}

bool is_shortage(const std::exception& failed) noexcept {
  if (dynamic_cast<const std::bad_alloc*>(&failed)) return true;
  // What starts threads says that it may be tried again.
  if (auto* system = dynamic_cast<const std::system_error*>(&failed)) {
    const std::error_code& code = system->code();
    return code == std::errc::resource_unavailable_try_again ||
           code == std::errc::too_many_files_open ||
           code == std::errc::too_many_files_open_in_system ||
           code == std::errc::not_enough_memory ||
           code == std::errc::no_buffer_space;
  }
  auto* system = dynamic_cast<const boost::system::system_error*>(&failed);
  if (!system) return false;
  return is_shortage(system->code()) ||
         system->code() == boost::system::errc::resource_unavailable_try_again;
}

}  // namespace pulsarws
