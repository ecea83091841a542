/* Process 1 of the guests that ci/vm boots.
 *
 * It puts a throw-away overlay over the host's read-only root, mounts what a Linux system has, runs the one command
 * that the host asks for, and carries its stdout, stderr and exit status to the host as frames on a virtio port.
 * Everything goes through one port in order, so when the exit frame is there, all output is.
 *
 * Frame: one byte of type, four bytes of length (little endian), the payload.
 *   to the guest  'q' request: NUL-terminated strings: heartbeat seconds, working directory, the number of bind
 *                     directories and they, the number of arguments and they, then the environment
 *   to the host   'r' ready: by how many millionths the timers are off, or "coarse"   'o' stdout
 *                 'e' stderr   'h' heartbeat   'f' set-up failed: text
 *                 'x' exit: the status in decimal, the last frame
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT "/dev/vport*p1" /* the first number is that of the virtio device */
#define STAGE "/tmp"         /* a tmpfs on the host's root: the overlay's upper side and the mount points live there */
#define ROOT STAGE "/root"   /* becomes / */
#define PLAIN STAGE "/plain" /* the same overlay without the mounts on top */

struct request {
  int heartbeat_seconds;
  const char *directory;
  char **binds, **argv, **environment;
};

static int port = -1;

static void end_guest(void) {
  sync();
  reboot(RB_AUTOBOOT);
  for (;;) pause();
}

static void write_all(const void *data, size_t size) {
  for (const char *at = data; size > 0;) {
    ssize_t n = write(port, at, size);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) end_guest();
    at += n, size -= n;
  }
}

static void send_frame(char type, const void *payload, uint32_t size) {
  unsigned char header[5] = {type, size, size >> 8, size >> 16, size >> 24};
  write_all(header, sizeof header);
  write_all(payload, size);
}

/* Tells the host why the guest can't run the command, and ends the guest. */
__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
  char text[512];
  int reason = errno;
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  n += snprintf(text + n, sizeof text - n, ": %s", strerror(reason));
  if (port >= 0) send_frame('f', text, n);
  dprintf(2, "init: %s\n", text);
  end_guest();
  _exit(1);
}

static void must_mount(const char *source, const char *target, const char *type, unsigned long flags,
                       const char *options) {
  if (mount(source, target, type, flags, options) != 0) fail("mount %s on %s", type ? type : source, target);
}

/* ---- the request ---- */

static void read_all(void *data, size_t size) {
  for (char *at = data; size > 0;) {
    ssize_t n = read(port, at, size);
    /* 0: the host has not connected its end yet */
    if (n <= 0) {
      usleep(1000);
      continue;
    }
    at += n, size -= n;
  }
}

static char *next_string(char **at) {
  char *text = *at;
  *at += strlen(text) + 1;
  return text;
}

static char **next_list(char **at, size_t count) {
  char **list = calloc(count + 1, sizeof *list);
  for (size_t i = 0; i < count; i++) list[i] = next_string(at);
  return list;
}

static struct request read_request(void) {
  unsigned char header[5];
  read_all(header, sizeof header);
  uint32_t size = header[1] | header[2] << 8 | header[3] << 16 | (uint32_t)header[4] << 24;
  char *data = malloc(size), *at = data, *end = data + size;
  read_all(data, size);
  struct request request = {.heartbeat_seconds = atoi(next_string(&at))};
  request.directory = next_string(&at);
  request.binds = next_list(&at, atoi(next_string(&at)));
  request.argv = next_list(&at, atoi(next_string(&at)));
  size_t variables = 0;
  for (char *c = at; c < end; c++) variables += *c == 0;
  request.environment = next_list(&at, variables);
  return request;
}

static void open_port(void) {
  /* The port appears when the driver has talked to the device, maybe some time after process 1 has started. */
  glob_t found;
  for (int tries = 0; glob(PORT, 0, NULL, &found) != 0; tries++) {
    if (tries == 5000) fail("no " PORT);
    usleep(1000);
  }
  port = open(found.gl_pathv[0], O_RDWR | O_CLOEXEC);
  if (port < 0) fail("open %s", found.gl_pathv[0]);
}

/* ---- the timers ---- */

