/* Prints the frequency of this machine's time stamp counter in kHz.
 *
 * A guest under TCG sees the host's counter but has no reliable clock to measure it against, so it is told. Two
 * readings 50 ms apart, each the tightest of many, put the error at a few millionths. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Reads clock and counter as one: of 200 tries the one whose two counter readings lie closest. */
static void read_both(uint64_t *ns, uint64_t *ticks) {
  uint64_t best = UINT64_MAX;
  for (int i = 0; i < 200; i++) {
    uint64_t before = __rdtsc(), time = now_ns(), after = __rdtsc();
    if (after - before >= best) continue;
    best = after - before;
    *ns = time;
    *ticks = before + best / 2;
  }
}

int main(void) {
  uint64_t ns0, ticks0, ns1, ticks1;
  read_both(&ns0, &ticks0);
  nanosleep(&(struct timespec){0, 50000000}, NULL);
  read_both(&ns1, &ticks1);
  printf("%.0f\n", (double)(ticks1 - ticks0) * 1e6 / (double)(ns1 - ns0));
  return 0;
}
