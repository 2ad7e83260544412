// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Compression of a large answer, piece by piece or at once.

#include <zlib.h>

#include <array>
#include <cstddef>

namespace weir::inline v0::lab {

class text_compressor {
public:
    static constexpr std::size_t piece_bytes = 16 * 1024;

    text_compressor();
    text_compressor(const text_compressor&) = delete;
    text_compressor& operator=(const text_compressor&) = delete;
    ~text_compressor() { deflateEnd(&stream_); }

    /// Compresses the next piece of a made-up text.
    void compress_piece();

private:
    z_stream stream_{};
    unsigned pieces_ = 0;
    std::array<unsigned char, piece_bytes> text_{};
    std::array<unsigned char, 2 * piece_bytes> out_{};
};

/// A text of so many pieces in one go, on the calling thread.
void compress_text(unsigned pieces);

}  // namespace weir::inline v0::lab
