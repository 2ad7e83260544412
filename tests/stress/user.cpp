// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "stress/user.hpp"

#include <weir/fs/filesystem.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace weir::stress {
namespace {

constexpr op_info poll_info{"stress.poll", "net"};
constexpr std::uint64_t most_unread = 16384;
constexpr std::uint64_t file_size = 65536;

struct poll_operation : io_awaitable<poll_operation> {
    explicit poll_operation(const io_handle& of) noexcept
        : io_awaitable(poll_info, {.kind = io_kind::poll, .flags = POLLIN, .entry = of.entry()}) {}
    void finish(io_completion&&) noexcept {}
};

}  // namespace

task<void> user::live() {
    const counted_frame frame(sums_);
    while (sums_.left.fetch_sub(1) > 0) {
        if (a_.pick(3) == 0) a_.stop_somebody();
        co_await one();
    }
}

task<void> user::one() {
    switch (a_.pick(20)) {
        case 0:
            return receive();
        case 1:
            return read();
        case 2:
            return write();
        case 3:
        case 4:
            return move_bytes();
        case 5:
            return meet();
        case 6:
        case 7:
            return use_file();
        case 8:
            return a_.pick(2) == 0 ? open_file() : change_names();
        case 9:
            return poll_readiness();
        case 10:
            return offload_work();
        case 11:
            return offload_owned_work();
        case 12:
            return mail();
        case 13:
            return collect();
        case 14:
            return a_.pick(2) == 0 ? send_value() : receive_value();
        case 15:
            return hold_lock();
        case 16:
            return hold_units();
        case 17:
            return wait_and_signal();
        case 18:
            return call_other();
        default:
            return nest();
    }
}

task<bool> user::has_streams() {
    if (near_) co_return true;
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
        co_return false;
    owned_descriptor first(ends[0]);
    owned_descriptor second(ends[1]);
    auto near = socket_stream::adopt(std::move(first));
    auto far = socket_stream::adopt(std::move(second));
    if (!near || !far) co_return false;
    near_ = std::move(*near);
    far_ = std::move(*far);
    written_ = read_ = 0;
    co_return true;
}

void user::drop_streams() noexcept {
    near_.reset();
    far_.reset();
}

test::guarded_pages::block user::memory(std::size_t most) {
    return a_.all.pages.take(1 + a_.pick(most));
}

void user::check(std::span<const std::byte> bytes) {
    for (const std::byte b : bytes)
        if (b != static_cast<std::byte>(read_++ % 251))
            return sums_.expect(false, "bytes were lost");
}

void user::number(std::span<std::byte> bytes) {
    for (std::byte& b : bytes) b = static_cast<std::byte>(written_++ % 251);
}

task<void> user::receive() {
    const counted_frame frame(sums_);
    if (!co_await has_streams()) co_return;
    auto data = co_await until_stopped(a_, far_->recv());
    if (data) check(data->bytes());
}

task<void> user::read() {
    const counted_frame frame(sums_);
    if (!co_await has_streams()) co_return;
    const auto into = memory(600);
    auto got = co_await until_stopped(a_, far_->read(into.bytes()));
    if (got) check(into.bytes().first(*got));
}

task<void> user::write() {
    const counted_frame frame(sums_);
    if (!co_await has_streams()) co_return;
    if (written_ - read_ > most_unread) co_return co_await receive();
    buffer_chain pieces;
    for (std::uint64_t n = 1 + a_.pick(3); n > 0; --n) {
        buffer piece = a_.all.pages.lend(1 + a_.pick(300));
        number(piece.bytes());
        pieces.append(std::move(piece));
    }
    if (!co_await until_stopped(a_, near_->write(pieces))) drop_streams();  // a part may be sent
}

// The write drops both streams when it fails, which must end the read that goes on.
task<void> user::move_bytes() {
    const counted_frame frame(sums_);
    if (!co_await has_streams()) co_return;
    const auto into = memory(600);
    const auto from = memory(600);
    auto reading = [&]() -> task<bool> {
        auto got = co_await until_stopped(a_, far_->read(into.bytes()));
        if (got) check(into.bytes().first(*got));
        co_return true;
    };
    auto writing = [&]() -> task<bool> {
        if (written_ - read_ > most_unread) co_return true;
        number(from.bytes());
        const auto sent = co_await until_stopped(a_, near_->write(from.bytes()));
        if (!sent) far_->close();
        co_return sent.has_value();
    };
    auto both = co_await when_all(reading(), writing());
    if (!std::get<1>(both)) drop_streams();
}

task<void> user::meet() {
    const counted_frame frame(sums_);
    auto connecting = [&]() -> task<void> {
        auto ours =
            co_await until_stopped(a_, socket_stream::connect(a_.listening.local_address()));
        if (ours && a_.pick(2) == 0) ours->reset();
    };
    auto accepting = [&]() -> task<void> {
        auto theirs = co_await until_stopped(a_, a_.listening.accept());
        if (theirs && a_.pick(2) == 0) theirs->stream.reset();
    };
    static_cast<void>(co_await when_all(connecting(), accepting()));
}

task<void> user::use_file() {
    const counted_frame frame(sums_);
    const auto block = memory(4000);
    const std::uint64_t at = a_.pick(file_size);
    if (a_.pick(2) == 0) {
        static_cast<void>(co_await until_stopped(a_, a_.storage.read_at(block.bytes(), at)));
    } else {
        std::ranges::fill(block.bytes(), std::byte{7});
        const std::size_t size = std::min<std::size_t>(block.bytes().size(), file_size - at);
        if (size == 0) co_return;
        static_cast<void>(
            co_await until_stopped(a_, a_.storage.write_at(block.bytes().first(size), at)));
    }
}

