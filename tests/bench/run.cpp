#include "tests/bench/run.h"

#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <unistd.h>

namespace mishap::bench {

Result<system::Process> start(const std::vector<std::string>& words, int cgroup_fd, int stdout_fd) {
  system::LaunchOptions options;
  options.binary = words.front();
  options.args.assign(words.begin() + 1, words.end());
  options.env = system::environment_with({});
  options.cgroup_fd = cgroup_fd;
  options.stdout_fd = stdout_fd;
  options.stderr_fd = STDERR_FILENO;
  return system::Process::spawn(options);
}

Result<std::string> output_of(const std::vector<std::string>& words, int cgroup_fd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return fail_errno("cannot make a pipe", errno);
  system::FileDescriptor from(ends[0]), to(ends[1]);
  auto process = start(words, cgroup_fd, to.get());
  if (!process) return std::unexpected(process.error());
  to.reset();
  std::string text;
  char piece[4096];
  for (ssize_t bytes; (bytes = read(from.get(), piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<size_t>(bytes));
  const auto status = process->wait(std::chrono::minutes(10));
  if (!status || status->shell_code() != 0)
    return fail(words.front() + (status
                                     ? " failed with status " + std::to_string(status->shell_code())
                                     : " does not end"));
  return text;
}

}  // namespace mishap::bench
