// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/small_thread.hpp"

#include <memory>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using thread_body = std::move_only_function<void()>;

void* run_body(void* argument) {
    const std::unique_ptr<thread_body> body(static_cast<thread_body*>(argument));
    (*body)();
    return nullptr;
}

result<pthread_t> create(thread_body body, int detached) {
    auto kept = std::make_unique<thread_body>(std::move(body));
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, small_stack);
    pthread_attr_setdetachstate(&attributes, detached);
    pthread_t id{};
    const int error = pthread_create(&id, &attributes, &run_body, kept.get());
    pthread_attr_destroy(&attributes);
    if (error != 0) return fail_errno(error);
    static_cast<void>(kept.release());
    return id;
}

}  // namespace

result<void> run_detached(thread_body body) {
    const auto id = create(std::move(body), PTHREAD_CREATE_DETACHED);
    if (!id) return fail(id.error());
    return {};
}

result<small_thread> small_thread::start(thread_body body) {
    const auto id = create(std::move(body), PTHREAD_CREATE_JOINABLE);
    if (!id) return fail(id.error());
    small_thread made;
    made.id_ = *id;
    made.running_ = true;
    return made;
}

void small_thread::join() noexcept {
    if (std::exchange(running_, false)) pthread_join(id_, nullptr);
}

}  // namespace weir::inline v0::lab
