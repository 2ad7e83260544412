// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

#include "exit_code.hpp"
#include "lab_command.hpp"
#include "load/load_command.hpp"
#include "report_files.hpp"
#include "terminal.hpp"
#include "top/top_command.hpp"
#include "version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <functional>

namespace weir::inline v0::cli {
namespace {

constexpr const char* about = "weir finds, proves and explains blocking in services.\n";

constexpr const char* examples =
    "Examples:\n"
    "  weir lab run sync-io                   what blocking costs, in about four minutes\n"
    "  weir load http://127.0.0.1:8080/ --users 1:400:50\n"
    "  weir top 127.0.0.1:9464                a look at a running program\n"
    "  weir lab run --help                    the options of a command\n\n"
    "Environment: WEIR_DRIVER=auto|uring|epoll, WEIR_LOG=error|warning|info|debug.\n";

/// One line, whatever the library says.
std::string in_one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

int refuse(const std::string& why) {
    complain(in_one_line(why) + " (see --help)");
    return exit_usage;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) try {
    CLI::App app(about, "weir");
    std::function<int()> chosen;
    bool show_version = false;
    app.add_flag("--version", show_version, "Print version, compiler and driver");
    app.footer(std::string(examples) + exit_code_help);
    add_lab_command(app, chosen, command_line(argc, argv));
    add_load_command(app, chosen, command_line(argc, argv));
    add_top_command(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == 0) return app.exit(e);  // help was asked for
        return refuse(e.what());
    }
    if (show_version) {
        fmt::print("{}", version_text());
        return exit_ok;
    }
    return chosen ? chosen() : refuse("a command is needed: lab, load or top");
} catch (const std::exception& e) {
    complain(e.what());
    return exit_failed;
}

}  // namespace weir::inline v0::cli
