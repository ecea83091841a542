// A program in a cgroup that makes system calls when the test tells it to.
#pragma once

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/kernel/board.h"
#include "user/engine/engine.h"
#include "user/system/cgroup.h"
#include "user/system/process.h"

namespace mishap {

/// The engine with the mechanism that $MECHANISM wishes.
inline std::unique_ptr<engine::Engine> open_engine() {
  engine::EngineChoice choice;
  if (const char* wish = std::getenv("MECHANISM")) choice.mechanism = wish;
  auto engine = engine::open_bpf_engine(choice);
  REQUIRE_MESSAGE(engine.has_value(), engine.error().message << " " << engine.error().hint);
  return std::move(*engine);
}

class Puppet {
 public:
  /// Starts BINARY BOARD ARG... in the cgroup. Give it its first round before any rule is armed.
  Puppet(const system::Cgroup& cgroup, const std::string& binary, std::vector<std::string> args) {
    const int fd = mkstemp(file_.data());
    REQUIRE(fd >= 0);
    REQUIRE(ftruncate(fd, sizeof(Board)) == 0);
    close(fd);
    board_ = map_board(file_.c_str());
    REQUIRE(board_);
    args.insert(args.begin(), file_);
    system::LaunchOptions options;
    options.binary = binary;
    options.args = std::move(args);
    options.env = system::environment_with({});
    options.cgroup_fd = cgroup.directory_fd();
    options.stderr_fd = STDERR_FILENO;
    auto process = system::Process::spawn(options);
    REQUIRE_MESSAGE(process.has_value(), process.error().message);
    process_ = std::make_unique<system::Process>(std::move(*process));
  }
  /// Every rule must be lifted by now, else the program is killed instead of ending by itself.
  ~Puppet() {
    board_->asked = Board::end;
    process_->wait(std::chrono::seconds(5));
    munmap(board_, sizeof(Board));
    unlink(file_.c_str());
  }
  Puppet(const Puppet&) = delete;

  Board& board() { return *board_; }

  /// Has the program do what is on the board.
  void round() {
    const uint32_t number = ++board_->asked;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (board_->answered != number) {
      if (const auto ended = process_->exit_status())
        FAIL("it ended with status " << ended->shell_code() << " in call "
                                     << board_->current.load());
      REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline,
                      "it hangs in call " << board_->current.load());
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }

 private:
  std::string file_ = "/tmp/mishap-puppet-XXXXXX";
  Board* board_ = nullptr;
  std::unique_ptr<system::Process> process_;
};

}  // namespace mishap
