// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// libuv and llhttp: parses every request, answers with fixed bytes; the answers to all requests of
// one read leave in one write. No limits or timeouts. Listens on 127.0.0.1:PORT.

#include <llhttp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { MAX_ANSWERS = 4096 };

static const char answer[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 13\r\n"
    "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
    "\r\n"
    "Hello, World!";

static char answers[MAX_ANSWERS * (sizeof answer - 1)];
static char input[65536];
static llhttp_settings_t settings;

struct connection {
    uv_tcp_t tcp;
    llhttp_t parser;
    int due;
};

static void check(int status, const char* what) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", what, uv_strerror(status));
    exit(1);
}

static void on_closed(uv_handle_t* handle) {
    free(handle);
}

static void close_connection(uv_handle_t* handle) {
    if (!uv_is_closing(handle)) uv_close(handle, on_closed);
}

static int on_message_complete(llhttp_t* parser) {
    ((struct connection*)parser->data)->due++;
    return 0;
}

static void on_written(uv_write_t* request, int status) {
    if (status < 0) close_connection((uv_handle_t*)request->handle);
    free(request);
}

static void lend_input(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
    (void)handle;
    (void)size;
    *buffer = uv_buf_init(input, sizeof input);
}

// Most writes succeed at once; what does not fit waits in a request.
static void send_answers(struct connection* c, uv_stream_t* stream) {
    const size_t size = (size_t)c->due * (sizeof answer - 1);
    c->due = 0;
    uv_buf_t all = uv_buf_init(answers, (unsigned)size);
    const int sent = uv_try_write(stream, &all, 1);
    if (sent == (int)size) return;
    const size_t done = sent > 0 ? (size_t)sent : 0;
    uv_write_t* request = malloc(sizeof *request);
    all = uv_buf_init(answers + done, (unsigned)(size - done));
    if (request == NULL || uv_write(request, stream, &all, 1, on_written) < 0) {
        free(request);
        close_connection((uv_handle_t*)stream);
    }
}

static void on_read(uv_stream_t* stream, ssize_t bytes, const uv_buf_t* buffer) {
    struct connection* c = stream->data;
    if (bytes == 0) return;
    if (bytes < 0 || llhttp_execute(&c->parser, buffer->base, (size_t)bytes) != HPE_OK ||
        c->due > MAX_ANSWERS) {
        close_connection((uv_handle_t*)stream);
        return;
    }
    if (c->due > 0) send_answers(c, stream);
}

static void on_connection(uv_stream_t* listener, int status) {
    struct connection* c = status < 0 ? NULL : calloc(1, sizeof *c);
    if (c == NULL) return;
    uv_tcp_init(listener->loop, &c->tcp);
    c->tcp.data = c;
    llhttp_init(&c->parser, HTTP_REQUEST, &settings);
    c->parser.data = c;
    if (uv_accept(listener, (uv_stream_t*)&c->tcp) < 0) {
        close_connection((uv_handle_t*)&c->tcp);
        return;
    }
    uv_tcp_nodelay(&c->tcp, 1);
    uv_read_start((uv_stream_t*)&c->tcp, lend_input, on_read);
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < MAX_ANSWERS; ++i)
        memcpy(answers + (size_t)i * (sizeof answer - 1), answer, sizeof answer - 1);
    llhttp_settings_init(&settings);
    settings.on_message_complete = on_message_complete;

    uv_tcp_t listener;
    struct sockaddr_in at;
    uv_loop_t* loop = uv_default_loop();
    uv_ip4_addr("127.0.0.1", atoi(argv[1]), &at);
    uv_tcp_init(loop, &listener);
    check(uv_tcp_bind(&listener, (const struct sockaddr*)&at, 0), "bind");
    check(uv_listen((uv_stream_t*)&listener, 4096, on_connection), "listen");
    return uv_run(loop, UV_RUN_DEFAULT);
}
