// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A descriptor of the epoll driver: who waits on it, and what is known of its readiness.
///
/// Registration is edge-triggered and made when something must wait for the first time; for room to
/// write only when a write must wait, because on Unix sockets and pipes every read of the peer is
/// such an edge. From then on `readable` and `writable` remember the last edge until a call would
/// block, which saves the calls that could only fail.

#include "rt/driver/driver.hpp"

#include <weir/base/intrusive_list.hpp>

#include <cstdint>

namespace weir::inline v0::detail {

struct epoll_entry : io_entry, list_hook {
    /// Membership in the driver's list of entries to be tried without waiting for an event.
    struct try_link : list_hook {
        explicit try_link(epoll_entry& e) noexcept : entry(e) {}
        epoll_entry& entry;
    };

    epoll_entry(driver& driver, int descriptor) noexcept : io_entry{&driver, descriptor} {}

    try_link to_try{*this};
    intrusive_list<io_operation> readers;
    intrusive_list<io_operation> writers;
    intrusive_list<io_operation> pollers;
    intrusive_list<io_operation> offloaded;

    std::uint32_t watched = 0;  ///< the events that edges are reported for
    bool is_file = false;  ///< regular files and directories: always "ready", and yet they block
    bool short_read_drains = false;  ///< a byte stream: fewer bytes than asked for means empty
    bool cached_reads = true;        ///< until the file system refuses RWF_NOWAIT
    bool restore_blocking = false;   ///< we set O_NONBLOCK on what others may share
    bool closing = false;
    bool readable = true;  ///< unknown counts as true
    bool writable = true;
    bool hung_up = false;  ///< the last edge has come; emptiness will not end with another
};

}  // namespace weir::inline v0::detail
