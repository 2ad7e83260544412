// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a watcher knows: its watches, the directories they need, and what there is to tell.
///
/// The kernel has one watch for a directory, however often it is asked for, so each directory has a
/// seat for every watch that wants it, with the path under which that watch knows it. Records of
/// the kernel become events, changes of paths, and orders to scan new directories.

#include "fs/tree_scan.hpp"

#include <weir/fs/watcher.hpp>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace weir::inline v0::detail {

/// A name in a directory.
[[nodiscard]] std::string join_path(const std::string& directory, std::string_view name);

/// One record of the kernel's.
struct inotify_record {
    int watch;
    std::uint32_t mask;
    std::uint32_t cookie;
    std::string name;
};

/// A directory to be scanned.
struct scan_order {
    watch_id watch;
    std::string path;
    /// Events were lost: look for directories again, do not tell what is there.
    bool refresh = false;
};

class watch_table {
public:
    /// The kernel's numbers are released here, so it needs the descriptor.
    explicit watch_table(int inotify) noexcept : inotify_(inotify) {}

    /// Asked by a scan, on another thread, while `scanning` keeps the table as it is.
    [[nodiscard]] bool knows(int watch) const noexcept { return places_.contains(watch); }
    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    /// The descriptor was closed.
    void detach() noexcept { inotify_ = -1; }

    /// Turns records into what follows from them.
    void handle(const std::vector<inotify_record>& records);
    /// Everything that happened before the last scan has been handled.
    void caught_up() noexcept;

    /// A scan for a new watch; releases what it placed if it failed.
    [[nodiscard]] result<watch_id> add(std::string path, watch_for events, tree_scan& done);
    /// Prepares a scan; false if the watch has ended.
    [[nodiscard]] bool prepare(const scan_order& order, tree_scan& scan) const;
    /// The scan of an order.
    result<void> apply(const scan_order& order, tree_scan& done);

    bool remove(watch_id watch) noexcept;

    std::deque<watch_event> events;
    std::deque<scan_order> scans;
    bool scanning = false;

    [[nodiscard]] static std::uint32_t kernel_mask(watch_for events, bool recursive) noexcept;
    static const std::uint32_t first_mask;

private:
    struct root {
        std::string path;  ///< as given
        std::string directory;
        std::string file_name;  ///< the only entry of interest; empty for all
        watch_for events;
        bool recursive;
        int watch;
    };
    struct seat {
        watch_id watch;
        std::string path;
    };
    using seats = std::vector<seat>;
    using records = std::vector<inotify_record>;

    void handle(const inotify_record& record, const records& all);
    void entry(const seat& at, const inotify_record& record, const records& all);
    void appeared(const seat& at, const inotify_record& record, watch_event event);
    void moved_from(const seat& at, const inotify_record& record, const records& all,
                    watch_event event);
    void moved_to(const seat& at, const inotify_record& record, const records& all,
                  watch_event event);
    void lost_events();
    void forget(int watch);
    void end_roots_at(int watch, const seats& of);
    void end(watch_id watch);

    /// The path of the other half of a renaming, if the same watch saw it.
    [[nodiscard]] std::string other_half(watch_id watch, const inotify_record& record,
                                         const records& all) const;
    [[nodiscard]] seat* seat_of(int place, watch_id watch) noexcept;
    void tell(const root& to, watch_for group, watch_event event);
    void tell_found(watch_id watch, const tree_scan& done, bool quietly);
    bool take_seat(watch_id watch, const tree_scan::find& directory);
    void leave_seats(watch_id watch) noexcept;
    void rebase(watch_id watch, const std::string& from, const std::string& to);
    void drop(watch_id watch, const std::string& path);
    void sweep() noexcept;

    int inotify_;
    std::uint64_t last_id_ = 0;
    std::map<watch_id, root> roots_;
    std::unordered_map<int, seats> places_;
    /// What scans told although the kernel may tell it too.
    std::set<std::tuple<watch_id, int, std::string>> reported_;
    /// Directories that scans did not find where they were said to be; the record of a renaming
    /// that is yet to come may tell where they are.
    std::vector<scan_order> missed_;
    bool empty_seats_ = false;
};

}  // namespace weir::inline v0::detail
