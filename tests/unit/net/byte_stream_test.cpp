// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/ok.hpp>
#include <weir/net/byte_stream.hpp>

#include <deque>

namespace weir {
namespace {

using test::manual_loop;

/// Receives prepared pieces, then the end; relies on the default `do_read`.
class scripted_stream final : public byte_stream {
public:
    explicit scripted_stream(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}

    using byte_stream::write;
    task<result<void>> write(std::span<const std::byte>) override { co_return {}; }
    task<result<void>> write(buffer_chain&) override { co_return {}; }
    task<result<void>> shutdown() override { co_return {}; }
    [[nodiscard]] std::string peer() const override { return "script"; }
    [[nodiscard]] std::string local() const override { return "test"; }

    bool closed = false;

private:
    task<result<buffer>> do_recv() override {
        if (closed) co_return fail(errc::closed);
        if (pieces_.empty()) co_return fail(errc::eof);
        buffer next = buffer::copy_of(pieces_.front());
        pieces_.pop_front();
        co_return next;
    }
    void do_close() noexcept override { closed = true; }

    std::deque<std::string> pieces_;
};

std::string read_text(manual_loop& loop, byte_stream& s, std::size_t size) {
    std::string into(size, '?');
    const auto got = loop.run(s.read(std::as_writable_bytes(std::span(into))));
    return got ? into.substr(0, *got) : got.error().message();
}

TEST(byte_stream, reads_parts_of_what_it_received_and_keeps_the_rest) {
    manual_loop loop;
    scripted_stream s({"hello", "world"});
    EXPECT_EQ(read_text(loop, s, 2), "he");
    EXPECT_EQ(read_text(loop, s, 2), "ll");
    EXPECT_EQ(read_text(loop, s, 99), "o");
    EXPECT_EQ(read_text(loop, s, 99), "world");
    EXPECT_EQ(read_text(loop, s, 1), std::error_code(errc::eof).message());
}

TEST(byte_stream, recv_hands_out_the_rest_of_a_read_first) {
    manual_loop loop;
    scripted_stream s({"hello", "world"});
    EXPECT_EQ(read_text(loop, s, 1), "h");
    EXPECT_EQ(loop.run(s.recv())->view(), "ello");
    EXPECT_EQ(loop.run(s.recv())->view(), "world");
    EXPECT_EQ(loop.run(s.recv()).error(), errc::eof);
}

TEST(byte_stream, unread_bytes_come_back_first) {
    manual_loop loop;
    scripted_stream s({"GET / upgrade", "later"});
    buffer received = loop.run(s.recv()).value();
    received.remove_prefix(6);
    s.unread(std::move(received));
    EXPECT_EQ(read_text(loop, s, 3), "upg");
    EXPECT_EQ(loop.run(s.recv())->view(), "rade");
    EXPECT_EQ(loop.run(s.recv())->view(), "later");
}

TEST(byte_stream, read_exact_gathers_pieces) {
    manual_loop loop;
    scripted_stream s({"ab", "c", "defg"});
    std::string into(5, '?');
    EXPECT_TRUE(loop.run(s.read_exact(std::as_writable_bytes(std::span(into)))));
    EXPECT_EQ(into, "abcde");
    EXPECT_EQ(loop.run(s.recv())->view(), "fg");
}

TEST(byte_stream, read_exact_tells_the_end) {
    manual_loop loop;
    scripted_stream s({"ab"});
    std::string into(3, '?');
    EXPECT_EQ(loop.run(s.read_exact(std::as_writable_bytes(std::span(into)))).error(), errc::eof);
    EXPECT_TRUE(loop.run(s.read_exact({})));
}

TEST(byte_stream, close_drops_what_was_put_back) {
    manual_loop loop;
    scripted_stream s({"a"});
    s.unread(buffer::copy_of("b"));
    s.close();
    EXPECT_EQ(loop.run(s.recv()).error(), errc::closed);
}

TEST(byte_stream, putting_back_twice_is_fatal) {
    scripted_stream s({});
    s.unread(buffer::copy_of("a"));
    EXPECT_DEATH(s.unread(buffer::copy_of("b")), "put back to a stream twice");
}

}  // namespace
}  // namespace weir
