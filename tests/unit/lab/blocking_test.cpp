// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
//
// The blocking server and client against each other, over real sockets. A handler that must be
// seen busy waits on a gate, not on the clock.
#include "lab/blocking/blocking_client.hpp"
#include "lab/blocking/blocking_file.hpp"
#include "lab/blocking/blocking_server.hpp"
#include "lab/process/server_stats.hpp"

#include <sys/socket.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

/// Holds handlers until it is opened, and tells how many are held.
class gate {
public:
    void pass() {
        std::unique_lock lock(mutex_);
        ++held_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        --held_;
    }
    void wait_for(int held) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return held_ >= held; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int held_ = 0;
    bool open_ = false;
};

/// A server whose handler answers "METHOD TARGET BODY"; `/wait` passes the gate first.
struct fixture {
    explicit fixture(blocking_server_options options)
        : web(options, [this](const blocking_request& r) { return answer(r); }, stats) {
        EXPECT_TRUE(web.start());
    }
    ~fixture() {
        door.open();
        web.stop();
    }

    blocking_response answer(const blocking_request& r) {
        if (r.target == "/throw") throw std::runtime_error("no");
        if (r.target == "/wait") door.pass();
        return {.content_type = "text/plain",
                .body = std::string(http::to_string(r.verb)) + " " + r.target + " " + r.body};
    }

    blocking_socket connect() {
        auto made = blocking_socket::connect(web.port(), 10s);
        EXPECT_TRUE(made);
        return std::move(*made);
    }

    /// Spins until a number that another thread publishes has this value.
    static void wait_until(const std::atomic<std::uint64_t>& number, std::uint64_t value) {
        while (number.load() != value) std::this_thread::yield();
    }

    server_stats stats;
    gate door;
    blocking_server web;
};

/// The next answer on a connection, head and body.
std::string receive(blocking_socket& from) {
    std::string text;
    std::array<char, 4096> room;
    for (;;) {
        const std::size_t head = text.find("\r\n\r\n");
        const std::size_t length = text.find("Content-Length: ");
        if (head != std::string::npos && length != std::string::npos &&
            text.size() >= head + 4 + std::stoul(text.substr(length + 16)))
            return text;
        const auto got = from.receive(room);
        if (!got) return text + "<" + got.error().message() + ">";
        text.append(room.data(), *got);
    }
}

