// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/gzip_writer.hpp"

#include <zlib.h>

#include <array>
#include <new>

namespace weir::inline v0::diag::detail {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib: 16 more asks for gzip's header
constexpr int memory_level = 8;

}  // namespace

struct gzip_writer::state {
    state() {
        // The arguments are constants: it can only lack memory.
        if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, memory_level,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() { deflateEnd(&stream); }

    z_stream stream{};
    std::array<char, 16 << 10> out;
};

gzip_writer::gzip_writer(const profile_sink& sink)
    : sink_(sink), state_(std::make_unique<state>()) {}

gzip_writer::~gzip_writer() = default;

void gzip_writer::deflate_all(std::string_view text, int flush) {
    z_stream& stream = state_->stream;
    // zlib's input pointer is not const for old compilers; it does not write.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    do {
        stream.next_out = reinterpret_cast<Bytef*>(state_->out.data());
        stream.avail_out = static_cast<uInt>(state_->out.size());
        ::deflate(&stream, flush);
        const std::size_t made = state_->out.size() - stream.avail_out;
        if (made > 0) sink_({state_->out.data(), made});
    } while (stream.avail_out == 0);
}

void gzip_writer::write(std::string_view text) {
    if (!text.empty()) deflate_all(text, Z_NO_FLUSH);
}

void gzip_writer::finish() {
    deflate_all({}, Z_FINISH);
}

}  // namespace weir::inline v0::diag::detail
