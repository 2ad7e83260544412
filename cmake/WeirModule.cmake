# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0

# weir_module(NAME SOURCES ... DEPS ... [PRIVATE ...])
#
# One library per module: target weir_NAME, alias weir::NAME. Its public headers are include/weir/NAME/*.hpp and, where
# it exists, the umbrella include/weir/NAME.hpp; each is verified to compile alone. DEPS are the modules below it;
# PRIVATE are third-party libraries that must not show in a public header.
function(weir_module name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPS;PRIVATE" ${ARGN})
    set(include_root "${PROJECT_SOURCE_DIR}/include")
    file(GLOB headers CONFIGURE_DEPENDS "${include_root}/weir/${name}/*.hpp" "${include_root}/weir/${name}.hpp")

    add_library(weir_${name} ${arg_SOURCES})
    add_library(weir::${name} ALIAS weir_${name})
    target_sources(weir_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${include_root}" FILES ${headers})
    target_compile_features(weir_${name} PUBLIC cxx_std_23)
    target_include_directories(weir_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    set_target_properties(weir_${name} PROPERTIES
        EXPORT_NAME ${name}
        CXX_EXTENSIONS OFF
        POSITION_INDEPENDENT_CODE ON
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
    if(NOT BUILD_SHARED_LIBS) # a shared build exports everything, see docs/design/0006
        set_target_properties(weir_${name} PROPERTIES
            CXX_VISIBILITY_PRESET hidden
            VISIBILITY_INLINES_HIDDEN ON)
    endif()
    list(TRANSFORM arg_DEPS PREPEND "weir::")
    target_link_libraries(weir_${name} PUBLIC ${arg_DEPS} PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:weir_flags>)
    set_property(GLOBAL APPEND PROPERTY WEIR_MODULES ${name})
endfunction()

# weir_aggregate(): the target weir::weir, which links every module made so far.
function(weir_aggregate)
    get_property(modules GLOBAL PROPERTY WEIR_MODULES)
    list(TRANSFORM modules PREPEND "weir::")
    add_library(weir_all INTERFACE) # the plain name belongs to the command-line tool
    add_library(weir::weir ALIAS weir_all)
    set_target_properties(weir_all PROPERTIES EXPORT_NAME weir)
    target_link_libraries(weir_all INTERFACE ${modules})
endfunction()

# weir_executable(NAME SOURCES ... LIBS ...): a program of ours with our flags.
function(weir_executable name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
    target_link_libraries(${name} PRIVATE ${arg_LIBS} weir_flags)
endfunction()

# weir_unit_test(MODULE [NAME name] [DRIVERS] [SUITES ...] [LIBS ...] SOURCES ...)
#
# A GoogleTest program of a module, target NAME_test (default: MODULE_test); unit_tests builds all of them. With DRIVERS the program
# runs once per driver (unit.NAME.uring, unit.NAME.epoll), told by the environment variable WEIR_DRIVER. With SUITES each of these
# test suites is a test of its own for ctest (unit.NAME.SUITE...), so that a failure names the property.
function(weir_unit_test module)
    cmake_parse_arguments(arg "DRIVERS" "NAME" "SOURCES;LIBS;SUITES" ${ARGN})
    set(name ${module})
    if(arg_NAME)
        set(name ${arg_NAME})
    endif()
    weir_executable(${name}_test SOURCES ${arg_SOURCES}
        LIBS weir::${module} ${arg_LIBS} weir_test_support GTest::gmock GTest::gtest_main)
    target_include_directories(${name}_test PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_precompile_headers(${name}_test REUSE_FROM weir_test_support)
    # Tests name their helpers freely; in one unit these would clash. It would save 6 s of 14 for nine
    # files, and nothing once ccache knows the others.
    set_target_properties(${name}_test PROPERTIES UNITY_BUILD OFF)
    if(NOT TARGET unit_tests)
        add_custom_target(unit_tests)
    endif()
    add_dependencies(unit_tests ${name}_test)
    if(NOT arg_SUITES)
        weir_add_unit_tests(unit.${name} "${arg_DRIVERS}" ${name}_test)
    endif()
    foreach(suite ${arg_SUITES})
        weir_add_unit_tests(unit.${name}.${suite} "${arg_DRIVERS}" ${name}_test
            --gtest_filter=${suite}.*:*/${suite}.*)
    endforeach()
endfunction()

# weir_add_unit_tests(NAME DRIVERS COMMAND...): the test NAME, or NAME.uring and NAME.epoll.
function(weir_add_unit_tests name drivers)
    set(tests ${name})
    if(drivers)
        set(tests ${name}.uring ${name}.epoll)
    endif()
    foreach(test ${tests})
        add_test(NAME ${test} COMMAND ${ARGN})
        set_tests_properties(${test} PROPERTIES TIMEOUT 300 LABELS unit
            FAIL_REGULAR_EXPRESSION "Running 0 tests") # a filter that fits nothing
        if(drivers)
            string(REGEX MATCH "[a-z]+$" driver ${test})
            set_tests_properties(${test} PROPERTIES ENVIRONMENT "WEIR_DRIVER=${driver}")
        endif()
    endforeach()
endfunction()
