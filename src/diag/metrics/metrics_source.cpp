// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/log.hpp>
#include <weir/diag/metrics.hpp>

#include <mutex>

namespace weir::inline v0::diag {
namespace {

struct registry {
    std::mutex mutex;
    std::vector<std::pair<metrics_source*, std::function<void(metrics_writer&)>*>> sources;
};

/// Never destroyed: the listener's thread may ask while the program ends.
registry& sources_of_process() {
    static auto* const all = new registry;
    return *all;
}

void call(const std::function<void(metrics_writer&)>& write, metrics_writer& to) noexcept {
    try {
        write(to);
    } catch (...) {
        log(log_level::warning, "a metrics_source threw; what it had not written yet is missing");
    }
}

}  // namespace

metrics_source::metrics_source(std::function<void(metrics_writer&)> write)
    : write_(std::move(write)) {
    registry& all = sources_of_process();
    const std::lock_guard lock(all.mutex);
    all.sources.emplace_back(this, &write_);
}

metrics_source::~metrics_source() {
    registry& all = sources_of_process();
    const std::lock_guard lock(all.mutex);
    std::erase_if(all.sources, [this](const auto& entry) { return entry.first == this; });
}

void metrics_source::write_all(metrics_writer& to) {
    registry& all = sources_of_process();
    const std::lock_guard lock(all.mutex);
    for (const auto& [source, write] : all.sources) call(*write, to);
}

}  // namespace weir::inline v0::diag
