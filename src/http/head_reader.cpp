// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/head_reader.hpp"

#include "http/chars.hpp"
#include "http/header_access.hpp"
#include "http/line_rules.hpp"

#include <llhttp.h>

#include <optional>

namespace weir::inline v0::http::detail {
namespace {

/// What one run of llhttp leaves behind. Spans of one text lie behind each other.
struct llhttp_run {
    std::string_view start_text = {};  // target or reason phrase
    std::string_view name = {};
    std::string_view value = {};
    headers* fields = nullptr;
    bool ended = false;
};

llhttp_run& run_of(llhttp_t* parser) noexcept {
    return *static_cast<llhttp_run*>(parser->data);
}

template <std::string_view llhttp_run::* Text>
int extend(llhttp_t* parser, const char* at, std::size_t size) noexcept {
    std::string_view& text = run_of(parser).*Text;
    text = text.empty() ? std::string_view(at, size)
                        : std::string_view(text.data(), text.size() + size);
    return HPE_OK;
}

int on_field_complete(llhttp_t* parser) {
    llhttp_run& run = run_of(parser);
    header_access::append(*run.fields, run.name, trimmed(run.value));
    run.name = run.value = {};
    return HPE_OK;
}

// Pausing here leaves the body to `body_reader`.
int on_end(llhttp_t* parser) noexcept {
    run_of(parser).ended = true;
    return HPE_PAUSED;
}

llhttp_settings_t make_settings() noexcept {
    llhttp_settings_t settings;
    llhttp_settings_init(&settings);
    settings.on_url = &extend<&llhttp_run::start_text>;
    settings.on_status = &extend<&llhttp_run::start_text>;
    settings.on_header_field = &extend<&llhttp_run::name>;
    settings.on_header_value = &extend<&llhttp_run::value>;
    settings.on_header_value_complete = &on_field_complete;
    settings.on_headers_complete = &on_end;
    return settings;
}

result<void, parse_error> run_llhttp(llhttp_t& parser, llhttp_type_t type, llhttp_run& run,
                                     std::string_view text, std::size_t fields) {
    static const llhttp_settings_t settings = make_settings();
    llhttp_init(&parser, type, &settings);
    parser.data = &run;
    const llhttp_errno_t error = llhttp_execute(&parser, text.data(), text.size());
    if (error != HPE_PAUSED)
        return refuse(error != HPE_OK && parser.reason != nullptr ? std::string_view(parser.reason)
                                                                  : "the head is malformed");
    const char* end = llhttp_get_error_pos(&parser);
    if (!run.ended || end != text.data() + text.size() || run.fields->size() != fields)
        return refuse("the head can be read in two ways");
    return {};
}

std::optional<method> method_of(const llhttp_t& parser) noexcept {
    switch (parser.method) {
        case HTTP_GET:
            return method::get;
        case HTTP_HEAD:
            return method::head;
        case HTTP_POST:
            return method::post;
        case HTTP_PUT:
            return method::put;
        case HTTP_DELETE:
            return method::delete_;
        case HTTP_CONNECT:
            return method::connect;
        case HTTP_OPTIONS:
            return method::options;
        case HTTP_TRACE:
            return method::trace;
        case HTTP_PATCH:
            return method::patch;
        default:
            return std::nullopt;
    }
}

version version_of(const llhttp_t& parser) noexcept {
    return parser.http_minor == 0 ? version::http_1_0 : version::http_1_1;
}

}  // namespace

result<void, parse_error> read_head(std::string_view text, std::size_t fields, request_head& to) {
    llhttp_t parser;
    llhttp_run run{.fields = &to.headers};
    to.headers.clear();
    if (auto ran = run_llhttp(parser, HTTP_REQUEST, run, text, fields); !ran) return ran;
    const auto verb = method_of(parser);
    if (!verb) return refuse(status::not_implemented, "the request method is not known here");
    to.method = *verb;
    to.target = run.start_text;
    to.version = version_of(parser);
    return {};
}

result<void, parse_error> read_head(std::string_view text, std::size_t fields, response_head& to) {
    llhttp_t parser;
    llhttp_run run{.fields = &to.headers};
    to.headers.clear();
    if (auto ran = run_llhttp(parser, HTTP_RESPONSE, run, text, fields); !ran) return ran;
    to.status = static_cast<status>(llhttp_get_status_code(&parser));
    to.reason = run.start_text;
    to.version = version_of(parser);
    return {};
}

}  // namespace weir::inline v0::http::detail
