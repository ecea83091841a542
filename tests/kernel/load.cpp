// A program that makes many calls, told by its arguments:
//
//   load threads|processes HOW_MANY CALLS call NUMBER       CALLS calls each, without arguments
//                                         write FILE...     of one byte, by turns to these files,
//                                                           which all share
//                                         reopen FILE N     CALLS writes to each of N open files
//
// Prints which calls got EIO: a line "PLACE COUNT" for each place (from 0) among the calls of a
// thread, a process or an open file, with how many of them were told it there.
#include <atomic>
#include <barrier>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct Task {
  bool processes;
  uint64_t how_many, calls;
  std::string way;
  std::vector<std::string> words;
  std::atomic<uint32_t>* told;  ///< By place; shared by processes.
};

bool is_told(long result) {
  return result == -1 && errno == EIO;
}

int open_file(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) {
    std::perror(path.c_str());
    std::_Exit(1);
  }
  return fd;
}

void call(const Task& task) {
  const long number = std::stol(task.words.at(0));
  for (uint64_t i = 0; i < task.calls; i++)
    if (is_told(syscall(number, 0, 0, 0, 0))) task.told[i]++;
}

void write_to(const Task& task, const std::vector<int>& fds) {
  for (uint64_t i = 0; i < task.calls; i++)
    if (is_told(write(fds[i % fds.size()], "x", 1))) task.told[i]++;
}

void reopen(const Task& task) {
  for (int opens = std::stoi(task.words.at(1)); opens > 0; opens--) {
    const int fd = open_file(task.words[0]);
    write_to(task, {fd});
    close(fd);
  }
}

void work(const Task& task, const std::vector<int>& shared) {
  if (task.way == "call") call(task);
  if (task.way == "write") write_to(task, shared);
  if (task.way == "reopen") reopen(task);
}

void work_in_threads(const Task& task, const std::vector<int>& shared) {
  std::barrier start(static_cast<ptrdiff_t>(task.how_many));
  std::vector<std::jthread> threads;
  for (uint64_t i = 0; i < task.how_many; i++)
    threads.emplace_back([&] {
      start.arrive_and_wait();
      work(task, shared);
    });
}

void work_in_processes(const Task& task, const std::vector<int>& shared) {
  for (uint64_t i = 0; i < task.how_many; i++)
    if (fork() == 0) {
      work(task, shared);
      std::_Exit(0);
    }
  while (wait(nullptr) > 0) continue;
}

std::atomic<uint32_t>* shared_counts(uint64_t count) {
  void* room = mmap(nullptr, count * sizeof(std::atomic<uint32_t>), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return room == MAP_FAILED ? nullptr : static_cast<std::atomic<uint32_t>*>(room);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  Task task = {.processes = std::string(argv[1]) == "processes",
               .how_many = std::stoull(argv[2]),
               .calls = std::stoull(argv[3]),
               .way = argv[4],
               .words = {argv + 5, argv + argc},
               .told = shared_counts(std::stoull(argv[3]))};
  if (!task.told) return 3;
  std::vector<int> shared;
  if (task.way == "write")
    for (const std::string& file : task.words) shared.push_back(open_file(file));
  task.processes ? work_in_processes(task, shared) : work_in_threads(task, shared);
  for (uint64_t i = 0; i < task.calls; i++)
    if (task.told[i]) std::printf("%lu %u\n", i, task.told[i].load());
  return 0;
}
