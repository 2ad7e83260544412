// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/connection_pool.hpp"
#include "http/server_state.hpp"

#include <weir/base/log.hpp>
#include <weir/coro/backtrace.hpp>
#include <weir/coro/event.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/http/server.hpp>
#include <weir/rt/shard.hpp>

#include <exception>
#include <string>
#include <vector>

namespace weir::inline v0::http {

namespace detail {

/// One `serve` in progress: its listener and the connections of its shard.
class serving {
public:
    serving(server_state& server, listener& from)
        : server_(server),
          from_(from),
          connections_(unstopped(this_task::env()), &this_task::promise()) {
        const std::lock_guard lock(server_.mutex);
        server_.active.push_back(this);
    }
    [[nodiscard]] task<result<void>> run() {
        const result<void> accepted = co_await accept_all();
        from_.close();
        co_await end_connections();
        // An order under way refers to this object.
        if (leave()) static_cast<void>(co_await shielded(duration::max(), drain_arrived_.wait()));
        co_return accepted;
    }

    /// Thread-safe; the mutex of the server is held.
    void drain() noexcept { drain_ordered_ = drain_ordered_ || home_.post_work(drain_order_); }

private:
    /// Requests in flight outlive the stop of `serve` by the drain time, so they do not inherit it.
    static environment unstopped(environment env) noexcept {
        env.stop = stop_token();
        env.due = deadline::never();
        return env;
    }

    /// No drain will be ordered any more; true if one was.
    [[nodiscard]] bool leave() noexcept {
        const std::lock_guard lock(server_.mutex);
        std::erase(server_.active, this);
        return drain_ordered_;
    }

    void begin_drain() noexcept {
        from_.close();
        drain_arrived_.set();
    }

    [[nodiscard]] task<result<void>> accept_all() {
        while (!server_.draining.load(std::memory_order_relaxed)) {
            auto next = co_await from_.accept();
            if (!next) {
                const bool orderly = next.error() == errc::closed || this_task::stop_requested();
                co_return orderly ? result<void>() : fail(next.error());
            }
            ++counters_.accepted;
            connections_.spawn("http.connection", &serving::serve_one, this,
                               std::move(next->stream));
        }
        co_return result<void>();
    }

    // Out of memory, most likely: that ends this connection, not its siblings.
    [[nodiscard]] static task<void> serve_one(serving* self, socket_stream stream) {
        try {
            connection_slot slot(stream, this_task::env());
            if (self->served_ >= self->server_.limits.connections) {
                ++self->counters_.refused;
                if (self->may_explain()) co_await self->pool_.turn_away(slot, overloaded);
                co_return;
            }
            const counted here(self->served_);
            const counted everywhere(self->counters_.connections);
            self->open_.push_back(slot);
            co_await self->pool_.serve(slot);
        } catch (const std::exception& e) {
            log(log_level::error, std::string("a connection ended by an exception: ") + e.what());
        } catch (...) {
            log(log_level::error, "a connection ended by something that is no exception");
        }
    }

    // In a flood, those who are turned away must not pile up either.
    [[nodiscard]] bool may_explain() const noexcept {
        return connections_.size() - served_ <= server_.limits.connections;
    }

    // Idle connections close, those with a request get until the drain's deadline.
    [[nodiscard]] task<void> end_connections() {
        server_.drain();
        open_.for_each([](connection_slot& c) { c.end_idle(); });
        this_task::loop().timers().add(
            limit_, deadline::after(this_task::now(), server_.limits.drain).when());
        static_cast<void>(co_await connections_.join());
        limit_.cancel();
    }

    void cancel_stragglers() noexcept {
        log(log_level::warning, "drain: " + std::to_string(connections_.size()) +
                                    " request(s) did not finish in time and are stopped:");
        connections_.for_each_child([](const weir::detail::child_promise& child) {
            log(log_level::warning, format_backtrace(backtrace(child)));
        });
        connections_.request_stop(stop_reason::drain);
    }

    struct drain_order : remote_work {
        explicit drain_order(serving& s) noexcept
            : remote_work(
                  [](remote_work& w) noexcept { static_cast<drain_order&>(w).self.begin_drain(); }),
              self(s) {}
        serving& self;
    };
    struct drain_limit : timer {
        explicit drain_limit(serving& s) noexcept
            : timer(
                  [](timer& t) noexcept { static_cast<drain_limit&>(t).self.cancel_stragglers(); }),
              self(s) {}
        serving& self;
    };

    static constexpr std::string_view overloaded = "too many connections to this shard";

    server_state& server_;
    listener& from_;
    shard_counters& counters_ = server_.counters_here();
    shard& home_ = *shard::this_shard();
    scope connections_;
    connection_pool pool_{server_, connections_.env()};
    std::size_t served_ = 0;
    intrusive_list<connection_slot> open_;
    drain_order drain_order_{*this};
    drain_limit limit_{*this};
    bool drain_ordered_ = false;  // guarded by the server's mutex
    event drain_arrived_;
};

shard_counters& server_state::counters_here() {
    const std::lock_guard lock(mutex);
    return counters[shard::this_shard()];
}

server_stats server_state::stats() const {
    const std::lock_guard lock(mutex);
    server_stats sum;
    for (const auto& [where, counted] : counters) {
        sum.accepted += counted.accepted.get();
        sum.refused += counted.refused.get();
        sum.connections += counted.connections.get();
        sum.requests += counted.requests.get();
        sum.in_flight += counted.in_flight.get();
        sum.bad_requests += counted.bad_requests.get();
        sum.abandoned += counted.abandoned.get();
    }
    return sum;
}

void server_state::drain() noexcept {
    draining.store(true);
    const std::lock_guard lock(mutex);
    for (serving* s : active) s->drain();
}

}  // namespace detail

server::server(server_limits limits) : state_(std::make_unique<detail::server_state>(limits)) {}
server::~server() = default;

void server::route(method verb, std::string_view pattern, handler fn) {
    state_->routes.add(verb, pattern, std::move(fn));
}

void server::on_access(access_log fn, void* context) noexcept {
    state_->access = fn;
    state_->access_context = context;
}

task<result<void>> server::serve(listener& from) {
    detail::serving here(*state_, from);
    co_return co_await here.run();
}

task<void> server::serve_stream(byte_stream& stream) {
    const environment env = this_task::env();
    detail::connection_pool pool(*state_, env);
    detail::connection_slot slot(stream, env);
    co_await pool.serve(slot);
}

void server::drain() noexcept {
    state_->drain();
}

bool server::ready() const noexcept {
    return !state_->draining.load();
}
server_stats server::stats() const {
    return state_->stats();
}
const server_limits& server::limits() const noexcept {
    return state_->limits;
}

}  // namespace weir::inline v0::http
