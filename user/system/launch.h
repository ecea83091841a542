// The moment between fork and exec: makes a child that runs a program, or tells why it can't.
#pragma once

#include <sys/types.h>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"
#include "user/system/process.h"

namespace mishap::system {

struct Launched {
  pid_t pid = -1;
  FileDescriptor pidfd;
};

/// Starts the program; see Process::start. A child whose exec failed has been reaped.
std::expected<Launched, LaunchError> launch(const LaunchOptions& options);

}  // namespace mishap::system
