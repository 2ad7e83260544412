// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/private_parts.hpp"

#include <tuple>
#include <type_traits>

namespace weir::inline v0::diag::detail {
namespace {

// An explicit instantiation may name private members; a friend function carries them out.
template <class Tag, auto Member>
struct opened {
    friend constexpr auto member_of(Tag) noexcept { return Member; }
};

struct awaited_link {
    friend constexpr auto member_of(awaited_link) noexcept;
};
struct environment_link {
    friend constexpr auto member_of(environment_link) noexcept;
};
struct scope_children {
    friend constexpr auto member_of(scope_children) noexcept;
};
struct scope_owner {
    friend constexpr auto member_of(scope_owner) noexcept;
};
struct list_root {
    friend constexpr auto member_of(list_root) noexcept;
};
struct hook_next {
    friend constexpr auto member_of(hook_next) noexcept;
};

struct wheel_size {
    friend constexpr auto member_of(wheel_size) noexcept;
};

struct list_entries {
    friend constexpr auto member_of(list_entries) noexcept;
};
struct entries_root {
    friend constexpr auto member_of(entries_root) noexcept;
};

struct wheel_lists {
    friend constexpr auto member_of(wheel_lists) noexcept;
};
struct timer_root {
    friend constexpr auto member_of(timer_root) noexcept;
};
struct timer_fn {
    friend constexpr auto member_of(timer_fn) noexcept;
};

using weir::detail::child_promise;
using child_list = intrusive_list<child_promise>;

/// From a base of an object to the object. Addresses that a walk brings may be torn, so they are
/// never made pointers of a class. The cast also reaches private bases.
template <class Base, class Object>
std::intptr_t distance_of() noexcept {
    constexpr std::intptr_t anywhere = 4096;
    return reinterpret_cast<std::intptr_t>((Object*)reinterpret_cast<Base*>(anywhere)) -  // NOLINT
           anywhere;
}

template struct opened<environment_link, &promise_base::env_>;
template struct opened<awaited_link, &promise_base::next_awaited_>;
template struct opened<scope_children, &scope::children_>;
template struct opened<scope_owner, &scope::owner_>;
template struct opened<list_root, &child_list::root_>;
template struct opened<hook_next, &list_hook::next_>;
template struct opened<list_entries, &handle_list::entries_>;
template struct opened<entries_root, &intrusive_list<handle_entry>::root_>;
template struct opened<wheel_lists, &timer_wheel::slots_>;
template struct opened<timer_root, &intrusive_list<timer>::root_>;
template struct opened<timer_fn, &timer::fn_>;
template struct opened<wheel_size, &timer_wheel::size_>;

const list_hook& root_of(const scope& copy) noexcept {
    return copy.*member_of(scope_children{}).*member_of(list_root{});
}

}  // namespace

std::uintptr_t environment_of(const promise_base& copy) noexcept {
    return address_of(copy.*member_of(environment_link{}));
}

std::uintptr_t next_awaited(const promise_base& copy) noexcept {
    return address_of(copy.*member_of(awaited_link{}));
}

std::uintptr_t children_end(std::uintptr_t address, const scope& copy) noexcept {
    return address + (address_of(&root_of(copy)) - address_of(&copy));
}

std::uintptr_t first_child(const scope& copy) noexcept {
    return next_in_list(root_of(copy));
}

std::uintptr_t next_in_list(const list_hook& copy) noexcept {
    return address_of(copy.*member_of(hook_next{}));
}

std::uintptr_t timer_list_end(shard& of, std::size_t list) noexcept {
    const auto& lists = of.timers().*member_of(wheel_lists{});
    static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(lists)>> == timer_list_count);
    return address_of(&(lists[list].*member_of(timer_root{})));
}

std::uintptr_t timer_function(const memory& from, std::uintptr_t hook) noexcept {
    static const std::intptr_t distance = distance_of<list_hook, timer>();
    image<timer> copy;
    if (!copy.load(from, hook + static_cast<std::uintptr_t>(distance))) return 0;
    return reinterpret_cast<std::uintptr_t>((*copy).*member_of(timer_fn{}));
}

std::size_t pending_timers(const memory& from, shard& of) noexcept {
    std::size_t size = 0;
    const bool known = from.read(address_of(&(of.timers().*member_of(wheel_size{}))), size);
    return known ? size : 0;
}

std::uintptr_t entries_end(const handle_list& list) noexcept {
    return address_of(&(list.*member_of(list_entries{}).*member_of(entries_root{})));
}

std::uintptr_t entry_of_hook(std::uintptr_t hook) noexcept {
    static const std::intptr_t distance = distance_of<list_hook, handle_entry>();
    return hook + static_cast<std::uintptr_t>(distance);
}

std::uintptr_t promise_of_hook(std::uintptr_t hook) noexcept {
    static const std::intptr_t distance =
        distance_of<list_hook, child_promise>() - distance_of<promise_base, child_promise>();
    return hook + static_cast<std::uintptr_t>(distance);
}

std::uintptr_t child_of_promise(std::uintptr_t promise) noexcept {
    static const std::intptr_t distance = distance_of<promise_base, child_promise>();
    return promise + static_cast<std::uintptr_t>(distance);
}

std::uintptr_t owner_of(const scope& copy) noexcept {
    return address_of(copy.*member_of(scope_owner{}));
}

}  // namespace weir::inline v0::diag::detail
