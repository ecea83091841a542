// One HTTP/1.1 request and its response, for steps and health checks alike.
#pragma once

#include "user/plan/response.h"
#include "user/protocol/connection.h"

namespace mishap::protocol {

/// Connects, sends, and reads the response to its end, of its body the first 64 KiB. duration_ms
/// and ok are not set.
NetResult<plan::Response> http_exchange(const plan::HttpRequest& request, const Limits& limits);

}  // namespace mishap::protocol
