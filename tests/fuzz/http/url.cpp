// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"

#include <weir/http/percent.hpp>
#include <weir/http/target.hpp>
#include <weir/http/url.hpp>

namespace weir::fuzz {
namespace {

void check_url(std::string_view input) {
    const auto parsed = http::url::parse(input);
    if (!parsed) return check(!parsed.error().why.empty(), "a refusal without a sentence");
    const auto again = http::url::parse(parsed->to_string());
    check(again && *again == *parsed, "a URL does not read back as itself");
    check(http::target::parse(parsed->target).has_value() || parsed->target.contains('%') ||
              parsed->target.contains(".."),
          "the target of a URL is no target");
}

void check_target(std::string_view input) {
    const auto parsed = http::target::parse(input);
    if (!parsed) return;
    std::string encoded;
    for (const std::string_view segment : parsed->segments()) {
        check(segment != "." && segment != "..", "a dot segment survived");
        encoded += "/" + http::percent_encode(segment);
    }
    for (const auto& [name, value] : parsed->parameters())
        check(parsed->parameters().get(name).has_value(), "a parameter is not found again");
    if (parsed->path() == "*" && encoded.empty()) return;
    const auto again = http::target::parse(encoded);
    check(again && again->path() == parsed->path(), "an encoded path does not read back");
}

}  // namespace

void url(std::string_view input) {
    check_url(input);
    check_target(input);
    check(http::percent_decode(http::percent_encode(input)) == input, "encoding loses bytes");
}

}  // namespace weir::fuzz
