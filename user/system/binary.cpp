// Looks for a service's program in the places where a user expects it.
#include "user/system/binary.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

namespace mishap::system {
namespace {

/// Why this file can't be run; empty when it can.
std::string objection(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0)
    return errno == ENOENT ? "no such file" : std::string(std::strerror(errno));
  if (S_ISDIR(info.st_mode)) return "is a directory";
  if (!S_ISREG(info.st_mode)) return "not a regular file";
  // root passes access(X_OK) on any file with one x bit, exec asks the same.
  if (access(path.c_str(), X_OK) != 0) return "not executable";
  return {};
}

/// Absolute and without "." parts; ".." stays, for a symbolic link before it changes what it means.
std::string tidy(const std::filesystem::path& path) {
  std::filesystem::path out;
  for (const auto& part : path)
    if (part != ".") out /= part;
  return out;
}

std::vector<std::string> directories(const std::string& path) {
  std::vector<std::string> out;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find(':', begin), path.size());
    out.push_back(end == begin ? "." : path.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::vector<std::string> candidates(const std::string& name, const std::string& spec_directory,
                                    const SearchPath& search) {
  const std::filesystem::path here = search.working_directory;
  std::vector<std::string> places;
  if (name.starts_with('/')) return {name};
  if (name.contains('/')) {
    places = {tidy(here / spec_directory / name), tidy(here / name)};
    if (places[0] == places[1]) places.pop_back();
  } else {
    for (const std::string& directory : directories(search.path))
      places.push_back(tidy(here / directory / name));
  }
  return places;
}

}  // namespace

SearchPath SearchPath::current() {
  std::error_code ignored;
  const char* path = std::getenv("PATH");
  return {std::filesystem::current_path(ignored), path != nullptr ? path : "/usr/bin:/bin"};
}

Result<std::string> resolve_binary(const std::string& name, const std::string& spec_directory,
                                   const SearchPath& search) {
  std::string tried;
  if (name.empty())
    return std::unexpected(Error{"the binary's name is empty", {}, {}, "LAUNCH_FAILED"});
  for (const std::string& place : candidates(name, spec_directory, search)) {
    const std::string why = objection(place);
    if (why.empty()) return place;
    tried += (tried.empty() ? "" : ", ") + place + " (" + why + ")";
  }
  Error error{"no binary \"" + name + "\": tried " + tried, {}, {}, "LAUNCH_FAILED"};
  if (!name.contains('/'))
    error.hint =
        "a bare name is sought in $PATH; write \"./" + name + "\" for a file beside the spec";
  return std::unexpected(std::move(error));
}

}  // namespace mishap::system
