// Errno names in both directions.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include <doctest/doctest.h>

#include "user/plan/errno_names.h"

namespace mishap::plan {

TEST_CASE("an errno name gives the kernel's number in any letter case") {
  CHECK(errno_value("EIO") == EIO);
  CHECK(errno_value("enospc") == ENOSPC);
  CHECK(errno_value("eRofs") == EROFS);
}

TEST_CASE("a name that is no errno has no number") {
  CHECK(errno_value("EIOO") == std::nullopt);
  CHECK(errno_value("EI") == std::nullopt);
  CHECK(errno_value("") == std::nullopt);
}

TEST_CASE("aliases have the number of the name they stand for, which is printed instead") {
  CHECK(errno_value("EWOULDBLOCK") == EAGAIN);
  CHECK(errno_value("EDEADLOCK") == EDEADLK);
  CHECK(errno_value("ENOTSUP") == EOPNOTSUPP);
  CHECK(errno_name(EWOULDBLOCK) == "EAGAIN");
}

TEST_CASE("a number without a name prints in decimal") {
  CHECK(errno_name(EHWPOISON) == "EHWPOISON");
  CHECK(errno_name(41) == "41");
  CHECK(errno_name(512) == "512");
}

TEST_CASE("all names that the C library knows are there") {
  const auto names = errno_names();
  for (int value = 1; value <= EHWPOISON; ++value) {
    const char* name = strerrorname_np(value);
    if (!name) continue;
    CAPTURE(name);
    CHECK(std::ranges::find(names, name) != names.end());
    CHECK(errno_value(name) == value);
  }
}

}  // namespace mishap::plan
