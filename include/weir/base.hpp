// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of L0: results, time, containers, buffers, histogram.

#include <weir/base/buffer.hpp>
#include <weir/base/buffer_chain.hpp>
#include <weir/base/error.hpp>
#include <weir/base/fatal.hpp>
#include <weir/base/histogram.hpp>
#include <weir/base/intrusive_list.hpp>
#include <weir/base/log.hpp>
#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
