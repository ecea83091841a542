// Reads requests and writes replies, RFC 9112 without chunked bodies (refused with 411).
#include "examples/shop/http.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <expected>
#include <map>
#include <optional>
#include <sstream>

#include "examples/shop/net.h"

namespace shop {
namespace {

constexpr size_t longest_line = 16 * 1024, most_headers = 100, largest_body = 1024 * 1024;

struct Head {
  std::string method, target, version;
  std::map<std::string, std::string> headers;  ///< Names in lower case.

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string reason(int status) {
  static const std::map<int, std::string> reasons = {{200, "OK"},
                                                     {400, "Bad Request"},
                                                     {404, "Not Found"},
                                                     {405, "Method Not Allowed"},
                                                     {409, "Conflict"},
                                                     {411, "Length Required"},
                                                     {413, "Content Too Large"},
                                                     {431, "Request Header Fields Too Large"},
                                                     {503, "Service Unavailable"}};
  const auto found = reasons.find(status);
  return found == reasons.end() ? "Unknown" : found->second;
}

/// The request line and the headers. An error is the status to answer with; 0 = the peer has gone,
/// say nothing.
std::expected<Head, int> read_head(Reader& reader) {
  auto line = reader.line(longest_line);
  if (line && line->empty()) line = reader.line(longest_line);  // A stray line end after a body.
  if (!line) return std::unexpected(0);
  Head head;
  std::istringstream words(*line);
  std::string rest;
  words >> head.method >> head.target >> head.version;
  if (!head.version.starts_with("HTTP/1.") || words >> rest) return std::unexpected(400);
  for (size_t count = 0; (line = reader.line(longest_line)); count++) {
    if (line->empty()) return head;
    if (count == most_headers) return std::unexpected(431);
    const size_t colon = line->find(':');
    if (colon == std::string::npos || colon == 0) return std::unexpected(400);
    head.headers[lower(line->substr(0, colon))] =
        without_blanks(std::string_view(*line).substr(colon + 1));
  }
  return std::unexpected(0);
}

std::expected<std::string, int> read_body(int socket, Reader& reader, const Head& head) {
  if (!head.header("transfer-encoding").empty()) return std::unexpected(411);
  const std::string length = head.header("content-length");
  if (length.empty()) return std::string();
  size_t size = 0;
  const auto parsed = std::from_chars(length.data(), length.data() + length.size(), size);
  if (parsed.ec != std::errc() || parsed.ptr != length.data() + length.size())
    return std::unexpected(400);
  if (size > largest_body) return std::unexpected(413);
  if (lower(head.header("expect")) == "100-continue")
    (void)send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n");
  auto body = reader.bytes(size);
  if (!body) return std::unexpected(0);
  return std::move(*body);
}

bool wants_to_stay(const Head& head) {
  const std::string connection = lower(head.header("connection"));
  return head.version == "HTTP/1.0" ? connection == "keep-alive" : connection != "close";
}

bool send_reply(int socket, const Reply& reply, bool stay) {
  return send_all(socket, "HTTP/1.1 " + std::to_string(reply.status) + " " + reason(reply.status) +
                              "\r\nContent-Type: " + reply.content_type +
                              "\r\nContent-Length: " + std::to_string(reply.body.size()) +
                              "\r\nConnection: " + (stay ? "keep-alive" : "close") + "\r\n\r\n" +
                              reply.body);
}

}  // namespace

void talk_http(int socket, const std::function<Reply(const Request&)>& answer) {
  Reader reader(socket);
  const auto refuse = [&](int status) {
    if (status != 0) (void)send_reply(socket, {status, reason(status) + "\n"}, false);
  };
  while (true) {
    const auto head = read_head(reader);
    if (!head) return refuse(head.error());
    const auto body = read_body(socket, reader, *head);
    if (!body) return refuse(body.error());
    const std::string path = head->target.substr(0, head->target.find('?'));
    const bool stay = wants_to_stay(*head);
    if (!send_reply(socket, answer({head->method, path, *body}), stay) || !stay) return;
  }
}

}  // namespace shop
