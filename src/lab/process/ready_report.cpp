// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/ready_report.hpp"

#include <nlohmann/json.hpp>

namespace weir::inline v0::lab {

std::string to_line(const ready_report& report) {
    return nlohmann::json{
               {"port", report.port}, {"driver", report.driver}, {"failure", report.failure}}
               .dump() +
           "\n";
}

result<ready_report> parse_ready_report(std::string_view line) {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) return fail(errc::protocol_error);
    try {
        return ready_report{.port = object.at("port").get<std::uint16_t>(),
                            .driver = object.at("driver").get<std::string>(),
                            .failure = object.at("failure").get<std::string>()};
    } catch (const nlohmann::json::exception&) {
        return fail(errc::protocol_error);
    }
}

}  // namespace weir::inline v0::lab
