// Writes calls after their signatures.
#include "user/live/call_text.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "user/live/signatures.h"
#include "user/plan/errno_names.h"
#include "user/plan/syscalls.h"
#include "user/system/exit_status.h"

namespace mishap::live {
namespace {

constexpr int32_t at_fdcwd = -100;
constexpr int64_t max_errno = 4095;
/// Never seen by a program, but by who looks at the kernel's returns (include/linux/errno.h).
constexpr int first_restart = 512, last_restart = 516;

std::string escaped(const std::string& bytes, std::string_view special) {
  std::string out;
  for (const unsigned char c : bytes) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c < ' ' || c == 0x7f)
      out += fmt::format("\\{:03o}", c);
    else if (special.contains(static_cast<char>(c)))
      out += std::string("\\") + static_cast<char>(c);
    else
      out += static_cast<char>(c);
  }
  return out;
}

/// The path that the table has for an argument; empty when it has none, or none was read.
const std::string& path_of(const engine::RawCall& call, const plan::Syscall* syscall, int arg) {
  static const std::string none;
  if (syscall == nullptr) return none;
  for (size_t i = 0; i < std::size(call.paths); i++)
    if (syscall->paths[i].source != plan::PathSource::none && syscall->paths[i].arg == arg)
      return call.paths[i];
  return none;
}

std::string descriptor_text(uint64_t value, const std::string& path) {
  const auto fd = static_cast<int32_t>(value);
  if (fd == at_fdcwd) return "AT_FDCWD";
  return path.empty() ? std::to_string(fd) : fmt::format("{}<{}>", fd, escaped(path, "\\<>"));
}

std::string address_text(uint64_t value) {
  return value == 0 ? "NULL" : fmt::format("{:#x}", value);
}

std::string argument_text(char kind, uint64_t value, const std::string& path) {
  switch (kind) {
    case 'f':
      return descriptor_text(value, path);
    case 's':
      return path.empty() ? address_text(value) : quoted(path);
    case 'p':
      return address_text(value);
    case 'd':
      return std::to_string(static_cast<int32_t>(value));
    case 'l':
      return std::to_string(static_cast<int64_t>(value));
    case 'u':
      return std::to_string(value);
    case 'o':
      return fmt::format("{:#o}", static_cast<uint32_t>(value));
    case 'g':
      return value == 0 ? "0" : system::signal_name(static_cast<int>(value));
    default:
      return value == 0 ? "0" : fmt::format("{:#x}", value);
  }
}

bool returns_address(std::string_view name) {
  static constexpr std::string_view names[] = {"mmap", "mremap", "brk", "shmat", "mmap2"};
  return std::ranges::find(names, name) != std::end(names);
}

std::string restart_text(int error) {
  static constexpr std::string_view names[] = {"ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND",
                                               "ENOIOCTLCMD", "ERESTART_RESTARTBLOCK"};
  return fmt::format("? {} (to be restarted)", names[error - first_restart]);
}

const plan::CompatCall* compat_call(uint16_t number) {
  const auto calls = plan::compat_calls();
  const auto found = std::ranges::find(calls, number, &plan::CompatCall::number);
  return found == calls.end() ? nullptr : &*found;
}

}  // namespace

std::string quoted(const std::string& bytes) {
  return "\"" + escaped(bytes, "\\\"") + "\"";
}

std::string call_name(const engine::RawCall& call) {
  if (call.unknown) {
    if (const plan::CompatCall* compat = compat_call(call.syscall))
      return std::string(compat->name);
  } else if (const plan::Syscall* syscall = plan::find_syscall(call.syscall)) {
    return std::string(syscall->name);
  }
  return "syscall " + std::to_string(call.syscall);
}

std::string arguments_text(const engine::RawCall& call) {
  const plan::Syscall* syscall = call.unknown ? nullptr : plan::find_syscall(call.syscall);
  std::string_view kinds = signature_of(call_name(call));
  if (kinds.data() == nullptr) kinds = "xxxxxx";
  std::string text;
  for (size_t i = 0; i < kinds.size(); i++) {
    const std::string& path = path_of(call, syscall, static_cast<int>(i));
    text += (i == 0 ? "" : ", ") + argument_text(kinds[i], call.args[i], path);
  }
  return text;
}

int error_of(const engine::RawCall& call) {
  const bool failed = call.returned && call.result < 0 && call.result >= -max_errno;
  return failed ? static_cast<int>(-call.result) : 0;
}

std::string result_text(const engine::RawCall& call) {
  if (!call.returned) return "?";
  const int error = error_of(call);
  if (error >= first_restart && error <= last_restart) return restart_text(error);
  if (error != 0) return fmt::format("-1 {} ({})", plan::errno_name(error), std::strerror(error));
  if (returns_address(call_name(call))) return fmt::format("{:#x}", call.result);
  return std::to_string(call.result);
}

std::string call_text(const engine::RawCall& call) {
  std::string who = fmt::format("[pid {}", call.pid);
  if (call.tid != call.pid) who += fmt::format(", thread {}", call.tid);
  if (call.compat) who += ", 32-bit";
  std::string text =
      fmt::format("{}] {}({}) = {}", who, call_name(call), arguments_text(call), result_text(call));
  if (call.returned)
    text += fmt::format(" <{}.{:06}>", call.duration_ns / 1'000'000'000,
                        call.duration_ns % 1'000'000'000 / 1'000);
  return text;
}

}  // namespace mishap::live
