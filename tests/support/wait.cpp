#include "wait.h"

#include <dirent.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace pulsarws::testing {
namespace {

std::size_t entries_of(const char* folder) {
  std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder), closedir);
  if (!open) throw std::runtime_error(std::string("cannot read ") + folder);
  std::size_t count = 0;
  while (const dirent* entry = readdir(open.get())) {
    if (entry->d_name[0] != '.') ++count;
  }
  return count;
}

}  // namespace

std::size_t process_threads() { return entries_of("/proc/self/task"); }

// One of the entries is the open folder itself.
std::size_t process_descriptors() { return entries_of("/proc/self/fd") - 1; }

std::size_t resident_kilobytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total_pages = 0;
  std::size_t resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) /
         1024;
}

}  // namespace pulsarws::testing
