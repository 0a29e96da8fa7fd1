# SPDX-License-Identifier: Apache-2.0
# Emscripten's own toolchain file, found through whichever em-config comes first on PATH (an activated emsdk
# or the distribution's package). It is included directly because `emcmake` adds an emulator flag that
# Node 20 refuses; the emulator is set here instead.
find_program(LOSSCAPE_EM_CONFIG em-config NO_CMAKE_FIND_ROOT_PATH)
if(NOT LOSSCAPE_EM_CONFIG)
  message(FATAL_ERROR "Emscripten is not on PATH (no em-config): activate an emsdk, or on Debian install `emscripten`")
endif()
execute_process(COMMAND ${LOSSCAPE_EM_CONFIG} EMSCRIPTEN_ROOT OUTPUT_VARIABLE losscape_emscripten_root
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
include(${losscape_emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)

find_program(LOSSCAPE_NODE node REQUIRED NO_CMAKE_FIND_ROOT_PATH)
set(CMAKE_CROSSCOMPILING_EMULATOR ${LOSSCAPE_NODE} CACHE FILEPATH "Runs wasm programs" FORCE)
