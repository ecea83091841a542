// How a test talks to a program whose every system call may be denied: through shared memory, and
// the program spins there while it has nothing to do.
#pragma once

#include <atomic>
#include <cstdint>

#include <fcntl.h>
#include <sys/mman.h>

namespace mishap {

/// One round: the test fills in what to call and raises `asked`, the program does it, fills in
/// the results and sets `answered` to the same number.
struct Board {
  static constexpr int calls = 512;
  static constexpr uint32_t end = UINT32_MAX;

  std::atomic<uint32_t> asked, answered;
  std::atomic<int> current;  ///< The call that is being made, for a test that waits in vain.
  bool compat;               ///< The numbers are those of i386, to be called by int 0x80.
  bool wanted[calls];        ///< By number.
  int64_t results[calls];    ///< As the kernel returned them.
};

/// Maps a file of this size; nullptr when that fails.
inline Board* map_board(const char* file) {
  const int fd = open(file, O_RDWR | O_CLOEXEC);
  void* room = mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return room == MAP_FAILED ? nullptr : static_cast<Board*>(room);
}

/// The program's life: answers rounds until told to end. Makes no system call of its own.
template <typename Round>
int answer_rounds(Board& board, Round&& round) {
  for (uint32_t last = 0;;) {
    const uint32_t asked = board.asked.load();
    if (asked == Board::end) return 0;
    if (asked == last) {
      __builtin_ia32_pause();
      continue;
    }
    round(board);
    board.answered.store(last = asked);
  }
}

}  // namespace mishap
