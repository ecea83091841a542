// Reads /proc/PID/stat and /proc/PID/comm.
#include "user/system/proc.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace mishap::system {
namespace {

std::string read_all(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What stands in a field of /proc/PID/stat, counted from 1 as proc(5) does; beyond the second,
/// "(comm)", which may itself hold blanks and brackets.
template <typename Number>
std::optional<Number> stat_field(pid_t pid, int wanted, const std::string& proc) {
  const std::string stat = read_all(proc + "/" + std::to_string(pid) + "/stat");
  size_t at = stat.rfind(')');
  if (at == std::string::npos) return std::nullopt;
  for (int field = 2; field < wanted; field++) {
    at = stat.find(' ', at + 1);
    if (at == std::string::npos) return std::nullopt;
  }
  Number number = 0;
  const char* begin = stat.data() + at + 1;
  const auto parsed = std::from_chars(begin, stat.data() + stat.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<uint64_t> process_start_time(pid_t pid, const std::string& proc) {
  return stat_field<uint64_t>(pid, 22, proc);
}

bool is_exiting(pid_t pid, const std::string& proc) {
  constexpr uint64_t pf_exiting = 4;
  return stat_field<uint64_t>(pid, 9, proc).value_or(0) & pf_exiting;
}

std::map<pid_t, pid_t> parents_of_processes(const std::string& proc) {
  std::map<pid_t, pid_t> parents;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(proc, ignored)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    if (const auto parent = stat_field<pid_t>(pid, 4, proc)) parents[pid] = *parent;
  }
  return parents;
}

std::string process_command(pid_t pid, const std::string& proc) {
  std::string name = read_all(proc + "/" + std::to_string(pid) + "/comm");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

}  // namespace mishap::system
