// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>

// Random programs of sends, receives, stops and closes, performed by a channel and by a reference
// that is too simple to be wrong. After every step both must agree on everything.

namespace weir::channel_model_test {
namespace {

using test::manual_loop;
using test::stop_switch;

/// What became of an operation: a value, or an error.
struct ending {
    int value = 0;
    std::error_code error;
    friend bool operator==(const ending&, const ending&) = default;
};

/// The reference. Operations are numbered; what has ended is in `ended`.
class model {
public:
    explicit model(std::size_t capacity) : capacity_(capacity) {}

    void send(int op, int value) {
        if (closed_) return end(op, {0, errc::closed});
        if (!take(value)) return senders_.push_back({op, value});
        end(op, {});
    }
    bool try_send(int value) { return !closed_ && take(value); }

    void receive(int op) {
        if (const auto value = try_receive()) return end(op, {*value, {}});
        if (closed_) return end(op, {0, errc::eof});
        receivers_.push_back(op);
    }
    std::optional<int> try_receive() {
        if (capacity_ == 0 && !senders_.empty()) values_.push_back(release_sender());
        if (values_.empty()) return std::nullopt;
        const int first = values_.front();
        values_.pop_front();
        if (values_.size() < capacity_ && !senders_.empty()) values_.push_back(release_sender());
        return first;
    }

    void stop(int op) {
        const bool waited = std::erase(receivers_, op) +
                                std::erase_if(senders_, [&](auto& s) { return s.op == op; }) !=
                            0;
        if (waited) end(op, {0, errc::canceled});
    }
    void close() {
        closed_ = true;
        for (const waiting& s : std::exchange(senders_, {})) end(s.op, {0, errc::closed});
        for (const int op : std::exchange(receivers_, {})) end(op, {0, errc::eof});
    }

    [[nodiscard]] std::size_t size() const { return values_.size(); }

    std::map<int, ending> ended;

private:
    struct waiting {
        int op;
        int value;
    };

    bool take(int value) {
        if (!receivers_.empty()) {
            end(receivers_.front(), {value, {}});
            receivers_.pop_front();
        } else if (values_.size() < capacity_) {
            values_.push_back(value);
        } else {
            return false;
        }
        return true;
    }
    int release_sender() {
        const waiting first = senders_.front();
        senders_.pop_front();
        end(first.op, {});
        return first.value;
    }
    void end(int op, ending e) { ended[op] = e; }

    std::size_t capacity_;
    bool closed_ = false;
    std::deque<int> values_;
    std::deque<waiting> senders_;
    std::deque<int> receivers_;
};

/// A started operation of the channel, with a stop of its own.
class running {
public:
    running(manual_loop& loop, channel<int>& c, std::optional<int> value) : stop_(loop) {
        if (value)
            send_ = stop_.start(c.send(*value));
        else
            receive_ = stop_.start(c.receive());
    }

    void stop() { stop_.request(); }
    [[nodiscard]] bool done() const { return send_ ? send_->done() : receive_->done(); }
    [[nodiscard]] ending take() {
        if (!send_) return of(receive_->take());
        const result<void> sent = send_->take();
        return {0, sent ? std::error_code() : sent.error()};
    }

private:
    static ending of(const result<int>& r) { return r ? ending{*r, {}} : ending{0, r.error()}; }

    using send_type =
        decltype(std::declval<stop_switch&>().start(std::declval<channel<int>&>().send(0)));
    using receive_type =
        decltype(std::declval<stop_switch&>().start(std::declval<channel<int>&>().receive()));

    stop_switch stop_;
    send_type send_;
    receive_type receive_;
};

class program {
public:
    explicit program(std::uint64_t seed) : random_(seed), capacity_(pick(5)) {}

    void run() {
        for (int step = 0; step < 200 && !testing::Test::HasFailure(); ++step) act();
        channel_.close();
        reference_.close();
        settle();
        EXPECT_TRUE(live_.empty()) << "operations that never end";
    }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }

    void act() {
        switch (pick(10)) {
            case 0:
            case 1:
            case 2:
                reference_.send(next_, next_);
                return begin(next_);
            case 3:
            case 4:
            case 5:
                reference_.receive(next_);
                return begin(std::nullopt);
            case 6:
                ++value_;
                EXPECT_EQ(channel_.try_send(value_).has_value(), reference_.try_send(value_));
                break;
            case 7:
                EXPECT_EQ(channel_.try_receive(), reference_.try_receive());
                break;
            case 8:
                stop_one();
                break;
            default:
                if (pick(40) != 0) break;
                channel_.close();
                reference_.close();
        }
        EXPECT_EQ(channel_.size(), reference_.size());
        // Often several things happen before anybody runs: success and stop in the same step.
        if (pick(2) == 0) settle();
    }

    void begin(std::optional<int> value) {
        live_.emplace(next_++, std::make_unique<running>(loop_, channel_, value));
        settle();
    }

    void stop_one() {
        if (live_.empty()) return;
        const auto victim = std::next(live_.begin(), static_cast<long>(pick(live_.size())));
        victim->second->stop();
        reference_.stop(victim->first);
    }

    void settle() {
        loop_.run_ready();
        std::map<int, ending> ended;
        for (auto it = live_.begin(); it != live_.end();) {
            if (it->second->done()) ended[it->first] = it->second->take();
            it = it->second->done() ? live_.erase(it) : std::next(it);
        }
        EXPECT_EQ(ended, std::exchange(reference_.ended, {}));
    }

    std::mt19937_64 random_;
    std::size_t capacity_;
    manual_loop loop_;
    channel<int> channel_{capacity_};
    model reference_{capacity_};
    std::map<int, std::unique_ptr<running>> live_;
    int next_ = 0;
    int value_ = 1'000'000;
};

TEST(channel_model, agrees_with_the_reference_over_random_programs) {
    for (std::uint64_t seed = 1; seed <= 2000 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        program(seed).run();
    }
}

}  // namespace
}  // namespace weir::channel_model_test
