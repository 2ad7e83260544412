// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"

#include <weir/http/headers.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace weir::fuzz {
namespace {

/// The same list, written so simply that it can be trusted.
class model {
    using field = std::pair<std::string, std::string>;

    static std::string lower(std::string_view text) {
        std::string all(text);
        for (char& c : all)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return all;
    }
    static std::string trimmed(std::string_view text) {
        while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
            text.remove_prefix(1);
        while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
        return std::string(text);
    }
    static auto same(std::string_view name) {
        return [wanted = lower(name)](const field& f) { return lower(f.first) == wanted; };
    }

public:
    void append(std::string_view name, std::string_view value) {
        fields_.emplace_back(name, trimmed(value));
    }
    void set(std::string_view name, std::string_view value) {
        const auto first = std::ranges::find_if(fields_, same(name));
        if (first == fields_.end()) return append(name, value);
        *first = {std::string(name), trimmed(value)};
        fields_.erase(std::remove_if(first + 1, fields_.end(), same(name)), fields_.end());
    }
    std::size_t erase(std::string_view name) { return std::erase_if(fields_, same(name)); }

    void check_equal(const http::headers& h) const {
        check(h.size() == fields_.size(), "the number of fields differs");
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            check(h[i].name == fields_[i].first, "a name differs");
            check(h[i].value == fields_[i].second, "a value differs");
            check(h.get_all(h[i].name).size() == h.count(h[i].name), "the counts differ");
            bytes += fields_[i].first.size() + fields_[i].second.size();
        }
        check(h.bytes() == bytes, "the number of bytes differs");
    }

private:
    std::vector<field> fields_;
};

/// A line is a command: `+name:value` appends, `=name:value` sets, `-name` erases.
void run_line(std::string_view line, http::headers& h, model& expected) {
    if (line.empty()) return;
    const char command = line.front();
    line.remove_prefix(1);
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (command == '-') {
        check(h.erase(name) == expected.erase(name), "erase counts differently");
    } else if (command == '=') {
        if (h.set(name, value)) expected.set(name, value);
    } else if (h.append(name, value)) {
        expected.append(name, value);
    }
    static_cast<void>(h.has_token(name, value));
}

}  // namespace

void headers(std::string_view input) {
    http::headers h({.count = 20, .bytes = 2000});
    model expected;
    while (!input.empty()) {
        const std::size_t end = std::min(input.find('\n'), input.size());
        run_line(input.substr(0, end), h, expected);
        expected.check_equal(h);
        input.remove_prefix(std::min(end + 1, input.size()));
    }
}

}  // namespace weir::fuzz
