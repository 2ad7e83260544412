// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_service.hpp"
#include "lab/event_loop/work/name_lookup.hpp"
#include "lab/event_loop/work/page_reads.hpp"
#include "lab/event_loop/work/synced_writes.hpp"

#include <weir/coro/event.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>

#include <array>

namespace weir::inline v0::lab {
namespace {

http::response no_answer() {
    return http::response::error(http::status::bad_gateway, "the resolver did not answer");
}

}  // namespace

loop_service::answer loop_service::file_read() {
    co_await ok(offload(pool_, [this] { forget_pages(pages_.get()); }));
    read_pages(pages_.get(), sizes_.page_reads);
    co_return done();
}

loop_service::answer loop_service::file_read_async() {
    co_await ok(offload(pool_, [this] { forget_pages(pages_.get()); }));
    file pages = co_await ok(file::open(pages_path_));
    co_await ok(offload(pool_, [&] { forget_pages(pages.native()); }));
    std::array<std::byte, page_bytes> page;
    for (unsigned i = 0; i < sizes_.page_reads; ++i)
        co_await ok(pages.read_full_at(page, page_offset(i)));
    co_return done();
}

loop_service::answer loop_service::dns() {
    co_return look_up_name(resolver_) ? done() : no_answer();
}

loop_service::answer loop_service::dns_offloaded() {
    const bool found = co_await ok(offload(pool_, [this] { return look_up_name(resolver_); }));
    co_return found ? done() : no_answer();
}

loop_service::answer loop_service::lock() {
    co_return co_await with_scope([&](scope& s) -> answer {
        s.spawn("lock holder", [&]() -> task<result<void>> {
            co_return co_await offload(holders_, [this] { lock_.hold(work_); });
        });
        co_await ok(offload(pool_, [this] { lock_.wait_until_held(); }));
        lock_.take();
        co_return done();
    });
}

loop_service::answer loop_service::lock_async() {
    event held;
    co_return co_await with_scope([&](scope& s) -> answer {
        s.spawn("lock holder", [&]() -> task<result<void>> {
            const mutex::guard mine = co_await ok(async_lock_.lock());
            held.set();
            co_return co_await offload(holders_, [this] { work_elsewhere(work_); });
        });
        co_await ok(held.wait());
        const mutex::guard mine = co_await ok(async_lock_.lock());
        co_return done();
    });
}

loop_service::answer loop_service::fsync() {
    write_and_sync(journal_.get(), sizes_.synced_writes);
    co_return done();
}

loop_service::answer loop_service::fsync_async() {
    file journal = co_await ok(file::open(journal_path_, {.write = true}));
    std::array<std::byte, page_bytes> page{};
    for (unsigned i = 0; i < sizes_.synced_writes; ++i) {
        page.front() = static_cast<std::byte>(i);
        co_await ok(journal.write_at(page, 0));
        co_await ok(journal.sync());
    }
    co_return done();
}

}  // namespace weir::inline v0::lab
