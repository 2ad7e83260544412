// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/unwinder.hpp"

#include "diag/native/frame_pointers.hpp"
#include "diag/native/own_memory.hpp"
#include "unit/diag/native/blocked_thread.hpp"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unwind.h>
#include <zlib.h>

#include <algorithm>
#include <coroutine>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <functional>
#include <mutex>
#include <ostream>
#include <regex>
#include <span>
#include <streambuf>
#include <vector>

// Each function below is one frame that must be found: not inlined, and no jump to what it calls.
#define ONE_FRAME __attribute__((noinline, disable_tail_calls))

namespace weir::unwinder_test {
namespace {

using diag::native_frame;
using diag::unwinder;
using test::blocked_thread;
using test::pipe_gate;

/// What the blocked function sees itself by its frame pointers: return addresses of its callers,
/// all of which keep frame pointers.
std::array<std::uintptr_t, 3> seen_by_itself{};
/// The same as the compiler's runtime unwinds it, to the thread's first frame.
std::vector<std::uintptr_t> unwound_by_runtime;

ONE_FRAME void note_own_callers(const void* frame) {
    std::array<std::uintptr_t, 4> frames{};
    const auto low = reinterpret_cast<std::uintptr_t>(frame);
    const std::size_t count = diag::walk_frame_pointers(1, low, low, low, low + 65536, frames);
    ASSERT_EQ(count, frames.size());
    std::copy(frames.begin() + 1, frames.end(), seen_by_itself.begin());
    unwound_by_runtime.clear();
    const auto add = [](_Unwind_Context* context, void*) {
        if (const auto pc = _Unwind_GetIP(context); pc != 0) unwound_by_runtime.push_back(pc);
        return _URC_NO_REASON;
    };
    _Unwind_Backtrace(add, nullptr);
}

ONE_FRAME int innermost(const std::function<int()>& block) {
    note_own_callers(__builtin_frame_address(0));
    return block();
}
ONE_FRAME int middle(const std::function<int()>& block) {
    return innermost(block) + 1;
}
ONE_FRAME int outermost(const std::function<int()>& block) {
    return middle(block) + 1;
}

std::vector<std::uintptr_t> pcs_of(const std::vector<native_frame>& frames) {
    std::vector<std::uintptr_t> pcs;
    for (const native_frame& f : frames) pcs.push_back(f.pc);
    return pcs;
}

std::string words(const std::vector<native_frame>& frames) {
    std::string text;
    for (const native_frame& f : frames) {
        Dl_info info{};
        dladdr(reinterpret_cast<void*>(f.pc), &info);
        char line[256];
        std::snprintf(line, sizeof line, "%#lx %s+%#lx %s%s\n", f.pc,
                      info.dli_fname != nullptr ? info.dli_fname : "?",
                      f.pc - reinterpret_cast<std::uintptr_t>(info.dli_fbase),
                      info.dli_sname != nullptr ? info.dli_sname : "?", f.doubtful ? " ?" : "");
        text += line;
    }
    return text;
}

/// Unwinds a thread that runs `block` three calls deep and sleeps there in the call `number`.
std::vector<native_frame> stack_in(long number, const std::function<int()>& block,
                                   const std::function<void(blocked_thread&)>& release) {
    unwinder with;
    blocked_thread* self = nullptr;
    blocked_thread thread([&] { outermost(block); }, [&] { release(*self); });
    self = &thread;
    thread.wait_until_blocked(number);
    return thread.unwind(with);
}

/// The callers that the function saw itself stand in it, one after the other, none of them
/// doubtful.
void expect_own_callers(const std::vector<native_frame>& frames) {
    const std::vector<std::uintptr_t> pcs = pcs_of(frames);
    const auto at = std::ranges::search(pcs, seen_by_itself).begin();
    ASSERT_NE(at, pcs.end()) << words(frames);
    const auto same = std::ranges::find(unwound_by_runtime, seen_by_itself[0]);
    EXPECT_TRUE(std::ranges::equal(at, pcs.end(), same, unwound_by_runtime.end())) << words(frames);
    EXPECT_EQ(std::ranges::count_if(frames, &native_frame::doubtful), 0) << words(frames);
}

void expect_found(pipe_gate& gate, const std::function<int()>& block) {
    expect_own_callers(stack_in(SYS_read, block, [&](blocked_thread&) { gate.open(); }));
}

int read_byte(const pipe_gate& from) {
    char byte = 0;
    return static_cast<int>(::read(from.read_end(), &byte, 1));
}

TEST(unwinder, finds_the_callers_of_a_read_from_an_empty_pipe) {
    pipe_gate gate;
    expect_found(gate, [&] { return read_byte(gate); });
}

TEST(unwinder, finds_the_callers_of_a_poll) {
    pipe_gate gate;
    const auto block = [&] {
        pollfd wanted{.fd = gate.read_end(), .events = POLLIN, .revents = 0};
        return ::poll(&wanted, 1, -1);
    };
    expect_own_callers(stack_in(SYS_poll, block, [&](blocked_thread&) { gate.open(); }));
}

TEST(unwinder, finds_the_callers_of_a_sleep) {
    struct sigaction wakes{};
    wakes.sa_handler = [](int) {};
    ASSERT_EQ(sigaction(SIGUSR2, &wakes, nullptr), 0);
    const auto block = [] {
        static const timespec hour{.tv_sec = 3600, .tv_nsec = 0};
        return ::nanosleep(&hour, nullptr);
    };
    expect_own_callers(stack_in(SYS_clock_nanosleep, block, [](blocked_thread& thread) {
        pthread_kill(thread.handle(), SIGUSR2);
    }));
}

TEST(unwinder, finds_the_callers_of_a_contended_mutex) {
    std::mutex busy;
    busy.lock();
    const auto block = [&] {
        const std::lock_guard held(busy);
        return 1;
    };
    expect_own_callers(stack_in(SYS_futex, block, [&](blocked_thread&) { busy.unlock(); }));
}

/// A frame aligned at run time, whose size its first instructions do not tell.
ONE_FRAME int aligned_frame(const pipe_gate& gate) {
    alignas(64) volatile char space[256];
    space[0] = 1;
    return read_byte(gate) + space[0];
}

/// Calls what no sanitizer replaces, since their functions tell the frame pointer.
ONE_FRAME int frame_of_any_size(const pipe_gate& gate, std::size_t size) {
    auto* space = static_cast<char*>(__builtin_alloca(size));
    std::memset(space, 0, size);  // what earlier calls left there might look like a frame
    return static_cast<int>(::syscall(SYS_read, gate.read_end(), space, 1)) + space[0];
}

TEST(unwinder, finds_the_way_through_a_frame_aligned_at_run_time) {
    pipe_gate gate;
    expect_found(gate, [&] { return aligned_frame(gate) + 1; });
}

TEST(unwinder, finds_the_way_through_a_frame_of_any_size) {
    pipe_gate gate;
    volatile std::size_t size = 3000;
    expect_found(gate, [&] { return frame_of_any_size(gate, size) + 1; });
}

/// Whom it was called by is found out, but who can tell?
TEST(unwinder, marks_what_it_had_to_guess) {
    pipe_gate gate;
    volatile std::size_t size = 3000;
    int (*volatile pointer)(const pipe_gate&, std::size_t) = frame_of_any_size;
    const auto frames = stack_in(
        SYS_read, [&] { return pointer(gate, size) + 1; }, [&](blocked_thread&) { gate.open(); });
    const std::vector<std::uintptr_t> pcs = pcs_of(frames);
    ASSERT_NE(std::ranges::search(pcs, seen_by_itself).begin(), pcs.end()) << words(frames);
    EXPECT_EQ(std::ranges::count_if(frames, &native_frame::doubtful), 1) << words(frames);
}

TEST(unwinder, finds_the_way_through_zlib) {
    pipe_gate gate;
    const auto block = [&] {
        std::array<unsigned char, 32768> window;
        z_stream stream{};
        inflateBackInit(&stream, 15, window.data());
        const auto input = [](void* from, z_const unsigned char**) -> unsigned {
            read_byte(*static_cast<const pipe_gate*>(from));
            return 0;
        };
        const auto output = [](void*, unsigned char*, unsigned) { return 0; };
        inflateBack(&stream, input, const_cast<pipe_gate*>(&gate), output, nullptr);
        return inflateBackEnd(&stream);
    };
    expect_found(gate, block);
}

class slow_buffer : public std::streambuf {
public:
    explicit slow_buffer(const pipe_gate& gate) : gate_(gate) {}

protected:
    std::streamsize xsputn(const char*, std::streamsize size) override {
        read_byte(gate_);
        return size;
    }

private:
    const pipe_gate& gate_;
};

TEST(unwinder, finds_the_way_through_libstdcxx) {
    pipe_gate gate;
    expect_found(gate, [&] {
        slow_buffer buffer(gate);
        std::ostream(&buffer) << 12345;
        return 0;
    });
}

const pipe_gate* compares_on = nullptr;

TEST(unwinder, finds_the_way_through_qsort) {
    pipe_gate gate;
    compares_on = &gate;
    expect_found(gate, [] {
        std::array<int, 2> numbers{2, 1};
        std::qsort(numbers.data(), numbers.size(), sizeof(int),
                   [](const void*, const void*) { return read_byte(*compares_on); });
        return 0;
    });
}

/// Reads a text and blocks at its end.
class blocking_letters {
public:
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    blocking_letters() = default;
    blocking_letters(const char* at, const char* blocks_at, const pipe_gate* gate)
        : at_(at), blocks_at_(blocks_at), gate_(gate) {}
    reference operator*() const {
        if (at_ == blocks_at_) read_byte(*gate_);
        return *at_;
    }
    blocking_letters& operator++() { return ++at_, *this; }
    blocking_letters operator++(int) { return {at_++, blocks_at_, gate_}; }
    blocking_letters& operator--() { return --at_, *this; }
    friend bool operator==(const blocking_letters& a, const blocking_letters& b) {
        return a.at_ == b.at_;
    }

private:
    const char* at_ = nullptr;
    const char* blocks_at_ = nullptr;
    const pipe_gate* gate_ = nullptr;
};

TEST(unwinder, finds_the_way_out_of_a_deep_regular_expression) {
    pipe_gate gate;
    const std::string text(60, 'a');
    expect_found(gate, [&] {
        const char* const last = text.data() + text.size() - 1;
        const blocking_letters begin(text.data(), last, &gate);
        const blocking_letters end(text.data() + text.size(), last, &gate);
        return std::regex_match(begin, end, std::regex("(a|b)*c")) ? 1 : 0;
    });
}

struct eager {
    struct promise_type {
        eager get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

std::coroutine_handle<> suspended;

struct suspend_here {
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> h) { suspended = h; }
    void await_resume() {}
};

eager coroutine_that_blocks(const pipe_gate& gate) {
    co_await suspend_here();
    read_byte(gate);
}

TEST(unwinder, finds_the_way_out_of_a_coroutine) {
    pipe_gate gate;
    coroutine_that_blocks(gate);
    expect_found(gate, [] {
        suspended.resume();
        return 0;
    });
}

TEST(unwinder, finds_the_way_out_of_a_signal_handler) {
    static const pipe_gate* handled_on = nullptr;
    pipe_gate gate;
    handled_on = &gate;
    struct sigaction handler{};
    handler.sa_handler = [](int) { read_byte(*handled_on); };
    ASSERT_EQ(sigaction(SIGUSR1, &handler, nullptr), 0);
    expect_found(gate, [] { return std::raise(SIGUSR1); });
    signal(SIGUSR1, SIG_DFL);
}

ONE_FRAME int recursion(int depth, const std::function<int()>& block) {
    return depth == 0 ? block() : recursion(depth - 1, block) + 1;
}

TEST(unwinder, stops_at_the_room_given_without_doubt) {
    pipe_gate gate;
    unwinder with;
    blocked_thread thread([&] { recursion(100, [&] { return read_byte(gate); }); },
                          [&] { gate.open(); });
    thread.wait_until_blocked(SYS_read);
    const std::vector<native_frame> all = thread.unwind(with);
    EXPECT_GT(all.size(), 100U) << words(all);
    for (const std::size_t room : {0UL, 1UL, 2UL, 7UL, 50UL}) {
        const std::vector<native_frame> some = thread.unwind(with, room);
        EXPECT_TRUE(std::ranges::equal(some, std::span(all).first(room)));
    }
}

TEST(unwinder, of_a_place_in_nowhere_gives_that_place) {
    unwinder with;
    std::array<native_frame, 8> frames{};
    ASSERT_EQ(with.unwind_blocked(0x1000, 0x2000, 0x3000, frames), 1U);
    EXPECT_EQ(frames[0], (native_frame{.pc = 0x1000}));
    EXPECT_FALSE(with.knows(0x1000));
    EXPECT_TRUE(with.knows(reinterpret_cast<std::uintptr_t>(&outermost)));
}

TEST(unwinder, knows_a_library_opened_later_after_a_refresh) {
    unwinder with;
    void* const library = dlopen(DIAG_TEST_PLUGIN, RTLD_NOW);
    ASSERT_NE(library, nullptr) << dlerror();
    using call_back = void (*)(void (*)(void*), void*);
    const auto call = reinterpret_cast<call_back>(dlsym(library, "plugin_calls_back"));
    ASSERT_NE(call, nullptr);
    EXPECT_FALSE(with.knows(reinterpret_cast<std::uintptr_t>(call)));
    with.refresh();
    EXPECT_TRUE(with.knows(reinterpret_cast<std::uintptr_t>(call)));
    const auto* module = with.modules().find(reinterpret_cast<std::uintptr_t>(call));
    EXPECT_THAT(module->path, testing::HasSubstr("diag_test_plugin"));
    pipe_gate gate;
    expect_found(gate, [&] {
        call([](void* g) { read_byte(*static_cast<const pipe_gate*>(g)); }, &gate);
        return 0;
    });
    dlclose(library);
}

}  // namespace
}  // namespace weir::unwinder_test
