// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/key_derivation.hpp"

#include <weir/base/fatal.hpp>

#include <openssl/evp.h>

#include <array>

namespace weir::inline v0::lab {

// Not inlined, as everything in this folder: stall records are to show it by name.
[[gnu::noinline]] void derive_key(unsigned rounds) {
    constexpr std::array<unsigned char, 8> salt{'w', 'e', 'i', 'r', 's', 'a', 'l', 't'};
    std::array<unsigned char, 32> key;
    const int made =
        PKCS5_PBKDF2_HMAC("correct horse", -1, salt.data(), int{salt.size()},
                          static_cast<int>(rounds), EVP_sha256(), int{key.size()}, key.data());
    require(made == 1, "OpenSSL has no PBKDF2 with SHA-256");
}

}  // namespace weir::inline v0::lab
