// The words of the short form of --fault that could also be a file's name.
#pragma once

#include <string>
#include <vector>

namespace mishap::live {

/// What can stand before a '=' in a part: "nth", "after", "every", "times", "when", "per".
std::vector<std::string> trigger_names();

/// Why a part that is no more than one word of the short form is taken for a slip and not for the
/// glob of a file: such a glob would match nothing, and the fault would never fire, unnoticed.
/// Empty when `text` is no such word.
std::string slip_of(const std::string& text);

/// How the glob of a file is written whose name is a word of the short form.
std::string as_file(const std::string& word);

}  // namespace mishap::live
