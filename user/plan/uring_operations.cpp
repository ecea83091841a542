// The operations of io_uring. The numbers are those of linux/io_uring.h; those after LISTEN came
// after Linux 6.12.
#include "user/plan/uring_operations.h"

#include <algorithm>

#include "user/plan/syscalls.h"

namespace mishap::plan {

bool UringOperation::stands_for(std::string_view syscall) const {
  return std::ranges::any_of(calls, [&](std::string_view call) {
    const std::vector<std::string> members = expand_family(call);
    return std::ranges::find(members, syscall) != members.end();
  });
}

std::span<const UringOperation> uring_operations() {
  static const std::vector<UringOperation> table = {
      {0, "NOP", {}},
      {1, "READV", {"read"}},
      {2, "WRITEV", {"write"}},
      {3, "FSYNC", {"fsync"}},
      {4, "READ_FIXED", {"read"}},
      {5, "WRITE_FIXED", {"write"}},
      {6, "POLL_ADD", {"poll", "select"}},
      {7, "POLL_REMOVE", {}},
      {8, "SYNC_FILE_RANGE", {"sync_file_range"}},
      {9, "SENDMSG", {"sendto"}},
      {10, "RECVMSG", {"recvfrom"}},
      {11, "TIMEOUT", {"nanosleep"}},
      {12, "TIMEOUT_REMOVE", {}},
      {13, "ACCEPT", {"accept"}},
      {14, "ASYNC_CANCEL", {}},
      {15, "LINK_TIMEOUT", {}},
      {16, "CONNECT", {"connect"}},
      {17, "FALLOCATE", {"fallocate"}},
      {18, "OPENAT", {"open"}},
      {19, "CLOSE", {"close"}},
      {20, "FILES_UPDATE", {}},
      {21, "STATX", {"stat"}},
      {22, "READ", {"read"}},
      {23, "WRITE", {"write"}},
      {24, "FADVISE", {"fadvise64"}},
      {25, "MADVISE", {"madvise"}},
      {26, "SEND", {"sendto"}},
      {27, "RECV", {"recvfrom"}},
      {28, "OPENAT2", {"open"}},
      {29, "EPOLL_CTL", {"epoll_ctl"}},
      {30, "SPLICE", {"splice"}},
      {31, "PROVIDE_BUFFERS", {}},
      {32, "REMOVE_BUFFERS", {}},
      {33, "TEE", {"tee"}},
      {34, "SHUTDOWN", {"shutdown"}},
      {35, "RENAMEAT", {"rename"}},
      {36, "UNLINKAT", {"unlink", "rmdir"}},
      {37, "MKDIRAT", {"mkdir"}},
      {38, "SYMLINKAT", {"symlink"}},
      {39, "LINKAT", {"link"}},
      {40, "MSG_RING", {}},
      {41, "FSETXATTR", {"setxattr"}},
      {42, "SETXATTR", {"setxattr"}},
      {43, "FGETXATTR", {"getxattr"}},
      {44, "GETXATTR", {"getxattr"}},
      {45, "SOCKET", {"socket"}},
      {46, "URING_CMD", {"ioctl", "getsockopt", "setsockopt"}},
      {47, "SEND_ZC", {"sendto"}},
      {48, "SENDMSG_ZC", {"sendto"}},
      {49, "READ_MULTISHOT", {"read"}},
      {50, "WAITID", {"wait4"}},
      {51, "FUTEX_WAIT", {"futex", "futex_wait"}},
      {52, "FUTEX_WAKE", {"futex", "futex_wake"}},
      {53, "FUTEX_WAITV", {"futex", "futex_waitv"}},
      {54, "FIXED_FD_INSTALL", {}},
      {55, "FTRUNCATE", {"truncate"}},
      {56, "BIND", {"bind"}},
      {57, "LISTEN", {"listen"}},
      {58, "RECV_ZC", {"recvfrom"}},
      {59, "EPOLL_WAIT", {"epoll_wait"}},
      {60, "READV_FIXED", {"read"}},
      {61, "WRITEV_FIXED", {"write"}},
      {62, "PIPE", {"pipe"}},
  };
  return table;
}

const UringOperation* find_uring_operation(uint8_t number) {
  const auto table = uring_operations();
  return number < table.size() ? &table[number] : nullptr;
}

}  // namespace mishap::plan
