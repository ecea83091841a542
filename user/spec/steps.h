// Step methods: what a test sends to a service. get post put delete patch (http), send (tcp).
#pragma once

#include <span>
#include <string_view>

#include "starlark/builtin.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The method of this name on services and interfaces, whatever their protocol (the call says what
/// does not fit); null when no protocol has it.
const starlark::BuiltinDef* step_method(std::string_view name);

/// The steps that a protocol has; empty for protocols without steps.
std::span<const std::string_view> steps_of(std::string_view protocol);
/// The steps of all protocols.
std::span<const std::string_view> all_steps();

/// The interface that steps on the service itself go to: the only one or the one that is called
/// "default"; null when neither exists.
const plan::Interface* default_interface(const plan::Service& service);

}  // namespace mishap::spec
