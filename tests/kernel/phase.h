// How arming.cpp talks to the program whose calls meet rules that come and go: the test says what
// calls must get at the moment, the program checks each call against it.
#pragma once

#include <atomic>
#include <cstdint>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mishap {

struct Phases {
  static constexpr uint64_t changing = 0xffff;  ///< Rules are being armed or disarmed: either.

  /// A number that no two phases share, times 65536, plus the errno that calls must get (0: they
  /// pass), or `changing`. A call counts when the phase was the same before and after it.
  std::atomic<uint64_t> now;
  std::atomic<bool> end;

  std::atomic<uint64_t> as_told;         ///< Calls that got what the phase says.
  std::atomic<uint64_t> passed;          ///< That passed although a rule was in force.
  std::atomic<uint64_t> faulted;         ///< That failed although none was.
  std::atomic<uint64_t> by_other_rules;  ///< That got the errno of another rule.
};

/// Maps a file of this size; nullptr when that fails.
inline Phases* map_phases(const char* file) {
  const int fd = open(file, O_RDWR | O_CLOEXEC);
  void* room = mmap(nullptr, sizeof(Phases), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  return room == MAP_FAILED ? nullptr : static_cast<Phases*>(room);
}

}  // namespace mishap
