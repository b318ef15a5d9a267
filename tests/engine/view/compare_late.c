/* Who was late, and why: one person in two records, judged by numbers alone. */
#include "cmocka_first.h"

#include <math.h>

#include "view/compare_late.h"

#define NO STATE_NEVER

/* A person's way as its moments: alerted, answered, set off, out, arrived, checked in. */
struct way {
    double alerted, answered, started, exited, arrived, checked_in;
};

static struct state_times times_of(const struct way *way)
{
    struct state_times times = state_times_none();
    times.at_s[MOMENT_ALERTED] = way->alerted;
    times.at_s[MOMENT_ACKNOWLEDGED] = way->answered;
    times.at_s[MOMENT_STARTED] = way->started;
    times.at_s[MOMENT_EXITED] = way->exited;
    times.at_s[MOMENT_ARRIVED] = way->arrived;
    times.at_s[MOMENT_CHECKED_IN] = way->checked_in;
    return times;
}

static int judge(struct late *late, const struct way *here, const struct way *there)
{
    struct state_times a = times_of(here), b = times_of(there);
    struct late_pair pair = {
        .here = {&a, here->checked_in, "", -1.0}, .there = {&b, there->checked_in, "", -1.0}, .exit_lost_s = NO};
    *late = (struct late){.person = 7};
    return late_judge(late, &pair);
}

static int near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static const struct way PLAIN = {2, 8, 20, 50, 70, 75};

static void the_part_that_took_longer_by_the_most_is_the_cause(void **state)
{
    (void)state;
    static const struct {
        struct way here;
        enum late_cause cause;
        double late_s, part_s, jump_s;
    } CASES[] = {
        {{32, 38, 50, 80, 100, 105}, LATE_ALERT, 30, 30, 2}, {{2, 48, 60, 90, 110, 115}, LATE_ANSWER, 40, 40, 8},
        {{2, 8, 65, 95, 115, 120}, LATE_START, 45, 45, 20},  {{2, 8, 20, 82, 102, 107}, LATE_WAY, 32, 32, 50},
        {{2, 8, 20, 50, 99, 104}, LATE_YARD, 29, 29, 70},    {{2, 8, 20, 50, 70, 95}, LATE_CHECK_IN, 20, 20, 75},
        {{2, 18, 45, 70, 90, 95}, LATE_START, 20, 15, 30}, /* answered 10 s later, set off 15 s, 5 s won on the way */
        {{2, 18, 36, 50, 70, 80}, LATE_ANSWER, 5, 10, 8}, /* what is won elsewhere does not hide it */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct late late;
        if (!judge(&late, &CASES[i].here, &PLAIN) || late.cause != CASES[i].cause ||
            !near(late.late_s, CASES[i].late_s) || !near(late.part_s, CASES[i].part_s) ||
            !near(late.jump_s, CASES[i].jump_s) || late.person != 7) {
            fail_msg("case %zu: cause %d, late %g, part %g, jump %g", i, (int)late.cause, late.late_s, late.part_s,
                     late.jump_s);
        }
    }
}

static void who_is_not_later_or_had_nothing_to_be_late_against_is_not_late(void **state)
{
    (void)state;
    static const struct way NEVER = {2, 8, 20, 50, 70, NO}, SOONER = {2, 5, 10, 40, 60, 65},
                            A_LITTLE = {2, 8, 20, 50, 70, 75.9};
    struct late late;
    assert_false(judge(&late, &PLAIN, &PLAIN));
    assert_false(judge(&late, &SOONER, &PLAIN));
    assert_false(judge(&late, &A_LITTLE, &PLAIN));
    assert_false(judge(&late, &PLAIN, &NEVER));
    assert_false(judge(&late, &NEVER, &NEVER));
}

static void what_one_record_does_not_hold_is_never_the_cause(void **state)
{
    (void)state;
    static const struct {
        struct way here, there;
        enum late_cause cause;
        double part_s;
    } CASES[] = {
        /* nothing but answer and check-in, as in a drill without positions */
        {{2, 8, NO, NO, NO, 95}, {2, 8, NO, NO, NO, 75}, LATE_SINCE, 20},
        {{2, 38, NO, NO, NO, 105}, {2, 8, NO, NO, NO, 75}, LATE_ANSWER, 30},
        /* the way is known in one only */
        {{2, 8, 60, 80, 90, 95}, {2, 8, NO, NO, NO, 75}, LATE_SINCE, 20},
        /* set off without an answer, answered on the way: no part of it */
        {{2, 60, 20, 70, 90, 95}, {2, 8, 20, 50, 70, 75}, LATE_WAY, 20},
        /* against a simulation: nobody is alerted, out is gathered */
        {{2, 8, 40, NO, NO, 75}, {NO, NO, 15, NO, NO, 45}, LATE_START, 25},
        /* from the exit on, where arriving is not known */
        {{2, 8, 20, 50, NO, 95}, {2, 8, 20, 50, NO, 75}, LATE_YARD, 20},
        /* nothing at all but the end */
        {{NO, NO, NO, NO, NO, 95}, {NO, NO, NO, NO, NO, 75}, LATE_SINCE, 20},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct late late;
        if (!judge(&late, &CASES[i].here, &CASES[i].there) || late.cause != CASES[i].cause ||
            !near(late.part_s, CASES[i].part_s)) {
            fail_msg("case %zu: cause %d, part %g", i, (int)late.cause, late.part_s);
        }
    }
}

