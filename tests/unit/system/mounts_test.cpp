// Where cgroup2 is, on recorded mountinfo of real machines.
#include "user/system/mounts.h"

#include <doctest/doctest.h>

#include "tests/unit/system/temp_directory.h"
#include "user/system/cgroup.h"

using namespace mishap;
using namespace mishap::system;

namespace {

// Debian 12 with systemd: cgroup2 alone.
const char* const unified =
    "22 27 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw\n"
    "27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
    "29 22 0:25 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 "
    "rw,nsdelegate,memory_recursiveprot\n";

// A machine with v1 controllers and cgroup2 beside them.
const char* const hybrid =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
    "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";

const char* const v1_only =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n";

// A container that sees the host's hierarchy read-only, and has one of its own to write to.
const char* const read_only_and_own =
    "50 40 0:26 /docker/abc /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n"
    "51 40 0:26 / /run/my\\040cgroups rw,nosuid - cgroup2 cgroup rw\n";

Result<std::string> mount_in(const char* text) {
  const tests::TempDirectory directory;
  return cgroup2_mount(directory.write("mountinfo", text));
}

}  // namespace

TEST_CASE("cgroup2 is found where the unified hierarchy is mounted") {
  CHECK(mount_in(unified).value() == "/sys/fs/cgroup");
}

TEST_CASE("cgroup2 is found beside v1 controllers") {
  CHECK(mount_in(hybrid).value() == "/sys/fs/cgroup/unified");
}

TEST_CASE("a writable cgroup2 mount is preferred, and blanks in its name are understood") {
  CHECK(mount_in(read_only_and_own).value() == "/run/my cgroups");
}

TEST_CASE("a machine without cgroup2 is told what to mount") {
  const auto mount = mount_in(v1_only);
  REQUIRE(!mount);
  CHECK(mount.error().message.starts_with("no cgroup2 file system is mounted"));
  CHECK(mount.error().hint.contains("mount -t cgroup2"));
}

TEST_CASE("a missing mountinfo is an error that names it") {
  CHECK(cgroup2_mount("/no/such/file").error().message ==
        "cannot read /no/such/file: No such file or directory");
}

TEST_CASE("octal escapes of mountinfo are undone, anything else stays") {
  CHECK(unescape_octal("a\\040b\\011c\\134d") == "a b\tc\\d");
  CHECK(unescape_octal("\\08\\9\\04") == "\\08\\9\\04");
  CHECK(unescape_octal("\\777") == "\\777");
}

TEST_CASE("lines that are no mounts are left out") {
  CHECK(parse_mountinfo("\nnonsense\n1 2 0:3 / /x rw - \n").empty());
  CHECK(parse_mountinfo("1 2 0:3 / /x ro,nodev master:1 - ext4 /dev/x rw")[0].read_only);
}
