// What the tests of the spec stage share: specs in temporary files, and a runtime that only writes
// down what it is told.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "user/spec/program.h"

namespace mishap::spec {

/// A directory for the files of one spec; gone with the object.
class SpecFolder {
 public:
  SpecFolder();
  ~SpecFolder();
  SpecFolder(const SpecFolder&) = delete;
  SpecFolder& operator=(const SpecFolder&) = delete;

  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& text) const;
  /// The same text with this folder's path taken out: "spec.star:3:4: ...".
  std::string strip(std::string text) const;

 private:
  std::filesystem::path path_;
};

/// A spec that must load.
class LoadedSpec {
 public:
  explicit LoadedSpec(const std::string& text);
  const plan::Plan& plan() const { return program_->plan(); }
  const plan::Test& test(const std::string& name) const;
  const plan::Assumption& assumption(const std::string& name) const;
  BodyResult run(const std::string& test, Runtime& runtime) {
    return program_->run(this->test(test), runtime);
  }
  Program& program() { return *program_; }

 private:
  SpecFolder folder_;
  std::unique_ptr<Program> program_;
};

/// The errors of a spec that must not load, each with its excerpt, without the folder's path.
std::vector<std::string> load_errors(const std::string& text);
/// The first line of the only error of such a spec.
std::string load_error(const std::string& text);

/// Writes down every effect in order; answers with what a test laid down beforehand.
class FakeRuntime : public Runtime {
 public:
  std::vector<std::string> log;  ///< "arm 1: db write EIO", "POST api:8080/orders", "print x", ...
  std::map<std::string, plan::Response> responses;  ///< By path; 200 with an empty body otherwise.
  Result<std::string> tcp_reply = "PONG";
  bool arm_fails = false;
  bool disarm_fails = false;
  std::vector<plan::HttpRequest> requests;

  Result<FaultId> arm(const std::vector<plan::Rule>& rules) override;
  Result<void> disarm(FaultId fault) override;
  plan::Response http(const plan::HttpRequest& request) override;
  Result<std::string> tcp(const plan::TcpRequest& request) override;
  void print(const std::string& text) override { log.push_back("print " + text); }

 private:
  int last_fault_ = 0;
};

/// A service called db with a tcp interface, and one called api with an http interface.
extern const char* const two_services;

}  // namespace mishap::spec
