// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/subjects.hpp"

#include <weir/lab/event_loop_options.hpp>

namespace weir::inline v0::lab {
namespace {

constexpr std::array plans{
    subject_plan{
        .name = "crypto",
        .title = "Heavy cryptography in one step",
        .harm = {"/block", "PBKDF2 in one step of the handler", "derive_key"},
        .cures = {{{"/yielding", "the same in 1000 pieces, with yield() between them"},
                   {"/offloaded", "the same on a thread of a bulkhead pool"}}},
    },
    subject_plan{
        .name = "microtasks",
        .title = "The same work as a chain of ready awaits",
        .harm = {"/microtask-flood-unbudgeted",
                 "50000 pieces, each after an await that is ready and asks no budget",
                 "derive_key"},
        .cures = {{{"/microtask-flood",
                    "50000 pieces, each after an await of Weir that is ready"}}},
    },
    subject_plan{
        .name = "file-read",
        .title = "Synchronous file reads",
        .harm = {"/file-read", "pread, page by page, from a file that is not in memory",
                 "read_pages"},
        .cures = {{{"/file-read-async", "the same pages by file::read_at"}}},
    },
    subject_plan{
        .name = "dns",
        .title = "Blocking DNS",
        .harm = {"/dns", "getaddrinfo, with a resolver that takes its time", "look_up_name"},
        .cures = {{{"/dns-offloaded", "getaddrinfo on a thread of a pool"}}},
    },
    subject_plan{
        .name = "lock",
        .title = "A lock that somebody sleeps with",
        .harm = {"/lock", "a std::mutex that another thread holds", "held_lock::take"},
        .cures = {{{"/lock-async", "a weir::mutex, held by a task that waits for the thread"}}},
    },
    subject_plan{
        .name = "compression",
        .title = "Compression of a large answer",
        .harm = {"/compress", "zlib, level 9, in one step", "compress_text"},
        .cures = {{{"/compress-yielding", "the same stream, with yield() every 16 KiB"}}},
    },
    subject_plan{
        .name = "json",
        .title = "Huge JSON",
        .harm = {"/json", "a document parsed in one step", "parse_document"},
        .cures = {{{"/json-offloaded", "parsed on a thread of a pool"}}},
    },
    subject_plan{
        .name = "regex",
        .title = "A catastrophic regular expression",
        // The coroutine: std::regex recurses deeper than the frames that a record keeps.
        .harm = {"/regex", "^(a+)+$ by std::regex, which backtracks", "loop_service::regex"},
        .cures = {{{"/regex-re2", "the same by RE2, which never goes back"}}},
    },
    subject_plan{
        .name = "fsync",
        .title = "fsync",
        .harm = {"/fsync", "pwrite and fsync, again and again", "write_and_sync"},
        .cures = {{{"/fsync-async", "the same by file::write_at and file::sync"}}},
    },
};

}  // namespace

std::span<const subject_plan> subject_plans() noexcept {
    return plans;
}

std::vector<std::string_view> subject_names() {
    std::vector<std::string_view> names;
    for (const subject_plan& plan : plans) names.push_back(plan.name);
    return names;
}

}  // namespace weir::inline v0::lab
