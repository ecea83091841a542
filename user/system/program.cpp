// Looks through $PATH.
#include "user/system/program.h"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace mishap::system {
namespace {

/// 0, or the errno value that exec would give. root passes access(X_OK) on a directory too.
int objection(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode) || access(path.c_str(), X_OK) != 0)
    return S_ISDIR(info.st_mode) ? EISDIR : EACCES;
  return 0;
}

std::unexpected<NoProgram> cannot_execute(const std::string& path, int error_number) {
  const bool found = error_number != ENOENT && error_number != ENOTDIR;
  return std::unexpected(NoProgram{
      {(found ? "cannot execute " : "no program ") + path + ": " + std::strerror(error_number),
       {},
       {},
       {}},
      found});
}

}  // namespace

std::expected<std::string, NoProgram> find_program(const std::string& name,
                                                   const SearchPath& search) {
  if (name.contains('/')) {
    if (const int error = objection(name)) return cannot_execute(name, error);
    return name;
  }
  std::string unfit;
  int why = 0;
  for (size_t begin = 0; !name.empty() && begin <= search.path.size();) {
    const size_t end = std::min(search.path.find(':', begin), search.path.size());
    // An empty entry is the working directory.
    const std::string directory = end == begin ? "." : search.path.substr(begin, end - begin);
    const std::string place = directory + "/" + name;
    const int error = objection(place);
    if (error == 0) return place;
    if (error != ENOENT && error != ENOTDIR && error != EISDIR && unfit.empty()) {
      unfit = place;
      why = error;
    }
    begin = end + 1;
  }
  if (!unfit.empty()) return cannot_execute(unfit, why);
  Error error{"no program \"" + name + "\" in $PATH", {}, {}, {}};
  if (!name.empty() && access(name.c_str(), X_OK) == 0)
    error.hint = "write ./" + name + " for the file in this directory";
  return std::unexpected(NoProgram{std::move(error), false});
}

}  // namespace mishap::system
