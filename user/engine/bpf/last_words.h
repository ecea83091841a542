// What the kernel or libbpf said last, for error messages.
#pragma once

#include <string>

namespace mishap::engine {

/// The last line of a verifier's or libbpf's log that says why: "__x64_sys_umask() is not
/// modifiable".
std::string last_words(const std::string& log);

/// Collects libbpf's messages while it lives, instead of letting them go to stderr.
class LibbpfLog {
 public:
  LibbpfLog();
  ~LibbpfLog();
  LibbpfLog(const LibbpfLog&) = delete;
  LibbpfLog& operator=(const LibbpfLog&) = delete;
  const std::string& text() const;
};

}  // namespace mishap::engine