/* QEMU's local APIC counts at 1 GHz; the kernel divides by 16, and this is its multiplier for that. */
#define EXACT_MULTIPLIER 268435456LL

/* How wrong the kernel's calibration of the local APIC's timer came out, in millionths. */
static long calibration_error(void) {
  FILE *list = fopen("/proc/timer_list", "re");
  if (!list) fail("open /proc/timer_list");
  char line[256];
  long long multiplier = EXACT_MULTIPLIER; /* of another device, which needs no such calibration */
  for (int local_apic = 0; fgets(line, sizeof line, list);) {
    if (strncmp(line, "Clock Event Device:", 19) == 0) local_apic = strstr(line, "lapic") != NULL;
    if (local_apic) sscanf(line, " mult: %lld", &multiplier);
  }
  fclose(list);
  return llabs(multiplier - EXACT_MULTIPLIER) * 1000000 / EXACT_MULTIPLIER;
}

/* Tells the host that the guest is ready and how good its timers are. The kernel calibrates them against the TSC at
 * boot; when the host's cores are busy, that goes wrong by some per cent, and beyond eight the kernel gives up on
 * high resolution altogether. The host then boots again. */
static void report_ready(void) {
  must_mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  struct timespec resolution = {0, 0};
  for (int tries = 0; tries < 200 && resolution.tv_nsec != 1; tries++) {
    if (tries > 0) usleep(1000);
    clock_getres(CLOCK_MONOTONIC, &resolution);
  }
  char text[24];
  int size = snprintf(text, sizeof text, "%ld", calibration_error());
  if (resolution.tv_nsec != 1) size = snprintf(text, sizeof text, "coarse");
  send_frame('r', text, size);
}

/* ---- the file system ---- */

/* Mounts what this kernel may not have. */
static void may_mount(const char *type, const char *target, const char *options) {
  mkdir(target, 0755);
  if (mount(type, target, type, 0, options) != 0 && errno != ENODEV && errno != ENOENT && errno != EBUSY)
    fail("mount %s on %s", type, target);
}

static void make_directories(const char *path) {
  char copy[4096];
  snprintf(copy, sizeof copy, "%s", path);
  for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(copy, 0755);
    *slash = '/';
  }
  mkdir(copy, 0755);
}

static void mount_overlay(void) {
  must_mount("tmpfs", STAGE, "tmpfs", 0, "mode=755,size=90%");
  mkdir(STAGE "/upper", 0755);
  mkdir(STAGE "/work", 0755);
  mkdir(ROOT, 0755);
  mkdir(PLAIN, 0755);
  must_mount("overlay", ROOT, "overlay", 0, "lowerdir=/,upperdir=" STAGE "/upper,workdir=" STAGE "/work,redirect_dir=on");
  must_mount(ROOT, PLAIN, NULL, MS_BIND, NULL);
}

static void mount_system(void) {
  must_mount("/dev", ROOT "/dev", NULL, MS_MOVE, NULL);
  must_mount("/proc", ROOT "/proc", NULL, MS_MOVE, NULL);
  must_mount("sysfs", ROOT "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  must_mount("tmpfs", ROOT "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
  must_mount("tmpfs", ROOT "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
  mkdir(ROOT "/run/lock", 01777);
  may_mount("cgroup2", ROOT "/sys/fs/cgroup", NULL);
  may_mount("bpf", ROOT "/sys/fs/bpf", "mode=700");
  may_mount("debugfs", ROOT "/sys/kernel/debug", NULL);
  may_mount("tracefs", ROOT "/sys/kernel/tracing", NULL);
  may_mount("securityfs", ROOT "/sys/kernel/security", NULL);
  may_mount("devpts", ROOT "/dev/pts", "gid=5,mode=620,ptmxmode=666");
  may_mount("tmpfs", ROOT "/dev/shm", "mode=1777");
  may_mount("mqueue", ROOT "/dev/mqueue", NULL);
  (void)!symlink("/proc/self/fd", ROOT "/dev/fd");
  (void)!symlink("/proc/self/fd/0", ROOT "/dev/stdin");
  (void)!symlink("/proc/self/fd/1", ROOT "/dev/stdout");
  (void)!symlink("/proc/self/fd/2", ROOT "/dev/stderr");
}

/* Makes the host's directory PATH visible again where a tmpfs of the guest hides it. */
static void bind_through(const char *path) {
  char source[4096], target[4096];
  snprintf(source, sizeof source, PLAIN "%s", path);
  snprintf(target, sizeof target, ROOT "%s", path);
  make_directories(target);
  must_mount(source, target, NULL, MS_BIND, NULL);
}

static void enter_root(void) {
  if (chdir(ROOT) != 0 || syscall(SYS_pivot_root, ".", ".") != 0) fail("pivot_root");
  if (umount2(".", MNT_DETACH) != 0 || chdir("/") != 0) fail("leave the old root");
}

/* ---- the command ---- */

static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) != 0) fail("bring lo up");
  close(fd);
}

