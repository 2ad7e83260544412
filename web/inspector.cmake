# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
#
# The inspector page, compiled into weir_diag: a program that links weir::diag, also an installed one, needs no file beside it.
# Making the page takes node, and npm for uPlot (the network only if web/node_modules is not there). A library should not need
# either, so without them, or with -DWEIR_INSPECTOR=OFF, the listener serves a page of one sentence that says so; all that the
# inspector shows is in the other routes.

option(WEIR_INSPECTOR "Embed the inspector page (needs node and npm)" ON)
find_program(WEIR_NODE NAMES node nodejs)
find_program(WEIR_NPM npm)

# weir_inspector_sources(VARIABLE): the sources that define weir::diag::inspector_page(), for weir_module in the same directory.
function(weir_inspector_sources variable)
    set(web "${PROJECT_SOURCE_DIR}/web")
    set(accessor "${PROJECT_SOURCE_DIR}/src/diag/admin/inspector_page.cpp")
    if(NOT WEIR_INSPECTOR OR NOT WEIR_NODE OR NOT WEIR_NPM)
        if(WEIR_INSPECTOR)
            message(STATUS "weir: no inspector page, because it is made with node and npm")
        endif()
        set(${variable} "${accessor}" "${PROJECT_SOURCE_DIR}/src/diag/admin/inspector_placeholder.cpp" PARENT_SCOPE)
        return()
    endif()
    set(page "${PROJECT_BINARY_DIR}/web/inspector.html")
    set(bytes "${PROJECT_BINARY_DIR}/web/inspector_bytes.cpp")
    add_custom_command(
        OUTPUT "${page}" "${bytes}"
        COMMAND "${WEIR_NODE}" "${web}/build.mjs" --page inspector
            --out "${page}" --cpp "${bytes}" --depfile "${page}.d"
            --install-into "${PROJECT_BINARY_DIR}/web/npm" --npm "${WEIR_NPM}"
        DEPENDS "${web}/build.mjs" "${web}/install.mjs" "${web}/package.json" "${web}/package-lock.json"
            "${web}/inspector/index.html" "${web}/inspector/inspector.css" "${web}/shared/page.css"
        DEPFILE "${page}.d"
        COMMENT "Making the inspector page"
        VERBATIM)
    set(${variable} "${accessor}" "${bytes}" PARENT_SCOPE)
endfunction()
