// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "call_world.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

// What hardened programs call.
extern "C" int __open_2(const char*, int);
extern "C" int __open64_2(const char*, int);
extern "C" int __openat_2(int, const char*, int);
extern "C" int __openat64_2(int, const char*, int);
extern "C" ssize_t __read_chk(int, void*, size_t, size_t);
extern "C" ssize_t __pread_chk(int, void*, size_t, off_t, size_t);
extern "C" ssize_t __pread64_chk(int, void*, size_t, off64_t, size_t);
extern "C" ssize_t __recv_chk(int, void*, size_t, size_t, int);
extern "C" ssize_t __recvfrom_chk(int, void*, size_t, size_t, int, sockaddr*, socklen_t*);

namespace weir::guard_test {
namespace {

using world = call_world;

constexpr int reading = O_RDONLY | O_CLOEXEC;

void opened(int fd) {
    EXPECT_GE(fd, 0);
    close(fd);
}

void did(ssize_t count) {
    EXPECT_GE(count, 0);
}

char space[16];

iovec piece() {
    return {space, sizeof space};
}

std::vector<call_case> open_cases() {
    return {
        {"open", true, [](world& w) { opened(::open(w.path.c_str(), reading)); }},
        {"open", true, [](world& w) { opened(::open64(w.path.c_str(), reading)); }},
        {"open", true, [](world& w) { opened(__open_2(w.path.c_str(), reading)); }},
        {"open", true, [](world& w) { opened(__open64_2(w.path.c_str(), reading)); }},
        {"open", true,
         [](world& w) {
             opened(::open((w.directory / "new").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
         }},
        {"open", true,
         [](world& w) {
             opened(::open(w.directory.path().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
         }},
        {"openat", true, [](world& w) { opened(::openat(AT_FDCWD, w.path.c_str(), reading)); }},
        {"openat", true, [](world& w) { opened(::openat64(AT_FDCWD, w.path.c_str(), reading)); }},
        {"openat", true, [](world& w) { opened(__openat_2(AT_FDCWD, w.path.c_str(), reading)); }},
        {"openat", true, [](world& w) { opened(__openat64_2(AT_FDCWD, w.path.c_str(), reading)); }},
        {"creat", true, [](world& w) { opened(::creat((w.directory / "new").c_str(), 0600)); }},
        {"creat", true, [](world& w) { opened(::creat64((w.directory / "new").c_str(), 0600)); }},
        {"fopen", false, [](world& w) { std::fclose(std::fopen(w.path.c_str(), "r")); }},
        {"fopen", false, [](world& w) { std::fclose(::fopen64(w.path.c_str(), "w")); }},
    };
}

std::vector<call_case> read_cases() {
    return {
        {"read", true, [](world& w) { did(::read(w.file, space, 4)); }},
        {"read", true, [](world& w) { did(__read_chk(w.file, space, 4, sizeof space)); }},
        {"read", true, [](world& w) { w.send_to_pair(), did(::read(w.pair[0], space, 4)); }},
        {"pread", true, [](world& w) { did(::pread(w.file, space, 4, 0)); }},
        {"pread", true, [](world& w) { did(::pread64(w.file, space, 4, 0)); }},
        {"pread", true, [](world& w) { did(__pread_chk(w.file, space, 4, 0, sizeof space)); }},
        {"pread", true, [](world& w) { did(__pread64_chk(w.file, space, 4, 0, sizeof space)); }},
        {"readv", true, [p = piece()](world& w) { did(::readv(w.file, &p, 1)); }},
        {"preadv", true, [p = piece()](world& w) { did(::preadv(w.file, &p, 1, 0)); }},
        {"preadv", true, [p = piece()](world& w) { did(::preadv64(w.file, &p, 1, 0)); }},
        {"preadv2", true, [p = piece()](world& w) { did(::preadv2(w.file, &p, 1, 0, 0)); }},
        {"preadv2", true, [p = piece()](world& w) { did(::preadv64v2(w.file, &p, 1, 0, 0)); }},
    };
}

std::vector<call_case> write_cases() {
    return {
        {"write", true, [](world& w) { did(::write(w.file, space, 4)); }},
        {"write", true, [](world& w) { did(::write(w.full[1], space, 4)); }, true},
        {"pwrite", true, [](world& w) { did(::pwrite(w.file, space, 4, 0)); }},
        {"pwrite", true, [](world& w) { did(::pwrite64(w.file, space, 4, 0)); }},
        {"writev", true, [p = piece()](world& w) { did(::writev(w.file, &p, 1)); }},
        {"pwritev", true, [p = piece()](world& w) { did(::pwritev(w.file, &p, 1, 0)); }},
        {"pwritev", true, [p = piece()](world& w) { did(::pwritev64(w.file, &p, 1, 0)); }},
        {"pwritev2", true, [p = piece()](world& w) { did(::pwritev2(w.file, &p, 1, 0, 0)); }},
        {"pwritev2", true, [p = piece()](world& w) { did(::pwritev64v2(w.file, &p, 1, 0, 0)); }},
        {"sendfile", false, [](world& w) { did(::sendfile(w.other_file, w.file, nullptr, 4)); }},
        {"sendfile", false, [](world& w) { did(::sendfile64(w.other_file, w.file, nullptr, 4)); }},
        {"copy_file_range", true,
         [](world& w) {
             off64_t from = 0;
             did(::copy_file_range(w.file, &from, w.other_file, nullptr, 4, 0));
         }},
    };
}

void lock_and_unlock(int fd, int set_and_wait, int set) {
    struct flock range{};
    range.l_type = F_WRLCK;
    EXPECT_EQ(::fcntl(fd, set_and_wait, &range), 0);
    range.l_type = F_UNLCK;
    EXPECT_EQ(::fcntl(fd, set, &range), 0);
}

void map_and_sync(int fd) {
    void* map = mmap(nullptr, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ASSERT_NE(map, MAP_FAILED);
    const int synced = ::msync(map, 8, MS_SYNC);
    munmap(map, 8);
    EXPECT_EQ(synced, 0);
}

std::vector<call_case> sync_cases() {
    return {
        {"fsync", true, [](world& w) { did(::fsync(w.file)); }},
        {"fdatasync", true, [](world& w) { did(::fdatasync(w.file)); }},
        {"syncfs", false, [](world& w) { did(::syncfs(w.file)); }, true},
        {"sync", false, [](world&) { ::sync(); }, true},
        {"msync", true, [](world& w) { map_and_sync(w.file); }},
        {"flock", false, [](world& w) { did(::flock(w.file, LOCK_EX)); }},
        {"lockf", true, [](world& w) { did(::lockf(w.file, F_LOCK, 0)); }},
        {"lockf", true, [](world& w) { did(::lockf64(w.file, F_LOCK, 0)); }},
        {"fcntl", true, [](world& w) { lock_and_unlock(w.file, F_SETLKW, F_SETLK); }},
        {"fcntl", true, [](world& w) { lock_and_unlock(w.file, F_OFD_SETLKW, F_OFD_SETLK); }},
        {"fcntl", true,
         [](world& w) {
             struct flock range{};
             range.l_type = F_WRLCK;
             EXPECT_EQ(::fcntl64(w.file, F_SETLKW, &range), 0);
         }},
    };
}

void connect_to(int fd, std::uint16_t port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
}

msghdr message(iovec& p) {
    msghdr m{};
    m.msg_iov = &p;
    m.msg_iovlen = 1;
    return m;
}

mmsghdr messages(iovec& p) {
    return {message(p), 0};
}

std::vector<call_case> receive_cases() {
    return {
        {"accept", true,
         [](world& w) { w.begin_connection(), opened(::accept(w.listener, nullptr, nullptr)); }},
        {"accept4", true,
         [](world& w) {
             w.begin_connection(), opened(::accept4(w.listener, nullptr, nullptr, SOCK_CLOEXEC));
         }},
        {"recv", true, [](world& w) { w.send_to_pair(), did(::recv(w.pair[0], space, 1, 0)); }},
        {"recv", true,
         [](world& w) { w.send_to_pair(), did(__recv_chk(w.pair[0], space, 1, sizeof space, 0)); }},
        {"recvfrom", true,
         [](world& w) {
             w.send_to_pair(), did(::recvfrom(w.pair[0], space, 1, 0, nullptr, nullptr));
         }},
        {"recvfrom", true,
         [](world& w) {
             w.send_to_pair(),
                 did(__recvfrom_chk(w.pair[0], space, 1, sizeof space, 0, nullptr, nullptr));
         }},
        {"recvmsg", true,
         [p = piece()](world& w) mutable {
             msghdr m = message(p);
             w.send_to_pair(), did(::recvmsg(w.pair[0], &m, 0));
         }},
        {"recvmmsg", true,
         [p = piece()](world& w) mutable {
             mmsghdr m = messages(p);
             w.send_to_pair(), did(::recvmmsg(w.pair[0], &m, 1, 0, nullptr));
         }},
    };
}

std::vector<call_case> send_cases() {
    return {
        {"connect", true, [](world& w) { connect_to(w.client(), w.port); }},
        {"send", true, [](world& w) { did(::send(w.pair[1], space, 1, 0)); }},
        {"sendto", true, [](world& w) { did(::sendto(w.pair[1], space, 1, 0, nullptr, 0)); }},
        {"sendmsg", true,
         [p = piece()](world& w) mutable {
             const msghdr m = message(p);
             did(::sendmsg(w.pair[1], &m, 0));
         }},
        {"sendmmsg", true,
         [p = piece()](world& w) mutable {
             mmsghdr m = messages(p);
             did(::sendmmsg(w.pair[1], &m, 1, 0));
         }},
    };
}

std::vector<call_case> together(std::vector<std::vector<call_case>> parts) {
    std::vector<call_case> all;
    for (auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace

std::vector<call_case> file_cases() {
    return together({open_cases(), read_cases(), write_cases(), sync_cases()});
}

std::vector<call_case> socket_cases() {
    return together({receive_cases(), send_cases()});
}

}  // namespace weir::guard_test
