// The version of mishap, as `mishap version` and the results give it. In step with CMakeLists.txt.
#pragma once

namespace mishap::report {

inline constexpr const char* version = MISHAP_VERSION;

}  // namespace mishap::report
