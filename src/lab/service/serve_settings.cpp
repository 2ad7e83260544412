// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/serve_settings.hpp"

#include <nlohmann/json.hpp>

namespace weir::inline v0::lab {

std::string to_json(const serve_settings& s) {
    return nlohmann::json{{"role", s.role},
                          {"control", s.control},
                          {"stats", s.stats},
                          {"parent", s.parent},
                          {"port", s.port},
                          {"backend", s.backend},
                          {"io_delay_ns", s.io_delay.count()},
                          {"backend_limit", s.backend_limit},
                          {"workers", s.workers},
                          {"queue", s.queue},
                          {"io_timeout_ns", s.io_timeout.count()},
                          {"file", s.file},
                          {"shards", s.shards},
                          {"seed", s.seed}}
        .dump();
}

result<serve_settings> parse_serve_settings(std::string_view json) {
    const auto object = nlohmann::json::parse(json, nullptr, false);
    if (!object.is_object()) return fail(errc::bad_argument);
    try {
        serve_settings s;
        object.at("role").get_to(s.role);
        object.at("control").get_to(s.control);
        object.at("stats").get_to(s.stats);
        object.at("parent").get_to(s.parent);
        object.at("port").get_to(s.port);
        object.at("backend").get_to(s.backend);
        s.io_delay = duration(object.at("io_delay_ns").get<std::int64_t>());
        object.at("backend_limit").get_to(s.backend_limit);
        object.at("workers").get_to(s.workers);
        object.at("queue").get_to(s.queue);
        s.io_timeout = duration(object.at("io_timeout_ns").get<std::int64_t>());
        object.at("file").get_to(s.file);
        object.at("shards").get_to(s.shards);
        object.at("seed").get_to(s.seed);
        return s;
    } catch (const nlohmann::json::exception&) {
        return fail(errc::bad_argument);
    }
}

}  // namespace weir::inline v0::lab
