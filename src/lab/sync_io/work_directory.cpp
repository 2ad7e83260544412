// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/work_directory.hpp"

#include <weir/base/buffer.hpp>
#include <weir/coro/ok.hpp>
#include <weir/fs/filesystem.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace weir::inline v0::lab {

result<work_directory> work_directory::create() {
    std::error_code error;
    const std::filesystem::path base = std::filesystem::temp_directory_path(error);
    if (error) return fail(error);
    std::string pattern = base / "weir-lab-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) return fail_errno(errno);
    return work_directory(std::move(pattern));
}

work_directory::~work_directory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

task<result<std::string>> write_upload_file(const work_directory& in, std::size_t size,
                                            std::uint64_t seed) {
    std::string content(size, '\0');
    std::uint64_t state = seed;
    for (char& c : content) {
        state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's generator
        c = static_cast<char>(state >> 56);
    }
    std::string path = in.path() + "/upload.bin";
    co_await ok(write_atomically(path, as_bytes(content)));
    co_return path;
}

}  // namespace weir::inline v0::lab
