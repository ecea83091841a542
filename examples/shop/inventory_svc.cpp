// inventory-svc: keeps stock in memory and a write-ahead log of reservations on disk. A line
// protocol over TCP: PING, CHECK sku, RESERVE sku n, QUIT. Environment: PORT (5432), WAL_PATH
// (/tmp/inventory.wal).
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "examples/shop/net.h"

namespace shop {
namespace {

constexpr size_t longest_command = 64 * 1024;

class Inventory {
 public:
  explicit Inventory(std::string wal_path) : wal_path_(std::move(wal_path)) {}

  std::string check(const std::string& sku) {
    const std::lock_guard lock(mutex_);
    const auto found = stock_.find(sku);
    return found == stock_.end() ? "NOT_FOUND" : std::to_string(found->second);
  }

  /// Takes `quantity` off the stock once the log has it on disk; on any error the stock stays as it
  /// was.
  std::string reserve(const std::string& sku, int quantity) {
    const std::lock_guard lock(mutex_);
    const auto found = stock_.find(sku);
    if (found == stock_.end()) return "ERR not_found";
    if (found->second < quantity) return "ERR insufficient_stock " + std::to_string(found->second);
    const std::string error = log("RESERVE " + sku + " " + std::to_string(quantity) + "\n");
    if (!error.empty()) return "ERR wal: " + error;
    found->second -= quantity;
    return "OK " + std::to_string(found->second);
  }

 private:
  /// Appends a record and brings it to disk. Empty when that worked, else what did not: "write: No
  /// space left on device".
  std::string log(const std::string& record) {
    const auto failed = [](const char* call) {
      return std::string(call) + ": " + std::strerror(errno);
    };
    const int fd = open(wal_path_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) return failed("open");
    std::string error;
    const ssize_t written = write(fd, record.data(), record.size());
    if (written < 0)
      error = failed("write");
    else if (static_cast<size_t>(written) < record.size())
      error = "write: short write";
    // Also after a failed write: what did reach the file should be on disk before we answer.
    if (fsync(fd) != 0 && error.empty()) error = failed("fsync");
    close(fd);
    return error;
  }

  const std::string wal_path_;
  std::mutex mutex_;
  std::map<std::string, int> stock_{{"widget", 100}, {"gadget", 50}, {"gizmo", 25}};
};

std::string reserve(Inventory& inventory, const std::vector<std::string>& words) {
  if (words.size() != 3) return "ERR usage: RESERVE <sku> <qty>";
  int quantity = 0;
  const char* end = words[2].data() + words[2].size();
  const auto parsed = std::from_chars(words[2].data(), end, quantity);
  if (parsed.ec != std::errc() || parsed.ptr != end || quantity <= 0)
    return "ERR bad qty: " + words[2] + " is not a positive number";
  return inventory.reserve(words[1], quantity);
}

/// The reply to a command of at least one word.
std::string reply_to(Inventory& inventory, const std::string& command,
                     const std::vector<std::string>& words) {
  if (command == "PING") return "PONG";
  if (command == "CHECK")
    return words.size() == 2 ? inventory.check(words[1]) : "ERR usage: CHECK <sku>";
  if (command == "RESERVE") return reserve(inventory, words);
  return "ERR unknown: " + command;
}

void talk(Inventory& inventory, int socket) {
  Reader reader(socket);
  while (const auto line = reader.line(longest_command)) {
    std::istringstream in(*line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    if (words.empty()) continue;
    std::string command = words[0];
    std::transform(command.begin(), command.end(), command.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (command == "QUIT") return;
    // A reply that can't be sent is no reason to hang up: the next line may come all the same.
    (void)send_all(socket, reply_to(inventory, command, words) + "\n");
  }
}

}  // namespace
}  // namespace shop

int main() {
  const char* wal = std::getenv("WAL_PATH");
  const std::string wal_path = wal != nullptr ? wal : "/tmp/inventory.wal";
  const uint16_t port = shop::port_from_environment(5432);
  const int listener =
      shop::listen_on(port, "listening on port " + std::to_string(port) + ", log in " + wal_path);
  shop::Inventory inventory(wal_path);
  shop::serve(listener, [&](int socket) { shop::talk(inventory, socket); });
}
