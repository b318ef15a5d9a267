/* Faults: one line, both languages, cut at characters; and the exit status that follows from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/place.h"
#include "sibu/fault.h"
#include "sibu/text.h"

static void a_fault_speaks_both_languages(void **state)
{
    (void)state;
    struct sibu_fault fault;
    enum sibu_status status = sibu_fault_set(&fault, SIBU_BAD_INPUT, "a.geojson:/x", "区域“%s”有 %d 处错误",
                                             "the zone \"%s\" has %d faults", "Z2", 3);
    assert_int_equal(status, SIBU_BAD_INPUT);
    assert_int_equal(fault.status, SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "a.geojson:/x");
    assert_string_equal(fault.what[SIBU_ZH], "区域“Z2”有 3 处错误");
    assert_string_equal(fault.what[SIBU_EN], "the zone \"Z2\" has 3 faults");
}

static void a_long_fault_is_cut_between_characters(void **state)
{
    (void)state;
    char zone[1000];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(zone, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof zone; i += 3) {
            memcpy(zone + i, "\xE6\xBC\x94", 4);
        }
        struct sibu_fault fault;
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, zone, "%s", "%s", zone);
        assert_true(strlen(fault.place) > 230);
        assert_true(strlen(fault.what[SIBU_ZH]) > 310);
        assert_true(sibu_utf8_valid(fault.place, strlen(fault.place)));
        assert_true(sibu_utf8_valid(fault.what[SIBU_ZH], strlen(fault.what[SIBU_ZH])));
        assert_true(sibu_utf8_valid(fault.what[SIBU_EN], strlen(fault.what[SIBU_EN])));
    }
}

/* A name from a hostile file can neither start a line nor steer the terminal. */
static void a_fault_is_one_harmless_line(void **state)
{
    (void)state;
    struct sibu_fault fault;
    (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, "a\nb", "%s", "%s",
                         "x\r\n\x1B[2J\x7F\xC2\x9B"
                         "31m演");
    assert_string_equal(fault.place, "a b");
    assert_string_equal(fault.what[SIBU_EN], "x   [2J   31m演");
    assert_string_equal(fault.what[SIBU_ZH], fault.what[SIBU_EN]);
}

static void a_long_name_keeps_its_end_and_the_place(void **state)
{
    (void)state;
    char name[500];
    char place[PLACE_BYTES];
    memset(name, 'd', sizeof name);
    memcpy(name + sizeof name - sizeof "/site.geojson", "/site.geojson", sizeof "/site.geojson");
    place_write(place, name, ":/features/3");
    assert_non_null(strstr(place, "/site.geojson:/features/3"));
    assert_true(strlen(place) < 140);
    assert_true(sibu_utf8_valid(place, strlen(place)));
}

static void the_exit_status_follows_from_the_fault(void **state)
{
    (void)state;
    static const struct {
        enum sibu_status status;
        int exit_status;
    } CASES[] = {{SIBU_OK, 0}, {SIBU_NO, 1}, {SIBU_BAD_INPUT, 2}, {SIBU_LIMIT, 2}, {SIBU_IO, 3}, {SIBU_NO_MEMORY, 3}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(sibu_fault_exit_status(CASES[i].status), CASES[i].exit_status);
    }
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(a_fault_speaks_both_languages),
        cmocka_unit_test(a_long_fault_is_cut_between_characters),
        cmocka_unit_test(a_fault_is_one_harmless_line),
        cmocka_unit_test(a_long_name_keeps_its_end_and_the_place),
        cmocka_unit_test(the_exit_status_follows_from_the_fault),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
