// The command line, by CLI11.
#include "user/cli/arguments.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "starlark/spelling.h"
#include "user/cli/exit_codes.h"
#include "user/cli/help_text.h"
#include "user/cli/live_options.h"
#include "user/cli/option_checks.h"

namespace mishap::cli {
namespace {

struct Parser {
  CLI::App app{about, "mishap"};
  CLI::App* test = nullptr;
  CLI::App* check = nullptr;
  CLI::App* run = nullptr;
  CLI::App* attach = nullptr;
  CLI::App* version = nullptr;
  bool version_flag = false;
  Arguments arguments;

  Parser() {
    app.footer(main_footer);
    app.set_help_flag("-h,--help", "Print this and exit");
    app.add_flag("--version", version_flag, "Print the version and exit");
    add_test();
    check = app.add_subcommand("check", "Read a spec and say what is wrong with it");
    check->add_option("SPEC", arguments.spec, "The spec")->required();
    check->footer(check_footer);
    run = add_run(app, arguments.live);
    attach = add_attach(app, arguments.live);
    version = app.add_subcommand("version", "Print the version");
  }

  void add_test() {
    test = app.add_subcommand("test", "Run the tests of a spec");
    test->footer(test_footer);
    test->add_option("SPEC", arguments.spec, "The spec")->required();
    test->add_option("--test", arguments.tests, "Run only these tests; may be given more than once")
        ->type_name("PATTERN")
        ->allow_extra_args(false);
    test->add_option("--seed", arguments.seed,
                     "Decides probabilities; drawn and printed when not given")
        ->type_name("N")
        ->check(is_seed());
    test->add_option("--engine", arguments.engine, "Who injects [auto]")
        ->type_name("auto|bpf")
        ->check(one_of({"auto", "bpf"}));
    test->add_option("--mechanism", arguments.mechanism,
                     "How the bpf engine makes a call fail [auto]")
        ->type_name("auto|fmod_ret|override")
        ->check(one_of({"auto", "fmod_ret", "override"}));
    test->add_option("--format", arguments.format, "Of the report on stdout [text]")
        ->type_name("text|json")
        ->check(one_of({"text", "json"}));
    test->add_option("--output", arguments.output, "Also write the results as JSON to FILE")
        ->type_name("FILE");
    test->add_flag("-v,--verbose", arguments.verbose,
                   "Services' output while they run (stderr), every event, every matrix cell");
  }

  CLI::App& chosen() {
    const auto commands = app.get_subcommands();
    return commands.empty() ? app : *commands.front();
  }
};

/// Every long option and every command that could have been meant here.
std::vector<std::string> known_words(CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  for (const CLI::App* command : app.get_subcommands(nullptr)) words.push_back(command->get_name());
  return words;
}

std::unexpected<Error> unexpected_word(Parser& parser) {
  const std::vector<std::string> extras = parser.app.remaining(true);
  const std::string given = extras.empty() ? "" : extras.front();
  const std::string word = given.substr(0, given.find('='));
  const bool option = word.starts_with("-");
  const bool no_command = &parser.chosen() == &parser.app;
  const std::string what = option       ? "unknown option "
                           : no_command ? "unknown command "
                                        : "unexpected argument ";
  const std::string near = starlark::nearest_name(word, known_words(parser.chosen()));
  return fail(what + word,
              near.empty() ? "mishap --help lists what there is" : "did you mean " + near + "?");
}

/// CLI11 reads all words but those of the program that `run` starts.
Result<void> parse(Parser& parser, std::vector<std::string> words) {
  std::vector<std::string> command;
  const bool runs = !words.empty() && words.front() == "run";
  if (runs) {
    Result<RunWords> split = split_run(*parser.run, std::span(words).subspan(1));
    if (!split) return std::unexpected(split.error());
    words = std::move(split->options);
    words.insert(words.begin(), "run");
    command = std::move(split->command);
  }
  std::ranges::reverse(words);  // As CLI11 wants them.
  parser.app.parse(std::move(words));
  if (runs && command.empty())
    return fail("no program is given", "mishap run [OPTIONS] -- COMMAND [ARGUMENT]...");
  parser.arguments.live.command = std::move(command);
  return {};
}

Arguments help(CLI::App& app) {
  Arguments arguments;
  arguments.command = Arguments::Command::help;
  arguments.help = app.help();
  return arguments;
}

}  // namespace

Result<Arguments> parse_arguments(int argc, const char* const* argv) {
  Parser parser;
  try {
    if (Result<void> parsed = parse(parser, {argv + 1, argv + argc}); !parsed)
      return std::unexpected(parsed.error());
  } catch (const CLI::CallForHelp&) {
    return help(parser.app);  // Of the command that was given, if one was.
  } catch (const CLI::ExtrasError&) {
    return unexpected_word(parser);
  } catch (const CLI::ParseError& error) {
    const std::string name =
        &parser.chosen() == &parser.app ? "" : parser.chosen().get_name() + " ";
    return fail(error.what(), "mishap " + name + "--help tells how it is used");
  }
  if (parser.version_flag || parser.version->parsed())
    parser.arguments.command = Arguments::Command::version;
  else if (parser.test->parsed())
    parser.arguments.command = Arguments::Command::test;
  else if (parser.check->parsed())
    parser.arguments.command = Arguments::Command::check;
  else if (parser.run->parsed())
    parser.arguments.command = Arguments::Command::run;
  else if (parser.attach->parsed())
    parser.arguments.command = Arguments::Command::attach;
  else
    return fail("no command given", "mishap --help lists them");
  return parser.arguments;
}

int status_of_misuse(int argc, const char* const* argv) {
  const bool runs = argc > 1 && std::string_view(argv[1]) == "run";
  return runs ? exit_run_failed : exit_undecided;
}

}  // namespace mishap::cli
