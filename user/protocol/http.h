// The HTTP client of steps and health checks: one request, one connection.
#pragma once

#include "user/plan/response.h"

namespace mishap::protocol {

/// Performs an HTTP/1.1 request on a connection of its own and measures it. Redirects are not
/// followed. A transport failure is a Response with ok = false and the reason in `error` ("connect
/// to localhost:8080: connection refused", "timed out after 30s", "interrupted"). Gives up at once
/// when `cancel_fd` becomes readable.
plan::Response http_request(const plan::HttpRequest& request, int cancel_fd = -1);

}  // namespace mishap::protocol
