// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/awaited_request.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/semaphore.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/http/client.hpp>
#include <weir/http/url.hpp>
#include <weir/net/resolve.hpp>
#include <weir/rt/handle.hpp>

#include <deque>
#include <map>

namespace weir::inline v0::http {
namespace {

constexpr std::size_t remembered_hosts = 1024;

/// A connection that waits for its next request.
struct idle_connection {
    std::unique_ptr<client_connection> connection;
    time_point expires;
};

/// The connections to one host and port. The semaphore counts requests in flight.
struct host_pool {
    explicit host_pool(std::size_t limit) : slots(limit) {}
    semaphore slots;
    std::deque<idle_connection> idle;  // the longest unused in front
};

}  // namespace

struct client::pool {
    explicit pool(client_options o) : options(o), total(o.connections), sweep_(*this) {
        listed.open = &stats.open;
        listed.idle = &stats.idle;
        listed.waiting = &stats.waiting;
        listed.requests = &stats.requests;
        listed.connects = &stats.connects;
        listed.limit = options.connections;
        listed.limit_per_host = options.connections_per_host;
    }

    [[nodiscard]] host_pool& host(const std::string& key);
    [[nodiscard]] std::unique_ptr<client_connection> take_idle(host_pool& from) noexcept;
    void keep(host_pool& host, std::unique_ptr<client_connection> connection) noexcept;
    void evict_one() noexcept;
    void close_expired(time_point now) noexcept;

    client_options options;
    client_stats stats;
    semaphore total;
    std::map<std::string, host_pool> hosts;
    loop_context* loop = nullptr;  // that of the first request
    pool_entry listed;             // from then on

private:
    struct sweep : timer {
        explicit sweep(pool& p) noexcept : timer(&run), self(p) {}
        static void run(timer& t) noexcept;
        pool& self;
    };

    sweep sweep_;
};

/// A connection in use, and its places in the pool.
struct client_response::lease {
    lease(std::shared_ptr<client::pool> p, host_pool& h, semaphore::permit a, semaphore::permit b)
        : pool(std::move(p)), host(h), host_slot(std::move(a)), total_slot(std::move(b)) {}
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() {
        if (connection == nullptr) return;
        if (connection->reusable())
            pool->keep(host, std::move(connection));
        else
            --pool->stats.open;
    }

