// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the tests of watchers share: events as lines of text, and changes to the directory.

#include "fs_test.hpp"

#include <weir/fs/watcher.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace weir::test {

using lines = std::vector<std::string>;

class watching : public in_scratch_directory {
protected:
    /// An event in short, with paths below the scratch directory: "renamed b from a".
    [[nodiscard]] std::string line(const watch_event& e) const {
        std::string text = std::string(to_string(e.kind)) + ' ' + below(e.path);
        if (e.is_directory) text += '/';
        if (!e.from.empty()) text += " from " + below(e.from);
        return text;
    }

    /// The next `count` events.
    task<result<lines>> take(file_watcher& watcher, std::size_t count) const {
        lines taken;
        while (taken.size() < count) {
            auto event = co_await with_timeout(std::chrono::seconds(10), watcher.next());
            EXPECT_TRUE(event) << "after " << testing::PrintToString(taken);
            taken.push_back(line(co_await ok(std::move(event))));
        }
        co_return taken;
    }

    task<result<void>> expect_silence(file_watcher& watcher) const {
        const auto event = co_await with_timeout(std::chrono::milliseconds(5), watcher.next());
        EXPECT_FALSE(event) << line(*event);
        if (!event) EXPECT_EQ(event.error(), errc::timed_out);
        co_return {};
    }

    void make(const std::string& directory) const {
        std::filesystem::create_directories(path(directory));
    }
    void move(const std::string& from, const std::string& to) const {
        std::filesystem::rename(path(from), path(to));
    }
    void erase(const std::string& name) const { std::filesystem::remove_all(path(name)); }

private:
    [[nodiscard]] std::string below(const std::string& full) const {
        const std::string base = path("");
        return full.starts_with(base) ? full.substr(base.size()) : full;
    }
};

}  // namespace weir::test
