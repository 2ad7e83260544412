// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A doubly linked list of objects that bring their own links: no allocation, removal in O(1)
/// without knowing the list.
///
///     struct entry : list_hook { int value; };
///     intrusive_list<entry> waiting;
///     waiting.push_back(e);
///     e.unlink();
///
/// An object is in at most one list per hook. A hook unlinks itself when it is destroyed. Not
/// thread-safe: lists belong to one shard.

#include <cstddef>
#include <type_traits>

namespace weir::inline v0 {

/// Base class of list elements. Copying an element does not copy its membership.
class list_hook {
public:
    list_hook() noexcept = default;
    list_hook(const list_hook&) noexcept {}
    // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): nothing is assigned
    list_hook& operator=(const list_hook&) noexcept { return *this; }
    ~list_hook() { unlink(); }

    [[nodiscard]] bool linked() const noexcept { return next_ != nullptr; }

    /// Leaves the list; nothing happens if it is in none.
    void unlink() noexcept {
        if (next_ == nullptr) return;
        prev_->next_ = next_;
        next_->prev_ = prev_;
        next_ = prev_ = nullptr;
    }

private:
    template <class T>
    friend class intrusive_list;

    list_hook* next_ = nullptr;
    list_hook* prev_ = nullptr;
};

template <class T>
class intrusive_list {
public:
    intrusive_list() noexcept { root_.next_ = root_.prev_ = &root_; }
    intrusive_list(const intrusive_list&) = delete;
    intrusive_list& operator=(const intrusive_list&) = delete;
    ~intrusive_list() {
        while (!empty()) root_.next_->unlink();
        root_.next_ = root_.prev_ = nullptr;
    }

    [[nodiscard]] bool empty() const noexcept { return root_.next_ == &root_; }

    /// Counts the elements in O(n).
    [[nodiscard]] std::size_t count() const noexcept {
        std::size_t n = 0;
        for (const list_hook* h = root_.next_; h != &root_; h = h->next_) ++n;
        return n;
    }

    void push_back(T& element) noexcept { insert_before(root_, element); }
    void push_front(T& element) noexcept { insert_before(*root_.next_, element); }

    [[nodiscard]] T& front() noexcept { return static_cast<T&>(*root_.next_); }

    /// Removes and returns the first element, null when empty.
    T* pop_front() noexcept {
        if (empty()) return nullptr;
        list_hook* first = root_.next_;
        first->unlink();
        return static_cast<T*>(first);
    }

    /// Moves all of `other` to the end of this list, in O(1).
    void splice_back(intrusive_list& other) noexcept {
        if (other.empty()) return;
        list_hook* first = other.root_.next_;
        list_hook* last = other.root_.prev_;
        other.root_.next_ = other.root_.prev_ = &other.root_;
        first->prev_ = root_.prev_;
        root_.prev_->next_ = first;
        last->next_ = &root_;
        root_.prev_ = last;
    }

    /// Calls `visit(element)` for each; the visitor may unlink the element it is given.
    template <class Visitor>
    void for_each(Visitor&& visit) {
        for (list_hook* h = root_.next_; h != &root_;) {
            list_hook* next = h->next_;
            visit(static_cast<T&>(*h));
            h = next;
        }
    }

    template <class Visitor>
    void for_each(Visitor&& visit) const {
        for (const list_hook* h = root_.next_; h != &root_; h = h->next_)
            visit(static_cast<const T&>(*h));
    }

private:
    static void insert_before(list_hook& position, T& element) noexcept {
        list_hook& hook = element;
        hook.unlink();
        hook.prev_ = position.prev_;
        hook.next_ = &position;
        position.prev_->next_ = &hook;
        position.prev_ = &hook;
    }

    list_hook root_;
};

}  // namespace weir::inline v0
