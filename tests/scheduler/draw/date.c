/* Dates and day numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/date.h"

static void known_days_have_known_numbers_and_weekdays(void **state)
{
    (void)state;
    static const struct {
        struct date date;
        int64_t days;
        int weekday;
    } CASES[] = {
        {{1970, 1, 1}, 0, 3},    {{2000, 2, 29}, 11016, 1}, {{2024, 2, 29}, 19782, 3},    {{2026, 11, 23}, 20780, 0},
        {{1969, 12, 31}, -1, 2}, {{1900, 3, 1}, -25508, 3}, {{9999, 12, 31}, 2932896, 4},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(date_days(CASES[i].date), CASES[i].days);
        assert_int_equal(date_weekday(CASES[i].days), CASES[i].weekday);
    }
}

static void every_day_of_four_centuries_goes_there_and_back(void **state)
{
    (void)state;
    int64_t first = date_days((struct date){1880, 1, 1});
    for (int64_t days = first; days < first + 146097; days++) {
        struct date date = date_of_days(days);
        assert_true(date_valid(date));
        assert_int_equal(date_days(date), days);
    }
}

static void dates_are_read_exactly_or_not_at_all(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",           "2026-1-01",  "2026-02-29", "2026-13-01",  "2026-00-10",
                                      "2026-10-32", "2026/10/01", "2026-10-1x", "2026-10-011", "0000-01-01",
                                      "+026-10-01", "2026-10-"};
    int64_t days = 0;
    char text[11];
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(date_read(BAD[i], &days));
    }
    assert_true(date_read("2028-02-29", &days));
    date_text(days, text);
    assert_string_equal(text, "2028-02-29");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_have_known_numbers_and_weekdays),
        cmocka_unit_test(every_day_of_four_centuries_goes_there_and_back),
        cmocka_unit_test(dates_are_read_exactly_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
