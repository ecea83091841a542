// mishap test: runs tests and reports.
#include <fstream>
#include <optional>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

#include "user/cli/commands.h"
#include "user/cli/exit_codes.h"
#include "user/cli/load_spec.h"
#include "user/cli/reporter.h"
#include "user/report/json_report.h"
#include "user/run/runner.h"
#include "user/run/selection.h"
#include "user/system/cgroup.h"
#include "user/system/interrupt.h"

namespace mishap::cli {
namespace {

/// Short enough to be typed from a terminal.
uint64_t drawn_seed() {
  return std::random_device{}();
}

/// Writes a file in one go; opened before the run, so that a bad path does not cost a run.
class ResultsFile {
 public:
  static Result<ResultsFile> open(const std::string& path) {
    ResultsFile file;
    file.path_ = path;
    if (path.empty()) return file;
    file.stream_.open(path, std::ios::binary | std::ios::trunc);
    if (!file.stream_) return fail_errno("cannot write " + path, errno);
    return file;
  }
  Result<void> write(const std::string& text) {
    if (path_.empty()) return {};
    stream_ << text;
    stream_.flush();
    if (!stream_) return fail_errno("cannot write " + path_, errno);
    return {};
  }

 private:
  std::string path_;
  std::ofstream stream_;
};

int exit_status(const report::RunResult& run, const system::Interrupt& interrupt) {
  if (run.interrupted) return 128 + interrupt.signal();
  if (run.gave_up) return exit_undecided;
  const report::Totals sum = report::totals(run);
  return sum.fail + sum.error > 0 ? exit_failed : exit_ok;
}

void tell_end(const report::RunResult& run, Console& console) {
  if (run.gave_up) {
    console.error(*run.gave_up);
    if (!run.gave_up_output.empty()) console.line("  its last output:\n" + run.gave_up_output);
  }
  if (run.interrupted && !run.gave_up)
    console.line("mishap: interrupted; everything was cleaned up");
}

run::World real_world(const Arguments& arguments, uint64_t seed) {
  run::World world;
  world.open_engine = [mechanism = arguments.mechanism, seed] {
    return engine::open_bpf_engine({mechanism, seed});
  };
  return world;
}

run::Options options_of(const Arguments& arguments, uint64_t seed,
                        const system::Interrupt& interrupt) {
  run::Options options;
  options.seed = seed;
  options.seed_given = arguments.seed.has_value();
  options.mechanism = arguments.mechanism;
  options.interrupt_fd = interrupt.fd();
  options.hurry_fd = interrupt.hurry_fd();
  if (arguments.verbose) options.pass_output_fd = STDERR_FILENO;
  return options;
}

int run_selected(spec::Program& program, const std::vector<const plan::Test*>& tests,
                 const Arguments& arguments, ResultsFile& file, Console& console) {
  const Result<system::Interrupt> interrupt = system::Interrupt::install();
  if (!interrupt) {
    console.error(interrupt.error());
    return exit_undecided;
  }
  const uint64_t seed = arguments.seed.value_or(drawn_seed());
  console.line(fmt::format("Seed: {} ({})", seed, arguments.seed ? "cli" : "generated"));
  if (const int stale = system::remove_stale_cgroups(); stale > 0)
    console.line(fmt::format("removed the cgroups of killed runs: {}", stale));

  const bool json = arguments.format == "json";
  Reporter reporter(console, {console.color_on_stdout(), arguments.verbose}, !json);
  const report::RunResult run =
      run::run_tests(program, tests, options_of(arguments, seed, *interrupt),
                     real_world(arguments, seed), reporter);
  console.clear();
  const std::string document = report::json_report(run);
  bool written = json ? write_stdout(document) : true;
  if (!json && (!run.gave_up || !run.tests.empty())) reporter.finished(run);
  tell_end(run, console);
  written = written && reporter.written();
  if (const Result<void> saved = file.write(document); !saved) {
    console.error(saved.error());
    return exit_undecided;
  }
  if (!written) {
    console.error({"cannot write the report to stdout", {}, {}, {}});
    return exit_undecided;
  }
  return exit_status(run, *interrupt);
}

}  // namespace

int test_command(const Arguments& arguments, Console& console) {
  const std::unique_ptr<spec::Program> program = load_spec(arguments.spec, console);
  if (program == nullptr) return exit_undecided;
  const auto tests = run::select_tests(program->plan(), arguments.tests);
  if (!tests) {
    console.error(tests.error());
    return exit_undecided;
  }
  Result<ResultsFile> file = ResultsFile::open(arguments.output);
  if (!file) {
    console.error(file.error());
    return exit_undecided;
  }
  return run_selected(*program, *tests, arguments, *file, console);
}

}  // namespace mishap::cli
