// What the arguments of each system call are, so that they can be written readably.
#pragma once

#include <string_view>

namespace mishap::live {

/// A letter for each argument that the call takes:
///   f  a descriptor         s  a path            p  an address
///   d  an int               l  a long            u  a size or count
///   x  flags                o  the mode of a file, octal
///   g  a signal
/// nullptr data for a call that is not known: then it may have any six.
std::string_view signature_of(std::string_view syscall);

}  // namespace mishap::live
