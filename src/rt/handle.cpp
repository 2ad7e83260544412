// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/handle.hpp>
#include <weir/rt/shard.hpp>

#include <memory>
#include <string_view>

namespace weir::inline v0 {
namespace {

constexpr std::string_view this_file = __FILE__;
constexpr std::string_view this_file_in_tree = "src/rt/handle.cpp";
constexpr bool is_rooted = this_file.ends_with(this_file_in_tree);
/// Where the library's own sources are.
constexpr std::string_view own_sources =
    this_file.substr(0, is_rooted ? this_file.size() - this_file_in_tree.size() + 4 : 0);

bool is_own_file(std::string_view file) noexcept {
    return (is_rooted && file.starts_with(own_sources)) ||
           file.find("include/weir/") != std::string_view::npos;
}

bool names_a_place(const std::source_location& at) noexcept {
    return at.line() != 0;
}

struct maker {
    std::source_location at;
    const char* task = nullptr;
};

/// The await of the program's own code that is going on, and the task it belongs to; where all is
/// the library's, the innermost await.
maker who_runs_now(const loop_context* loop, std::source_location at) noexcept {
    maker found{at};
    const promise_base* innermost = loop != nullptr ? loop->current() : nullptr;
    for (const promise_base* p = innermost; p != nullptr; p = p->parent()) {
        const std::source_location& here = p->suspended_at();
        if (!names_a_place(found.at) && names_a_place(here) && !is_own_file(here.file_name()))
            found.at = here;
        if (found.task == nullptr) found.task = p->name();
        if (names_a_place(found.at) && found.task != nullptr) return found;
    }
    if (!names_a_place(found.at) && innermost != nullptr) found.at = innermost->suspended_at();
    return found;
}

// A pointer, because a thread-local object with a constructor is checked at every access.
constinit thread_local handle_list* list_of_thread = nullptr;

[[gnu::noinline]] handle_list& make_list() {
    static thread_local handle_list list;
    return *(list_of_thread = &list);
}

}  // namespace

const char* to_string(handle_kind kind) noexcept {
    switch (kind) {
        case handle_kind::listener:
            return "listener";
        case handle_kind::stream:
            return "stream";
        case handle_kind::datagram:
            return "datagram";
        case handle_kind::file:
            return "file";
        case handle_kind::watcher:
            return "watcher";
        case handle_kind::process:
            return "process";
        case handle_kind::pipe:
            return "pipe";
        case handle_kind::client_pool:
            return "client_pool";
    }
    return "unknown";
}

void handle_entry::enter(handle_kind kind, int fd, std::source_location made_at) noexcept {
    const loop_context* loop = loop_context::this_thread();
    const maker by = who_runs_now(loop, made_at);
    made_at_ = by.at;
    task_ = by.task;
    born_ = loop != nullptr ? loop->now() : time_point{};
    fd_ = fd;
    kind_ = kind;
    handle_list::here().entries_.push_back(*this);
}

void handle_entry::take_place(handle_entry& other) noexcept {
    made_at_ = other.made_at_;
    task_ = other.task_;
    born_ = other.born_;
    fd_ = other.fd_;
    kind_ = other.kind_;
    if (!other.linked()) return;
    other.unlink();
    handle_list::here().entries_.push_back(*this);
}

handle_list& handle_list::here() noexcept {
    return list_of_thread != nullptr ? *list_of_thread : make_list();
}

}  // namespace weir::inline v0
