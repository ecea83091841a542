// Which entry mechanism: found out by loading and attaching real programs, never by a version or a config file.
//
//   fmod_ret   cheapest; but its trampolines keep a recursion guard, and a kernel that preempts inside BPF
//              (preempt=full) then lets calls of other tasks on that CPU pass unasked
//   override   kprobe.multi runs with preemption off and never skips; a fifth dearer
//
// auto: fmod_ret, unless the kernel preempts fully and override works.
#include <unistd.h>

#include "user/engine/bpf/skeleton.h"
#include "user/engine/bpf/bpf_engine.h"
#include "user/engine/bpf/preemption.h"

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

std::string remedy(const std::string& said) {
  return (said.empty() ? std::string() : "the kernel said: " + said + "; ") +
         "needed are CONFIG_FUNCTION_ERROR_INJECTION=y or Linux 7.1 for fmod_ret, and CONFIG_BPF_KPROBE_OVERRIDE=y as "
         "well for override; Linux 6.9 at least";
}

Result<Loaded> load_wished(Mechanism mechanism, const std::string& name) {
  auto symbols = KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  auto loaded = load_with(mechanism, std::make_unique<KernelSymbols>(std::move(*symbols)));
  if (!loaded)
    return fail("this kernel can't inject by " + name + ": " + loaded.error().message, remedy(loaded.error().hint));
  return loaded;
}

Result<Loaded> load_auto() {
  const bool preempts = preempts_fully();
  const Mechanism order[] = {preempts ? Mechanism::override_return : Mechanism::fmod_ret,
                             preempts ? Mechanism::fmod_ret : Mechanism::override_return};
  auto first = load_wished(order[0], preempts ? "override" : "fmod_ret");
  if (first) {
    first->why = preempts ? "the kernel preempts inside BPF, where fmod_ret would miss calls" : "the cheapest that works";
    return first;
  }
  auto second = load_wished(order[1], preempts ? "fmod_ret" : "override");
  if (second) {
    second->why = first.error().message;
    return second;
  }
  return std::unexpected(first.error());
}

}  // namespace

Result<Loaded> load_best_mechanism(const std::string& wish) {
  if (geteuid() != 0) return fail("injecting faults needs root", "run it with sudo");
  if (wish == "auto") return load_auto();
  if (wish == "none") {
    Loaded loaded;
    auto symbols = KernelSymbols::read();
    if (!symbols) return std::unexpected(symbols.error());
    auto object = Object::load(Mechanism::none, *symbols);
    if (!object) return std::unexpected(object.error());
    loaded.symbols = std::make_unique<KernelSymbols>(std::move(*symbols));
    loaded.object = std::make_unique<Object>(std::move(*object));
    loaded.mechanism = "none";
    return loaded;
  }
  auto loaded = load_wished(wish == "override" ? Mechanism::override_return : Mechanism::fmod_ret, wish);
  if (loaded) loaded->why = "asked for by --mechanism";
  return loaded;
}

}  // namespace mishap::engine
