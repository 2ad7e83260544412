// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/answers.hpp"

#include <algorithm>

namespace weir::inline v0::lab {
namespace {

bool is_id_character(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

std::string json_text(std::string_view plain) {
    std::string text = "\"";
    for (const char c : plain) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

}  // namespace

bool is_user_id(std::string_view id) noexcept {
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, is_id_character);
}

std::string profile_path(std::string_view id) {
    return "/profile/" + std::string(id);
}

std::string blob_path(std::uint64_t n) {
    constexpr std::uint64_t names = 256;
    return std::string(container_path) + "/blob-" + std::to_string(n % names);
}

std::string profile_json(std::string_view id) {
    return "{\"id\":" + json_text(id) + ",\"name\":" + json_text("User " + std::string(id)) +
           ",\"plan\":\"standard\"}\n";
}

std::string upload_json(std::string_view etag, std::size_t size) {
    return "{\"etag\":" + json_text(etag) + ",\"size\":" + std::to_string(size) + "}\n";
}

}  // namespace weir::inline v0::lab
