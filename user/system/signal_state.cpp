// Reads and sets dispositions and the mask.
#include "user/system/signal_state.h"

namespace mishap::system {

SignalState SignalState::current() {
  SignalState state = clean();
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    struct sigaction now {};
    if (sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN)
      sigaddset(&state.ignored, signal);
  }
  pthread_sigmask(SIG_SETMASK, nullptr, &state.blocked);
  return state;
}

SignalState SignalState::clean() {
  SignalState state;
  sigemptyset(&state.ignored);
  sigemptyset(&state.blocked);
  return state;
}

void SignalState::apply() const {
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    struct sigaction action {};
    action.sa_handler = sigismember(&ignored, signal) == 1 ? SIG_IGN : SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
  sigprocmask(SIG_SETMASK, &blocked, nullptr);
}

}  // namespace mishap::system
