// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

#include <weir/lab/serve.hpp>

#include <string_view>

int main(int argc, char** argv) {
    using namespace std::string_view_literals;
    // Not in the help: the lab starts its servers so.
    if (argc == 4 && argv[1] == "lab"sv && argv[2] == "serve"sv) return weir::lab::serve(argv[3]);
    return weir::cli::run_command_line(argc, argv);
}
