// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The floor's twin on io_uring, with what pays there: multishot accept and receive, a ring of
// provided buffers, direct descriptors, deferred task run. As the floor it knows no HTTP, no limits
// and no errors worth mending. Shows what the ring can give a server. Listens on 127.0.0.1:PORT.

#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

enum { ENTRIES = 4096, FILES = 8192, BUFFERS = 1024, BUFFER_SIZE = 4096, MAX_ANSWERS = 128 };
enum kind { ACCEPT, RECEIVE, SEND, CLOSE };

static const char answer[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 13\r\n"
    "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
    "\r\n"
    "Hello, World!";

static char answers[MAX_ANSWERS * (sizeof answer - 1)];
static unsigned char matched[FILES];  // bytes of the end of a head seen so far, per connection
static char buffers[BUFFERS][BUFFER_SIZE];
static struct io_uring ring;
static struct io_uring_buf_ring* lent;

static void check(int status, const char* what) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", what, strerror(-status));
    exit(1);
}

static struct io_uring_sqe* next_entry(void) {
    struct io_uring_sqe* sqe = io_uring_get_sqe(&ring);
    while (sqe == NULL) {
        io_uring_submit(&ring);
        sqe = io_uring_get_sqe(&ring);
    }
    return sqe;
}

static void name(struct io_uring_sqe* sqe, enum kind kind, unsigned file) {
    sqe->user_data = (unsigned long long)kind << 32 | file;
}

static void start_accept(int listener) {
    struct io_uring_sqe* sqe = next_entry();
    io_uring_prep_multishot_accept_direct(sqe, listener, NULL, NULL, 0);
    name(sqe, ACCEPT, 0);
}

static void start_receive(unsigned file) {
    struct io_uring_sqe* sqe = next_entry();
    io_uring_prep_recv_multishot(sqe, (int)file, NULL, 0, 0);
    sqe->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
    sqe->buf_group = 0;
    name(sqe, RECEIVE, file);
}

static void start_send(unsigned file, size_t size) {
    struct io_uring_sqe* sqe = next_entry();
    io_uring_prep_send(sqe, (int)file, answers, size, MSG_NOSIGNAL | MSG_WAITALL);
    sqe->flags |= IOSQE_FIXED_FILE;
    name(sqe, SEND, file);
}

static void start_close(unsigned file) {
    struct io_uring_sqe* sqe = next_entry();
    io_uring_prep_close_direct(sqe, file);
    name(sqe, CLOSE, file);
}

static void give_back(unsigned short id) {
    io_uring_buf_ring_add(lent, buffers[id], BUFFER_SIZE, id, io_uring_buf_ring_mask(BUFFERS), 0);
    io_uring_buf_ring_advance(lent, 1);
}

static unsigned heads_in(unsigned file, const char* input, int bytes) {
    static const char end[] = "\r\n\r\n";
    unsigned char at = matched[file];
    unsigned heads = 0;
    for (int i = 0; i < bytes; ++i) {
        if (input[i] == end[at])
            ++at;
        else
            at = input[i] == '\r';
        if (at == 4) {
            at = 0;
            ++heads;
        }
    }
    matched[file] = at;
    return heads;
}

static void on_receive(unsigned file, const struct io_uring_cqe* cqe) {
    if (cqe->res > 0) {
        const unsigned short id = (unsigned short)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
        const unsigned heads = heads_in(file, buffers[id], cqe->res);
        give_back(id);
        if (heads > 0)
            start_send(file, (heads < MAX_ANSWERS ? heads : MAX_ANSWERS) * (sizeof answer - 1));
    }
    if (cqe->flags & IORING_CQE_F_MORE) return;
    if (cqe->res > 0 || cqe->res == -ENOBUFS)
        start_receive(file);
    else
        start_close(file);
}

static void on_event(const struct io_uring_cqe* cqe, int listener) {
    const unsigned file = (unsigned)cqe->user_data;
    switch ((enum kind)(cqe->user_data >> 32)) {
        case ACCEPT:
            if (cqe->res >= 0) {
                matched[cqe->res] = 0;
                start_receive((unsigned)cqe->res);
            }
            if (!(cqe->flags & IORING_CQE_F_MORE)) start_accept(listener);
            break;
        case RECEIVE:
            on_receive(file, cqe);
            break;
        case SEND:
        case CLOSE:
            break;
    }
}

static int listen_on(int port) {
    const int one = 1;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // its connections inherit it
    check(bind(fd, (struct sockaddr*)&at, sizeof at) < 0 ? -errno : 0, "bind");
    check(listen(fd, 4096) < 0 ? -errno : 0, "listen");
    return fd;
}

static void open_ring(void) {
    struct io_uring_params params = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
        .cq_entries = 4 * ENTRIES};
    check(io_uring_queue_init_params(ENTRIES, &ring, &params), "io_uring_queue_init_params");
    check(io_uring_register_ring_fd(&ring), "io_uring_register_ring_fd");
    check(io_uring_register_files_sparse(&ring, FILES), "io_uring_register_files_sparse");
    lent = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct io_uring_buf_reg reg = {.ring_addr = (unsigned long long)lent, .ring_entries = BUFFERS};
    check(io_uring_register_buf_ring(&ring, &reg, 0), "io_uring_register_buf_ring");
    io_uring_buf_ring_init(lent);
    for (unsigned i = 0; i < BUFFERS; ++i) give_back((unsigned short)i);
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < MAX_ANSWERS; ++i)
        memcpy(answers + (size_t)i * (sizeof answer - 1), answer, sizeof answer - 1);
    open_ring();
    const int listener = listen_on(atoi(argv[1]));
    start_accept(listener);
    for (;;) {
        const int ready = io_uring_submit_and_wait(&ring, 1);
        if (ready < 0 && ready != -EINTR) check(ready, "io_uring_submit_and_wait");
        struct io_uring_cqe* cqe;
        unsigned head, seen = 0;
        io_uring_for_each_cqe(&ring, head, cqe) {
            on_event(cqe, listener);
            ++seen;
        }
        io_uring_cq_advance(&ring, seen);
    }
}
