// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/json_document.hpp"

#include <nlohmann/json.hpp>

namespace weir::inline v0::lab {

std::string json_document(unsigned objects) {
    std::string text = "[";
    for (unsigned i = 0; i < objects; ++i) {
        const std::string number = std::to_string(i);
        text += (i == 0 ? "" : ",") + std::string(R"({"id":)") + number + R"(,"name":"user )" +
                number + R"(","tags":["a","b","c"],"score":)" + number + R"(.5,"active":true})";
    }
    return text + "]";
}

[[gnu::noinline]] std::size_t parse_document(const std::string& document) {
    const auto parsed = nlohmann::json::parse(document, nullptr, false);
    return parsed.size();
}

}  // namespace weir::inline v0::lab
