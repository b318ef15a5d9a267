# The house rules for the compiler, carried by the target sibu_rules that every module links.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
set(SIBU_OPTIMISE "-O2" CACHE STRING "how far release builds are optimised; the results are the same bits")
set(CMAKE_C_FLAGS_RELEASE "-g ${SIBU_OPTIMISE}")   # assertions stay on: they guard against our own mistakes
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O1 -g1")        # for the sanitizers; likewise. Line numbers are all that their reports need
# With the address sanitizer a build takes most of its time to optimise: tests, and the modules that reckon little, are
# spared it.
if(SIBU_SANITIZE STREQUAL "address" AND NOT SIBU_FUZZ)
    set(SIBU_SPARES ON)
endif()
set(SIBU_RECKONS_LITTLE scheduler_base scheduler_roster scheduler_chance scheduler_witness scheduler_store scheduler_notify
    scheduler_evaluate scheduler_report scheduler_web scheduler_phones scheduler_bench scheduler_rehearse
    scheduler_command)

find_program(SIBU_GOLD ld.gold)   # links some 200 test programs in a quarter of the time
if(SIBU_GOLD)
    add_link_options(-fuse-ld=gold)
endif()

add_library(sibu_rules INTERFACE)
target_compile_definitions(sibu_rules INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(sibu_rules INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef
    -Wswitch-enum -Wdouble-promotion
    -ffp-contract=off)   # a fused multiply-add would round differently from machine to machine
if(NOT SIBU_SANITIZE)
    target_compile_options(sibu_rules INTERFACE -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)   # programs do not tell where they were built
endif()
target_link_libraries(sibu_rules INTERFACE m)   # floor and ceil, where the machine has no instruction for them
if(SIBU_WERROR)
    target_compile_options(sibu_rules INTERFACE -Werror)
endif()
if(SIBU_SANITIZE STREQUAL "address")
    target_compile_options(sibu_rules INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(sibu_rules INTERFACE -fsanitize=address,undefined)
    if(CMAKE_C_COMPILER_ID STREQUAL "Clang" AND NOT SIBU_FUZZ)   # one runtime beside 200 programs, as gcc has it, and not in each
        execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libclang_rt.asan-${CMAKE_SYSTEM_PROCESSOR}.so
            OUTPUT_VARIABLE runtime OUTPUT_STRIP_TRAILING_WHITESPACE)
        get_filename_component(runtime ${runtime} DIRECTORY)
        target_link_options(sibu_rules INTERFACE -shared-libasan -Wl,-rpath,${runtime})
    endif()
elseif(SIBU_SANITIZE STREQUAL "thread")
    target_compile_options(sibu_rules INTERFACE -fsanitize=thread)
    target_link_options(sibu_rules INTERFACE -fsanitize=thread)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(sibu_rules INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
    target_link_options(sibu_rules INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()
if(SIBU_FUZZ)
    target_compile_options(sibu_rules INTERFACE -fsanitize=fuzzer-no-link)
endif()
