// What the tests of the spec stage share.
#include "tests/unit/spec/spec_fixture.h"

#include <algorithm>
#include <fstream>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "user/plan/errno_names.h"

namespace mishap::spec {

const char* const two_services = R"(
db = service("db", "bin/db", interface("main", "tcp", 5432),
    ops = {"persist": op(["write", "fsync"]), "wal": op(["write"], path = "*.wal")})
api = service("api", "bin/api", interface("main", "http", 8080))
)";

SpecFolder::SpecFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "mishap-spec-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

SpecFolder::~SpecFolder() {
  std::filesystem::remove_all(path_);
}

std::string SpecFolder::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
  return file.string();
}

std::string SpecFolder::strip(std::string text) const {
  const std::string prefix = path_.string() + "/";
  for (size_t at; (at = text.find(prefix)) != std::string::npos;) text.erase(at, prefix.size());
  return text;
}

LoadedSpec::LoadedSpec(const std::string& text) {
  auto program = Program::load(folder_.write("spec.star", text));
  if (!program) FAIL(program.error().front());
  program_ = std::move(*program);
}

const plan::Test& LoadedSpec::test(const std::string& name) const {
  const auto found = std::ranges::find(plan().tests, name, &plan::Test::name);
  REQUIRE_MESSAGE(found != plan().tests.end(), name);
  return *found;
}

const plan::Assumption& LoadedSpec::assumption(const std::string& name) const {
  const auto found = std::ranges::find(plan().assumptions, name, &plan::Assumption::name);
  REQUIRE_MESSAGE(found != plan().assumptions.end(), name);
  return *found;
}

std::vector<std::string> load_errors(const std::string& text) {
  const SpecFolder folder;
  const auto program = Program::load(folder.write("spec.star", text));
  REQUIRE_FALSE(program.has_value());
  std::vector<std::string> errors;
  for (const std::string& each : program.error()) errors.push_back(folder.strip(each));
  return errors;
}

std::string load_error(const std::string& text) {
  const std::vector<std::string> errors = load_errors(text);
  CHECK(errors.size() == 1);
  return errors.front().substr(0, errors.front().find('\n'));
}

Result<Runtime::FaultId> FakeRuntime::arm(const std::vector<plan::Rule>& rules) {
  if (arm_fails) return fail("the kernel can't inject");
  std::string line = "arm " + std::to_string(++last_fault_) + ":";
  for (const plan::Rule& rule : rules)
    line +=
        " " + rule.service + "." + rule.keyword + "=" + plan::errno_name(rule.action.error_number);
  log.push_back(line);
  return last_fault_;
}

Result<void> FakeRuntime::disarm(FaultId fault) {
  log.push_back("disarm " + std::to_string(fault));
  if (disarm_fails) return fail("the engine is gone");
  return {};
}

plan::Response FakeRuntime::http(const plan::HttpRequest& request) {
  requests.push_back(request);
  log.push_back(request.method + " " + request.service + ":" + std::to_string(request.port) +
                request.path);
  const auto found = responses.find(request.path);
  if (found != responses.end()) return found->second;
  plan::Response response;
  response.ok = true;
  response.status = 200;
  return response;
}

Result<std::string> FakeRuntime::tcp(const plan::TcpRequest& request) {
  log.push_back("SEND " + request.service + ":" + std::to_string(request.port) + " " +
                request.data);
  return tcp_reply;
}

}  // namespace mishap::spec
