// Reads services' pipes in one thread; whoever asks for the tail reads what is left in them first.
#include "user/system/output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "user/system/wait.h"

namespace mishap::system {
namespace {

constexpr size_t longest_line = 8 * 1024;  ///< Longer ones are passed on in pieces.

struct Pipe {
  std::string service;
  FileDescriptor fd;
  std::string line;  ///< The incomplete last line, when lines are passed on.
};

/// What a service printed. May hold twice the limit, so that cutting it is rare.
struct Tail {
  std::string text;
  bool cut = false;

  void append(const char* data, size_t size) {
    text.append(data, size);
    if (text.size() > 2 * OutputCapture::tail_limit) shrink();
  }
  void shrink() {
    if (text.size() <= OutputCapture::tail_limit) return;
    text.erase(0, text.size() - OutputCapture::tail_limit);
    cut = true;
  }
  /// At most the limit; when the beginning is missing, it starts with a whole line.
  std::string last() {
    shrink();
    const size_t newline = cut ? text.find('\n') : std::string::npos;
    return newline == std::string::npos ? text : text.substr(newline + 1);
  }
};

}  // namespace

struct OutputCapture::State {
  int pass_on_fd = -1;
  FileDescriptor wake;
  std::mutex mutex;  ///< Guards what follows.
  bool ending = false;
  std::vector<Pipe> pipes;
  std::map<std::string, Tail> tails;
  std::string lines;  ///< To be passed on. The thread alone writes them, and not under the lock:
                      ///< nobody else is to wait for a slow reader of our stderr.
  std::thread thread;

  void run();
  std::vector<pollfd> wait_set();
  bool read_some(Pipe& pipe, size_t most);
  void pass_on(Pipe& pipe, const char* data, size_t size);
  void print_line(const Pipe& pipe, std::string_view line);
  void write_lines(const std::string& text) const;
};

void OutputCapture::State::print_line(const Pipe& pipe, std::string_view line) {
  lines += "[" + pipe.service + "] " + std::string(line) + "\n";
}

void OutputCapture::State::write_lines(const std::string& text) const {
  for (size_t done = 0; done < text.size();) {
    const ssize_t written = write(pass_on_fd, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // A closed stderr of ours is not the service's fault.
    done += static_cast<size_t>(written);
  }
}

void OutputCapture::State::pass_on(Pipe& pipe, const char* data, size_t size) {
  if (pass_on_fd < 0) return;
  pipe.line.append(data, size);
  size_t begin = 0;
  for (size_t end; (end = pipe.line.find('\n', begin)) != std::string::npos; begin = end + 1)
    print_line(pipe, std::string_view(pipe.line).substr(begin, end - begin));
  pipe.line.erase(0, begin);
  if (pipe.line.size() < longest_line) return;
  print_line(pipe, pipe.line);
  pipe.line.clear();
}

/// Reads up to `most` bytes without waiting. False once the pipe is at its end.
bool OutputCapture::State::read_some(Pipe& pipe, size_t most) {
  char buffer[16 * 1024];
  for (size_t done = 0; done < most;) {
    const ssize_t got = read(pipe.fd.get(), buffer, std::min(sizeof buffer, most - done));
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) {
      if (!pipe.line.empty()) print_line(pipe, pipe.line);
      return false;
    }
    tails[pipe.service].append(buffer, static_cast<size_t>(got));
    pass_on(pipe, buffer, static_cast<size_t>(got));
    done += static_cast<size_t>(got);
  }
  return true;
}

std::vector<pollfd> OutputCapture::State::wait_set() {
  std::vector<pollfd> fds{{wake.get(), POLLIN, 0}};
  for (const Pipe& pipe : pipes) fds.push_back({pipe.fd.get(), POLLIN, 0});
  return fds;
}

void OutputCapture::State::run() {
  std::unique_lock lock(mutex);
  while (!ending) {
    std::vector<pollfd> fds = wait_set();
    lock.unlock();
    poll_until(fds, std::chrono::steady_clock::now() + std::chrono::hours(1));
    lock.lock();
    uint64_t count = 0;
    (void)!read(wake.get(), &count, sizeof count);
    // All pipes are tried, not those that poll named: open() may have exchanged them meanwhile, and
    // they never block.
    std::erase_if(pipes, [&](Pipe& pipe) { return !read_some(pipe, 64 * 1024); });
    if (lines.empty()) continue;
    const std::string text = std::exchange(lines, {});
    lock.unlock();
    write_lines(text);
    lock.lock();
  }
  write_lines(lines);
}

OutputCapture::OutputCapture(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<OutputCapture>> OutputCapture::start(int pass_on_fd) {
  auto state = std::make_unique<State>();
  state->pass_on_fd = pass_on_fd;
  state->wake = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!state->wake.valid()) return fail_errno("cannot make an eventfd for output", errno);
  // Signals are the main thread's affair.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  state->thread = std::thread([raw = state.get()] { raw->run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return std::unique_ptr<OutputCapture>(new OutputCapture(std::move(state)));
}

OutputCapture::~OutputCapture() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  eventfd_write(state_->wake.get(), 1);
  state_->thread.join();
}

Result<OutputPipes> OutputCapture::open(const std::string& service) {
  OutputPipes mine;
  std::vector<Pipe> added;
  for (FileDescriptor* write_end : {&mine.out, &mine.err}) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
    added.push_back({service, FileDescriptor(ends[0]), {}});
    *write_end = FileDescriptor(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);  // Of our end alone: the service's must block.
  }
  const std::lock_guard lock(state_->mutex);
  std::erase_if(state_->pipes, [&](const Pipe& pipe) { return pipe.service == service; });
  state_->tails[service] = {};
  for (Pipe& pipe : added) state_->pipes.push_back(std::move(pipe));
  eventfd_write(state_->wake.get(), 1);
  return mine;
}

std::string OutputCapture::tail(const std::string& service) {
  const std::lock_guard lock(state_->mutex);
  std::erase_if(state_->pipes, [&](Pipe& pipe) {
    int waiting = 0;
    if (pipe.service != service || ioctl(pipe.fd.get(), FIONREAD, &waiting) != 0) return false;
    return !state_->read_some(pipe, static_cast<size_t>(waiting));
  });
  if (!state_->lines.empty()) eventfd_write(state_->wake.get(), 1);
  const auto found = state_->tails.find(service);
  return found == state_->tails.end() ? std::string() : found->second.last();
}

}  // namespace mishap::system
