// Arguments of calls as docs/syscalls.md writes them: "fd 0", "path 1 at fd 0", "iovecs 1".
#pragma once

#include <string>

#include "user/plan/syscalls.h"

namespace mishap::plan {

inline std::string path_text(const PathArgument& path) {
  const std::string arg = std::to_string(path.arg);
  switch (path.source) {
    case PathSource::none:
      return "";
    case PathSource::descriptor:
      return "fd " + arg;
    case PathSource::path:
      return "path " + arg;
    case PathSource::path_at:
      return "path " + arg + " at fd " + std::to_string(path.dirfd);
  }
  return "?";
}

inline std::string paths_text(const Syscall& call) {
  std::string text = path_text(call.paths[0]);
  if (call.paths[1].source != PathSource::none) text += ", " + path_text(call.paths[1]);
  return text;
}

inline std::string descriptor_text(const Syscall& call) {
  return call.has_descriptor() ? std::to_string(call.descriptor) : "";
}

inline std::string size_text(const Syscall& call) {
  const std::string arg = std::to_string(call.size_arg);
  switch (call.size_source) {
    case SizeSource::none:
      return "";
    case SizeSource::argument:
      return "argument " + arg;
    case SizeSource::vector:
      return "iovecs " + arg;
    case SizeSource::message:
      return "msghdr " + arg;
    case SizeSource::messages:
      return "mmsghdrs " + arg;
  }
  return "?";
}

inline std::string peer_text(const Syscall& call) {
  const std::string arg = std::to_string(call.peer_arg);
  const bool several = call.size_source == SizeSource::messages;
  switch (call.peer_source) {
    case PeerSource::none:
      return "";
    case PeerSource::address:
      return "address " + arg;
    case PeerSource::connected:
      return "connected";
    case PeerSource::either:
      return "address " + arg + " or connected";
    case PeerSource::message:
      return (several ? "mmsghdrs " : "msghdr ") + arg + " or connected";
  }
  return "?";
}

}  // namespace mishap::plan
