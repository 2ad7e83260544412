// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "way.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <zlib.h>

#include <algorithm>
#include <random>
#include <regex>
#include <string>

namespace stalls {

using weir::task;
using cause = weir::diag::stall_cause;

namespace {

std::string noise(std::size_t size) {
    std::minstd_rand random(7);
    std::string text(size, 0);
    for (char& c : text) c = static_cast<char>('a' + random() % 26);
    return text;
}

[[gnu::noinline]] void compress_all(const std::string& text) {
    std::vector<Bytef> out(compressBound(text.size()));
    const cpu_span span;
    while (!span.over()) {
        uLongf size = out.size();
        compress2(out.data(), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(), 9);
    }
}
task<void> way_zlib() {
    compress_all(noise(4 << 20));
    co_return;
}

[[gnu::noinline]] void derive_key() {
    unsigned char key[32];
    const cpu_span span;
    while (!span.over())
        PKCS5_PBKDF2_HMAC("password", 8, reinterpret_cast<const unsigned char*>("salt"), 4, 400'000,
                          EVP_sha512(), sizeof key, key);
}
task<void> way_openssl() {
    derive_key();
    co_return;
}

[[gnu::noinline]] void match_regex(const std::string& text) {
    static const std::regex catastrophic("(a+)+b");
    const cpu_span span;
    while (!span.over()) std::regex_match(text, catastrophic);
}
task<void> way_regex() {
    match_regex(std::string(20, 'a') + "c");
    co_return;
}

[[gnu::noinline]] void run_query() {
    sqlite3* db = nullptr;
    sqlite3_open(":memory:", &db);
    const cpu_span span;
    while (!span.over())
        sqlite3_exec(db,
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300000) "
                     "SELECT sum(i*i%7) FROM n",
                     nullptr, nullptr, nullptr);
    sqlite3_close(db);
}
task<void> way_sqlite() {
    run_query();
    co_return;
}

[[gnu::noinline]] void parse_json(const std::string& text) {
    const cpu_span span;
    while (!span.over()) static_cast<void>(nlohmann::json::parse(text));
}
task<void> way_json() {
    std::string text = "[";
    for (int i = 0; i < 200'000; ++i) text += "{\"k\":" + std::to_string(i) + "},";
    text.back() = ']';
    parse_json(text);
    co_return;
}

[[gnu::noinline]] void sort_all(std::vector<unsigned> values) {
    const cpu_span span;
    while (!span.over()) {
        std::vector<unsigned> copy = values;
        std::sort(copy.begin(), copy.end(),
                  [](unsigned a, unsigned b) { return a % 977 < b % 977; });
    }
}
task<void> way_sort() {
    std::minstd_rand random(3);
    std::vector<unsigned> values(200'000);
    for (unsigned& v : values) v = static_cast<unsigned>(random());
    sort_all(std::move(values));
    co_return;
}

}  // namespace

std::vector<way> library_ways() {
    return {
        {"zlib compress2", cause::cpu, "compress_all", "way_zlib", way_zlib, "libz"},
        {"OpenSSL PBKDF2", cause::cpu, "derive_key", "way_openssl", way_openssl, "libcrypto"},
        {"std::regex, catastrophic", cause::cpu, "match_regex|way_regex", "way_regex", way_regex},
        {"SQLite query", cause::cpu, "run_query", "way_sqlite", way_sqlite, "libsqlite3"},
        {"JSON of 200000 objects", cause::cpu, "parse_json|nlohmann", "way_json", way_json},
        {"std::sort with a comparator", cause::cpu, "sort_all", "way_sort", way_sort},
    };
}

}  // namespace stalls
