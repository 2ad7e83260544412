// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Options with values of our own types, refused with one sentence.

#include <weir/base/result.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace weir::inline v0::cli {

/// Adds the option `name`, whose text `parse` turns into `into`; `expected` says what it takes, as
/// in "a duration such as 250ms, 2s or 1m".
template <class T, class Parse>
CLI::Option* add_typed(CLI::App& app, const std::string& name, T& into, Parse parse,
                       std::string expected, const std::string& type, const std::string& help) {
    const auto assign = [name, &into, parse, expected](const std::string& text) {
        auto value = parse(text);
        if (!value) throw CLI::ValidationError(name, "'" + text + "' is not " + expected);
        into = std::move(*value);
    };
    // As with most programs, the last one counts: scripts append to what they were given.
    return app.add_option_function<std::string>(name, assign, help)->type_name(type)->take_last();
}

}  // namespace weir::inline v0::cli
