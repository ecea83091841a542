// Walks, kills and removes cgroup directories.
#include "user/system/cgroup_tree.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "user/system/file_descriptor.h"

namespace mishap::system {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

std::vector<std::string> children_of(const std::string& path) {
  std::vector<std::string> children;
  std::error_code ignored;  // It may be removed under our eyes: then it has no children.
  for (fs::directory_iterator it(path, ignored), end; !ignored && it != end; it.increment(ignored))
    if (it->is_directory(ignored) && !it->is_symlink(ignored)) children.push_back(it->path());
  return children;
}

/// cgroup.kill (Linux 5.14) kills all below at once, so that nothing can fork its way out.
bool kill_by_file(const std::string& path) {
  const FileDescriptor file(open((path + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
  return file.valid() && write(file.get(), "1", 1) == 1;
}

void kill_one_by_one(const std::string& path) {
  for (const int pid : processes_below(path))
    if (pid > 0) kill(pid, SIGKILL);  // 0 stands for a process outside our pid namespace.
}

/// Sleeps until cgroup.events changes, which the kernel tells by POLLPRI, and 20 ms at most.
void await_change(const std::string& path) {
  const FileDescriptor events(open((path + "/cgroup.events").c_str(), O_RDONLY | O_CLOEXEC));
  char text[256];
  if (events.valid() && read(events.get(), text, sizeof text) < 0) return;
  if (!is_populated(path)) return;
  pollfd wait{events.get(), POLLPRI, 0};
  poll(&wait, 1, 20);
}

}  // namespace

std::vector<int> processes_below(const std::string& path) {
  std::vector<int> pids;
  std::ifstream in(path + "/cgroup.procs");
  for (int pid = 0; in >> pid;) pids.push_back(pid);
  for (const std::string& child : children_of(path)) {
    const auto below = processes_below(child);
    pids.insert(pids.end(), below.begin(), below.end());
  }
  return pids;
}

bool is_populated(const std::string& path) {
  std::ifstream in(path + "/cgroup.events");
  std::string key;
  for (int value = 0; in >> key >> value;)
    if (key == "populated") return value != 0;
  return false;
}

Result<void> kill_tree(const std::string& path, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (is_populated(path)) {
    if (!kill_by_file(path)) kill_one_by_one(path);
    if (Clock::now() >= deadline) {
      return fail(std::to_string(processes_below(path).size()) + " process(es) in " + path +
                  " survived SIGKILL");
    }
    await_change(path);
  }
  return {};
}

Result<void> remove_tree(const std::string& path) {
  for (const std::string& child : children_of(path))
    if (auto removed = remove_tree(child); !removed) return removed;
  // A cgroup whose last process has just been killed stays busy for the moment that its exit takes.
  for (int tries = 0; rmdir(path.c_str()) != 0 && errno != ENOENT; tries++) {
    if (errno != EBUSY || tries == 100) return fail_errno("cannot remove cgroup " + path, errno);
    usleep(2'000);
  }
  return {};
}

}  // namespace mishap::system
