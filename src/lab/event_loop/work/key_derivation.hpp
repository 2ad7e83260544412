// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Heavy cryptography: a key from a password, as a login does it.

namespace weir::inline v0::lab {

/// PBKDF2 with so many rounds of HMAC-SHA256, on the calling thread.
void derive_key(unsigned rounds);

}  // namespace weir::inline v0::lab
