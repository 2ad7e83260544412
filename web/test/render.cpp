// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Standard input is the JSON of a report, standard output its page: the way the program makes it,
// for the tests to compare and to open.
#include "report_template.hpp"

#include <iostream>
#include <iterator>

int main() {
    const std::string json{std::istreambuf_iterator<char>{std::cin}, {}};
    std::cout << weir::web::report_page(json);
    return std::cout.flush() ? 0 : 1;
}
