// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The file through which a Unix listener is found; removed with its owner, unless somebody else
/// has replaced it meanwhile.

#include <weir/net/address.hpp>

#include <sys/types.h>

#include <string>

namespace weir::inline v0::detail {

class socket_file {
public:
    socket_file() noexcept = default;
    socket_file(socket_file&& other) noexcept { swap(other); }
    socket_file& operator=(socket_file&& other) noexcept {
        socket_file(std::move(other)).swap(*this);
        return *this;
    }
    ~socket_file() { remove(); }

    void remove() noexcept;

    /// Binds `fd` to `at`, of any family. Where that makes a file, it is returned. A file whose
    /// listener is gone is replaced. Errors: the system's; EADDRINUSE also if the file is no
    /// socket.
    [[nodiscard]] static result<socket_file> bind(int fd, const address& at) noexcept;

private:
    void swap(socket_file& other) noexcept;

    std::string path_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

}  // namespace weir::inline v0::detail
