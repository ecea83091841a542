// Reads /proc/PID/stat and /proc/PID/comm.
#include "user/system/proc.h"

#include <charconv>
#include <fstream>
#include <iterator>

namespace mishap::system {
namespace {

std::string read_all(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::optional<uint64_t> process_start_time(pid_t pid, const std::string& proc) {
  const std::string stat = read_all(proc + "/" + std::to_string(pid) + "/stat");
  // The second field, "(comm)", may itself hold blanks and brackets: count from its last bracket.
  size_t at = stat.rfind(')');
  if (at == std::string::npos) return std::nullopt;
  for (int field = 2; field < 22; field++) {
    at = stat.find(' ', at + 1);
    if (at == std::string::npos) return std::nullopt;
  }
  uint64_t ticks = 0;
  const char* begin = stat.data() + at + 1;
  const auto parsed = std::from_chars(begin, stat.data() + stat.size(), ticks);
  if (parsed.ec != std::errc()) return std::nullopt;
  return ticks;
}

std::string process_command(pid_t pid, const std::string& proc) {
  std::string name = read_all(proc + "/" + std::to_string(pid) + "/comm");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

}  // namespace mishap::system