static void run_command(const struct request *request, int out, int err) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setsid();
  int in = open("/dev/null", O_RDONLY);
  dup2(in, 0), dup2(out, 1), dup2(err, 2);
  if (in > 2) close(in);
  if (chdir(request->directory) != 0) {
    dprintf(2, "ci/vm: working directory %s: %s\n", request->directory, strerror(errno));
    _exit(125);
  }
  environ = request->environment;
  execvp(request->argv[0], request->argv);
  int reason = errno;
  dprintf(2, "ci/vm: %s: %s\n", request->argv[0], strerror(reason));
  _exit(reason == ENOENT ? 127 : 126);
}

/* Copies what PIPE holds to the host; returns 0 when it has ended or, being non-blocking, is empty. */
static int forward(int pipe, char type) {
  static char buffer[65536];
  ssize_t n = read(pipe, buffer, sizeof buffer);
  if (n <= 0) return 0;
  send_frame(type, buffer, n);
  return 1;
}

/* Reaps every child that has ended; returns 1 and the shell's exit status when COMMAND was among them. */
static int reap(pid_t command, int *status) {
  int found = 0, raw;
  for (pid_t child; (child = waitpid(-1, &raw, WNOHANG)) > 0;) {
    if (child != command) continue;
    *status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
    found = 1;
  }
  return found;
}

/* Carries output until COMMAND has ended, then what it has left in the pipes: children that outlive it and keep
 * the pipes open are not waited for. */
static int relay(pid_t command, int out, int err, int signals, int heartbeat_seconds) {
  struct pollfd polled[] = {{signals, POLLIN, 0}, {out, POLLIN, 0}, {err, POLLIN, 0}};
  int status = 125;
  for (int ended = 0; !ended;) {
    int ready = poll(polled, 3, heartbeat_seconds > 0 ? heartbeat_seconds * 1000 : -1);
    if (ready == 0) send_frame('h', "", 0);
    if (ready <= 0) continue;
    for (int i = 1; i <= 2; i++)
      if (polled[i].revents && !forward(polled[i].fd, i == 1 ? 'o' : 'e')) polled[i].fd = -1;
    struct signalfd_siginfo info;
    if (polled[0].revents && read(signals, &info, sizeof info) > 0) ended = reap(command, &status);
  }
  fcntl(out, F_SETFL, O_NONBLOCK);
  fcntl(err, F_SETFL, O_NONBLOCK);
  while (forward(out, 'o')) continue;
  while (forward(err, 'e')) continue;
  return status;
}

static int execute(const struct request *request) {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, NULL);
  int signals = signalfd(-1, &child_signal, SFD_CLOEXEC), out[2], err[2];
  if (signals < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) fail("pipes");
  pid_t command = fork();
  if (command < 0) fail("fork");
  if (command == 0) run_command(request, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  return relay(command, out[0], err[0], signals, request->heartbeat_seconds);
}

int main(void) {
  umask(0);
  open_port();
  report_ready();
  struct request request = read_request();
  mount_overlay();
  mount_system();
  for (char **bind = request.binds; *bind; bind++) bind_through(*bind);
  enter_root();
  umask(022);
  raise_loopback();
  sethostname("guest", 5);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){1024, 524288});
  setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});

  char status[16];
  int size = snprintf(status, sizeof status, "%d", execute(&request));
  send_frame('x', status, size);
  kill(-1, SIGKILL);
  end_guest();
}
