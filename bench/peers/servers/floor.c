// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The floor: what the kernel costs. Level-triggered epoll, one thread, no HTTP: it counts the ends
// of heads (CR LF CR LF, also across reads) and writes that many copies of a fixed answer with one
// send per read. It knows no limits, timeouts or back-pressure: a peer whose socket is full is
// dropped. Listens on 127.0.0.1:PORT.

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_FDS = 65536, MAX_EVENTS = 512, MAX_ANSWERS = 512 };

static const char answer[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 13\r\n"
    "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
    "\r\n"
    "Hello, World!";

static char answers[MAX_ANSWERS * (sizeof answer - 1)];
static char input[16384];
static unsigned char matched[MAX_FDS];  // bytes of the end of a head seen so far, per connection

static void die(const char* what) {
    perror(what);
    exit(1);
}

static int listen_on(int port) {
    const int one = 1;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr*)&at, sizeof at) < 0) die("bind");
    if (listen(fd, 4096) < 0) die("listen");
    return fd;
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

static void accept_all(int epoll, int listener) {
    const int one = 1;
    for (;;) {
        const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        if (fd >= MAX_FDS) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        matched[fd] = 0;
        watch(epoll, fd);
    }
}

static int heads_in(int fd, ssize_t bytes) {
    static const char end[] = "\r\n\r\n";
    unsigned char at = matched[fd];
    int heads = 0;
    for (ssize_t i = 0; i < bytes; ++i) {
        if (input[i] == end[at])
            ++at;
        else
            at = input[i] == '\r';
        if (at == 4) {
            at = 0;
            ++heads;
        }
    }
    matched[fd] = at;
    return heads;
}

static int serve(int fd) {
    const ssize_t bytes = recv(fd, input, sizeof input, 0);
    if (bytes <= 0) return bytes < 0 && errno == EAGAIN;
    const int heads = heads_in(fd, bytes);
    if (heads == 0) return 1;
    if (heads > MAX_ANSWERS) return 0;
    const size_t size = (size_t)heads * (sizeof answer - 1);
    return send(fd, answers, size, MSG_NOSIGNAL) == (ssize_t)size;
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < MAX_ANSWERS; ++i)
        memcpy(answers + (size_t)i * (sizeof answer - 1), answer, sizeof answer - 1);
    const int listener = listen_on(atoi(argv[1]));
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1");
    watch(epoll, listener);
    static struct epoll_event events[MAX_EVENTS];
    for (;;) {
        const int ready = epoll_wait(epoll, events, MAX_EVENTS, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < ready; ++i) {
            const int fd = events[i].data.fd;
            if (fd == listener)
                accept_all(epoll, listener);
            else if (!serve(fd))
                close(fd);
        }
    }
}
