// The operations of io_uring against the kernel's header and the table of syscalls.
#include <algorithm>

#include <doctest/doctest.h>
#include <linux/io_uring.h>

#include "user/plan/syscalls.h"
#include "user/plan/uring_operations.h"

namespace mishap::plan {

TEST_CASE("operations are numbered as the kernel does") {
  CHECK(find_uring_operation(IORING_OP_WRITEV)->name == "WRITEV");
  CHECK(find_uring_operation(IORING_OP_FILES_UPDATE)->name == "FILES_UPDATE");
  CHECK(find_uring_operation(IORING_OP_SHUTDOWN)->name == "SHUTDOWN");
  CHECK(find_uring_operation(IORING_OP_LINKAT)->name == "LINKAT");
  CHECK(find_uring_operation(IORING_OP_SENDMSG_ZC)->name == "SENDMSG_ZC");
  CHECK(find_uring_operation(250) == nullptr);
}

TEST_CASE("the table has no gap, and names calls that exist") {
  for (size_t i = 0; i < uring_operations().size(); ++i) {
    const UringOperation& operation = uring_operations()[i];
    CHECK(operation.number == i);
    for (const std::string_view call : operation.calls)
      CHECK_MESSAGE(!expand_family(call).empty(), call);
  }
}

TEST_CASE("an operation stands for the whole family of its call") {
  CHECK(find_uring_operation(IORING_OP_WRITE)->stands_for("pwrite64"));
  CHECK(find_uring_operation(IORING_OP_FSYNC)->stands_for("fdatasync"));
  CHECK(find_uring_operation(IORING_OP_UNLINKAT)->stands_for("rmdir"));
  CHECK_FALSE(find_uring_operation(IORING_OP_WRITE)->stands_for("fsync"));
  CHECK_FALSE(find_uring_operation(IORING_OP_NOP)->stands_for("write"));
}

}  // namespace mishap::plan
