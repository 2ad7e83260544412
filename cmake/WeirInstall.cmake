# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
#
# Install rules of all modules: headers, libraries, find_package(weir CONFIG [COMPONENTS ...]) and
# pkg-config. What the modules link privately is found again on the user's side, since a static
# library needs it at link time; the lists are read off the targets, so no module repeats them.
include(CMakePackageConfigHelpers)

# Splits the private libraries of `target` into what weirConfig.cmake must find (out_find), what
# weir.pc requires (out_requires) and links (out_libs), and targets of ours (out_own).
function(_weir_private_libraries target out_find out_requires out_libs out_own)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    foreach(library IN LISTS libraries)
        if(library MATCHES "^weir::|^\\$<|^::@")
            continue()
        elseif(library STREQUAL "Threads::Threads")
            list(APPEND find "find_dependency(Threads)")
            list(APPEND libs "-pthread")
        elseif(library MATCHES "^PkgConfig::(.+)$")
            set(prefix "${CMAKE_MATCH_1}") # by our convention the package's name in capitals
            string(TOLOWER "${prefix}" package)
            list(APPEND find "find_dependency(PkgConfig)"
                "pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${package})")
            list(APPEND requires ${package})
        elseif(library MATCHES "^(.+)::")
            list(APPEND find "find_dependency(${CMAKE_MATCH_1})")
            string(TOLOWER "${CMAKE_MATCH_1}" package)
            list(APPEND requires ${package})
        elseif(TARGET ${library})
            list(APPEND own ${library})
        else()
            list(APPEND libs "-l${library}")
        endif()
    endforeach()
    foreach(kind find requires libs own)
        set(${out_${kind}} ${${out_${kind}}} ${${kind}} PARENT_SCOPE)
    endforeach()
endfunction()

get_property(WEIR_MODULES GLOBAL PROPERTY WEIR_MODULES)
set(weir_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/weir")

foreach(module IN LISTS WEIR_MODULES)
    _weir_private_libraries(weir_${module} find_list requires_list libs_list own_list)
    install(TARGETS weir_${module} EXPORT weirTargets FILE_SET HEADERS)
    list(PREPEND pc_modules "-lweir_${module}") # a linker reads from top to bottom
endforeach()
install(TARGETS weir_all ${own_list} EXPORT weirTargets)

foreach(list find_list requires_list libs_list)
    list(REMOVE_DUPLICATES ${list})
endforeach()
list(JOIN find_list "\n" WEIR_FIND_DEPENDENCIES)
list(JOIN requires_list " " WEIR_PC_REQUIRES_PRIVATE)
list(JOIN libs_list " " WEIR_PC_LIBS_PRIVATE)
list(JOIN pc_modules " " WEIR_PC_LIBS)

configure_package_config_file(cmake/weirConfig.cmake.in "${PROJECT_BINARY_DIR}/weirConfig.cmake"
    INSTALL_DESTINATION "${weir_cmake_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/weirConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH WEIR_PC_TO_PREFIX "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file(cmake/weir.pc.in "${PROJECT_BINARY_DIR}/weir.pc" @ONLY)

install(EXPORT weirTargets NAMESPACE weir:: DESTINATION "${weir_cmake_dir}")
install(FILES "${PROJECT_BINARY_DIR}/weirConfig.cmake" "${PROJECT_BINARY_DIR}/weirConfigVersion.cmake"
    DESTINATION "${weir_cmake_dir}")
install(FILES "${PROJECT_BINARY_DIR}/weir.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
