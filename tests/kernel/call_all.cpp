// A program for table.cpp: makes the system calls that the board (argv[1]) wants, raw and with all
// arguments 0.
#include "tests/kernel/board.h"

namespace {

int64_t call_native(int64_t number) {
  register int64_t r10 asm("r10") = 0;
  register int64_t r8 asm("r8") = 0;
  register int64_t r9 asm("r9") = 0;
  int64_t result = 0;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(0l), "S"(0l), "d"(0l), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

int64_t call_compat(int64_t number) {
  int64_t result = 0;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(number), "b"(0l), "c"(0l), "d"(0l), "S"(0l), "D"(0l)
               : "r8", "r9", "r10", "r11", "memory");
  return static_cast<int32_t>(result);
}

void call_wanted(mishap::Board& board) {
  for (int number = 0; number < mishap::Board::calls; number++) {
    if (!board.wanted[number]) continue;
    board.current.store(number);
    board.results[number] = board.compat ? call_compat(number) : call_native(number);
  }
}

}  // namespace

int main(int, char** argv) {
  mishap::Board* board = mishap::map_board(argv[1]);
  return board ? mishap::answer_rounds(*board, call_wanted) : 1;
}
