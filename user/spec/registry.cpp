// The declarations of a spec, gathered while it loads.
#include "user/spec/registry.h"

namespace mishap::spec {

std::optional<Place> Registry::claim(const std::string& kind, const std::string& name,
                                     const Place& place) {
  const auto [entry, is_new] = claimed_.try_emplace({kind, name}, place);
  if (is_new) return std::nullopt;
  return entry->second;
}

void Registry::add_test(plan::Test test, TestBody body) {
  bodies_[test.name] = body;
  plan.tests.push_back(std::move(test));
}

void Registry::note(const Place& place, const std::string& text) {
  const std::string where = place.known() ? place.to_string() + ": " : std::string();
  plan.notes.push_back(where + "note: " + text);
}

const plan::Assumption* Registry::assumption(const std::string& name) const {
  for (const plan::Assumption& each : plan.assumptions)
    if (each.name == name) return &each;
  return nullptr;
}

const TestBody* Registry::body(const std::string& test) const {
  const auto found = bodies_.find(test);
  return found == bodies_.end() ? nullptr : &found->second;
}

}  // namespace mishap::spec