TEST(blocking_server, answers_and_keeps_the_connection) {
    for (const unsigned workers : {2U, 0U}) {
        fixture f({.workers = workers});
        blocking_socket c = f.connect();
        ASSERT_TRUE(c.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"));
        EXPECT_THAT(receive(c), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("GET /a ")));
        ASSERT_TRUE(c.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz"));
        EXPECT_THAT(receive(c), HasSubstr("POST /b xyz"));
        EXPECT_EQ(f.stats.accepted.load(), 1U);
    }
}

TEST(blocking_server, reads_a_request_that_comes_in_pieces) {
    fixture f({.workers = 1});
    blocking_socket c = f.connect();
    for (const char* piece :
         {"POST /b HT", "TP/1.1\r\nHost: x\r\nContent-Le", "ngth: 3\r\n\r\nx", "yz"})
        ASSERT_TRUE(c.send(piece));
    EXPECT_THAT(receive(c), HasSubstr("POST /b xyz"));
}

TEST(blocking_server, answers_pipelined_requests_in_order) {
    for (const unsigned workers : {1U, 0U}) {
        fixture f({.workers = workers});
        blocking_socket c = f.connect();
        std::string burst;
        for (int i = 0; i < 20; ++i)
            burst += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
        ASSERT_TRUE(c.send(burst + "GET /last HTTP/1.1\r\nConnection: close\r\nHost: x\r\n\r\n"));
        std::string all;
        for (std::string part; !(part = receive(c)).starts_with("<");) all += part;
        std::size_t at = 0;
        for (int i = 0; i < 20; ++i) {
            at = all.find("GET /" + std::to_string(i) + " ", at);
            ASSERT_NE(at, std::string::npos) << i;
        }
        EXPECT_NE(all.find("GET /last ", at), std::string::npos);
    }
}

TEST(blocking_server, idle_connections_hold_no_worker) {
    fixture f({.workers = 1});
    std::vector<blocking_socket> idle;
    for (int i = 0; i < 50; ++i) {
        idle.push_back(f.connect());
        ASSERT_TRUE(idle.back().send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"));
        ASSERT_THAT(receive(idle.back()), StartsWith("HTTP/1.1 200"));
    }
    for (blocking_socket& c : idle) {
        ASSERT_TRUE(c.send("GET /again HTTP/1.1\r\nHost: x\r\n\r\n"));
        EXPECT_THAT(receive(c), HasSubstr("GET /again"));
    }
}

TEST(blocking_server, sheds_what_the_queue_cannot_hold_and_says_why) {
    fixture f({.workers = 1, .queue_limit = 1});
    blocking_socket busy = f.connect();
    ASSERT_TRUE(busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    f.door.wait_for(1);
    blocking_socket queued = f.connect();
    ASSERT_TRUE(queued.send("GET /queued HTTP/1.1\r\nHost: x\r\n\r\n"));
    fixture::wait_until(f.stats.queue_length, 1);
    blocking_socket third = f.connect();
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(third.send("GET /third HTTP/1.1\r\nHost: x\r\n\r\n"));
        EXPECT_THAT(receive(third), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("queue is full"),
                                          Not(HasSubstr("Connection: close"))))
            << "the connection is kept";
    }
    EXPECT_EQ(f.stats.shed.load(), 2U);
    fixture::wait_until(f.stats.in_flight, 2);
    f.door.open();
    EXPECT_THAT(receive(busy), HasSubstr("GET /wait"));
    EXPECT_THAT(receive(queued), HasSubstr("GET /queued"));
    ASSERT_TRUE(third.send("GET /third HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(receive(third), StartsWith("HTTP/1.1 200")) << "there is room again";
}

TEST(blocking_server, with_no_queue_still_uses_every_worker) {
    fixture f({.workers = 2, .queue_limit = 0});
    blocking_socket a = f.connect();
    blocking_socket b = f.connect();
    ASSERT_TRUE(a.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    f.door.wait_for(1);
    ASSERT_TRUE(b.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    f.door.wait_for(2);
    blocking_socket c = f.connect();
    ASSERT_TRUE(c.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(receive(c), StartsWith("HTTP/1.1 503"));
}

TEST(blocking_server, sheds_pipelined_requests_one_by_one) {
    fixture f({.workers = 1, .queue_limit = 0});
    blocking_socket busy = f.connect();
    ASSERT_TRUE(busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    f.door.wait_for(1);
    blocking_socket c = f.connect();
    ASSERT_TRUE(c.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    std::string all = receive(c);
    while (all.find("503", all.find("503") + 3) == std::string::npos) all += receive(c);
    EXPECT_EQ(f.stats.shed.load(), 2U);
}

TEST(blocking_server, gives_each_request_a_thread_without_workers) {
    fixture f({.workers = 0});
    std::vector<blocking_socket> all;
    for (int i = 0; i < 30; ++i) {
        all.push_back(f.connect());
        ASSERT_TRUE(all.back().send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    f.door.wait_for(30);
    f.door.open();
    for (blocking_socket& c : all) EXPECT_THAT(receive(c), HasSubstr("GET /wait"));
}

TEST(blocking_server, refuses_what_is_no_http_and_closes) {
    fixture f({.workers = 1});
    blocking_socket c = f.connect();
    ASSERT_TRUE(c.send("nonsense\r\n\r\n"));
    EXPECT_THAT(receive(c), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("Connection: close")));
    EXPECT_THAT(receive(c), StartsWith("<"));
}

TEST(blocking_server, answers_500_when_the_handler_throws) {
    fixture f({.workers = 1});
    blocking_socket c = f.connect();
    ASSERT_TRUE(c.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(receive(c), StartsWith("HTTP/1.1 500"));
}

TEST(blocking_server, drops_a_peer_that_stops_in_the_middle) {
    fixture f({.workers = 1, .io_timeout = 50ms});
    blocking_socket slow = f.connect();
    ASSERT_TRUE(slow.send("GET /slow HTTP/1.1\r\n"));
    EXPECT_THAT(receive(slow), StartsWith("<"));
    blocking_socket c = f.connect();
    ASSERT_TRUE(c.send("GET /after HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(receive(c), HasSubstr("GET /after")) << "the worker is free again";
}

TEST(blocking_server, closes_connections_that_were_idle_too_long) {
    fixture f({.workers = 1, .idle_timeout = 50ms});
    blocking_socket c = f.connect();
    EXPECT_THAT(receive(c), StartsWith("<"));
}

TEST(blocking_server, accepts_again_after_its_connection_limit) {
    fixture f({.workers = 1, .connections = 1});
    {
        blocking_socket first = f.connect();
        ASSERT_TRUE(first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"));
        EXPECT_THAT(receive(first), HasSubstr("GET /1"));
    }
    blocking_socket second = f.connect();  // waits in the backlog until the first is gone
    ASSERT_TRUE(second.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(receive(second), HasSubstr("GET /2"));
}

TEST(blocking_server, on_a_port_in_use_does_not_start) {
    fixture f({.workers = 1});
    server_stats stats;
    blocking_server other({.port = f.web.port(), .workers = 1}, {}, stats);
    const auto started = other.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error(), std::errc::address_in_use);
}

TEST(blocking_server, stops_with_requests_in_the_queue) {
    server_stats stats;
    gate door;
    blocking_server web(
        {.workers = 1},
        [&](const blocking_request&) {
            door.pass();
            return blocking_response{};
        },
        stats);
    ASSERT_TRUE(web.start());
    std::vector<blocking_socket> all;
    for (int i = 0; i < 3; ++i) {
        all.push_back(*blocking_socket::connect(web.port(), 10s));
        ASSERT_TRUE(all.back().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    door.wait_for(1);
    fixture::wait_until(stats.queue_length, 2);
    door.open();
    web.stop();
}

TEST(blocking_client, reuses_its_connection) {
    fixture f({.workers = 2});
    blocking_client client(f.web.port());
    for (int i = 0; i < 5; ++i) {
        const auto answer =
            client.send({.verb = http::method::put, .target = "/x", .body = std::to_string(i)});
        ASSERT_TRUE(answer) << answer.error().message();
        EXPECT_EQ(answer->status, 200);
        EXPECT_EQ(answer->body, "PUT /x " + std::to_string(i));
        EXPECT_EQ(answer->content_type, "text/plain");
    }
    EXPECT_EQ(f.stats.accepted.load(), 1U);
}

TEST(blocking_client, uses_as_many_connections_as_threads_wait) {
    fixture f({.workers = 4});
    blocking_client client(f.web.port());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { EXPECT_TRUE(client.send({.target = "/wait"})); });
    f.door.wait_for(4);
    f.door.open();
    for (std::thread& t : threads) t.join();
    EXPECT_EQ(f.stats.accepted.load(), 4U);
}

TEST(blocking_client, asks_again_where_its_idle_connection_was_closed) {
    fixture f({.workers = 1, .idle_timeout = 1ms});
    blocking_client client(f.web.port());
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(client.send({.target = "/x"}));
        // A second connection is closed no earlier than the client's own.
        blocking_socket later = f.connect();
        EXPECT_THAT(receive(later), StartsWith("<"));
    }
}

TEST(blocking_client, reports_a_backend_that_is_not_there_or_too_slow) {
    std::uint16_t port = 0;
    {
        fixture f({.workers = 1});
        port = f.web.port();
        blocking_client impatient(port, {.timeout = 20ms});
        const auto late = impatient.send({.target = "/wait"});
        ASSERT_FALSE(late);
        EXPECT_EQ(late.error(), errc::timed_out);
    }
    const auto gone = blocking_client(port).send({});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error(), std::errc::connection_refused);
}

TEST(blocking_message, knows_where_an_answer_ends) {
    const auto wire = to_wire(blocking_response{
        .status = 201, .content_type = "", .etag = "\"1\"", .body = "x", .keep_alive = false});
    EXPECT_EQ(
        wire,
        "HTTP/1.1 201 Created\r\nETag: \"1\"\r\nContent-Length: 1\r\nConnection: close\r\n\r\n"
        "x");
}

TEST(blocking_file, reads_whole_files_up_to_a_limit) {
    const std::string path = testing::TempDir() + "weir_blocking_file";
    std::ofstream(path) << "hello";
    EXPECT_EQ(read_file_blocking(path, 5), "hello");
    const auto large = read_file_blocking(path, 4);
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error(), errc::too_large);
    EXPECT_FALSE(read_file_blocking(path + ".not", 5));
    std::remove(path.c_str());
}

}  // namespace
}  // namespace weir::lab
