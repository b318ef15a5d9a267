# One folder of the house as a library: sibu_module(engine/site SOURCES site.c ... LINKS PkgConfig::geos).
# A module sees the modules added before it in its half and no others; the scheduler sees the engine as libsibu.
set_property(GLOBAL PROPERTY SIBU_ENGINE_MODULES "")
set_property(GLOBAL PROPERTY SIBU_SCHEDULER_MODULES "")

function(sibu_module path)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    string(REPLACE "/" "_" name ${path})
    string(REGEX REPLACE "/.*" "" half ${path})
    string(TOUPPER ${half} HALF)
    get_property(lower GLOBAL PROPERTY SIBU_${HALF}_MODULES)

    add_library(${name}_objects OBJECT ${ARG_SOURCES})
    target_include_directories(${name}_objects PRIVATE ${CMAKE_SOURCE_DIR}/${half} ${CMAKE_SOURCE_DIR}/engine/include ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(${name}_objects PRIVATE sibu_rules ${ARG_LINKS})
    if(TARGET sibu_text_ids)
        add_dependencies(${name}_objects sibu_text_ids)
    endif()

    add_library(${name} STATIC $<TARGET_OBJECTS:${name}_objects>)
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/${half} ${CMAKE_SOURCE_DIR}/engine/include ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(${name} PUBLIC sibu_rules ${lower} ${ARG_LINKS})
    if(half STREQUAL "scheduler")
        target_link_libraries(${name} PUBLIC sibu)
    endif()
    list(PREPEND lower ${name})   # the highest first, as the linker wants them
    set_property(GLOBAL PROPERTY SIBU_${HALF}_MODULES "${lower}")
    set_property(GLOBAL APPEND PROPERTY SIBU_LINKS_${HALF} ${ARG_LINKS})
endfunction()

# One test program of cmocka: sibu_test(site_read SOURCES site_read.c MODULES engine_site).
function(sibu_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;MODULES" ${ARGN})
    add_executable(test_${name} ${ARG_SOURCES})
    target_link_libraries(test_${name} PRIVATE ${ARG_MODULES} sibu_rules PkgConfig::cmocka)
    add_test(NAME ${name} COMMAND test_${name})
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "SIBU_SOURCE=${CMAKE_SOURCE_DIR};SIBU_BUILD=${CMAKE_BINARY_DIR};CMOCKA_MESSAGE_OUTPUT=STDOUT;LSAN_OPTIONS=suppressions='${CMAKE_SOURCE_DIR}/tests/leaks.txt':print_suppressions=0")
endfunction()
