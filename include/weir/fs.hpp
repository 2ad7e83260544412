// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Files and directories.

#include <weir/fs/file.hpp>
#include <weir/fs/filesystem.hpp>
#include <weir/fs/watch_event.hpp>
#include <weir/fs/watcher.hpp>
