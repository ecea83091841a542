// Finds the program that a command line names, as a shell does.
#pragma once

#include <expected>
#include <string>

#include "user/plan/error.h"
#include "user/system/binary.h"

namespace mishap::system {

struct NoProgram {
  Error error;
  bool found = false;  ///< There is such a file, but it can't be executed.
};

/// The path to execute: a name with a '/' as it is, a bare one by the first executable file of that
/// name in $PATH.
std::expected<std::string, NoProgram> find_program(
    const std::string& name, const SearchPath& search = SearchPath::current());

}  // namespace mishap::system
