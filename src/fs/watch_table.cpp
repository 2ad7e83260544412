// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/watch_table.hpp"

#include <sys/inotify.h>

#include <algorithm>
#include <utility>

namespace weir::inline v0::detail {
namespace {

using enum watch_event_kind;

bool wants(watch_for events, watch_for group) noexcept {
    return (static_cast<unsigned>(events) & static_cast<unsigned>(group)) != 0;
}

bool is_within(std::string_view path, std::string_view directory) noexcept {
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

constexpr std::uint32_t name_events = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

}  // namespace

std::string join_path(const std::string& directory, std::string_view name) {
    std::string path = directory;
    if (!path.ends_with('/')) path += '/';
    return path.append(name);
}

const std::uint32_t watch_table::first_mask = IN_MOVE_SELF;

std::uint32_t watch_table::kernel_mask(watch_for events, bool recursive) noexcept {
    std::uint32_t mask = IN_ONLYDIR | IN_EXCL_UNLINK | IN_MASK_ADD;
    if (recursive || wants(events, watch_for::names)) mask |= name_events;
    if (wants(events, watch_for::content)) mask |= IN_MODIFY;
    if (wants(events, watch_for::written)) mask |= IN_CLOSE_WRITE;
    if (wants(events, watch_for::attributes)) mask |= IN_ATTRIB;
    return mask;
}

void watch_table::caught_up() noexcept {
    reported_.clear();
    missed_.clear();
}

void watch_table::handle(const records& all) {
    for (const inotify_record& record : all) handle(record, all);
    sweep();
}

void watch_table::handle(const inotify_record& record, const records& all) {
    if ((record.mask & IN_Q_OVERFLOW) != 0) return lost_events();
    const auto place = places_.find(record.watch);
    if (place == places_.end()) return;  // left over from a watch that was removed
    if ((record.mask & IN_IGNORED) != 0) return forget(record.watch);
    const seats of = place->second;  // a copy: they change meanwhile
    if ((record.mask & IN_MOVE_SELF) != 0) return end_roots_at(record.watch, of);
    for (const seat& at : of) entry(at, record, all);
}

void watch_table::entry(const seat& at, const inotify_record& record, const records& all) {
    const auto found = roots_.find(at.watch);
    if (found == roots_.end()) return;
    const root& to = found->second;
    if (!to.file_name.empty() && record.name != to.file_name) return;
    // What concerns a directory below is also told by the one it is in.
    if (record.name.empty() && record.watch != to.watch) return;
    watch_event event{.watch = at.watch,
                      .path = record.name.empty() ? at.path : join_path(at.path, record.name),
                      .is_directory = (record.mask & IN_ISDIR) != 0};
    if (!to.file_name.empty()) event.path = to.path;
    switch (record.mask & IN_ALL_EVENTS) {
        case IN_CREATE:
            event.kind = created;
            return appeared(at, record, std::move(event));
        case IN_MOVED_TO:
            return moved_to(at, record, all, std::move(event));
        case IN_MOVED_FROM:
            return moved_from(at, record, all, std::move(event));
        case IN_DELETE:
            reported_.erase({at.watch, record.watch, record.name});
            event.kind = deleted;
            return tell(to, watch_for::names, std::move(event));
        case IN_MODIFY:
            event.kind = modified;
            return tell(to, watch_for::content, std::move(event));
        case IN_CLOSE_WRITE:
            event.kind = closed_after_write;
            return tell(to, watch_for::written, std::move(event));
        case IN_ATTRIB:
            event.kind = attributes;
            return tell(to, watch_for::attributes, std::move(event));
        default:
            return;
    }
}

void watch_table::appeared(const seat& at, const inotify_record& record, watch_event event) {
    if (reported_.erase({at.watch, record.watch, record.name}) != 0) return;
    const root& to = roots_.at(at.watch);
    if (event.is_directory && to.recursive) scans.push_back({at.watch, event.path});
    tell(to, watch_for::names, std::move(event));
}

void watch_table::moved_from(const seat& at, const inotify_record& record, const records& all,
                             watch_event event) {
    reported_.erase({at.watch, record.watch, record.name});
    if (!other_half(at.watch, record, all).empty()) return;  // told as renamed, by the other half
    const root& to = roots_.at(at.watch);
    if (event.is_directory && to.recursive) drop(at.watch, event.path);
    event.kind = watch_event_kind::moved_from;
    tell(to, watch_for::names, std::move(event));
}

void watch_table::moved_to(const seat& at, const inotify_record& record, const records& all,
                           watch_event event) {
    event.from = other_half(at.watch, record, all);
    event.kind = event.from.empty() ? watch_event_kind::moved_to : renamed;
    if (event.from.empty()) return appeared(at, record, std::move(event));
    const root& to = roots_.at(at.watch);
    if (event.is_directory && to.recursive) rebase(at.watch, event.from, event.path);
    tell(to, watch_for::names, std::move(event));
}

std::string watch_table::other_half(watch_id watch, const inotify_record& record,
                                    const records& all) const {
    if (!roots_.at(watch).file_name.empty()) return {};
    for (const inotify_record& other : all) {
        if (other.cookie != record.cookie || (other.mask & IN_MOVE) == (record.mask & IN_MOVE))
            continue;
        const auto place = places_.find(other.watch);
        if (place == places_.end()) continue;
        for (const seat& s : place->second)
            if (s.watch == watch) return join_path(s.path, other.name);
    }
    return {};
}

void watch_table::tell(const root& to, watch_for group, watch_event event) {
    if (wants(to.events, group)) events.push_back(std::move(event));
}

void watch_table::lost_events() {
    events.push_back({.kind = overflow});
    caught_up();
    scans.clear();
    for (const auto& [id, of] : roots_) scans.push_back({id, of.directory, true});
}

void watch_table::forget(int watch) {
    const seats of = std::move(places_.extract(watch).mapped());
    end_roots_at(watch, of);
}

void watch_table::end_roots_at(int watch, const seats& of) {
    for (const seat& at : of) {
        const auto found = roots_.find(at.watch);
        if (found != roots_.end() && found->second.watch == watch) end(at.watch);
    }
}

void watch_table::end(watch_id watch) {
    const auto ended = roots_.extract(watch);
    leave_seats(watch);
    events.push_back({.watch = watch,
                      .kind = watch_gone,
                      .path = ended.mapped().path,
                      .is_directory = ended.mapped().file_name.empty()});
}

bool watch_table::remove(watch_id watch) noexcept {
    if (roots_.erase(watch) == 0) return false;
    leave_seats(watch);
    std::erase_if(events, [watch](const watch_event& e) { return e.watch == watch; });
    sweep();
    return true;
}

void watch_table::leave_seats(watch_id watch) noexcept {
    for (auto& [number, of] : places_)
        std::erase_if(of, [watch](const seat& s) { return s.watch == watch; });
    empty_seats_ = true;
}

void watch_table::rebase(watch_id watch, const std::string& from, const std::string& to) {
    const auto move_along = [&](std::string& path) {
        if (is_within(path, from)) path.replace(0, from.size(), to);
    };
    for (auto& [number, of] : places_)
        for (seat& s : of)
            if (s.watch == watch) move_along(s.path);
    for (scan_order& order : scans)
        if (order.watch == watch) move_along(order.path);
    std::erase_if(missed_, [&](scan_order& order) {
        if (order.watch != watch || !is_within(order.path, from)) return false;
        move_along(order.path);
        scans.push_back(std::move(order));
        return true;
    });
}

void watch_table::drop(watch_id watch, const std::string& path) {
    const auto is_dropped = [&](const auto& one) {
        return one.watch == watch && is_within(one.path, path);
    };
    for (auto& [number, of] : places_) std::erase_if(of, is_dropped);
    std::erase_if(scans, is_dropped);
    std::erase_if(missed_, is_dropped);
    empty_seats_ = true;
}

void watch_table::sweep() noexcept {
    if (scanning || !std::exchange(empty_seats_, false)) return;
    std::erase_if(places_, [this](const auto& place) {
        // Fails for one that the kernel has dropped already, which is as well.
        if (place.second.empty()) inotify_rm_watch(inotify_, place.first);
        return place.second.empty();
    });
}

}  // namespace weir::inline v0::detail