/* On the way 30 s longer than there, in every case. */
static enum late_cause cause_on_the_way(const char *exit, const char *exit_there, double walked_m, double lost_s)
{
    static const struct way SLOW = {2, 8, 20, 80, 100, 105};
    struct state_times a = times_of(&SLOW), b = times_of(&PLAIN);
    struct late_pair pair = {{&a, 105, exit, walked_m}, {&b, 75, exit_there, 39.0}, lost_s};
    struct late late = {.person = 0};
    assert_true(late_judge(&late, &pair));
    assert_true(near(late.part_s, 30.0));
    return late.cause;
}

static void a_longer_way_is_told_from_a_slower_one_and_another_exit(void **state)
{
    (void)state;
    assert_int_equal(cause_on_the_way("E1", "E1", 39.0, NO), LATE_SLOWER);
    assert_int_equal(cause_on_the_way("E1", "E1", 39.0 + 1.3 * 14.9, NO), LATE_SLOWER);
    assert_int_equal(cause_on_the_way("E1", "E1", 39.0 + 1.3 * 15.1, NO), LATE_DETOUR);
    assert_int_equal(cause_on_the_way("E1", "E1", -1.0, NO), LATE_WAY);
    assert_int_equal(cause_on_the_way("", "E1", 39.0, NO), LATE_SLOWER);
    assert_int_equal(cause_on_the_way("E2", "E1", 80.0, NO), LATE_OTHER_EXIT);
    assert_int_equal(cause_on_the_way("E2", "E1", 80.0, 79.0), LATE_BLOCKED);
    assert_int_equal(cause_on_the_way("E2", "E1", 80.0, 81.0), LATE_OTHER_EXIT); /* lost only after it was passed */
}

static void who_never_gathered_is_told_by_how_far_the_person_came(void **state)
{
    (void)state;
    static const struct {
        struct way here;
        double help, cannot;
        enum late_cause cause;
    } CASES[] = {
        {{NO, NO, NO, NO, NO, NO}, NO, NO, LATE_UNREACHED}, {{2, NO, NO, NO, NO, NO}, NO, NO, LATE_SILENT},
        {{2, 8, NO, NO, NO, NO}, NO, NO, LATE_STAYED},      {{2, NO, 9, NO, NO, NO}, NO, NO, LATE_INSIDE},
        {{2, 8, 20, 50, NO, NO}, NO, NO, LATE_UNCHECKED},   {{2, 8, 20, NO, 70, NO}, NO, NO, LATE_UNCHECKED},
        {{2, 8, 20, 50, NO, NO}, 30, NO, LATE_HELP},        {{2, 8, NO, NO, NO, NO}, NO, 9, LATE_CANNOT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct state_times here = times_of(&CASES[i].here), there = times_of(&PLAIN);
        here.at_s[MOMENT_HELP] = CASES[i].help;
        here.at_s[MOMENT_CANNOT] = CASES[i].cannot;
        struct late_pair pair = {{&here, NO, "", -1.0}, {&there, 75, "", -1.0}, NO};
        struct late late = {.person = 0};
        assert_true(late_judge(&late, &pair));
        assert_int_equal(late.cause, CASES[i].cause);
        assert_false(late.late_s < STATE_NEVER);
        assert_true(near(late.jump_s, 75.0)); /* when the person should have been there */
    }
}

static void the_list_has_the_worst_first(void **state)
{
    (void)state;
    struct late list[] = {{.person = 4, .late_s = 10},
                          {.person = 3, .late_s = NO},
                          {.person = 2, .late_s = 90},
                          {.person = 1, .late_s = 10},
                          {.person = 0, .late_s = NO}};
    static const uint32_t ORDER[] = {0, 3, 2, 1, 4};
    late_sort(list, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(list[i].person, ORDER[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_part_that_took_longer_by_the_most_is_the_cause),
        cmocka_unit_test(who_is_not_later_or_had_nothing_to_be_late_against_is_not_late),
        cmocka_unit_test(what_one_record_does_not_hold_is_never_the_cause),
        cmocka_unit_test(a_longer_way_is_told_from_a_slower_one_and_another_exit),
        cmocka_unit_test(who_never_gathered_is_told_by_how_far_the_person_came),
        cmocka_unit_test(the_list_has_the_worst_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
