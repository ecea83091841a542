// Reads cgroup.events again whenever the kernel says that it has changed.
#include "user/system/population.h"

#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace mishap::system {

Result<Population> Population::watch(const std::string& cgroup) {
  const std::string path = cgroup + "/cgroup.events";
  FileDescriptor events(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!events.valid()) return fail_errno("cannot watch " + path, errno);
  return Population(std::move(events));
}

bool Population::populated() {
  char text[256];
  const ssize_t got = pread(events_.get(), text, sizeof text, 0);  // ENODEV once it is removed.
  if (got <= 0) return false;
  return std::string_view(text, static_cast<size_t>(got)).contains("populated 1");
}

}  // namespace mishap::system
