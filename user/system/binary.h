// Finds the program that a service names.
#pragma once

#include <string>

#include "user/plan/error.h"

namespace mishap::system {

/// Where programs are sought besides the spec's directory. The default is this process's.
struct SearchPath {
  std::string working_directory;  ///< Empty = the current one.
  std::string path;               ///< Directories, ':' between them.

  /// The current directory and $PATH.
  static SearchPath current();
};

/// An absolute path to an executable file: an absolute name is taken as it is; a relative one with
/// a '/' is sought beside the spec, then in the working directory; a bare one in $PATH. The error
/// (LAUNCH_FAILED) lists every place tried and why it would not do.
Result<std::string> resolve_binary(const std::string& name, const std::string& spec_directory,
                                   const SearchPath& search = SearchPath::current());

}  // namespace mishap::system
