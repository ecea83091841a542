// run's and attach's options for CLI11.
#include "user/cli/live_options.h"

#include <algorithm>

#include "user/cli/help_text.h"
#include "user/cli/option_checks.h"
#include "user/spec/duration.h"

namespace mishap::cli {
namespace {

void add_rules(CLI::App& command, LiveArguments& arguments) {
  command.add_option("--op", arguments.ops, "Name a set of system calls: 'NAME=op([...], ...)'")
      ->type_name("OP")
      ->allow_extra_args(false);
  command
      .add_option("--fault", arguments.faults,
                  "Make calls fail: NAME=EIO[:PROB%][:GLOB][:nth=N], or skip, crash, ... for EIO; "
                  "or 'NAME=deny(...)'")
      ->type_name("FAULT")
      ->allow_extra_args(false);
  command
      .add_option("--io-uring", arguments.io_uring,
                  "Whether io_uring, which no fault reaches, may be set up beside faults [deny]")
      ->type_name("deny|allow")
      ->check(one_of({"deny", "allow"}));
}

void add_engine(CLI::App& command, LiveArguments& arguments) {
  command.add_option("--seed", arguments.seed, "Decides probabilities; drawn when not given")
      ->type_name("N")
      ->check(is_seed());
  command.add_option("--engine", arguments.engine, "Who injects [auto]")
      ->type_name("auto|bpf")
      ->check(one_of({"auto", "bpf"}));
  command
      .add_option("--mechanism", arguments.mechanism, "How the bpf engine makes a call fail [auto]")
      ->type_name("auto|fmod_ret|override")
      ->check(one_of({"auto", "fmod_ret", "override"}));
}

/// CLI11 gives "true" for the bare flag.
std::string not_a_trace(const std::string& given) {
  if (given == "true" || given == "calls") return {};
  return "--trace or --trace=calls was expected, got --trace=" + given;
}

void add_reports(CLI::App& command, LiveArguments& arguments) {
  command
      .add_flag("--trace", arguments.trace,
                "List the calls that met a fault or op, or all when there is none; =calls: all")
      ->check(CLI::Validator(not_a_trace, "", ""))
      ->type_name("[=calls]");
  command.add_flag("--summary", arguments.summary, "At the end, tables of what was met and failed");
  command.add_option("--format", arguments.format, "Of trace and summary [text]")
      ->type_name("text|json")
      ->check(one_of({"text", "json"}));
  command.add_option("-o,--output", arguments.output, "Write trace and summary to FILE")
      ->type_name("FILE");
}

/// Reads --for. The callback of CLI11 gives texts.
std::string read_time(const std::string& text, LiveArguments& arguments) {
  const auto time = spec::parse_duration(text);
  if (!time || *time <= 0)
    return "\"" + text + "\" is no duration: one such as 30s, 500ms or 1m30s was expected";
  arguments.time = std::chrono::nanoseconds(*time);
  return {};
}

}  // namespace

CLI::App* add_run(CLI::App& app, LiveArguments& arguments) {
  CLI::App* run = app.add_subcommand("run", "Run one program under faults, or trace its calls");
  run->footer(run_footer);
  // For the help alone: split_run() has taken these words away before CLI11 reads.
  run->add_option("COMMAND", arguments.command, "The program and its arguments; best after a --")
      ->type_name("[ARGUMENT]");
  add_rules(*run, arguments);
  add_reports(*run, arguments);
  add_engine(*run, arguments);
  return run;
}

CLI::App* add_attach(CLI::App& app, LiveArguments& arguments) {
  CLI::App* attach = app.add_subcommand("attach", "Put faults on something that runs already");
  attach->footer(attach_footer);
  attach->add_option("TARGET", arguments.target, "pid:N, cgroup:PATH or unit:NAME")->required();
  add_rules(*attach, arguments);
  attach
      ->add_option_function<std::string>(
          "--for",
          [&arguments](const std::string& text) {
            if (const std::string wrong = read_time(text, arguments); !wrong.empty())
              throw CLI::ValidationError("--for", wrong);
          },
          "Lift the faults after this time; without it Ctrl-C does")
      ->type_name("DURATION");
  attach->add_flag("--force", arguments.force,
                   "Take the root cgroup, pid 1, or what mishap itself runs in");
  add_reports(*attach, arguments);
  add_engine(*attach, arguments);
  return attach;
}

namespace {

/// The option that a word names, in the form "--name", "--name=value" or "-o"; null when none.
const CLI::Option* option_of(CLI::App& run, const std::string& word) {
  if (!word.starts_with('-')) return nullptr;
  return run.get_option_no_throw(word.substr(0, word.find('=')));
}

/// Whether the option's value is the next word.
bool takes_next(const CLI::Option& option, const std::string& word) {
  return option.get_expected_min() > 0 && option.get_items_expected_max() > 0 &&
         !word.contains('=');
}

}  // namespace

Result<RunWords> split_run(CLI::App& run, std::span<const std::string> words) {
  RunWords split;
  size_t at = 0;
  for (; at < words.size() && words[at].starts_with('-') && words[at] != "--"; at++) {
    split.options.push_back(words[at]);
    const CLI::Option* option = option_of(run, words[at]);
    if (option != nullptr && takes_next(*option, words[at]) && at + 1 < words.size())
      split.options.push_back(words[++at]);
  }
  const bool told = at < words.size() && words[at] == "--";
  if (told) at++;
  split.command.assign(words.begin() + static_cast<ptrdiff_t>(at), words.end());
  if (told) return split;
  for (const std::string& word : split.command) {
    if (word == "--") break;
    if (word.starts_with("--") && word != "--help" && option_of(run, word) != nullptr)
      return fail("is " + word + " an option of mishap or of " + split.command.front() + "?",
                  "put mishap's options before the program, and -- between them");
  }
  return split;
}

}  // namespace mishap::cli
