// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

WEIR_GUARD_NEXT(wait);
WEIR_GUARD_NEXT(waitpid);
WEIR_GUARD_NEXT(wait3);
WEIR_GUARD_NEXT(wait4);
WEIR_GUARD_NEXT(waitid);
WEIR_GUARD_NEXT(system);
WEIR_GUARD_NEXT(popen);
WEIR_GUARD_NEXT(pclose);

}  // namespace

WEIR_GUARD_EXPORT pid_t wait(int* status) {
    const passage way = enter({"wait"}, -1, always);
    return way.leave((*next_wait)(status));
}

WEIR_GUARD_EXPORT pid_t waitpid(pid_t child, int* status, int flags) {
    const passage way = enter({"waitpid"}, -1, [=] { return (flags & WNOHANG) == 0; });
    return way.leave((*next_waitpid)(child, status, flags));
}

WEIR_GUARD_EXPORT pid_t wait3(int* status, int flags, rusage* used) noexcept {
    const passage way = enter({"wait3", false}, -1, [=] { return (flags & WNOHANG) == 0; });
    return way.leave((*next_wait3)(status, flags, used));
}

WEIR_GUARD_EXPORT pid_t wait4(pid_t child, int* status, int flags, rusage* used) noexcept {
    const passage way = enter({"wait4", false}, -1, [=] { return (flags & WNOHANG) == 0; });
    return way.leave((*next_wait4)(child, status, flags, used));
}

WEIR_GUARD_EXPORT int waitid(idtype_t kind, id_t which, siginfo_t* info, int flags) {
    const passage way = enter({"waitid"}, -1, [=] { return (flags & WNOHANG) == 0; });
    return way.leave((*next_waitid)(kind, which, info, flags));
}

WEIR_GUARD_EXPORT int system(const char* command) {
    const passage way = enter({"system"}, -1, [=] { return command != nullptr; });
    return way.leave((*next_system)(command));
}

WEIR_GUARD_EXPORT FILE* popen(const char* command, const char* type) {
    const passage way = enter({"popen", false}, -1, always);
    return way.leave((*next_popen)(command, type));
}

WEIR_GUARD_EXPORT int pclose(FILE* pipe) {
    const passage way = enter({"pclose", false}, -1, always);
    return way.leave((*next_pclose)(pipe));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
