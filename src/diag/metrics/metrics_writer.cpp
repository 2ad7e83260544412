// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/metrics.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace weir::inline v0::diag {
namespace {

constexpr double nanosecond = 1e-9;

bool is_name(std::string_view name, bool colons) noexcept {
    const auto allowed = [&](char c, bool first) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        return letter || (colons && c == ':') || (!first && c >= '0' && c <= '9');
    };
    for (std::size_t i = 0; i < name.size(); ++i)
        if (!allowed(name[i], i == 0)) return false;
    return !name.empty();
}

void append_escaped(std::string& to, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\\' || (quotes && c == '"')) to += '\\';
        if (c == '\n')
            to += "\\n";
        else
            to += c;
    }
}

void append_number(std::string& to, double value) {
    if (std::isnan(value)) {
        to += "NaN";
        return;
    }
    if (std::isinf(value)) {
        to += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    to.append(text.data(), end.ptr);
}

/// `a="1",b="2"`, or nothing if a name is bad.
bool append_labels(std::string& to, metrics_writer::labels with) {
    for (const metric_label& label : with) {
        if (!is_name(label.name, false) || label.name.starts_with("__")) return false;
        if (!to.empty()) to += ',';
        to.append(label.name).append("=\"");
        append_escaped(to, label.value, true);
        to += '"';
    }
    return true;
}

void append_sample(std::string& to, std::string_view name, std::string_view suffix,
                   std::string_view labels, double value) {
    to.append(name).append(suffix);
    if (!labels.empty()) to.append("{").append(labels).append("}");
    to += ' ';
    append_number(to, value);
    to += '\n';
}

void append_bucket(std::string& to, std::string_view name, const std::string& labels,
                   std::string_view bound, std::uint64_t count) {
    const std::string all =
        labels + (labels.empty() ? "le=\"" : ",le=\"") + std::string(bound) + "\"";
    append_sample(to, name, "_bucket", all, static_cast<double>(count));
}

/// Below 1 us and above 70 s no bound helps anybody, and each is a series.
bool is_bound(std::size_t bucket) noexcept {
    return bucket >= 9 && bucket <= 35;
}

}  // namespace

metrics_writer::family* metrics_writer::open(std::string_view name, std::string_view type,
                                             std::string_view help, std::string_view label_text) {
    const auto known = places_.find(name);
    const bool fits =
        known == places_.end() ? is_name(name, true) : families_[known->second].type == type;
    if (!fits || !series_.insert(std::string(name) + '{' + std::string(label_text)).second) {
        ++dropped_;
        return nullptr;
    }
    if (known != places_.end()) return &families_[known->second];
    places_.emplace(name, families_.size());
    return &families_.emplace_back(std::string(name), type, std::string(help), std::string());
}

void metrics_writer::add(std::string_view name, std::string_view type, std::string_view help,
                         labels with, double value) {
    std::string text;
    if (!append_labels(text, with)) {
        ++dropped_;
        return;
    }
    if (family* f = open(name, type, help, text)) append_sample(f->samples, name, "", text, value);
}

void metrics_writer::counter(std::string_view name, std::string_view help, labels with,
                             double value) {
    add(name, "counter", help, with, value);
}

void metrics_writer::gauge(std::string_view name, std::string_view help, labels with,
                           double value) {
    add(name, "gauge", help, with, value);
}

void metrics_writer::histogram(std::string_view name, std::string_view help, labels with,
                               const lag_histogram& h) {
    std::string text;
    if (!append_labels(text, with)) {
        ++dropped_;
        return;
    }
    family* f = open(name, "histogram", help, text);
    if (f == nullptr) return;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < h.buckets.size(); ++i) {
        count += h.buckets[i];
        if (!is_bound(i)) continue;
        std::string bound;
        append_number(bound, std::ldexp(nanosecond, static_cast<int>(i) + 1));
        append_bucket(f->samples, name, text, bound, count);
    }
    append_bucket(f->samples, name, text, "+Inf", count);
    append_sample(f->samples, name, "_sum", text, static_cast<double>(h.total_ns) * nanosecond);
    append_sample(f->samples, name, "_count", text, static_cast<double>(count));
}

std::string metrics_writer::text() const {
    std::string page;
    for (const family& f : families_) {
        page.append("# HELP ").append(f.name).append(" ");
        append_escaped(page, f.help, false);
        page.append("\n# TYPE ").append(f.name).append(" ").append(f.type).append("\n");
        page += f.samples;
    }
    return page;
}

}  // namespace weir::inline v0::diag
