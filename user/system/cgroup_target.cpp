// Looks through the cgroup file system.
#include "user/system/cgroup_target.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <vector>

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "starlark/spelling.h"
#include "user/system/cgroup.h"

namespace mishap::system {
namespace {

namespace fs = std::filesystem;

/// "0::/user.slice/x" of /proc/self/cgroup: the path below the cgroup2 mount.
std::string own_path(const std::string& file) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("0::")) return line.substr(3);
  return {};
}

std::string canonical(const std::string& path) {
  std::error_code error;
  const fs::path resolved = fs::canonical(path, error);
  return error ? std::string() : resolved.string();
}

/// Whether `path` is `directory` or below it.
bool is_within(const std::string& path, const std::string& directory) {
  if (directory == "/") return true;
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

/// Why the directory is no cgroup2 one; empty when it is.
std::string objection(const std::string& path, const std::string& given) {
  struct statfs file_system {};
  struct stat info {};
  if (statfs(path.c_str(), &file_system) != 0 || stat(path.c_str(), &info) != 0)
    return given + ": " + std::strerror(errno);
  if (file_system.f_type == CGROUP_SUPER_MAGIC)
    return given + " is a cgroup of version 1, and mishap tells programs apart by their cgroup2";
  if (file_system.f_type != CGROUP2_SUPER_MAGIC)
    return given + " is no cgroup: it is not in a cgroup2 file system";
  if (!S_ISDIR(info.st_mode)) return given + " is a file in a cgroup, not a cgroup";
  return {};
}

/// The names beside the first part of `path` that isn't there: what may have been meant.
std::string near_miss(const std::string& path) {
  fs::path parent = path;
  std::string missing;
  std::error_code ignored;
  while (parent.has_relative_path() && !fs::exists(parent, ignored)) {
    missing = parent.filename();
    parent = parent.parent_path();
  }
  std::vector<std::string> names;
  for (fs::directory_iterator it(parent, ignored), end; !ignored && it != end;
       it.increment(ignored))
    if (it->is_directory(ignored)) names.push_back(it->path().filename());
  const std::string near = starlark::nearest_name(missing, names);
  return near.empty() ? "" : "did you mean " + (parent / near).string() + "?";
}

/// All cgroups below one. Some may come and go meanwhile.
void list_below(const std::string& path, std::vector<std::string>& out) {
  std::error_code gone, ignored;
  for (fs::directory_iterator it(path, gone), end; !gone && it != end; it.increment(gone)) {
    if (!it->is_directory(ignored)) continue;
    out.push_back(it->path());
    list_below(it->path(), out);
  }
}

CgroupTarget target_at(const std::string& path, const CgroupWorld& world) {
  CgroupTarget target;
  target.path = path;
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) target.id = info.st_ino;
  // Every cgroup but the root has this file, also where a namespace hides the true root.
  target.is_root = access((path + "/cgroup.events").c_str(), F_OK) != 0;
  target.has_mishap = !world.own_cgroup.empty() && is_within(world.own_cgroup, path);
  return target;
}

std::string without_slashes_at_end(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

Result<CgroupWorld> CgroupWorld::current() {
  const Result<std::string> mount = cgroup2_mount();
  if (!mount) return std::unexpected(mount.error());
  CgroupWorld world{canonical(*mount), {}};
  if (const std::string own = own_path("/proc/self/cgroup"); !own.empty())
    world.own_cgroup = canonical(world.mount + own);
  return world;
}

Result<CgroupTarget> find_cgroup(const std::string& path, const CgroupWorld& world) {
  if (path.empty()) return fail("no path is given", "for example cgroup:/system.slice/x.service");
  const std::string in_hierarchy =
      without_slashes_at_end(world.mount + (path.starts_with('/') ? "" : "/") + path);
  const bool absolute = path.starts_with('/');
  std::error_code ignored;
  // What the file system has comes second where the hierarchy has it too, unless it is a cgroup:
  // "/" and "/init.scope" mean the hierarchy.
  std::string place = in_hierarchy;
  const bool seen = absolute && path != "/" && fs::exists(path, ignored);
  if (seen && (objection(path, path).empty() || !fs::exists(in_hierarchy, ignored))) place = path;
  if (!fs::exists(place, ignored))
    return fail("no cgroup " + path + " below " + world.mount,
                near_miss(absolute && is_within(path, world.mount) ? path : in_hierarchy));
  if (const std::string why = objection(place, path); !why.empty())
    return fail(why, "cgroup2 is mounted on " + world.mount);
  return target_at(canonical(place), world);
}

Result<CgroupTarget> find_unit(const std::string& name, const CgroupWorld& world) {
  if (name.empty() || name.contains('/'))
    return fail("\"" + name + "\" is no name of a unit", "for example unit:nginx");
  std::vector<std::string> cgroups, found, units;
  list_below(world.mount, cgroups);
  for (const std::string& path : cgroups) {
    const fs::path here = fs::path(path).filename();
    if (here == name || here == name + ".service") found.push_back(path);
    if (here.has_extension())
      units.push_back(name.contains('.') ? here.string() : here.stem().string());
  }
  if (found.size() == 1) return target_at(found.front(), world);
  if (found.empty())
    return fail("no unit " + name + ": no cgroup " + name + " or " + name + ".service below " +
                    world.mount + starlark::did_you_mean(name, units),
                "systemctl status " + name + " tells whether it runs");
  std::ranges::sort(found);
  return fail("several cgroups are called " + name + ": " + starlark::join_names(found),
              "name one of them by cgroup:PATH");
}

}  // namespace mishap::system
