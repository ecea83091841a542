// Writes to a file by io_uring, or by write(2) where that is not to be had, with raw system calls.
//   uring_write FILE COUNT           tells how each kind of write came out
//   uring_write FILE COUNT GO        makes the ring, creates GO.ready, and writes once there is a
//   file GO
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct ring {
  int fd;
  char* queues;
  struct io_uring_sqe* entries;
  struct io_uring_params params;
};

static char* map(int fd, size_t size, off_t what) {
  char* at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, what);
  if (at != MAP_FAILED) return at;
  perror("mmap");
  exit(1);
}

static int open_ring(struct ring* ring) {
  memset(ring, 0, sizeof *ring);
  ring->fd = (int)syscall(SYS_io_uring_setup, 4, &ring->params);
  if (ring->fd < 0) return -errno;
  const struct io_uring_params* p = &ring->params;
  size_t size = p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);
  size_t submissions = p->sq_off.array + p->sq_entries * sizeof(unsigned);
  ring->queues = map(ring->fd, size > submissions ? size : submissions, IORING_OFF_SQ_RING);
  ring->entries = (void*)map(ring->fd, p->sq_entries * sizeof *ring->entries, IORING_OFF_SQES);
  return 0;
}

static unsigned* word(struct ring* ring, unsigned offset) {
  return (unsigned*)(ring->queues + offset);
}

// One write of five bytes to the end of the file; what its completion says.
static int ring_write(struct ring* ring, int file) {
  const struct io_uring_params* p = &ring->params;
  unsigned tail = *word(ring, p->sq_off.tail), slot = tail & *word(ring, p->sq_off.ring_mask);
  ring->entries[slot] = (struct io_uring_sqe){.opcode = IORING_OP_WRITE,
                                              .fd = file,
                                              .off = -1ULL,
                                              .addr = (unsigned long)"ring\n",
                                              .len = 5};
  word(ring, p->sq_off.array)[slot] = slot;
  __atomic_store_n(word(ring, p->sq_off.tail), tail + 1, __ATOMIC_RELEASE);
  if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
    return -errno;
  unsigned head = *word(ring, p->cq_off.head);
  const struct io_uring_cqe* done = (void*)(ring->queues + p->cq_off.cqes);
  int result = done[head & *word(ring, p->cq_off.ring_mask)].res;
  __atomic_store_n(word(ring, p->cq_off.head), head + 1, __ATOMIC_RELEASE);
  return result;
}

static void tell(const char* what, int result) {
  if (result < 0)
    printf("%s: %s\n", what, strerror(-result));
  else
    printf("%s: %d\n", what, result);
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  int file = open(argv[1], O_CREAT | O_WRONLY | O_APPEND, 0644);
  struct ring ring;
  int no_ring = open_ring(&ring);
  if (no_ring) tell("setup", no_ring);
  if (argc > 3) {
    char ready[4096];
    snprintf(ready, sizeof ready, "%s.ready", argv[3]);
    close(open(ready, O_CREAT | O_WRONLY, 0644));
    while (access(argv[3], F_OK) != 0) usleep(10000);
  }
  for (int left = atoi(argv[2]); left > 0; left--)
    if (!no_ring) tell("ring", ring_write(&ring, file));
  tell("write", write(file, "call\n", 5) < 0 ? -errno : 5);
  return 0;
}
