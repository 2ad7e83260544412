// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of L0: results, time, containers, buffers, histogram.

#include <weir/base/error.hpp>
#include <weir/base/fatal.hpp>
#include <weir/base/intrusive_list.hpp>
#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
