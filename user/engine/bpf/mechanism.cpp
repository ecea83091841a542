// Which entry mechanism: found out by loading and attaching real programs, never by a version or a
// config file.
//
//   fmod_ret   cheapest; but its trampolines keep a recursion guard, and a kernel that preempts
//              inside BPF (preempt=full) then lets calls of other tasks on that CPU pass unasked
//   override   kprobe.multi runs with preemption off and never skips; a fifth dearer
//
// auto: fmod_ret, unless the kernel preempts fully and override works.
#include <unistd.h>

#include "user/engine/bpf/bpf_engine.h"
#include "user/engine/bpf/preemption.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

Result<Loaded> load_with(Mechanism mechanism, std::unique_ptr<KernelSymbols> symbols) {
  Loaded loaded;
  auto object = Object::load(mechanism, *symbols);
  if (!object) return std::unexpected(object.error());
  loaded.object = std::make_unique<Object>(std::move(*object));
  auto hooks = mechanism == Mechanism::fmod_ret ? open_fmod_ret_hooks(*loaded.object)
                                                : open_override_hooks(*loaded.object, *symbols);
  if (!hooks) return std::unexpected(hooks.error());
  loaded.hooks = std::move(*hooks);
  loaded.symbols = std::move(symbols);
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
Result<Loaded> try_mechanism(Mechanism mechanism) {
  auto symbols = KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  auto loaded = load_with(mechanism, std::make_unique<KernelSymbols>(std::move(*symbols)));
  if (loaded) return loaded;
  const Error& why = loaded.error();
  return fail(name_of(mechanism) + ": " + why.message +
              (why.hint.empty() ? "" : " (" + why.hint + ")"));
}

Result<Loaded> load_wished(Mechanism mechanism) {
  auto loaded = try_mechanism(mechanism);
  if (!loaded) return fail("this kernel can't inject faults by " + loaded.error().message, needs);
  loaded->why = "asked for by --mechanism";
  return loaded;
}

Result<Loaded> load_auto() {
  const bool preempts = preempts_fully();
  auto first = try_mechanism(preempts ? Mechanism::override_return : Mechanism::fmod_ret);
  if (first) {
    first->why = preempts ? "the kernel preempts inside BPF, where fmod_ret would miss calls"
                          : "the cheapest that works";
    return first;
  }
  auto second = try_mechanism(preempts ? Mechanism::fmod_ret : Mechanism::override_return);
  if (!second)
    return fail(
        "this kernel can't inject faults: " + first.error().message + "; " + second.error().message,
        needs);
  second->why = "no " + first.error().message;
  return second;
}

Result<Loaded> load_without_hooks() {
  auto symbols = KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  auto object = Object::load(Mechanism::none, *symbols);
  if (!object) return std::unexpected(object.error());
  Loaded loaded;
  loaded.symbols = std::make_unique<KernelSymbols>(std::move(*symbols));
  loaded.object = std::make_unique<Object>(std::move(*object));
  loaded.mechanism = "none";
  return loaded;
}

}  // namespace

Result<Loaded> load_best_mechanism(const std::string& wish) {
  if (geteuid() != 0) return fail("injecting faults needs root", "run it with sudo");
  if (wish == "auto") return load_auto();
  if (wish == "none") return load_without_hooks();
  return load_wished(wish == "override" ? Mechanism::override_return : Mechanism::fmod_ret);
}

}  // namespace mishap::engine
