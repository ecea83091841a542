// The Plan: what a spec asks for, as plain data. The spec stage writes it, the compile and run
// stages read it. Nothing here knows of Starlark, of BPF or of processes; a second front end needs
// only these structs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "user/plan/place.h"
#include "user/plan/predicates.h"

namespace mishap::plan {

/// A set of syscalls under a name of the service's own: `ops = {"persist": op(syscalls=[...])}`.
struct Op {
  std::string name;
  /// Expanded: the members of the names as declared, in the order of their family, each once.
  std::vector<std::string> syscalls;
  Predicates where;
  Place place;
};

struct Interface {
  std::string name;
  std::string protocol;  ///< "http", "tcp"; others may be declared, but have no step methods.
  uint16_t port = 0;
  Place place;
};

struct Healthcheck {
  enum class Kind { tcp, http };
  Kind kind = Kind::tcp;
  std::string target;  ///< tcp: "host:port"; http: "host:port/path"; without a scheme.
  int64_t timeout_ns = 10'000'000'000;
  Place place;
};

struct Service {
  std::string name;
  /// As written; a relative one with '/' is sought beside the spec, then in the cwd.
  std::string binary;
  std::vector<std::string> args;
  std::map<std::string, std::string> env;
  std::vector<Interface> interfaces;
  std::vector<std::string> depends_on;  ///< Names of services.
  std::optional<Healthcheck> healthcheck;
  std::vector<Op> ops;
  /// io_uring="allow". Else a faulted service gets ENOSYS from io_uring_setup, since what goes
  /// through a ring makes no system call that could be faulted.
  bool allows_io_uring = false;
  Place place;
};

enum class ActionKind : uint8_t {
  deny,     ///< The caller is told an error.
  returns,  ///< Not executed; the caller is told `value`.
  skip,     ///< Not executed; the caller is told full success (see skip.h).
  crash,    ///< The process gets a signal.
  allow,    ///< The call passes, and no later rule sees it.
  trace,    ///< The call is recorded, and later rules decide.
};

/// When a deny or crash happens: instead of the call, or when it has been carried out.
enum class Moment : uint8_t { entry, exit };

struct Action {
  ActionKind kind = ActionKind::deny;
  int error_number = 0;  ///< deny: the positive errno value.
  int64_t value = 0;     ///< returns.
  int signal = 0;        ///< crash.
  Moment at = Moment::entry;
  bool operator==(const Action&) const = default;
};

/// One fault keyword: `wal_write = deny("EIO", label="WAL broken")` on a service.
struct Rule {
  std::string service;
  std::string keyword;                ///< As written: an op's name, a family or a syscall.
  std::string op;                     ///< The op's name; empty for a syscall or family.
  std::vector<std::string> syscalls;  ///< Expanded members.
  Predicates where;                   ///< From the op.
  Action action;
  double probability = 1.0;           ///< 0..1.
  Trigger trigger;
  std::string label;
  std::string assumption;             ///< The fault_assumption it came from; empty in fault().
  /// Not asked for by a keyword: mishap's own refusal of io_uring_setup. Told only when it fires.
  bool implicit = false;
  Place place;                        ///< Of the keyword in the spec.
};

struct Assumption {
  std::string name;
  std::vector<Rule> rules;  ///< In declaration order, those of faults=[...] after its own.
  std::string description;
  Place place;
};

enum class TestKind : uint8_t { function, scenario, fault_scenario, matrix_cell };

struct Test {
  std::string name;  ///< "test_wal_failure"; tests run in the alphabetical order of their names.
  TestKind kind = TestKind::function;
  std::string scenario;                  ///< The scenario function; empty for kind function.
  std::vector<std::string> assumptions;  ///< Names, in the order of faults=.
  bool has_expect = false;
  bool require_faults_fire = false;
  int64_t timeout_ns = 0;                ///< 0 = the default.
  int matrix = -1;                       ///< Index of the matrix it is a cell of, or -1.
  Place place;
};

/// One fault_matrix() call: rows and columns in order, and which cells were excluded.
struct Matrix {
  std::vector<std::string> scenarios;
  std::vector<std::string> faults;
  std::vector<std::pair<std::string, std::string>> excluded;  ///< (scenario, fault)
  Place place;
};

struct Plan {
  std::string file;                     ///< The root spec, as given on the command line.
  std::vector<Service> services;        ///< In declaration order.
  std::vector<Assumption> assumptions;
  std::vector<Test> tests;              ///< Sorted by name.
  std::vector<Matrix> matrices;
  /// What `check` prints: `file:line:col: note: ...` on ops that hide a syscall and the like.
  std::vector<std::string> notes;

  const Service* service(const std::string& name) const {
    for (const Service& each : services)
      if (each.name == name) return &each;
    return nullptr;
  }
};

}  // namespace mishap::plan
