// A program for returns.cpp: argv[2] threads that each block in a read of a pipe of their own.
// The first round (argv[1] is the board) does nothing, the second starts them, the third writes a
// byte to each, waits for all, and leaves in results[] how many got EIO, their byte, or something
// else.
#include <array>
#include <atomic>
#include <barrier>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/kernel/board.h"

namespace {

std::atomic<int64_t> told, served, others;

struct Reader {
  std::array<int, 2> pipe_ends = {};
  pthread_t thread = {};
};

void* read_one(void* reader) {
  char byte = 0;
  const ssize_t got = read(static_cast<Reader*>(reader)->pipe_ends[0], &byte, 1);
  ++(got == 1 ? served : got < 0 && errno == EIO ? told : others);
  return nullptr;
}

class Readers {
 public:
  explicit Readers(size_t count) : readers_(count) {}

  void start() {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 32 << 10);
    for (Reader& each : readers_)
      if (pipe(each.pipe_ends.data()) || pthread_create(&each.thread, &small, read_one, &each))
        std::_Exit(1);
  }
  void serve() {
    for (const Reader& each : readers_)
      if (write(each.pipe_ends[1], "x", 1) != 1) std::_Exit(1);
    for (const Reader& each : readers_) pthread_join(each.thread, nullptr);
  }

 private:
  std::vector<Reader> readers_;
};

}  // namespace

int main(int, char** argv) {
  mishap::Board* board = mishap::map_board(argv[1]);
  const rlimit many = {8192, 8192};
  if (!board || setrlimit(RLIMIT_NOFILE, &many)) return 1;
  Readers readers(std::stoul(argv[2]));
  return mishap::answer_rounds(*board, [&, round = 0](mishap::Board& each) mutable {
    if (++round == 2) readers.start();
    if (round == 3) readers.serve();
    each.results[0] = told;
    each.results[1] = served;
    each.results[2] = others;
  });
}
