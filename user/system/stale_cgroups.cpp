// Clears away what a mishap that was killed left behind.
#include <charconv>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>

#include "user/system/cgroup.h"
#include "user/system/cgroup_tree.h"
#include "user/system/proc.h"

namespace mishap::system {
namespace {

struct Owner {
  int pid = 0;
  uint64_t start_time = 0;
};

template <typename Number>
bool parse_number(std::string_view text, Number& out) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

/// mishap.PID.STARTTIME; nullopt for every other name, which is none of our business.
std::optional<Owner> parse_owner(std::string_view name) {
  constexpr std::string_view prefix = "mishap.";
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  const size_t dot = name.find('.');
  Owner owner;
  if (dot == std::string_view::npos || !parse_number(name.substr(0, dot), owner.pid) ||
      !parse_number(name.substr(dot + 1), owner.start_time))
    return std::nullopt;
  return owner;
}

}  // namespace

int remove_stale_cgroups(const std::string& root, const std::string& proc) {
  const std::string top = root.empty() ? cgroup2_mount().value_or("") : root;
  if (top.empty()) return 0;
  std::vector<std::string> stale;
  std::error_code error;
  for (std::filesystem::directory_iterator it(top, error), end; !error && it != end;
       it.increment(error)) {
    const auto owner = parse_owner(it->path().filename().string());
    if (owner && process_start_time(owner->pid, proc) != owner->start_time)
      stale.push_back(it->path());
  }
  int removed = 0;
  for (const std::string& path : stale)
    if (kill_tree(path, std::chrono::seconds(5)) && remove_tree(path)) removed++;
  return removed;
}

}  // namespace mishap::system
