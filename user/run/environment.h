// The environment that a service is started with.
#pragma once

#include <map>
#include <string>

#include "user/plan/plan.h"

namespace mishap::run {

/// The variables that tell every service where all services' interfaces are, then the service's own
/// env (which wins): MISHAP_<SERVICE>_<INTERFACE>_HOST, _PORT and _ADDR in upper case with '_' for
/// bytes that a shell's variable can't have, and the same as FAULTBOX_..., also with its '-' kept
/// as specs written for Faultbox may expect.
std::map<std::string, std::string> service_variables(const plan::Plan& plan,
                                                     const plan::Service& service);

}  // namespace mishap::run
