// As much of an HTTP/1.1 server as order-svc needs: bodies by Content-Length, keep-alive,
// 100-continue.
#pragma once

#include <functional>
#include <string>

namespace shop {

struct Request {
  std::string method;
  std::string path;  ///< Without the query.
  std::string body;
};

struct Reply {
  int status = 200;
  std::string body;
  std::string content_type = "text/plain; charset=utf-8";
};

/// Answers requests on the socket until one side wants to close.
void talk_http(int socket, const std::function<Reply(const Request&)>& answer);

}  // namespace shop
