// Reads the kernel's socket tables, then looks for the process that holds the socket.
#include "user/system/ports.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "user/system/proc.h"

namespace mishap::system {
namespace {

namespace fs = std::filesystem;

/// The inode of a socket that listens on the port, "" when none does. A line of the table reads
/// "0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 98765 ...".
std::string listening_inode(const std::string& table, uint16_t port) {
  constexpr const char* listen_state = "0A";
  std::ifstream in(table);
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
    fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >>
        timeout >> inode;
    const size_t colon = local.rfind(':');
    if (state != listen_state || colon == std::string::npos) continue;
    unsigned number = 0;
    std::from_chars(local.data() + colon + 1, local.data() + local.size(), number, 16);
    if (number == port) return inode;
  }
  return {};
}

std::string listening_inode_any(const std::string& proc, uint16_t port) {
  const std::string inode = listening_inode(proc + "/net/tcp", port);
  return inode.empty() ? listening_inode(proc + "/net/tcp6", port) : inode;
}

bool holds(const fs::path& process, const std::string& link) {
  std::error_code error;  // Processes end while we look; others may not be looked into.
  for (fs::directory_iterator it(process / "fd", error), end; !error && it != end;
       it.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(it->path(), unreadable) == link) return true;
  }
  return false;
}

/// The process with the lowest pid that has the socket open: of a forking server, most likely its
/// parent.
int owner_of(const std::string& proc, const std::string& inode) {
  std::vector<int> pids;
  std::error_code error;
  for (fs::directory_iterator it(proc, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename();
    int pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size()) pids.push_back(pid);
  }
  std::sort(pids.begin(), pids.end());
  for (const int pid : pids)
    if (holds(fs::path(proc) / std::to_string(pid), "socket:[" + inode + "]")) return pid;
  return 0;
}

}  // namespace

std::string Listener::text() const {
  if (pid == 0) return "another process";
  return "pid " + std::to_string(pid) + " (" + command + ")";
}

bool port_in_use(uint16_t port, const std::string& proc) {
  return !listening_inode_any(proc, port).empty();
}

std::optional<Listener> port_listener(uint16_t port, const std::string& proc) {
  const std::string inode = listening_inode_any(proc, port);
  if (inode.empty()) return std::nullopt;
  Listener listener;
  listener.pid = owner_of(proc, inode);
  if (listener.pid != 0) listener.command = process_command(listener.pid, proc);
  return listener;
}

}  // namespace mishap::system
