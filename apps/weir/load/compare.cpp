// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/compare.hpp"

#include "load/small_sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace weir::inline v0::cli {
namespace {

constexpr std::size_t most_pieces = 500;  // longer runs are compared by longer pieces

struct measure_info {
    const char* name;
    bool more_is_better;
    bool is_share;
};

constexpr std::array<measure_info, comparisons_per_step> measures{{{"ok/s", true, false},
                                                                   {"mean", false, false},
                                                                   {"p50", false, false},
                                                                   {"p99", false, false},
                                                                   {"errors", false, true}}};
using values = std::array<double, measures.size()>;

/// splitmix64: the same files give the same answer.
class random_source {
public:
    explicit random_source(std::uint64_t seed) noexcept : state_(seed) {}
    std::size_t below(std::size_t limit) noexcept {
        std::uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15;
        z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9;
        z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EB;
        return (z ^ (z >> 31)) % limit;
    }

private:
    std::uint64_t state_;
};

/// A run's seconds over one axis of latencies, so that draws can be added up.
class run_seconds {
public:
    explicit run_seconds(const measured_seconds& from) {
        for (const measured_second& s : from)
            for (const auto& [us, count] : s.latency_us) edges_.push_back(us);
        std::ranges::sort(edges_);
        edges_.erase(std::ranges::unique(edges_).begin(), edges_.end());
        const std::size_t together = (from.size() + most_pieces - 1) / most_pieces;
        for (std::size_t i = 0; i < from.size(); i += together)
            add_piece(from, i, std::min(i + together, from.size()));
        counts_.resize(edges_.size());
    }

    [[nodiscard]] std::size_t size() const noexcept { return pieces_.size(); }
    /// How many pieces are drawn together, so that what follows on each other stays together.
    [[nodiscard]] std::size_t block() const noexcept {
        const double root = std::cbrt(static_cast<double>(size()));
        return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(root)));
    }

    [[nodiscard]] values as_measured() {
        begin();
        for (const piece& p : pieces_) add(p);
        return sum();
    }

    /// As many pieces as there are, in blocks that wrap around.
    [[nodiscard]] values draw(random_source& random) {
        begin();
        for (std::size_t drawn = 0; drawn < size();) {
            const std::size_t first = random.below(size());
            for (std::size_t i = 0; i < block() && drawn < size(); ++i, ++drawn)
                add(pieces_[(first + i) % size()]);
        }
        return sum();
    }

private:
    struct piece {
        double seconds = 0;
        double ok = 0;
        double bad = 0;
        std::vector<std::pair<std::size_t, std::uint64_t>> latency;  // (place on the axis, count)
    };

    void add_piece(const measured_seconds& from, std::size_t begin, std::size_t end) {
        piece& made = pieces_.emplace_back();
        for (std::size_t i = begin; i < end; ++i) {
            made.seconds += from[i].seconds;
            made.ok += static_cast<double>(from[i].ok);
            made.bad += static_cast<double>(from[i].bad);
            for (const auto& [us, count] : from[i].latency_us) {
                const auto place = std::ranges::lower_bound(edges_, us) - edges_.begin();
                made.latency.emplace_back(static_cast<std::size_t>(place), count);
            }
        }
    }

    void begin() noexcept {
        total_ = piece();
        std::ranges::fill(counts_, 0);
    }

    void add(const piece& p) noexcept {
        total_.seconds += p.seconds;
        total_.ok += p.ok;
        total_.bad += p.bad;
        for (const auto& [place, count] : p.latency) counts_[place] += count;
    }

    [[nodiscard]] values sum() const noexcept {
        std::uint64_t all = 0;
        double time = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            all += counts_[i];
            time += static_cast<double>(counts_[i]) * edges_[i];
        }
        const double requests = total_.ok + total_.bad;
        return {total_.seconds > 0 ? total_.ok / total_.seconds : 0,
                all > 0 ? time / static_cast<double>(all) / 1e3 : 0, quantile(0.5, all),
                quantile(0.99, all), requests > 0 ? total_.bad / requests : 0};
    }

    // In ms.
    [[nodiscard]] double quantile(double share, std::uint64_t all) const noexcept {
        const double wanted = std::ceil(std::nextafter(share, 0.0) * static_cast<double>(all));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen > 0 && static_cast<double>(seen) >= wanted) return edges_[i] / 1e3;
        }
        return 0;
    }

    std::vector<double> edges_;  // us, ascending
    std::vector<piece> pieces_;
    std::vector<std::uint64_t> counts_;  // of the draw
    piece total_;                        // of the draw
};

double change_of(const measure_info& what, double before, double after) noexcept {
    if (what.is_share) return after - before;
    return before > 0 ? after / before - 1 : 0;
}

comparison::verdict verdict_of(const measure_info& what, const comparison& c,
                               double min_change) noexcept {
    const double floor = what.is_share ? min_change * share_floor : min_change;
    if (std::abs(c.change) < floor || (c.low <= 0 && c.high >= 0)) return comparison::verdict::same;
    return (c.change > 0) == what.more_is_better ? comparison::verdict::better
                                                 : comparison::verdict::worse;
}

/// Moves an end of an interval away from its middle: of ratios on the scale of factors.
double widened(const measure_info& what, double middle, double end, double factor) {
    if (what.is_share) return middle + (end - middle) * factor;
    return (1 + middle) * std::pow((1 + end) / (1 + middle), factor) - 1;
}

/// The ends of the middle part of the replicates, widened for the number of pieces.
void set_interval(const measure_info& what, comparison& c, std::vector<double>& changes,
                  double outside, double factor) {
    std::ranges::sort(changes);
    const auto cut = static_cast<std::size_t>(static_cast<double>(changes.size()) * outside / 2);
    c.low = widened(what, c.change, std::min(changes[cut], c.change), factor);
    c.high = widened(what, c.change, std::max(changes[changes.size() - 1 - cut], c.change), factor);
}

}  // namespace

std::vector<comparison> compare(const measured_seconds& before, const measured_seconds& after,
                                const compare_options& options) {
    run_seconds a(before);
    run_seconds b(after);
    const values in_a = a.as_measured();
    const values in_b = b.as_measured();
    const bool known = before.size() >= fewest_seconds && after.size() >= fewest_seconds &&
                       in_a[0] > 0 && in_b[0] > 0;
    std::array<std::vector<double>, measures.size()> changes;
    random_source random(options.seed);
    for (unsigned r = 0; known && r < options.replicates; ++r) {
        const values drawn_a = a.draw(random);
        const values drawn_b = b.draw(random);
        for (std::size_t m = 0; m < measures.size(); ++m)
            changes[m].push_back(change_of(measures[m], drawn_a[m], drawn_b[m]));
    }
    const double outside = (1 - options.confidence) /
                           static_cast<double>(std::max<std::size_t>(1, options.comparisons));
    const double factor =
        small_sample_factor(outside, std::min(a.size() / a.block(), b.size() / b.block()));
    std::vector<comparison> found;
    for (std::size_t m = 0; m < measures.size(); ++m) {
        comparison c{.measure = measures[m].name, .before = in_a[m], .after = in_b[m]};
        c.change = change_of(measures[m], c.before, c.after);
        if (known) {
            set_interval(measures[m], c, changes[m], outside, factor);
            c.what = verdict_of(measures[m], c, options.min_change);
        }
        found.push_back(std::move(c));
    }
    return found;
}

}  // namespace weir::inline v0::cli
