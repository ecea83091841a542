// Picking the telling line out of a log.
#include "user/engine/bpf/last_words.h"

#include <cctype>
#include <cstdarg>
#include <cstdio>
#include <sstream>

#include <bpf/libbpf.h>

namespace mishap::engine {
namespace {

std::string collected;  // libbpf has one print hook a process, without a context argument

int collect(libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG) return 0;
  va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, again);
  va_end(again);
  if (length <= 0) return length;
  std::string text(static_cast<size_t>(length) + 1,
                   '\0');  // a whole verifier log may come in one call
  std::vsnprintf(text.data(), text.size(), format, arguments);
  text.pop_back();
  collected += text;
  return length;
}

/// Instructions and register states of a verifier log: "32: (67) r1 <<= 4", "; return 0;".
bool is_listing(const std::string& line) {
  return line.starts_with(";") || line.starts_with(" ") ||
         (std::isdigit(static_cast<unsigned char>(line[0])) && line.find(':') != std::string::npos);
}

bool is_noise(const std::string& line) {
  return line.empty() || line.starts_with("processed ") ||
         line.find("PROG LOAD LOG") != std::string::npos ||
         line.find("failed to load") != std::string::npos ||
         line.starts_with("verification time") ||
         line.find("ulimit") != std::string::npos ||  // libbpf's guess at every EPERM
         line.find("BPF program load failed") != std::string::npos ||
         line.starts_with("stack depth");
}

}  // namespace

std::string last_words(const std::string& log) {
  std::istringstream lines(log.c_str());
  std::string line, found;
  while (std::getline(lines, line))
    if (!is_noise(line) && !is_listing(line)) found = line;
  return found;
}

LibbpfLog::LibbpfLog() {
  collected.clear();
  libbpf_set_print(collect);
}

LibbpfLog::~LibbpfLog() {
  libbpf_set_print(nullptr);
}

const std::string& LibbpfLog::text() const {
  return collected;
}

}  // namespace mishap::engine
