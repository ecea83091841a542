// The generated skeleton of bpf/mishap.bpf.c, behind the header whose types it uses.
#pragma once

// clang-format off
#include "bpf/abi.h"
#include "mishap_bpf.skel.h"
// clang-format on
