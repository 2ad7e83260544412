# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
#
# Compiler floor and the flags of our own code (never exported to users, except the C++ standard).

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    message(FATAL_ERROR
        "weir: g++ ${CMAKE_CXX_COMPILER_VERSION} destroys the closure of a capturing lambda twice when it is a "
        "temporary of a co_await expression, which is Weir's main idiom. "
        "Use clang++-19 (Debian package clang-19): cmake -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
    message(FATAL_ERROR "weir: clang ${CMAKE_CXX_COMPILER_VERSION} is too old for std::expected; use clang++-19 or newer")
endif()

add_library(weir_flags INTERFACE)
target_compile_options(weir_flags INTERFACE
    -fno-omit-frame-pointer # the sampler walks frames
    $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wnon-virtual-dtor;-Wimplicit-fallthrough>
    # In a unity build the anonymous namespaces of other files would count as shadowed.
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>>:-Wshadow>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${WEIR_WERROR}>>:-Werror>)

if(WEIR_SANITIZE)
    target_compile_options(weir_flags INTERFACE -fsanitize=${WEIR_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(weir_flags INTERFACE -fsanitize=${WEIR_SANITIZE})
endif()
if(WEIR_BUILD_FUZZ)
    target_compile_options(weir_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND PROJECT_IS_TOP_LEVEL)
    find_program(WEIR_LLD NAMES ld.lld-19 ld.lld)
    if(WEIR_LLD)
        target_link_options(weir_flags INTERFACE -fuse-ld=lld)
    endif()
endif()

find_program(WEIR_CCACHE ccache)
if(WEIR_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER "${WEIR_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${WEIR_CCACHE}")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang") # a time stamp inside would defeat the cache
        target_compile_options(weir_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
endif()
