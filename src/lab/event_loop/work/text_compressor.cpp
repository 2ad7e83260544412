// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/text_compressor.hpp"

#include <weir/base/fatal.hpp>

#include <cstdint>

namespace weir::inline v0::lab {

text_compressor::text_compressor() {
    require(deflateInit(&stream_, 9) == Z_OK, "zlib cannot be used");
}

void text_compressor::compress_piece() {
    // Letters of a small alphabet, pseudo-random: compresses, but not at once.
    std::uint32_t state = ++pieces_;
    for (unsigned char& letter : text_) {
        state = state * 1'664'525 + 1'013'904'223;
        letter = static_cast<unsigned char>('a' + (state >> 24) % 20);
    }
    stream_.next_in = text_.data();
    stream_.avail_in = piece_bytes;
    while (stream_.avail_in > 0) {
        stream_.next_out = out_.data();
        stream_.avail_out = out_.size();
        deflate(&stream_, Z_NO_FLUSH);
    }
}

[[gnu::noinline]] void compress_text(unsigned pieces) {
    text_compressor compressor;
    for (unsigned i = 0; i < pieces; ++i) compressor.compress_piece();
}

}  // namespace weir::inline v0::lab