task<void> user::open_file() {
    const counted_frame frame(sums_);
    auto opened = co_await until_stopped(a_, file::open("/proc/self/exe"));
    if (opened) static_cast<void>(co_await until_stopped(a_, opened->stat()));
}

// Names of its own, which others do not disturb.
task<void> user::change_names() {
    const counted_frame frame(sums_);
    const std::string name = a_.all.directory + "/of-" + std::to_string(a_.pick(1U << 30U));
    if (co_await until_stopped(a_, make_directory(name)))
        static_cast<void>(co_await until_stopped(a_, rename(name, name + "-moved")));
    static_cast<void>(co_await until_stopped(a_, remove_directory(name + "-moved")));
    static_cast<void>(co_await until_stopped(a_, remove(name + "-nothing")));
}

task<void> user::poll_readiness() {
    const counted_frame frame(sums_);
    eventfd_t value = 0;
    if (a_.pick(2) == 0)
        ::eventfd_write(a_.flag_descriptor.native(), 1);
    else
        ::eventfd_read(a_.flag_descriptor.native(), &value);
    static_cast<void>(co_await until_stopped(a_, poll_operation(a_.flag_descriptor)));
}

// The call writes to memory of its caller, which is unmapped as soon as the caller goes on.
task<void> user::offload_work() {
    const counted_frame frame(sums_);
    const auto block = memory(100);
    auto touch = [bytes = block.bytes()] { std::ranges::fill(bytes, std::byte{1}); };
    static_cast<void>(co_await until_stopped(a_, offload(a_.all.pool, touch)));
}

task<void> user::offload_owned_work() {
    const counted_frame frame(sums_);
    const offload_limits limits{.queue = a_.moment(), .run = a_.moment()};
    auto work = [](std::unique_ptr<int> owned, std::uint64_t turns) {
        for (std::uint64_t i = 0; i < turns; ++i) *owned = *owned + 1;
        return owned;
    };
    static_cast<void>(co_await until_stopped(
        a_, offload_owned(a_.all.pool, limits, work, std::make_unique<int>(0), a_.pick(10'000))));
}

task<void> user::mail() {
    const counted_frame frame(sums_);
    auto& boxes = a_.all.boxes;
    if (co_await until_stopped(a_, boxes[a_.pick(boxes.size())]->send(1))) ++sums_.mailed;
}

task<void> user::collect() {
    const counted_frame frame(sums_);
    if (co_await until_stopped(a_, a_.box.receive())) ++sums_.delivered;
}

task<void> user::send_value() {
    const counted_frame frame(sums_);
    if (co_await until_stopped(a_, a_.values.send(1))) ++a_.sent;
}

task<void> user::receive_value() {
    const counted_frame frame(sums_);
    if (co_await until_stopped(a_, a_.values.receive())) ++a_.received;
}

task<void> user::hold_lock() {
    const counted_frame frame(sums_);
    auto held = co_await until_stopped(a_, a_.lock.lock());
    if (!held) co_return;
    sums_.expect(!std::exchange(a_.inside, true), "two tasks hold the mutex");
    static_cast<void>(co_await until_stopped(a_, sleep_for(a_.moment())));
    a_.inside = false;
}

task<void> user::hold_units() {
    const counted_frame frame(sums_);
    const std::size_t wanted = 1 + a_.pick(3);
    auto held = co_await until_stopped(a_, a_.units.hold(wanted));
    if (!held) co_return;
    a_.held += wanted;
    sums_.expect(a_.held <= 3, "the semaphore gave more than it has");
    static_cast<void>(co_await until_stopped(a_, sleep_for(a_.moment())));
    a_.held -= wanted;
}

task<void> user::wait_and_signal() {
    const counted_frame frame(sums_);
    switch (a_.pick(4)) {
        case 0:
            a_.gate.set();
            break;
        case 1:
            a_.gate.reset();
            break;
        case 2:
            a_.pulse.set();
            break;
        default:
            break;
    }
    if (a_.pick(2) == 0)
        static_cast<void>(co_await until_stopped(a_, a_.gate.wait()));
    else
        static_cast<void>(co_await until_stopped(a_, a_.pulse.wait()));
}

// What runs there uses memory from here.
task<void> user::call_other() {
    const counted_frame frame(sums_);
    shard& here = *shard::this_shard();
    shard& other = here.owner().at((here.index() + 1) % here.owner().size());
    const auto block = memory(100);
    auto work = [this, bytes = block.bytes(), pause = a_.moment()]() -> task<result<void>> {
        const counted_frame there(sums_);
        const auto slept = co_await sleep_for(pause);
        std::ranges::fill(bytes, std::byte{2});
        co_return slept;
    };
    static_cast<void>(co_await until_stopped(a_, call_on(other, work)));
}

task<void> user::nest() {
    const counted_frame frame(sums_);
    auto body = [&](scope& s) -> task<result<void>> {
        const counted_frame inner(sums_);
        const auto children = 1 + a_.pick(4);
        for (std::uint64_t i = 0; i < children; ++i)
            s.spawn("child", [this]() -> task<void> {
                const counted_frame child(sums_);
                co_await hold_units();
                static_cast<void>(co_await shielded(100us, sleep_for(a_.moment())));
            });
        if (a_.pick(2) == 0) co_await ok(sleep_for(a_.moment()));
        if (a_.pick(2) == 0) s.request_stop();
        co_return {};
    };
    static_cast<void>(co_await until_stopped(a_, with_scope(body)));
}

}  // namespace weir::stress
