// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of the module diag: what watches a program and answers questions about it. Linking
/// `weir::diag` is enough to be watched; these headers are for asking and for settings.

#include <weir/diag/admin.hpp>
#include <weir/diag/blocking_guard.hpp>
#include <weir/diag/exported.hpp>
#include <weir/diag/handles.hpp>
#include <weir/diag/metrics.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/diag/options.hpp>
#include <weir/diag/profile.hpp>
#include <weir/diag/profile_formats.hpp>
#include <weir/diag/profile_store.hpp>
#include <weir/diag/requests.hpp>
#include <weir/diag/stall.hpp>
#include <weir/diag/symbols.hpp>
#include <weir/diag/tasks.hpp>
