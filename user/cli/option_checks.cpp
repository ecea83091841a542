// Validators for CLI11.
#include "user/cli/option_checks.h"

#include <algorithm>

#include "starlark/spelling.h"

namespace mishap::cli {

CLI::Validator one_of(std::vector<std::string> names) {
  const auto check = [names](const std::string& given) -> std::string {
    if (std::ranges::find(names, given) != names.end()) return {};
    return "\"" + given + "\" is none of " + starlark::join_names(names) +
           starlark::did_you_mean(given, names);
  };
  return CLI::Validator(check, "", "");
}

CLI::Validator is_seed() {
  const auto check = [](const std::string& given) -> std::string {
    const bool digits = given.find_first_not_of("0123456789") == std::string::npos;
    return digits && !given.empty()
               ? ""
               : "\"" + given + "\" is no seed: a number from 0 to 18446744073709551615";
  };
  return CLI::Validator(check, "", "");
}

}  // namespace mishap::cli
