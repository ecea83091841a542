// Parses mountinfo; its format is described in proc(5).
#include "user/system/mounts.h"

#include <optional>

namespace mishap::system {
namespace {

bool octal(char c) { return c >= '0' && c <= '7'; }

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    size_t end = line.find(' ');
    if (end == std::string_view::npos) end = line.size();
    if (end > 0) fields.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return fields;
}

/// ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [OPTIONAL...] - TYPE SOURCE SUPER_OPTIONS
std::optional<Mount> parse_line(std::string_view line) {
  const auto fields = fields_of(line);
  size_t dash = 6;
  while (dash < fields.size() && fields[dash] != "-") dash++;
  if (dash + 1 >= fields.size()) return std::nullopt;
  Mount mount;
  mount.root = unescape_octal(fields[3]);
  mount.mount_point = unescape_octal(fields[4]);
  mount.type = fields[dash + 1];
  mount.read_only = fields[5] == "ro" || fields[5].starts_with("ro,");
  return mount;
}

}  // namespace

std::string unescape_octal(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    const bool escape = text[i] == '\\' && i + 3 < text.size() && (text[i + 1] & ~3) == '0' &&
                        octal(text[i + 2]) && octal(text[i + 3]);
    if (!escape) {
      out += text[i];
      continue;
    }
    out +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0');
    i += 3;
  }
  return out;
}

std::vector<Mount> parse_mountinfo(std::string_view text) {
  std::vector<Mount> mounts;
  while (!text.empty()) {
    size_t end = text.find('\n');
    if (end == std::string_view::npos) end = text.size();
    if (auto mount = parse_line(text.substr(0, end))) mounts.push_back(std::move(*mount));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return mounts;
}

}  // namespace mishap::system
