// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Fails each GoogleTest test in which a call blocked a shard, with the call's stack.
///
///     int main(int argc, char** argv) {
///         testing::InitGoogleTest(&argc, argv);
///         weir::diag::blocking_listener::append().value();  // link weir::guard, else this throws
///         return RUN_ALL_TESTS();
///     }
///
/// The model: the guard counts (weir/diag/blocking_guard.hpp); before a test the listener clears
/// the counts, after it each culprit is a failure. The call itself is made, so that the test shows
/// all of its culprits. What belongs so gets a `blocking_allowed`. After the last test the listener
/// prints the allowances that were never needed.
///
/// This header alone of Weir needs GoogleTest. Thread rule: the thread that runs the tests; shards
/// that outlive a test are charged to the test that runs then.

#include <weir/diag/blocking_guard.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>

namespace weir::inline v0 {
namespace diag {

class blocking_listener final : public testing::EmptyTestEventListener {
public:
    /// Installs the guard and appends a listener, which belongs to GoogleTest. Errors: those of
    /// `blocking_guard::install`.
    [[nodiscard]] static result<blocking_listener*> append() {
        if (auto on = blocking_guard::install(blocking_guard::mode::count); !on)
            return fail(on.error());
        auto* made = new blocking_listener;
        testing::UnitTest::GetInstance()->listeners().Append(made);
        return made;
    }

    void OnTestStart(const testing::TestInfo&) override { blocking_guard::reset(); }

    void OnTestEnd(const testing::TestInfo&) override {
        for (const blocking_guard::culprit& c : blocking_guard::culprits())
            ADD_FAILURE() << blocking_guard::describe(c) << "\n(" << c.calls << " times)";
        for (const blocking_guard::rule& r : blocking_guard::rules()) fired_[place(r)] += r.fired;
    }

    void OnTestProgramEnd(const testing::UnitTest&) override {
        for (const auto& [rule, fired] : fired_)
            if (fired == 0) std::printf("blocking_allowed in vain: %s\n", rule.c_str());
    }

private:
    static std::string place(const blocking_guard::rule& r) {
        return r.at.file_name() + (":" + std::to_string(r.at.line())) + " \"" + r.reason + "\"";
    }

    std::map<std::string, std::uint64_t> fired_;  ///< how often each rule did, over all tests
};

}  // namespace diag
}  // namespace weir::inline v0
