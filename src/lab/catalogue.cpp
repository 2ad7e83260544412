// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/catalogue.hpp>

#include <array>

namespace weir::inline v0::lab {
namespace {

constexpr std::array all{
    experiment{
        .name = "sync-io",
        .question = "What does it cost a service to block while it waits for another one?",
        .method = "Runs a profile call and an upload in four variants (sync, thread-per-request, "
                  "wrapped, async), each server in a process of its own, under 1 to 4000 users.",
    },
    experiment{
        .name = "event-loop",
        .question = "What does one route that holds up its loop do to all others?",
        .method = "Calls routes that block a server of one shard in nine ways, and their cures, "
                  "while /ping is measured; shows the stall records that name them.",
    },
};

}  // namespace

std::span<const experiment> catalogue() noexcept {
    return all;
}

}  // namespace weir::inline v0::lab
