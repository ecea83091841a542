// The standard signals with their default actions, as signal(7) has them. Canonical names come
// before their aliases.
#include "user/plan/signals.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <ranges>

#include <fmt/format.h>

namespace mishap::plan {
namespace {

enum class Default : uint8_t { ends, stops, resumes, ignored };

struct Signal {
  std::string_view name;  ///< Without "SIG".
  int number;
  Default action = Default::ends;
};

constexpr Signal signals[] = {
    {"HUP", SIGHUP},
    {"INT", SIGINT},
    {"QUIT", SIGQUIT},
    {"ILL", SIGILL},
    {"TRAP", SIGTRAP},
    {"ABRT", SIGABRT},
    {"IOT", SIGABRT},
    {"BUS", SIGBUS},
    {"FPE", SIGFPE},
    {"KILL", SIGKILL},
    {"USR1", SIGUSR1},
    {"SEGV", SIGSEGV},
    {"USR2", SIGUSR2},
    {"PIPE", SIGPIPE},
    {"ALRM", SIGALRM},
    {"TERM", SIGTERM},
    {"STKFLT", SIGSTKFLT},
    {"CHLD", SIGCHLD, Default::ignored},
    {"CLD", SIGCHLD, Default::ignored},
    {"CONT", SIGCONT, Default::resumes},
    {"STOP", SIGSTOP, Default::stops},
    {"TSTP", SIGTSTP, Default::stops},
    {"TTIN", SIGTTIN, Default::stops},
    {"TTOU", SIGTTOU, Default::stops},
    {"URG", SIGURG, Default::ignored},
    {"XCPU", SIGXCPU},
    {"XFSZ", SIGXFSZ},
    {"VTALRM", SIGVTALRM},
    {"PROF", SIGPROF},
    {"WINCH", SIGWINCH, Default::ignored},
    {"IO", SIGIO},
    {"POLL", SIGIO},
    {"PWR", SIGPWR},
    {"SYS", SIGSYS},
};

std::string_view told(Default action) {
  switch (action) {
    case Default::ends:
      return "it ends it";
    case Default::stops:
      return "it stops it";
    case Default::resumes:
      return "it lets a stopped one run on";
    case Default::ignored:
      return "it is ignored by default";
  }
  return {};
}

/// With or without "SIG", in any letter case; the end of `signals` when there is none.
const Signal* find_signal(std::string_view name) {
  std::string bare(name);
  std::ranges::transform(bare, bare.begin(), [](unsigned char c) { return std::toupper(c); });
  if (bare.starts_with("SIG")) bare.erase(0, 3);
  return std::ranges::find(signals, bare, &Signal::name);
}

}  // namespace

Result<int> ending_signal(std::string_view name) {
  const Signal* found = find_signal(name);
  if (found == std::end(signals)) return fail(fmt::format("unknown signal \"{}\"", name));
  if (found->action != Default::ends)
    return fail(fmt::format("SIG{} does not end a process: {}", found->name, told(found->action)),
                "for example \"SIGKILL\", \"SIGTERM\", \"SIGSEGV\"");
  return found->number;
}

bool is_signal_name(std::string_view word) {
  const auto is_lower = [](unsigned char c) { return std::islower(c) != 0; };
  const bool in_full = word.starts_with("SIG") || word.starts_with("sig");
  return (in_full || std::ranges::none_of(word, is_lower)) &&
         find_signal(word) != std::end(signals);
}

std::string signal_name(int signal) {
  const auto found = std::ranges::find(signals, signal, &Signal::number);
  if (found == std::end(signals)) return std::to_string(signal);
  return fmt::format("SIG{}", found->name);
}

std::vector<std::string> ending_signal_names() {
  std::vector<std::string> names;
  for (const Signal& each : signals)
    if (each.action == Default::ends) names.push_back(fmt::format("SIG{}", each.name));
  return names;
}

}  // namespace mishap::plan
