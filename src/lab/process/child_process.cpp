// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/child_process.hpp"

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace weir::inline v0::lab {
namespace {

/// Own group, no blocked signals, default handlers.
class spawn_attributes {
public:
    spawn_attributes() noexcept {
        posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        sigset_t reset;
        sigemptyset(&reset);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&reset, number);
        posix_spawnattr_setsigdefault(&attributes_, &reset);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    spawn_attributes(const spawn_attributes&) = delete;
    spawn_attributes& operator=(const spawn_attributes&) = delete;
    ~spawn_attributes() { posix_spawnattr_destroy(&attributes_); }

    [[nodiscard]] const posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

class spawn_files {
public:
    explicit spawn_files(const std::vector<int>& descriptors) noexcept {
        posix_spawn_file_actions_init(&actions_);
        // Onto itself: that takes close-on-exec away in the child (glibc 2.29).
        for (const int fd : descriptors) posix_spawn_file_actions_adddup2(&actions_, fd, fd);
    }
    spawn_files(const spawn_files&) = delete;
    spawn_files& operator=(const spawn_files&) = delete;
    ~spawn_files() { posix_spawn_file_actions_destroy(&actions_); }

    [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

std::string words_for(int status) {
    if (WIFEXITED(status)) return "exited with " + std::to_string(WEXITSTATUS(status));
    return "killed by signal " + std::to_string(WTERMSIG(status));
}

}  // namespace

result<child_process> child_process::start(const std::vector<std::string>& arguments,
                                           const std::vector<int>& descriptors) noexcept {
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));  // posix_spawn does not write to it
    argv.push_back(nullptr);
    const spawn_attributes attributes;
    const spawn_files files(descriptors);
    pid_t pid = -1;
    const int error =
        posix_spawn(&pid, argv[0], files.get(), attributes.get(), argv.data(), environ);
    if (error != 0) return fail_errno(error);
    return child_process(pid);
}

std::optional<std::string> child_process::ended() noexcept {
    if (pid_ <= 0) return "was not running";
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    ::kill(-std::exchange(pid_, -1), SIGKILL);  // whatever it left in its group
    return words_for(status);
}

void child_process::kill() noexcept {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

bool die_with_parent(pid_t parent) noexcept {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return getppid() == parent;
}

}  // namespace weir::inline v0::lab
