// Makes and removes the cgroups that services live in.
#include "user/system/cgroup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "user/system/cgroup_parent.h"
#include "user/system/cgroup_tree.h"
#include "user/system/mounts.h"
#include "user/system/proc.h"

namespace mishap::system {
namespace {

/// A name that can neither leave the directory nor meet one of the kernel's files ("cgroup.procs").
std::string directory_name(const std::string& name) {
  std::string out;
  for (const unsigned char c : name) {
    if (std::isalnum(c) || c == '_' || c == '-') {
      out += static_cast<char>(c);
      continue;
    }
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", c);
    out += escaped;
  }
  return out;
}

std::string own_parent_name(Tenants tenants) {
  const pid_t pid = getpid();
  return (tenants == Tenants::users ? "mishap-run." : "mishap.") + std::to_string(pid) + "." +
         std::to_string(process_start_time(pid).value_or(0));
}

std::unexpected<Error> creation_failed(const std::string& path, int error_number) {
  Error error = fail_errno("cannot make cgroup " + path, error_number).error();
  if (error_number == EACCES || error_number == EPERM) error.hint = "run mishap as root";
  if (error_number == EROFS)
    error.hint = "the cgroup2 mount is read-only here; in a container, run it privileged";
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::string> cgroup2_mount(const std::string& mountinfo) {
  std::ifstream in(mountinfo);
  if (!in) return fail_errno("cannot read " + mountinfo, errno);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const Mount* best = nullptr;
  const auto mounts = parse_mountinfo(text);
  const auto rank = [](const Mount& mount) {
    return (mount.read_only ? 0 : 2) + (mount.root == "/");
  };
  for (const Mount& mount : mounts)
    if (mount.type == "cgroup2" && (best == nullptr || rank(mount) > rank(*best))) best = &mount;
  if (best != nullptr) return best->mount_point;
  return fail("no cgroup2 file system is mounted, and services are told apart by their cgroup",
              "mount it: mkdir -p /run/cgroup2 && mount -t cgroup2 none /run/cgroup2");
}

Result<Cgroup> Cgroup::create(const std::string& name, const std::string& root, Tenants tenants) {
  std::string top = root;
  if (top.empty()) {
    auto mount = cgroup2_mount();
    if (!mount) return std::unexpected(std::move(mount.error()));
    top = std::move(*mount);
  }
  const std::string parent = top + "/" + own_parent_name(tenants);
  const std::string path = parent + "/" + directory_name(name);
  if (const int error = make_in_parent(parent, path)) return creation_failed(path, error);
  FileDescriptor fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat info {};
  if (!fd.valid() || fstat(fd.get(), &info) != 0) return creation_failed(path, errno);
  return Cgroup(path, info.st_ino, std::move(fd), tenants);
}

Cgroup::Cgroup(std::string path, uint64_t id, FileDescriptor fd, Tenants tenants)
    : path_(std::move(path)), id_(id), fd_(std::move(fd)), tenants_(tenants) {}

Cgroup::Cgroup(Cgroup&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      id_(other.id_),
      fd_(std::move(other.fd_)),
      tenants_(other.tenants_) {}

Cgroup& Cgroup::operator=(Cgroup&& other) noexcept {
  if (this != &other) {
    destroy();
    path_ = std::exchange(other.path_, {});
    id_ = other.id_;
    fd_ = std::move(other.fd_);
    tenants_ = other.tenants_;
  }
  return *this;
}

Cgroup::~Cgroup() { destroy(); }

void Cgroup::destroy() noexcept {
  if (path_.empty()) return;
  fd_.reset();
  // What can't be removed now is found by remove_stale_cgroups() of the next run.
  if (tenants_ == Tenants::mishaps) (void)kill_tree(path_, std::chrono::seconds(2));
  if (!populated()) (void)remove_tree(path_);
  leave_parent(path_.substr(0, path_.rfind('/')));  // Goes with the last one only.
  path_.clear();
}

std::vector<int> Cgroup::processes() const { return processes_below(path_); }

bool Cgroup::populated() const { return is_populated(path_); }

Result<void> Cgroup::kill(std::chrono::milliseconds patience) { return kill_tree(path_, patience); }

}  // namespace mishap::system
