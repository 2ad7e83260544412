// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/hdr_log.hpp"

#include <fmt/core.h>
#include <zlib.h>

#include <bit>
#include <new>

namespace weir::inline v0::cli {
namespace {

// The low byte of the published cookies, with the word size that means "as LEB128".
constexpr std::uint32_t v2_cookie = 0x1c84'9313;
constexpr std::uint32_t v2_compressed_cookie = 0x1c84'9314;

template <class Number>
void put(std::string& into, Number value) {
    for (int shift = (sizeof value - 1) * 8; shift >= 0; shift -= 8)
        into += static_cast<char>(value >> shift & 0xFF);
}

// Seven bits a byte, lowest first; the ninth byte takes eight.
void put_zigzag(std::string& into, std::int64_t value) {
    auto left = static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
    for (int byte = 0; byte < 8; ++byte) {
        if (left < 0x80) {
            into += static_cast<char>(left);
            return;
        }
        into += static_cast<char>((left & 0x7F) | 0x80);
        left >>= 7;
    }
    into += static_cast<char>(left);
}

/// Where HdrHistogram's own layout has a value, with 1 as its lowest. Ours is the same but for a
/// unit that may be coarser.
class hdr_layout {
public:
    explicit hdr_layout(const histogram_range& range) noexcept {
        std::uint64_t steps = 2;
        for (int i = 0; i < range.digits; ++i) steps *= 10;
        bits_ = std::bit_width(steps - 1);
    }
    [[nodiscard]] std::uint64_t index_of(std::uint64_t value) const noexcept {
        const std::uint64_t mask = (std::uint64_t{1} << bits_) - 1;
        const int bucket = std::bit_width(value | mask) - bits_;
        return (static_cast<std::uint64_t>(bucket) << (bits_ - 1)) + (value >> bucket);
    }

private:
    int bits_ = 0;
};

/// Counts in ascending order; a run of zeros is one negative number.
std::string encoded_counts(const histogram& of) {
    std::string counts;
    const hdr_layout layout(of.range());
    std::uint64_t next = 0;
    std::uint64_t pending = 0;  // of the index `next`
    const auto flush = [&] {
        if (pending != 0) put_zigzag(counts, static_cast<std::int64_t>(pending)), ++next;
        pending = 0;
    };
    of.for_each([&](const histogram::bucket& b) {
        const std::uint64_t index = layout.index_of(b.highest);
        if (pending == 0 || index != next) {
            flush();
            if (index > next) put_zigzag(counts, -static_cast<std::int64_t>(index - next));
            next = index;
        }
        pending += b.count;
    });
    flush();
    return counts;
}

std::string encoded(const histogram& of) {
    const std::string counts = encoded_counts(of);
    std::string bytes;
    put(bytes, v2_cookie);
    put(bytes, static_cast<std::uint32_t>(counts.size()));
    put(bytes, std::uint32_t{0});  // normalizing index offset
    put(bytes, static_cast<std::uint32_t>(of.range().digits));
    put(bytes, std::uint64_t{1});  // lowest discernible value
    put(bytes, of.range().highest);
    put(bytes, std::bit_cast<std::uint64_t>(1.0));  // integer to double
    return bytes + counts;
}

}  // namespace

std::string hdr_encoded(const histogram& of) {
    const std::string plain = encoded(of);
    uLongf size = compressBound(plain.size());
    std::string packed(size, '\0');
    // The space is enough, so only memory can be lacking.
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                  reinterpret_cast<const Bytef*>(plain.data()), plain.size(),
                  Z_DEFAULT_COMPRESSION) != Z_OK)
        throw std::bad_alloc();
    packed.resize(size);
    std::string bytes;
    put(bytes, v2_compressed_cookie);
    put(bytes, static_cast<std::uint32_t>(packed.size()));
    return bytes + packed;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view piece = bytes.substr(at, 3);
        std::uint32_t word = 0;
        for (std::size_t i = 0; i < 3; ++i)
            word = word << 8 | (i < piece.size() ? static_cast<unsigned char>(piece[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= piece.size() ? letters[word >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

hdr_log::hdr_log(std::uint64_t epoch_s)
    : text_(fmt::format("#[Logged by weir load, in nanoseconds]\n"
                        "#[Histogram log format version 1.3]\n"
                        "#[StartTime: {}.000 (seconds since epoch)]\n"
                        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                        "\"Interval_Compressed_Histogram\"\n",
                        epoch_s)) {}

void hdr_log::add(const histogram& of, span when, std::string_view tag) {
    text_ += fmt::format("Tag={},{:.3f},{:.3f},{:.3f},{}\n", tag, when.begun_s, when.length_s,
                         static_cast<double>(of.max()) / 1e6, base64(hdr_encoded(of)));
}

}  // namespace weir::inline v0::cli
