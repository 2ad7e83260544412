// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/fs/file.hpp>
#include <weir/fs/filesystem.hpp>

#include <array>
#include <charconv>
#include <chrono>

namespace weir::inline v0 {
namespace {

using namespace std::chrono_literals;

/// For the removal of the temporary file, also when the caller is being stopped.
constexpr duration clean_up_time = 5s;

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Hidden, beside the file, so that the rename stays in one file system.
std::string temporary_name(const std::string& path) {
    std::array<char, 16> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), this_task::loop().random(), 16);
    const std::size_t name = path.rfind('/') + 1;  // 0 without a slash
    return path.substr(0, name) + "." + path.substr(name) + "." +
           std::string(digits.data(), end.ptr) + ".tmp";
}

task<result<void>> fill(file& target, std::span<const std::byte> bytes) {
    co_await ok(target.write_at(bytes, 0));
    co_return co_await target.sync();
}

task<result<void>> sync_directory(std::string path) {
    file directory = co_await ok(file::open(std::move(path)));
    result<void> synced = co_await directory.sync();
    // Some file systems keep their directories safe by themselves and refuse.
    if (!synced && synced.error() == std::errc::invalid_argument) co_return {};
    co_return synced;
}

}  // namespace

task<result<void>> write_atomically(std::string path, std::span<const std::byte> bytes,
                                    std::uint32_t permissions) {
    const std::string temporary = temporary_name(path);
    file target = co_await ok(file::open(temporary, {.read = false,
                                                     .write = true,
                                                     .create = true,
                                                     .exclusive = true,
                                                     .permissions = permissions}));
    result<void> done = co_await fill(target, bytes);
    target.close();
    if (done) done = co_await rename(temporary, path);
    if (!done) {
        // The first error is the one to tell.
        static_cast<void>(co_await shielded(clean_up_time, remove(temporary)));
        co_return done;
    }
    co_return co_await sync_directory(directory_of(path));
}

}  // namespace weir::inline v0
