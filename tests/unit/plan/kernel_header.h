// The kernel's own numbers of syscalls, from the installed headers (linux-libc-dev).
#pragma once

#include <fstream>
#include <map>
#include <string>

namespace mishap::plan {

/// What asm/<file> defines as `__NR_*`: name -> number. Read rather than included, since the
/// numbers of x86-64 and i386 have the same names. Empty when it is not installed.
inline std::map<std::string, int> kernel_header(const std::string& file) {
  const std::string begin = "#define __NR_";
  std::map<std::string, int> numbers;
  for (const std::string directory : {"/usr/include/x86_64-linux-gnu/asm/", "/usr/include/asm/"}) {
    std::ifstream input(directory + file);
    for (std::string line; std::getline(input, line);) {
      const size_t space = line.find(' ', begin.size());
      if (!line.starts_with(begin) || space == std::string::npos) continue;
      numbers[line.substr(begin.size(), space - begin.size())] = std::stoi(line.substr(space));
    }
    if (!numbers.empty()) break;
  }
  return numbers;
}

}  // namespace mishap::plan
