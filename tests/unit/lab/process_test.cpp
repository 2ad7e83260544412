// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/child_process.hpp"
#include "lab/process/process_usage.hpp"
#include "lab/process/ready_report.hpp"
#include "lab/process/server_sampler.hpp"
#include "lab/process/server_stats.hpp"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace weir::lab {
namespace {

/// Both ends of a channel; a read of `ours` ends when every copy of `theirs` is closed.
struct channel {
    channel() {
        int ends[2];
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        ours = owned_descriptor(ends[0]);
        theirs = owned_descriptor(ends[1]);
    }
    /// Everything that is sent until the other end is closed.
    std::string read_all() {
        std::string text;
        char part[256];
        for (ssize_t n = 0; (n = ::read(ours.get(), part, sizeof part)) > 0;)
            text.append(part, static_cast<std::size_t>(n));
        return text;
    }
    owned_descriptor ours;
    owned_descriptor theirs;
};

std::vector<std::string> shell(std::string script) {
    return {"/bin/sh", "-c", std::move(script)};
}

TEST(child_process, inherits_the_named_descriptor_and_has_a_group_of_its_own) {
    channel c;
    const std::string fd = std::to_string(c.theirs.get());
    auto child = child_process::start(shell("ps -o pgid= -p $$ >&" + fd), {c.theirs.get()});
    ASSERT_TRUE(child);
    c.theirs.reset();
    EXPECT_EQ(std::stoi(c.read_all()), child->pid());
}

TEST(child_process, is_killed_with_all_its_group_when_the_object_goes) {
    channel c;
    const std::string fd = std::to_string(c.theirs.get());
    {
        auto child = child_process::start(shell("sleep 1000 & echo ready >&" + fd + "; sleep 1000"),
                                          {c.theirs.get()});
        ASSERT_TRUE(child);
        c.theirs.reset();
        char line[6];
        ASSERT_EQ(::read(c.ours.get(), line, sizeof line), 6);
        EXPECT_FALSE(child->ended());
    }
    EXPECT_EQ(c.read_all(), "") << "both processes held the channel open";
}

TEST(child_process, says_how_it_ended) {
    channel c;
    auto exited = child_process::start(shell("exit 7"), {c.theirs.get()});
    auto killed = child_process::start(shell("kill -9 $$"), {c.theirs.get()});
    c.theirs.reset();
    EXPECT_EQ(c.read_all(), "") << "both are gone";
    const auto wait_for = [](child_process& p) {
        std::optional<std::string> how;
        while (!(how = p.ended())) {
        }
        return *how;
    };
    EXPECT_EQ(wait_for(*exited), "exited with 7");
    EXPECT_EQ(wait_for(*killed), "killed by signal 9");
    EXPECT_EQ(exited->ended(), "was not running");
}

TEST(child_process, that_cannot_start_is_an_error) {
    const auto child = child_process::start({"/nonexistent/program"}, {});
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error(), std::errc::no_such_file_or_directory);
}

TEST(die_with_parent, is_false_for_somebody_elses_child) {
    EXPECT_FALSE(die_with_parent(getpid()));
    EXPECT_TRUE(die_with_parent(getppid()));
    prctl(PR_SET_PDEATHSIG, 0);
}

TEST(process_usage, reads_the_line_whatever_the_name_is) {
    const std::string line =
        "42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 7 0 100 1000000 300 "
        "18446744073709551615";
    const auto usage = parse_process_stat(line);
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->cpu_seconds * static_cast<double>(sysconf(_SC_CLK_TCK)), 400);
    EXPECT_EQ(usage->threads, 7U);
    EXPECT_EQ(usage->rss_bytes, 300U * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

TEST(process_usage, refuses_what_is_no_stat_line) {
    EXPECT_FALSE(parse_process_stat(""));
    EXPECT_FALSE(parse_process_stat("42 (name"));
    EXPECT_FALSE(parse_process_stat("42 (name) S 1 2 3"));
}

TEST(process_usage, of_this_process_is_plausible) {
    const auto usage = usage_of(getpid());
    ASSERT_TRUE(usage);
    EXPECT_GE(usage->threads, 1U);
    EXPECT_GT(usage->rss_bytes, 100'000U);
    EXPECT_FALSE(usage_of(-1));
}

TEST(stats_page, is_shared_through_its_descriptor) {
    const auto ours = stats_page::create();
    ASSERT_TRUE(ours);
    const auto theirs = stats_page::map(owned_descriptor(::dup(ours->descriptor())));
    ASSERT_TRUE(theirs);
    {
        const blocked_mark waiting(**theirs);
        EXPECT_EQ((*ours)->blocked.load(), 1U);
    }
    EXPECT_EQ((*ours)->blocked.load(), 0U);
    EXPECT_FALSE(stats_page::map(owned_descriptor(-1)));
}

TEST(ready_report, survives_the_channel) {
    const auto parsed =
        parse_ready_report(to_line({.port = 8080, .driver = "uring", .failure = "a \"b\"\n"}));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->port, 8080);
    EXPECT_EQ(parsed->driver, "uring");
    EXPECT_EQ(parsed->failure, "a \"b\"\n");
    EXPECT_TRUE(to_line({}).ends_with('\n'));
    EXPECT_FALSE(parse_ready_report("{}"));
    EXPECT_FALSE(parse_ready_report("{\"port\":70000,\"driver\":1,\"failure\":\"\"}"));
}

TEST(server_sampler, samples_belong_to_the_step_that_was_counted_then) {
    std::vector<server_sample> samples(5);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i].t_s = static_cast<double>(i);
    report_step first;
    first.users = 1;
    first.start_s = 0.5;
    first.seconds = 1;
    report_step second = first;
    second.users = 400;
    second.start_s = 2.5;
    assign_steps(samples, {first, second});
    EXPECT_EQ(samples[0].users, 1U);
    EXPECT_FALSE(samples[0].counted) << "warm-up";
    EXPECT_TRUE(samples[1].counted);
    EXPECT_EQ(samples[2].users, 400U) << "the next step's warm-up";
    EXPECT_FALSE(samples[2].counted);
    EXPECT_TRUE(samples[3].counted);
    EXPECT_EQ(samples[4].users, 0U) << "after the end";
}

}  // namespace
}  // namespace weir::lab
