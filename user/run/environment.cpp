// The environment that a service is started with.
#include "user/run/environment.h"

#include <cctype>

namespace mishap::run {
namespace {

/// Upper case; with `strict`, also '_' for whatever is no letter or digit.
std::string variable_part(const std::string& name, bool strict) {
  std::string part;
  for (const char byte : name) {
    const auto letter = static_cast<unsigned char>(byte);
    if (std::isalnum(letter))
      part += static_cast<char>(std::toupper(letter));
    else
      part += strict ? '_' : byte;
  }
  return part;
}

}  // namespace

std::map<std::string, std::string> service_variables(const plan::Plan& plan,
                                                     const plan::Service& service) {
  std::map<std::string, std::string> variables;
  const auto add = [&](const std::string& prefix, const plan::Interface& interface) {
    const std::string port = std::to_string(interface.port);
    variables[prefix + "_HOST"] = "localhost";
    variables[prefix + "_PORT"] = port;
    variables[prefix + "_ADDR"] = "localhost:" + port;
  };
  for (const plan::Service& each : plan.services) {
    for (const plan::Interface& interface : each.interfaces) {
      const std::string strict =
          variable_part(each.name, true) + "_" + variable_part(interface.name, true);
      add("MISHAP_" + strict, interface);
      add("FAULTBOX_" + strict, interface);
      add("FAULTBOX_" + variable_part(each.name, false) + "_" +
              variable_part(interface.name, false),
          interface);
    }
  }
  for (const auto& [name, value] : service.env) variables[name] = value;
  return variables;
}

}  // namespace mishap::run
