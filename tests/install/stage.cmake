# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
#
# Installs BUILD_DIR into STAGE, afresh: a file of an older install must not make a test pass.
file(REMOVE_RECURSE "${STAGE}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${STAGE}"
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
