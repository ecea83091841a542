// One line there, one line back.
#include "user/protocol/tcp.h"

#include <array>

#include "user/protocol/connection.h"
#include "user/protocol/text.h"

namespace mishap::protocol {
namespace {

constexpr size_t longest_line = 64 * 1024;

std::unexpected<Error> send_failed(const plan::TcpRequest& request, const NetError& error) {
  std::string why = error.text();
  if (error.kind == NetError::Kind::timeout) why += " after " + duration_text(request.timeout_ns);
  Error out{"tcp send failed: " + why, {}, {}, {}};
  if (error.kind == NetError::Kind::cancelled) out.code = "INTERRUPTED";
  return std::unexpected(std::move(out));
}

}  // namespace

Result<std::string> tcp_send(const plan::TcpRequest& request, int cancel_fd) {
  const Limits limits{
      .deadline = std::chrono::steady_clock::now() + std::chrono::nanoseconds(request.timeout_ns),
      .cancel_fd = cancel_fd};
  auto connection = Connection::open({request.host, request.port}, limits);
  if (!connection) return send_failed(request, connection.error());
  if (auto sent = connection->send(request.data + "\n", limits); !sent)
    return send_failed(request, sent.error());
  std::string line;
  std::array<char, 4096> buffer;
  while (line.size() < longest_line) {
    const auto got = connection->receive(buffer.data(), buffer.size(), limits);
    if (!got) return send_failed(request, got.error());
    if (*got == 0) break;
    line.append(buffer.data(), *got);
    const size_t newline = line.find('\n', line.size() - *got);
    if (newline == std::string::npos) continue;
    line.resize(newline);
    break;
  }
  if (line.size() > longest_line) line.resize(longest_line);
  return std::string(trimmed(line));
}

}  // namespace mishap::protocol
