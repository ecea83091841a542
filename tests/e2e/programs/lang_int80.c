// A 64-bit program that makes its calls as a 32-bit one does, by int 0x80. usage: lang_int80 FILE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { ia32_write = 4, ia32_fsync = 118 };

static long call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"(number), "b"(a), "c"(b), "d"(c)
                   : "memory", "r8", "r9", "r10", "r11");
  return (int)result;
}

static void tell(const char* name, long result) {
  printf("%s: %s\n", name, result < 0 ? strerror((int)-result) : "ok");
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  int file = open(argv[1], O_CREAT | O_WRONLY | O_APPEND, 0644);
  char* low =
      mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (file < 0 || low == MAP_FAILED) return 1;
  strcpy(low, "text\n");
  tell("write", call(ia32_write, file, (long)low, 5));
  tell("fsync", call(ia32_fsync, file, 0, 0));
  return 0;
}
