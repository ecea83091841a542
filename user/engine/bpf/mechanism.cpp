// Which entry mechanism: found out by loading and attaching real programs, never by a version or a
// config file.
//
//   fmod_ret   cheapest; but its trampolines keep a recursion guard, and a kernel that preempts
//              inside BPF (full or lazy) then lets calls of other tasks on that CPU pass unasked
//   override   kprobe.multi runs with preemption off and never skips; a fifth dearer
//
// auto: fmod_ret, unless the kernel preempts fully and override works.
#include <iterator>

#include <bpf/bpf.h>
#include <unistd.h>

#include "user/engine/bpf/bpf_engine.h"
#include "user/engine/bpf/preemption.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

/// Whether kprobe programs may override a return value here. libbpf's own probe takes the refusal
/// of newer kernels ("program of this type cannot use helper") for something else before 1.5.
bool allows_override() {
  const bpf_insn program[] = {
      {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_2, 0, 0, 0},
      {BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_override_return},
      {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
      {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
  };
  LIBBPF_OPTS(bpf_prog_load_opts, options);
  options.expected_attach_type = BPF_TRACE_KPROBE_MULTI;
  return system::FileDescriptor(bpf_prog_load(BPF_PROG_TYPE_KPROBE, "probe", "GPL", program,
                                              std::size(program), &options))
      .valid();
}

/// 32-bit programs reach kernel functions of their own, so these may have another mechanism. One
/// kprobe.multi link for all of them attaches and detaches at once; a fmod_ret link each would take
/// as long again as the native ones.
Mechanism compat_mechanism(const KernelSymbols& symbols) {
  if (!symbols.address("__ia32_sys_umask")) return Mechanism::none;
  return allows_override() ? Mechanism::override_return : Mechanism::fmod_ret;
}

Result<void> open_native_hooks(Loaded& loaded, Mechanism mechanism,
                               const std::shared_ptr<const FunctionIds>& ids) {
  const auto& programs = loaded.object->skeleton().progs;
  if (mechanism == Mechanism::override_return) {
    if (auto works = probe_override(*loaded.object, *loaded.symbols); !works) return works;
    loaded.hooks = open_override_hooks(programs.on_override, *loaded.symbols);
    return {};
  }
  auto probe = probe_fmod_ret(*loaded.object);
  if (!probe) return std::unexpected(probe.error());
  // Detaching waits out a grace period of some 100 ms: nobody needs to wait with it.
  loaded.probe_end = std::jthread([link = std::move(*probe)]() mutable { link.reset(); });
  auto hooks = open_trampoline_hooks(programs.on_fmod_ret, programs.on_fmod_ret_bare, ids);
  if (!hooks) return std::unexpected(hooks.error());
  loaded.hooks = std::move(*hooks);
  auto path_hooks = open_trampoline_hooks(programs.on_path_argument, nullptr, ids);
  if (!path_hooks) return std::unexpected(path_hooks.error());
  loaded.path_hooks = std::move(*path_hooks);
  return {};
}

Result<void> open_compat_hooks(Loaded& loaded, Mechanism mechanism,
                               const std::shared_ptr<const FunctionIds>& ids) {
  const auto& programs = loaded.object->skeleton().progs;
  if (mechanism == Mechanism::override_return)
    loaded.compat_hooks = open_override_hooks(programs.on_override, *loaded.symbols);
  if (mechanism != Mechanism::fmod_ret) return {};
  auto hooks = open_trampoline_hooks(programs.on_fmod_ret, programs.on_fmod_ret_bare, ids);
  if (!hooks) return std::unexpected(hooks.error());
  loaded.compat_hooks = std::move(*hooks);
  return {};
}

Result<Loaded> load_with(Mechanism mechanism, std::unique_ptr<KernelSymbols> symbols,
                         const EngineChoice& choice) {
  Loaded loaded;
  loaded.symbols = std::move(symbols);
  const Mechanism compat = compat_mechanism(*loaded.symbols);
  auto object = Object::load({.native = mechanism,
                              .compat = compat,
                              .trace_calls = choice.trace_calls,
                              .process_scopes = choice.process_scopes,
                              .overrides_returns = allows_override()},
                             *loaded.symbols);
  if (!object) return std::unexpected(object.error());
  loaded.object = std::make_unique<Object>(std::move(*object));
  loaded.return_hooks = std::make_unique<ReturnHooks>(*loaded.object, *loaded.symbols);
  std::shared_ptr<const FunctionIds> ids;
  if (mechanism == Mechanism::fmod_ret || compat == Mechanism::fmod_ret) {
    auto read = FunctionIds::read();
    if (!read) return std::unexpected(read.error());
    ids = std::move(*read);
  }
  if (auto opened = open_native_hooks(loaded, mechanism, ids); !opened)
    return std::unexpected(opened.error());
  if (auto opened = open_compat_hooks(loaded, compat, ids); !opened)
    return std::unexpected(opened.error());
  loaded.compat_shares_program =
      mechanism == Mechanism::override_return && compat == Mechanism::override_return;
  loaded.mechanism = mechanism == Mechanism::fmod_ret ? "fmod_ret" : "override";
  return loaded;
}

constexpr const char* needs =
    "fmod_ret needs CONFIG_FUNCTION_ERROR_INJECTION=y or Linux 7.1, override "
    "CONFIG_BPF_KPROBE_OVERRIDE=y as well; both need Linux 6.9";

std::string name_of(Mechanism mechanism) {
  return mechanism == Mechanism::fmod_ret ? "fmod_ret" : "override";
}

/// The error's message is "MECHANISM: what failed (what the kernel said)".
Result<Loaded> try_mechanism(Mechanism mechanism, const EngineChoice& choice) {
  auto symbols = KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  auto loaded = load_with(mechanism, std::make_unique<KernelSymbols>(std::move(*symbols)), choice);
  if (loaded) return loaded;
  const Error& why = loaded.error();
  return fail(name_of(mechanism) + ": " + why.message +
              (why.hint.empty() ? "" : " (" + why.hint + ")"));
}

Result<Loaded> load_wished(Mechanism mechanism, const EngineChoice& choice) {
  auto loaded = try_mechanism(mechanism, choice);
  if (!loaded) return fail("this kernel can't inject faults by " + loaded.error().message, needs);
  loaded->why = "asked for by --mechanism";
  return loaded;
}

Result<Loaded> load_auto(const EngineChoice& choice) {
  const bool preempts = preempts_fully();
  auto first = try_mechanism(preempts ? Mechanism::override_return : Mechanism::fmod_ret, choice);
  if (first) {
    first->why = preempts ? "the kernel preempts inside BPF, where fmod_ret would miss calls"
                          : "the cheapest that works";
    return first;
  }
  auto second = try_mechanism(preempts ? Mechanism::fmod_ret : Mechanism::override_return, choice);
  if (!second)
    return fail(
        "this kernel can't inject faults: " + first.error().message + "; " + second.error().message,
        needs);
  second->why = "no " + first.error().message;
  return second;
}

Result<Loaded> load_without_hooks(const EngineChoice& choice) {
  auto symbols = KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  auto object = Object::load(
      {.trace_calls = choice.only_trace, .process_scopes = choice.process_scopes}, *symbols);
  if (!object) return std::unexpected(object.error());
  Loaded loaded;
  loaded.symbols = std::make_unique<KernelSymbols>(std::move(*symbols));
  loaded.object = std::make_unique<Object>(std::move(*object));
  loaded.mechanism = "none";
  loaded.why = "no faults are asked for";
  return loaded;
}

}  // namespace

Result<Loaded> load_best_mechanism(const EngineChoice& choice) {
  if (geteuid() != 0) return fail("injecting faults needs root", "run it with sudo");
  if (choice.mechanism == "none" || choice.only_trace) return load_without_hooks(choice);
  if (choice.mechanism == "auto") return load_auto(choice);
  return load_wished(
      choice.mechanism == "override" ? Mechanism::override_return : Mechanism::fmod_ret, choice);
}

}  // namespace mishap::engine
