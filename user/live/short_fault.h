// The short form of --fault: `write=EIO`, `write=EIO:30%:/tmp/*.wal`, `fsync=skip:nth=3`.
#pragma once

#include <string>

#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::live {

/// What a text in the short form says.
struct ShortFault {
  std::string name;  ///< Of an operation, family or syscall.
  plan::Action action;
  double probability = 1.0;
  std::string glob;  ///< Empty when none is given.
  plan::Trigger trigger;
};

/// Whether the text is in the words of a spec, such as NAME=deny(...), and not in the short form.
bool is_long_form(const std::string& text);

/// Reads NAME=ACTION[:PROBABILITY][:GLOB][:nth=N|after=N|every=N|when=RANGE][:times=N][:per=WHOSE].
/// ACTION is an errno or crash, both also with :exit and crash with :SIGNAL, or skip, allow or
/// trace. The probability is "30%" or "0.3"; a ':' that belongs to the glob is written "\:".
/// Nothing may be given twice, and no glob may be one of these words (slip_of() says which). The
/// place of an error is in a file called "--fault".
Result<ShortFault> parse_short_fault(const std::string& text);

}  // namespace mishap::live
