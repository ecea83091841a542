// What programs of every language do here: open, write, fsync and connect, each told on a line as
// "ok" or in the words of strerror(). usage: lang_c DIR [THREADS]
// With THREADS all of them do it at once, and the lines say how many saw what.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/net.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { step_open, step_write, step_fsync, step_connect, steps, max_threads = 256 };

static const char* directory;
static struct sockaddr_in listening;
static pthread_barrier_t together;
static int together_count;
static int errors[max_threads][steps];  // errno, 0 = it worked

static int error_of(long result) {
  return result < 0 ? errno : 0;
}

static int connect_to(int fd, const struct sockaddr_in* address) {
#ifdef __i386__  // As old libraries do it: the real arguments are in memory.
  long args[] = {fd, (long)address, sizeof *address};
  return syscall(SYS_socketcall, SYS_CONNECT, args);
#else
  return connect(fd, (const struct sockaddr*)address, sizeof *address);
#endif
}

static void listen_here(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  socklen_t size = sizeof listening;
  listening.sin_family = AF_INET;
  listening.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (struct sockaddr*)&listening, size) || listen(fd, max_threads) ||
      getsockname(fd, (struct sockaddr*)&listening, &size)) {
    perror("listen");
    exit(1);
  }
}

static void* do_all(void* own) {
  int* seen = own;
  char path[4096];
  if (together_count > 1) pthread_barrier_wait(&together);
  snprintf(path, sizeof path, "%s/locked", directory);
  seen[step_open] = error_of(open(path, O_CREAT | O_WRONLY, 0644));
  snprintf(path, sizeof path, "%s/data", directory);
  int file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0644);
  seen[step_write] = error_of(write(file, "text\n", 5));
  seen[step_fsync] = error_of(fsync(file));
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  seen[step_connect] = error_of(connect_to(fd, &listening));
  return NULL;
}

// One line for each outcome, with how many threads had it when there are several.
static void tell(int step, const char* name, int threads) {
  for (int error = 0; error < 200; error++) {
    int count = 0;
    for (int i = 0; i < threads; i++) count += errors[i][step] == error;
    if (count == 0) continue;
    printf("%s: %s", name, error == 0 ? "ok" : strerror(error));
    if (threads > 1) printf(", %d times", count);
    puts("");
  }
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  int count = argc > 2 ? atoi(argv[2]) : 1;
  if (count < 1 || count > max_threads) return 2;
  directory = argv[1];
  listen_here();
  together_count = count;
  pthread_barrier_init(&together, NULL, (unsigned)count);
  pthread_t threads[max_threads];
  for (int i = 1; i < count; i++)
    if (pthread_create(&threads[i], NULL, do_all, errors[i])) return 1;
  do_all(errors[0]);
  for (int i = 1; i < count; i++) pthread_join(threads[i], NULL);
  tell(step_open, "open", count);
  tell(step_write, "write", count);
  tell(step_fsync, "fsync", count);
  tell(step_connect, "connect", count);
  return 0;
}
