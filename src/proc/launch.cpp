// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "proc/launch.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

// Its declarations have C linkage only since glibc 2.37.
extern "C" {
#include <sys/pidfd.h>
}

namespace weir::inline v0::detail {
namespace {

/// File actions and attributes, destroyed together.
struct spawn_plan {
    spawn_plan() noexcept {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    spawn_plan(const spawn_plan&) = delete;
    spawn_plan& operator=(const spawn_plan&) = delete;
    ~spawn_plan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    std::array<owned_descriptor, 3> sources;
};

/// A duplicate above the child's three, so that no dup2 there overwrites the source of another.
result<owned_descriptor> above_stdio(int fd) noexcept {
    owned_descriptor copy(fcntl(fd, F_DUPFD_CLOEXEC, 3));
    if (!copy) return fail_errno(errno);
    return copy;
}

result<void> plan_source(spawn_plan& plan, int target, int fd) noexcept {
    auto source = above_stdio(fd);
    if (!source) return fail(source.error());
    const int number = source->get();
    plan.sources[static_cast<std::size_t>(target)] = std::move(*source);
    if (const int error = posix_spawn_file_actions_adddup2(&plan.actions, number, target))
        return fail_errno(error);
    return {};
}

result<void> plan_pipe(spawn_plan& plan, int target, owned_descriptor& parents) noexcept {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno(errno);
    owned_descriptor read_end(ends[0]);
    owned_descriptor write_end(ends[1]);
    if (target != STDIN_FILENO) std::swap(read_end, write_end);
    parents = std::move(write_end);
    return plan_source(plan, target, read_end.get());
}

result<void> plan_stream(spawn_plan& plan, int target, const stdio& choice,
                         owned_descriptor& parents) noexcept {
    int error = 0;
    switch (choice.how) {
        case stdio::kind::inherit:
            break;
        case stdio::kind::null:
            error = posix_spawn_file_actions_addopen(&plan.actions, target, "/dev/null", O_RDWR, 0);
            break;
        case stdio::kind::piped:
            return plan_pipe(plan, target, parents);
        case stdio::kind::given:
            return plan_source(plan, target, choice.descriptor);
        case stdio::kind::merge:
            if (target != STDERR_FILENO) return fail(errc::bad_argument);
            error = posix_spawn_file_actions_adddup2(&plan.actions, STDOUT_FILENO, target);
            break;
    }
    if (error != 0) return fail_errno(error);
    return {};
}

void plan_attributes(spawn_plan& plan, const command& what) noexcept {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (what.new_group) flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setsigdefault(&plan.attributes, &all);
    posix_spawnattr_setpgroup(&plan.attributes, 0);
    posix_spawnattr_setflags(&plan.attributes, flags);
}

result<void> plan_surroundings(spawn_plan& plan, const command& what) noexcept {
    int error = posix_spawn_file_actions_addclosefrom_np(&plan.actions, 3);
    if (error == 0 && !what.directory.empty())
        error = posix_spawn_file_actions_addchdir_np(&plan.actions, what.directory.c_str());
    if (error != 0) return fail_errno(error);
    plan_attributes(plan, what);
    return {};
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.substr(0, a.find('=')) == b.substr(0, b.find('='));
}

bool replaced(const command& what, std::string_view variable) noexcept {
    for (const std::string& own : what.environment)
        if (same_name(own, variable)) return true;
    return false;
}

// exec takes pointers to mutable text and does not write to it.
std::vector<char*> environment_of(const command& what) {
    std::vector<char*> all;
    for (char** at = environ; what.inherit_environment && at != nullptr && *at != nullptr; ++at)
        if (!replaced(what, *at)) all.push_back(*at);
    for (const std::string& own : what.environment) all.push_back(const_cast<char*>(own.c_str()));
    all.push_back(nullptr);
    return all;
}

std::vector<char*> arguments_of(const command& what) {
    std::vector<char*> all{const_cast<char*>(what.program.c_str())};
    for (const std::string& arg : what.args) all.push_back(const_cast<char*>(arg.c_str()));
    all.push_back(nullptr);
    return all;
}

}  // namespace

result<launched> launch(const command& what) {
    if (what.program.empty()) return fail(errc::bad_argument);
    spawn_plan plan;
    launched child;
    const std::array choices{what.in, what.out, what.err};
    for (int target = 0; target < 3; ++target) {
        const auto at = static_cast<std::size_t>(target);
        auto planned = plan_stream(plan, target, choices[at], child.ends[at]);
        if (!planned) return fail(planned.error());
    }
    if (auto planned = plan_surroundings(plan, what); !planned) return fail(planned.error());
    const int error =
        posix_spawnp(&child.pid, what.program.c_str(), &plan.actions, &plan.attributes,
                     arguments_of(what).data(), environment_of(what).data());
    if (error != 0) return fail_errno(error);
    // Nobody but us reaps the child, so its number is still its own.
    child.pidfd = owned_descriptor(pidfd_open(child.pid, 0));
    if (child.pidfd) return child;
    const int reason = errno;
    ::kill(child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    return fail_errno(reason);
}

}  // namespace weir::inline v0::detail
