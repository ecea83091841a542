// What a step of a test got back. The protocol stage fills it, the spec stage shows it to Starlark.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace mishap::plan {

struct HttpRequest {
  std::string service, interface;
  std::string method;  ///< "GET", "POST", ...
  std::string host = "localhost";
  uint16_t port = 0;
  std::string path = "/";
  std::string body;
  std::map<std::string, std::string> headers;
  int64_t timeout_ns = 30'000'000'000;
};

struct TcpRequest {
  std::string service, interface;
  std::string host = "localhost";
  uint16_t port = 0;
  std::string data;  ///< One line; a newline is appended.
  int64_t timeout_ns = 10'000'000'000;
};

/// `ok` is transport success, `status` is HTTP's (0 when there was no HTTP response).
struct Response {
  bool ok = false;
  int status = 0;
  std::string body;                            ///< At most 64 KiB, trailing white space trimmed.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string error;                           ///< Why the transport failed; empty when ok.
  double duration_ms = 0;
};

}  // namespace mishap::plan
