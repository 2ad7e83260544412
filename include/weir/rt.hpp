// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of L2: shards, the runtime, offload pools, signals, calls between shards.

#include <weir/rt/call_on.hpp>
#include <weir/rt/io_operation.hpp>
#include <weir/rt/mailbox.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/offload_owned.hpp>
#include <weir/rt/on_each_shard.hpp>
#include <weir/rt/probes.hpp>
#include <weir/rt/readiness.hpp>
#include <weir/rt/remote_work.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/shard.hpp>
#include <weir/rt/signals.hpp>
