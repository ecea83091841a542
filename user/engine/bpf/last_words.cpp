// Picking the telling line out of a log.
#include "user/engine/bpf/last_words.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>
#include <sstream>

namespace mishap::engine {
namespace {

std::string collected;  // libbpf has one print hook a process, without a context argument

int collect(libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG) return 0;
  char line[4096];
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  if (length > 0 && collected.size() < (1 << 20)) collected += line;
  return length;
}

bool is_noise(const std::string& line) {
  return line.empty() || line.starts_with("processed ") || line.find("PROG LOAD LOG") != std::string::npos ||
         line.find("failed to load") != std::string::npos || line.starts_with("verification time") ||
         line.find("BPF program load failed") != std::string::npos || line.starts_with("stack depth");
}

}  // namespace

std::string last_words(const std::string& log) {
  std::istringstream lines(log.c_str());
  std::string line, found;
  while (std::getline(lines, line))
    if (!is_noise(line)) found = line;
  return found;
}

LibbpfLog::LibbpfLog() {
  collected.clear();
  libbpf_set_print(collect);
}

LibbpfLog::~LibbpfLog() { libbpf_set_print(nullptr); }

const std::string& LibbpfLog::text() const { return collected; }

}  // namespace mishap::engine
