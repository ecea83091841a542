// Decisions without hooks: this process in a scope of its own, asked by BPF_PROG_TEST_RUN.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/kernel/rules.h"
#include "user/engine/bpf/bpf_engine.h"
#include "user/engine/bpf/trial.h"
#include "user/system/cgroup.h"

namespace mishap {

inline uint64_t argument(const char* text) {
  return reinterpret_cast<uint64_t>(text);
}
inline uint64_t argument(int number) {
  return static_cast<uint64_t>(static_cast<int64_t>(number));
}

/// This process in a cgroup of its own, in scope of an engine without hooks; a scratch directory as
/// working directory.
class Bench {
 public:
  Bench() : cgroup_(system::Cgroup::create("decision").value()) {
    auto loaded = engine::load_best_mechanism({.mechanism = "none"});
    REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message << " " << loaded.error().hint);
    engine_ = engine::BpfEngine::open(std::move(*loaded), 1).value();
    enter(cgroup_.path());
    scope_ = engine_->add_scope(cgroup_.id(), cgroup_.path()).value();
    char name[] = "/tmp/mishap-decision-XXXXXX";
    directory_ = mkdtemp(name);
    REQUIRE(chdir(directory_.c_str()) == 0);
    std::filesystem::create_directories("data/pg/wal");
    for (const char* file :
         {"data/pg/wal/0001.wal", "data/pg/base", "top.wal", "data/ space\nline.wal"})
      std::ofstream(file) << "x";
  }
  ~Bench() {
    CHECK(chdir("/") == 0);
    std::filesystem::remove_all(directory_);
    enter(std::filesystem::path(cgroup_.path()).parent_path().parent_path().string());
  }
  static void enter(const std::string& cgroup) {
    std::ofstream(cgroup + "/cgroup.procs") << getpid();
  }

  int64_t decide(int syscall, std::array<uint64_t, 6> arguments) {
    return engine::try_decision(engine_->object(), static_cast<uint16_t>(syscall), arguments)
        .value()
        .value_or(0);
  }
  int open_file(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE_MESSAGE(fd >= 0, path);
    return fd;
  }
  /// The errno that write() on the file would get under deny(EIO) with this glob; 0 = none.
  int64_t write_under(const std::string& glob, int fd) {
    Armed armed(*engine_, scope_, {deny({"write"}, "EIO", {glob})});
    REQUIRE(armed.error() == "");
    const int64_t first = decide(SYS_write, {argument(fd)});
    CHECK(decide(SYS_write, {argument(fd)}) == first);  // the cached verdict says the same
    return -first;
  }
  engine::BpfEngine& engine() { return *engine_; }
  engine::ScopeId scope() const { return scope_; }
  const std::string& directory() const { return directory_; }

 private:
  system::Cgroup cgroup_;
  std::unique_ptr<engine::BpfEngine> engine_;
  engine::ScopeId scope_ = 0;
  std::string directory_;
};

}  // namespace mishap
