// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/scenario.hpp"

#include "load/text_file.hpp"

#include <weir/http/headers.hpp>
#include <weir/http/method.hpp>
#include <weir/load/text_template.hpp>

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>

namespace weir::inline v0::cli {
namespace {

constexpr std::size_t most_requests = 1000;
constexpr std::int64_t heaviest = 1'000'000;

using checked = result<void, std::string>;

class scenario_reader {
public:
    explicit scenario_reader(const std::string& path) : path_(path) {}

    [[nodiscard]] result<std::vector<load::weighted_request>, std::string> read(
        const toml::table& root) const {
        for (const auto& [key, node] : root)
            if (key != "request") return wrong(key.source(), unknown(key.str()));
        const toml::array* list = root["request"].as_array();
        if (list == nullptr || list->empty())
            return wrong(root.source(), "there is no [[request]]");
        if (list->size() > most_requests)
            return wrong(root.source(), "there are more than 1000 requests");
        std::vector<load::weighted_request> requests;
        for (const toml::node& node : *list) {
            const toml::table* table = node.as_table();
            if (table == nullptr) return wrong(node.source(), "a request is a table");
            auto one = read_request(*table);
            if (!one) return std::unexpected(one.error());
            requests.push_back(std::move(*one));
        }
        if (std::ranges::all_of(requests, [](const auto& r) { return r.weight == 0; }))
            return wrong(root.source(), "no request has a weight above 0");
        return requests;
    }

    [[nodiscard]] std::unexpected<std::string> wrong(const toml::source_region& at,
                                                     const std::string& what) const {
        return std::unexpected(path_ + ":" + std::to_string(std::max(at.begin.line, 1U)) + ": " +
                               what);
    }

private:
    static std::string unknown(std::string_view key) {
        return "'" + std::string(key) + "' is not known here";
    }

    [[nodiscard]] result<load::weighted_request, std::string> read_request(
        const toml::table& table) const {
        load::weighted_request made;
        for (const auto& [key, node] : table)
            if (const checked read = read_field(key.str(), key, node, made); !read)
                return std::unexpected(read.error());
        if (table.contains("body") && table.contains("body_file"))
            return wrong(table.source(), "a request has 'body' or 'body_file', not both");
        return made;
    }

    [[nodiscard]] checked read_field(std::string_view name, const toml::key& key,
                                     const toml::node& node, load::weighted_request& into) const {
        if (name == "weight") return read_weight(node, into);
        if (name == "headers") return read_headers(node, into);
        const auto text = node.value<std::string>();
        if (name != "method" && name != "path" && name != "body" && name != "body_file")
            return wrong(key.source(), unknown(name));
        if (!node.is_string()) return wrong(node.source(), "'" + std::string(name) + "' is a text");
        if (name == "method") return read_method(node, *text, into);
        if (name == "path") return read_path(node, *text, into);
        if (name == "body") {
            into.body = *text;
            return check_variables(node, *text);
        }
        return read_body_file(node, *text, into);
    }

    [[nodiscard]] checked read_weight(const toml::node& node, load::weighted_request& into) const {
        const auto weight = node.value<std::int64_t>();
        if (!node.is_integer() || *weight < 0 || *weight > heaviest)
            return wrong(node.source(), "'weight' is a whole number from 0 to 1000000");
        into.weight = static_cast<unsigned>(*weight);
        return {};
    }

    [[nodiscard]] checked read_method(const toml::node& node, const std::string& text,
                                      load::weighted_request& into) const {
        if (!http::parse_method(text))
            return wrong(node.source(), "'" + text + "' is not a method such as GET or POST");
        into.method = text;
        return {};
    }

    [[nodiscard]] checked read_path(const toml::node& node, const std::string& text,
                                    load::weighted_request& into) const {
        const bool sendable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
        if (!text.starts_with('/') || !sendable)
            return wrong(node.source(), "'path' begins with / and is percent-encoded");
        into.path = text;
        return check_variables(node, text);
    }

    [[nodiscard]] checked read_headers(const toml::node& node, load::weighted_request& into) const {
        const toml::table* table = node.as_table();
        if (table == nullptr)
            return wrong(node.source(), "'headers' is a table: { Accept = \"text/plain\" }");
        http::headers trial;
        for (const auto& [name, value] : *table) {
            const auto text = value.value<std::string>();
            if (!value.is_string() || !trial.set(name.str(), *text))
                return wrong(value.source(),
                             "'" + std::string(name.str()) + "' is not a header with a text");
            if (const checked known = check_variables(value, *text); !known) return known;
            into.headers.emplace_back(name.str(), *text);
        }
        return {};
    }

    [[nodiscard]] checked read_body_file(const toml::node& node, const std::string& name,
                                         load::weighted_request& into) const {
        const auto beside = std::filesystem::path(path_).parent_path() / name;
        auto content = read_text_file(beside.string());
        if (!content) return wrong(node.source(), content.error());
        into.body = std::move(*content);
        into.literal_body = true;
        return {};
    }

    [[nodiscard]] checked check_variables(const toml::node& node, const std::string& text) const {
        const auto parsed = load::text_template::parse(text);
        if (!parsed) return wrong(node.source(), parsed.error());
        return {};
    }

    const std::string& path_;
};

}  // namespace

result<std::vector<load::weighted_request>, std::string> parse_scenario(std::string_view text,
                                                                        const std::string& path) {
    const scenario_reader reader(path);
    try {
        return reader.read(toml::parse(text, path));
    } catch (const toml::parse_error& e) {
        return reader.wrong(e.source(), std::string(e.description()));
    }
}

result<std::vector<load::weighted_request>, std::string> read_scenario(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return std::unexpected(text.error());
    return parse_scenario(*text, path);
}

}  // namespace weir::inline v0::cli
