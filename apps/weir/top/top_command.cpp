// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "top/top_command.hpp"

#include "exit_code.hpp"
#include "parse_values.hpp"
#include "top/top_run.hpp"
#include "typed_option.hpp"

#include <cstdlib>
#include <memory>

namespace weir::inline v0::cli {
namespace {

constexpr const char* top_examples =
    "ADDR is that of the program's admin listener: diag::admin_listener, or WEIR_ADMIN=ADDR in "
    "its\n"
    "environment. It answers while every shard is stuck; what is stuck is named in red. Ctrl-C "
    "ends.\n\n"
    "Examples:\n"
    "  weir top 127.0.0.1:9464\n"
    "  weir top 9464 --once                        one look, for scripts; exit code 1 if stuck\n"
    "  WEIR_ADMIN_TOKEN=... weir top 10.0.0.7:9464\n\n"
    "Exit codes: 0 success, 1 the listener did not answer, or (--once) a shard is stuck,\n"
    "2 wrong usage.";

/// A port alone means this machine.
std::string with_host(const std::string& address) {
    const bool port_only = address.find_first_not_of("0123456789") == address.npos;
    return port_only ? "127.0.0.1:" + address : address;
}

std::string without_scheme(std::string address) {
    constexpr std::string_view scheme = "http://";
    if (address.starts_with(scheme)) address.erase(0, scheme.size());
    while (address.ends_with('/')) address.pop_back();
    return address;
}

}  // namespace

void add_top_command(CLI::App& app, std::function<int()>& chosen) {
    CLI::App* top = app.add_subcommand("top", "Watch the shards of a running program");
    auto request = std::make_shared<top_request>();
    const char* token = std::getenv("WEIR_ADMIN_TOKEN");
    request->token = token != nullptr ? token : "";
    top->add_option("address", request->address, "Admin listener: HOST:PORT or PORT")
        ->required()
        ->type_name("ADDR");
    top->add_flag("--once", request->once, "Print one look and exit");
    add_typed(*top, "--every", request->every, parse_duration, "a duration such as 500ms or 2s",
              "TIME", "Time between two looks [1s]");
    top->footer(top_examples);
    top->callback([&chosen, request] {
        request->address = with_host(without_scheme(request->address));
        if (request->every < std::chrono::milliseconds(100))
            throw CLI::ValidationError("--every", "is at least 100ms");
        chosen = [request] { return run_top(*request); };
    });
}

}  // namespace weir::inline v0::cli
