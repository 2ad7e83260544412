// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/watch_table.hpp"

#include <sys/inotify.h>

#include <utility>

namespace weir::inline v0::detail {

result<watch_id> watch_table::add(std::string path, watch_for events_wanted, tree_scan& done) {
    const watch_id id{last_id_ + 1};
    if (!done.error) {
        ++last_id_;
        roots_.emplace(id, root{.path = std::move(path),
                                .directory = done.path,
                                .file_name = done.file_name,
                                .events = events_wanted,
                                .recursive = done.recursive,
                                .watch = done.found[0].watch});
    }
    tell_found(id, done, true);
    sweep();
    if (done.error) return fail(done.error);
    return id;
}

bool watch_table::prepare(const scan_order& order, tree_scan& scan) const {
    const auto found = roots_.find(order.watch);
    if (found == roots_.end()) return false;
    const root& of = found->second;
    scan.table = this;
    scan.path = order.path;
    scan.recursive = of.recursive;
    scan.mask = kernel_mask(of.events, of.recursive);
    scan.first_mask = order.refresh ? first_mask : IN_DONT_FOLLOW;
    scan.list_files = !order.refresh;
    scan.must_exist = false;
    return true;
}

result<void> watch_table::apply(const scan_order& order, tree_scan& done) {
    const auto found = roots_.find(order.watch);
    if (found != roots_.end() && order.refresh) {
        leave_seats(order.watch);
        // Its place is taken by another, or by nobody.
        if (done.found.empty() || done.found[0].watch != found->second.watch) end(order.watch);
    }
    tell_found(order.watch, done, order.refresh);
    if (done.truncated && roots_.contains(order.watch))
        events.push_back({.watch = order.watch,
                          .kind = watch_event_kind::overflow,
                          .path = order.path,
                          .is_directory = true});
    sweep();
    if (done.error) return fail(done.error);
    return {};
}

void watch_table::tell_found(watch_id watch, const tree_scan& done, bool quietly) {
    std::set<int> fresh;
    for (const tree_scan::find& f : done.found) {
        if (f.watch >= 0 && take_seat(watch, f)) fresh.insert(f.watch);
        if (f.went) missed_.push_back({watch, f.path});
        if (quietly || !fresh.contains(f.parent)) continue;
        reported_.emplace(watch, f.parent, f.path.substr(f.path.rfind('/') + 1));
        events.push_back({.watch = watch,
                          .kind = watch_event_kind::created,
                          .path = f.path,
                          .is_directory = f.is_directory});
    }
}

bool watch_table::take_seat(watch_id watch, const tree_scan::find& directory) {
    seats& of = places_[directory.watch];
    if (directory.went || !roots_.contains(watch)) {
        empty_seats_ = true;
        return false;
    }
    for (const seat& s : of) {
        if (s.watch != watch) continue;
        // It was renamed meanwhile; the record of that is yet to come.
        if (s.path != directory.path) rebase(watch, std::string(s.path), directory.path);
        return false;
    }
    of.push_back({watch, directory.path});
    return true;
}

}  // namespace weir::inline v0::detail
