#include "tests/bench/options.h"

#include <algorithm>
#include <regex>

namespace mishap::bench {
namespace {

Result<std::string> value_of(const std::vector<std::string>& words, size_t& at) {
  if (at + 1 >= words.size()) return fail(words[at] + " wants a value");
  return words[++at];
}

Result<void> check_regex(const std::string& text) {
  try {
    std::regex{text};
  } catch (const std::regex_error& error) {
    return fail("--rows " + text + " is no regular expression: " + error.what());
  }
  return {};
}

}  // namespace

bool Options::wants(const std::string& name) const {
  return !rows || std::regex_search(name, std::regex(*rows, std::regex::icase));
}

std::vector<Situation> Options::wanted_situations() const {
  std::vector<Situation> all = situations();
  std::vector<std::string> names;
  for (const Situation& each : all)
    if (wants(each.name)) names.insert(names.end(), {each.name, each.like});
  std::erase_if(all,
                [&](const Situation& each) { return std::ranges::count(names, each.name) == 0; });
  return all;
}

Result<Options> parse_options(const std::vector<std::string>& words) {
  Options options;
  for (size_t i = 0; i < words.size(); i++) {
    if (words[i] == "--json") {
      options.json = true;
    } else if (words[i] == "--list") {
      options.list = true;
    } else if (words[i] == "--rows") {
      auto value = value_of(words, i);
      if (!value) return std::unexpected(value.error());
      if (auto checked = check_regex(*value); !checked) return std::unexpected(checked.error());
      options.rows = *value;
    } else if (words[i] == "--mechanism") {
      auto value = value_of(words, i);
      if (!value) return std::unexpected(value.error());
      if (std::ranges::count(options.mechanisms, *value) == 0)
        return fail("there is no mechanism '" + *value + "'; there are: fmod_ret, override");
      options.mechanisms = {*value};
    } else {
      return fail("unknown option '" + words[i] + "'; see ci/bench --help");
    }
  }
  return options;
}

}  // namespace mishap::bench
