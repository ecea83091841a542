// Boost.Beast writes the request and parses the response; the waiting is Connection's. The only
// file that includes Beast.
#include "user/protocol/http_exchange.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cctype>
#include <sstream>

#include "user/protocol/text.h"

namespace mishap::protocol {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::error_code;

constexpr size_t body_cap = 64 * 1024;

/// A Beast body that keeps the first 64 KiB and swallows the rest, so that no Content-Length can
/// exhaust memory.
struct CappedBody {
  using value_type = std::string;

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(http::header<is_request, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, error_code& error) { error = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& error) {
      error = {};
      const size_t size = asio::buffer_size(buffers);
      const size_t old = body_.size();
      body_.resize(std::min(old + size, body_cap));
      asio::buffer_copy(asio::buffer(body_.data() + old, body_.size() - old), buffers);
      return size;
    }
    void finish(error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

using Parser = http::response_parser<CappedBody>;

std::unexpected<NetError> other_error(std::string text) {
  return std::unexpected(NetError{NetError::Kind::other, 0, std::move(text), {}});
}

/// Header values and the path go over the wire as they are: a line end in one would end it early.
bool on_one_line(std::string_view text) { return text.find_first_of("\r\n\0", 0, 3) == text.npos; }

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || std::string_view("!#$%&'*+-.^_`|~").contains(static_cast<char>(c));
  });
}

NetResult<std::string> serialize(const plan::HttpRequest& request) {
  const std::string path = request.path.starts_with('/') ? request.path : "/" + request.path;
  if (!on_one_line(path) || path.contains(' '))
    return other_error("the path \"" + request.path +
                       "\" has a blank or a line end in it; write %20");
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(path);
  message.set(http::field::host, Address{request.host, request.port}.to_string());
  message.set(http::field::user_agent, "mishap");
  message.set(http::field::accept, "*/*");
  message.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !on_one_line(value))
      return other_error("the header \"" + name + "\" can't be sent: bad characters in it");
    message.set(name, value);
  }
  message.body() = request.body;
  message.prepare_payload();
  std::ostringstream wire;
  wire << message;
  return std::move(wire).str();
}

plan::Response to_response(Parser& parser) {
  plan::Response response;
  response.status = static_cast<int>(parser.get().result_int());
  response.body = trimmed_end(parser.get().body());
  for (const auto& field : parser.get()) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::string& value = response.headers[name];
    if (!value.empty()) value += ", ";
    value += std::string(field.value());
  }
  return response;
}

/// Reads one message; what is received beyond it stays in `pending`. An answer to HEAD has no body,
/// whatever it says.
NetResult<void> read_message(Connection& connection, Parser& parser, std::string& pending,
                             const Limits& limits) {
  std::array<char, 16 * 1024> buffer;
  parser.eager(true);
  parser.body_limit(boost::none);
  parser.header_limit(64 * 1024);
  while (!parser.is_done()) {
    error_code error;
    const size_t used = pending.empty() ? 0 : parser.put(asio::buffer(pending), error);
    if (error && error != http::error::need_more)
      return other_error("malformed HTTP response: " + error.message());
    pending.erase(0, used);
    // An endless answer has told enough once the cap is full.
    if (parser.is_done() || parser.get().body().size() >= body_cap) break;
    const auto got = connection.receive(buffer.data(), buffer.size(), limits);
    if (!got) return std::unexpected(got.error());
    pending.append(buffer.data(), *got);
    if (*got > 0) continue;
    if (!parser.got_some()) return other_error("the connection was closed without a response");
    parser.put_eof(error);
    if (error) return other_error("the connection was closed in the middle of the response");
  }
  return {};
}

}  // namespace

NetResult<plan::Response> http_exchange(const plan::HttpRequest& request, const Limits& limits) {
  const auto wire = serialize(request);
  if (!wire) return std::unexpected(wire.error());
  auto connection = Connection::open({request.host, request.port}, limits);
  if (!connection) return std::unexpected(connection.error());
  // A server may answer and close before it has read all: its answer counts, not our broken pipe.
  const auto sent = connection->send(*wire, limits);
  std::string pending;
  while (true) {
    Parser parser;
    parser.skip(request.method == "HEAD");
    const auto read = read_message(*connection, parser, pending, limits);
    if (!read) return std::unexpected(sent ? read.error() : sent.error());
    if (parser.get().result_int() >= 200) return to_response(parser);  // 1xx only announce.
  }
}

}  // namespace mishap::protocol