    std::shared_ptr<client::pool> pool;
    host_pool& host;
    semaphore::permit host_slot;
    semaphore::permit total_slot;
    std::unique_ptr<client_connection> connection;
    bool reused = false;
    url origin;
    detail::awaited_request wait;  // for the end of the answer
};

host_pool& client::pool::host(const std::string& key) {
    // A client that meets many hosts forgets those it has nothing to do with.
    if (hosts.size() >= remembered_hosts)
        std::erase_if(hosts, [this](const auto& entry) {
            const host_pool& h = entry.second;
            return h.idle.empty() && h.slots.available() == options.connections_per_host;
        });
    return hosts.try_emplace(key, options.connections_per_host).first->second;
}

std::unique_ptr<client_connection> client::pool::take_idle(host_pool& from) noexcept {
    // The most recently used one is the least likely to have been closed by the server.
    while (!from.idle.empty()) {
        idle_connection last = std::move(from.idle.back());
        from.idle.pop_back();
        --stats.idle;
        if (last.connection->idle_and_open()) return std::move(last.connection);
        --stats.open;
    }
    return nullptr;
}

void client::pool::keep(host_pool& host, std::unique_ptr<client_connection> connection) noexcept {
    const time_point expires = loop->now() + options.idle_timeout;
    host.idle.push_back({std::move(connection), expires});
    ++stats.idle;
    if (!sweep_.pending()) loop->timers().add(sweep_, expires);
}

void client::pool::evict_one() noexcept {
    host_pool* oldest = nullptr;
    for (auto& [key, h] : hosts)
        if (!h.idle.empty() &&
            (oldest == nullptr || h.idle.front().expires < oldest->idle.front().expires))
            oldest = &h;
    if (oldest == nullptr) return;
    oldest->idle.pop_front();
    --stats.idle;
    --stats.open;
}

void client::pool::close_expired(time_point now) noexcept {
    time_point next = time_point::max();
    for (auto& [key, h] : hosts) {
        while (!h.idle.empty() && h.idle.front().expires <= now) {
            h.idle.pop_front();
            --stats.idle;
            --stats.open;
        }
        if (!h.idle.empty()) next = std::min(next, h.idle.front().expires);
    }
    if (next != time_point::max()) loop->timers().add(sweep_, next);
}

void client::pool::sweep::run(timer& t) noexcept {
    pool& p = static_cast<sweep&>(t).self;
    p.close_expired(p.loop->now());
}

client_response::client_response(std::unique_ptr<lease> held) noexcept : lease_(std::move(held)) {}
client_response::client_response(client_response&&) noexcept = default;
client_response& client_response::operator=(client_response&&) noexcept = default;
client_response::~client_response() = default;

status client_response::code() const noexcept {
    return lease_->connection->code();
}
const headers& client_response::fields() const noexcept {
    return lease_->connection->fields();
}

const url& client_response::origin() const noexcept {
    return lease_->origin;
}

task<result<std::string_view>> client_response::next_chunk() {
    const auto piece = co_await with_timeout(lease_->pool->options.chunk_timeout,
                                             lease_->connection->next_chunk());
    if (!piece || lease_->connection->complete()) lease_->wait.end();
    co_return piece;
}

task<result<std::string>> client_response::text(std::size_t limit) {
    std::string whole;
    for (;;) {
        const std::string_view piece = co_await ok(next_chunk());
        if (piece.empty() && lease_->connection->complete()) co_return whole;
        if (piece.size() > limit - whole.size()) co_return fail(errc::too_large);
        whole += piece;
    }
}

client::client(client_options options) : pool_(std::make_shared<pool>(options)) {}
client::~client() = default;

namespace {

/// Counts a connection while it is opened, and after that if it was.
class counted_open {
public:
    explicit counted_open(std::size_t& open) noexcept : open_(open) { ++open_; }
    counted_open(const counted_open&) = delete;
    counted_open& operator=(const counted_open&) = delete;
    ~counted_open() {
        if (!kept_) --open_;
    }
    void keep() noexcept { kept_ = true; }

private:
    std::size_t& open_;
    bool kept_ = false;
};

task<result<std::unique_ptr<client_connection>>> connect(const url& to, duration timeout) {
    socket_stream stream = co_await ok(with_timeout(timeout, connect_any(to.host, to.port)));
    co_return std::make_unique<client_connection>(
        std::make_unique<socket_stream>(std::move(stream)), to.host_field());
}

}  // namespace

namespace {

/// What is read of a redirect's body to keep its connection.
constexpr std::size_t most_redirect_body = std::size_t{64} << 10;

/// The next request is a GET, whatever this one was (RFC 9110, 15.4).
bool asks_anew(method verb, status code) noexcept {
    const bool permanent_or_found = code == status::moved_permanently || code == status::found;
    return code == status::see_other || (permanent_or_found && verb == method::post);
}

/// A redirect that says where to, of a request that can be sent again.
bool can_follow(const client_response& answer, const client_request& request) {
    switch (answer.code()) {
        case status::moved_permanently:
        case status::found:
        case status::see_other:
        case status::temporary_redirect:
        case status::permanent_redirect:
            return answer.fields().count("location") == 1 &&
                   (!request.stream || asks_anew(request.verb, answer.code()));
        default:
            return false;
    }
}

/// Makes the next request of a redirected one.
void redirect(client_request& request, status code, bool same_origin) {
    if (asks_anew(request.verb, code)) {
        if (request.verb != method::head) request.verb = method::get;
        request.body.clear();
        request.stream.reset();
        for (const char* of_the_body :
             {"Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Expect"})
            request.fields.erase(of_the_body);
    }
    if (same_origin) return;
    for (const char* of_the_origin : {"Authorization", "Cookie", "Proxy-Authorization", "Host"})
        request.fields.erase(of_the_origin);
}

}  // namespace

task<result<void>> client::attach(client_response::lease& held, const url& to, bool fresh) {
    pool& p = *held.pool;
    if (!fresh) held.connection = p.take_idle(held.host);
    held.reused = held.connection != nullptr;
    if (held.reused) {
        ++p.stats.reused;
        co_return result<void>();
    }
    if (p.stats.open >= p.options.connections) p.evict_one();
    // It counts from now on, or others that connect meanwhile would exceed the limit.
    counted_open opening(p.stats.open);
    held.connection = co_await ok(connect(to, p.options.connect_timeout));
    opening.keep();
    ++p.stats.connects;
    co_return result<void>();
}

// True if the server had closed the connection before it saw the request, as far as can be told.
bool client::may_retry(const client_response::lease& held, const client_request& request,
                       std::error_code error) const noexcept {
    return held.reused && held.connection->unanswered() && error != errc::timed_out &&
           !this_task::stop_requested() && is_idempotent(request.verb) && !request.stream;
}

task<result<client_response>> client::send(std::string text, client_request request) {
    auto parsed = url::parse(text);
    if (!parsed) co_return fail(errc::bad_argument);
    url to = std::move(*parsed);
    request.propagate_trace = request.propagate_trace && pool_->options.propagate_trace;
    for (int followed = 0;; ++followed) {
        detail::awaited_request wait(request, to.host_field());
        result<client_response> exchanged = co_await exchange(to, request, wait);
        if (!exchanged) {
            wait.failed(exchanged.error());
            co_return fail(exchanged.error());
        }
        client_response& answer = *exchanged;
        if (pool_->options.redirects == 0 || !can_follow(answer, request)) co_return exchanged;
        if (followed == pool_->options.redirects) co_return fail(errc::too_large);
        const auto next = to.resolve(*answer.fields().get("location"));
        if (!next) co_return fail(errc::protocol_error);
        redirect(request, answer.code(), to.same_origin(*next));
        // A short body is read, so that the connection can be used again.
        static_cast<void>(co_await answer.text(most_redirect_body));
        to = *next;
        ++pool_->stats.redirected;
    }
}

task<result<client_response>> client::exchange(const url& to, client_request& request,
                                               detail::awaited_request& wait) {
    if (to.scheme != "http") co_return fail(errc::not_supported);
    request.target = to.target;
    auto held = co_await ok(reserve(to));
    held->origin = to;
    const std::shared_ptr<pool> p = held->pool;
    ++p->stats.requests;
    for (bool fresh = false;; fresh = true) {
        co_await ok(attach(*held, to, fresh));
        const result<void> sent = co_await with_timeout(
            p->options.head_timeout, held->connection->send_noted(request, wait));
        if (sent) {
            wait.answered(held->connection->code());
            if (held->connection->complete()) wait.end();
            held->wait = std::move(wait);
            co_return client_response(std::move(held));
        }
        const bool again = may_retry(*held, request, sent.error());
        held->connection.reset();
        --p->stats.open;
        if (!again) co_return fail(sent.error());
        ++p->stats.retried;
    }
}

task<result<std::unique_ptr<client_response::lease>>> client::reserve(const url& to) {
    const std::shared_ptr<pool> p = pool_;
    p->loop = &this_task::loop();
    if (!p->listed.entered()) p->listed.enter(handle_kind::client_pool, -1);
    host_pool& host = p->host(to.host_field());
    const bool must_wait = host.slots.available() == 0 || p->total.available() == 0;
    if (must_wait && p->stats.waiting >= p->options.waiting) co_return fail(errc::queue_full);
    struct waiting_count {
        std::size_t& n;
        explicit waiting_count(std::size_t& count) : n(count) { ++n; }
        ~waiting_count() { --n; }
    } counted(p->stats.waiting);
    auto host_slot = co_await ok(host.slots.hold());
    auto total_slot = co_await ok(p->total.hold());
    co_return std::make_unique<client_response::lease>(p, host, std::move(host_slot),
                                                       std::move(total_slot));
}

task<result<client_response>> client::get(std::string url) {
    return send(std::move(url), {.verb = method::get});
}

task<result<client_response>> client::put(std::string url, std::string body) {
    return send(std::move(url), {.verb = method::put, .body = std::move(body)});
}

task<result<client_response>> client::post(std::string url, std::string body) {
    return send(std::move(url), {.verb = method::post, .body = std::move(body)});
}

client_stats client::stats() const noexcept {
    return pool_->stats;
}

void client::close_idle() noexcept {
    for (auto& [key, h] : pool_->hosts) {
        pool_->stats.idle -= h.idle.size();
        pool_->stats.open -= h.idle.size();
        h.idle.clear();
    }
}

}  // namespace weir::inline v0::http
