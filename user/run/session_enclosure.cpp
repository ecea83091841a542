// A service without a cgroup: its descendants are found by the session that its process leads.
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <signal.h>

#include "user/run/enclosure.h"

namespace mishap::run {
namespace {

using namespace std::chrono_literals;

/// Whether /proc/PID/stat says: in the POSIX session asked for, and more than a zombie.
bool alive_in_session(const std::filesystem::path& directory, pid_t session) {
  std::ifstream file(directory / "stat");
  std::string stat((std::istreambuf_iterator<char>(file)), {});
  const size_t name_end = stat.rfind(')');  // The name may contain blanks and brackets.
  if (name_end == std::string::npos) return false;
  char state = 0;
  long parent = 0, group = 0, found = 0;
  if (std::sscanf(stat.c_str() + name_end + 1, " %c %ld %ld %ld", &state, &parent, &group,
                  &found) != 4)
    return false;
  return found == session && state != 'Z' && state != 'X';
}

std::vector<pid_t> processes_of_session(pid_t session) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    if (alive_in_session(entry.path(), session)) found.push_back(pid);
  }
  return found;
}

class SessionEnclosure : public Enclosure {
 public:
  explicit SessionEnclosure(std::string why) : why_(std::move(why)) {}

  int cgroup_fd() const override { return -1; }
  uint64_t cgroup_id() const override { return 0; }
  std::string path() const override { return {}; }
  std::string why_no_cgroup() const override { return why_; }

  Result<system::ExitStatus> stop(system::Process& process, std::chrono::milliseconds patience,
                                  int hurry_fd) override {
    // The pid goes on naming the session after its leader is reaped: the kernel reuses it for
    // nobody while members live.
    const pid_t session = process.pid();
    process.send_signal(SIGTERM);
    process.wait(patience, hurry_fd);
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (true) {
      const std::vector<pid_t> left = processes_of_session(session);
      if (left.empty()) break;
      for (const pid_t pid : left) ::kill(pid, SIGKILL);
      if (std::chrono::steady_clock::now() > deadline)
        return fail("process " + std::to_string(left.front()) + " survived SIGKILL");
      std::this_thread::sleep_for(1ms);
    }
    const std::optional<system::ExitStatus> status = process.wait(5s);
    if (!status) return fail("process " + std::to_string(session) + " survived SIGKILL");
    return *status;
  }

 private:
  std::string why_;
};

}  // namespace

std::unique_ptr<Enclosure> make_session_enclosure(std::string why) {
  return std::make_unique<SessionEnclosure>(std::move(why));
}

}  // namespace mishap::run
