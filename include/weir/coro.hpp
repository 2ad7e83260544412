// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of L1: tasks, scopes, stops, timeouts and what they wait on.

#include <weir/coro/async_function.hpp>
#include <weir/coro/auto_reset_event.hpp>
#include <weir/coro/backtrace.hpp>
#include <weir/coro/channel.hpp>
#include <weir/coro/each.hpp>
#include <weir/coro/event.hpp>
#include <weir/coro/failure.hpp>
#include <weir/coro/generator.hpp>
#include <weir/coro/mutex.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/semaphore.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/stop.hpp>
#include <weir/coro/task.hpp>
#include <weir/coro/task_tree.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/coro/when_all.hpp>
#include <weir/coro/when_any.hpp>
