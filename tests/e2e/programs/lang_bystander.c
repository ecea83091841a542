// Makes calls that come out the same each time unless somebody interferes, and counts how they did.
//   lang_bystander COUNT        that many; tells how many were as expected
//   lang_bystander until FILE   creates FILE.met, and goes on until there is a FILE; succeeds when
//                               every single one failed with EIO
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static long expected, denied, strange;

static void count(long result, int right) {
  if (right)
    expected++;
  else if (result < 0 && errno == EIO)
    denied++;
  else
    strange++;
}

static void two_calls(int null) {
  long result = syscall(SYS_write, null, "x", 1);
  count(result, result == 1);
  result = syscall(SYS_fsync, -1);
  count(result, result < 0 && errno == EBADF);
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  int null = open("/dev/null", O_WRONLY);
  if (argc == 3) {
    char met[4096];
    snprintf(met, sizeof met, "%s.met", argv[2]);
    close(open(met, O_CREAT | O_WRONLY, 0644));
    while (access(argv[2], F_OK) != 0) two_calls(null);
    return denied > 0 && expected + strange == 0 ? 0 : 1;
  }
  for (long left = atol(argv[1]); left > 0; left -= 2) two_calls(null);
  printf("%ld as expected, %ld denied, %ld strange\n", expected, denied, strange);
  return denied + strange > 0;
}
