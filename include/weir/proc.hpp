// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Pipes and child processes.

#include <weir/proc/command.hpp>
#include <weir/proc/exit_status.hpp>
#include <weir/proc/pipe_stream.hpp>
#include <weir/proc/run_command.hpp>
#include <weir/proc/subprocess.hpp>
