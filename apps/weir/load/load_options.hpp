// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The options that `weir load` and `weir load find-max` share.

#include "load/load_request.hpp"
#include "load/rates.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir::inline v0::cli {

/// What the command line says, before it is a plan.
struct load_arguments {
    load_request request;
    std::vector<unsigned> users{1, 50, 100, 200};
    std::vector<rate_range> rates;  ///< where there are any, users are meant no more
    duration step = std::chrono::seconds(10);
    duration warmup = std::chrono::seconds(3);
    std::string scenario;  ///< file, empty for none
};

/// URL, method, header, body, scenario, socket.
void add_request_options(CLI::App& app, load_arguments& a);
/// How long, how patient, how the requests of a rate arrive.
void add_pace_options(CLI::App& app, load_arguments& a);
/// Where the results go.
void add_output_options(CLI::App& app, load_arguments& a);

/// Reads the scenario, if there is one, and checks what is asked for. Throws
/// `CLI::ValidationError`.
void complete(load_arguments& a);

}  // namespace weir::inline v0::cli
