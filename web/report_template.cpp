// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "report_template.hpp"

#include "report_bytes.hpp"

namespace weir::inline v0::web {

namespace {

constexpr std::string_view placeholder = "{{report-data}}";

// In JSON a "<" can only stand inside a string, where the escape means the same; without it no data
// can close the script element or open a comment in it.
void append_escaped(std::string& page, std::string_view json) {
    for (auto at = json.find('<'); at != json.npos; at = json.find('<')) {
        page.append(json.substr(0, at)).append("\\u003c");
        json.remove_prefix(at + 1);
    }
    page.append(json);
}

}  // namespace

std::string_view report_template() noexcept {
    return {reinterpret_cast<const char*>(report_bytes), report_size};
}

std::string report_page(std::string_view json) {
    const std::string_view page = report_template();
    const auto place = page.find(placeholder);  // build.mjs has seen to it that it is there
    std::string filled;
    filled.reserve(page.size() + json.size() + json.size() / 16);
    filled.append(page.substr(0, place));
    append_escaped(filled, json);
    filled.append(page.substr(place + placeholder.size()));
    return filled;
}

}  // namespace weir::inline v0::web
