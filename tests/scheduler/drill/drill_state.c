/* The drill's states: what may follow what, and what a drill does by itself. */
#include "drill/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define S INT64_C(1000000)

static void every_state_has_its_name_and_is_found_by_it(void **unused)
{
    (void)unused;
    for (int i = 0; i < DRILL_STATES; i++) {
        enum drill_state found = DRILL_CLOSED;
        assert_true(drill_state_of(drill_state_name((enum drill_state)i), &found));
        assert_int_equal(found, i);
    }
    enum drill_state none;
    assert_false(drill_state_of("paused", &none));
}

static void nothing_leads_back_but_a_real_emergency_and_closed_is_final(void **unused)
{
    (void)unused;
    static const char ALLOWED[DRILL_STATES][DRILL_STATES + 1] = {
        /* to: alerting running all-clear abort real mustered evaluated closed */
        "-xxxx---", "--xxx---", "----xx--", "----xx--", "-----x--", "----x-xx", "-------x", "--------",
    };
    for (int from = 0; from < DRILL_STATES; from++) {
        for (int to = 0; to < DRILL_STATES; to++) {
            assert_int_equal(drill_state_allows((enum drill_state)from, (enum drill_state)to),
                             ALLOWED[from][to] == 'x');
        }
    }
}

struct moment_case {
    struct drill_moment moment;
    enum drill_state next;
};

static void a_drill_does_by_itself_what_is_due(void **unused)
{
    (void)unused;
    static const struct moment_case CASES[] = {
        /* alerts still going out */
        {{DRILL_ALERTING, 10 * S, 0, 0, 900 * S, 5, 10, 0}, DRILL_ALERTING},
        /* all delivered */
        {{DRILL_ALERTING, 10 * S, 0, 0, 900 * S, 0, 10, 0}, DRILL_RUNNING},
        /* some phone cannot be reached: the drill runs all the same */
        {{DRILL_ALERTING, 60 * S, 0, 0, 900 * S, 1, 10, 0}, DRILL_RUNNING},
        /* nobody is missing */
        {{DRILL_RUNNING, 100 * S, 0, 0, 900 * S, 0, 10, 10}, DRILL_ALL_CLEAR},
        {{DRILL_RUNNING, 100 * S, 0, 0, 900 * S, 0, 10, 9}, DRILL_RUNNING},
        /* a drill without people does not end for having nobody */
        {{DRILL_RUNNING, 100 * S, 0, 0, 900 * S, 0, 0, 0}, DRILL_RUNNING},
        /* the limit */
        {{DRILL_RUNNING, 900 * S, 0, 0, 900 * S, 0, 10, 9}, DRILL_ALL_CLEAR},
        {{DRILL_ALERTING, 900 * S, 0, 0, 900 * S, 7, 10, 0}, DRILL_ALL_CLEAR},
        /* the muster: until everybody is there, but not for ever */
        {{DRILL_ALL_CLEAR, 101 * S, 0, 100 * S, 900 * S, 3, 10, 10}, DRILL_MUSTERED},
        {{DRILL_ALL_CLEAR, 159 * S, 0, 100 * S, 900 * S, 0, 10, 9}, DRILL_ALL_CLEAR},
        {{DRILL_ALL_CLEAR, 160 * S, 0, 100 * S, 900 * S, 0, 10, 9}, DRILL_MUSTERED},
        {{DRILL_ABORT, 160 * S, 0, 100 * S, 900 * S, 1, 10, 9}, DRILL_MUSTERED},
        {{DRILL_REAL_EMERGENCY, 159 * S, 0, 100 * S, 900 * S, 1, 0, 0}, DRILL_REAL_EMERGENCY},
        {{DRILL_REAL_EMERGENCY, 160 * S, 0, 100 * S, 900 * S, 1, 0, 0}, DRILL_MUSTERED},
        /* late answers are waited for, and the last messages too, but not for ever */
        {{DRILL_MUSTERED, 159 * S, 0, 100 * S, 900 * S, 0, 10, 10}, DRILL_MUSTERED},
        {{DRILL_MUSTERED, 160 * S, 0, 100 * S, 900 * S, 0, 10, 10}, DRILL_EVALUATED},
        {{DRILL_MUSTERED, 699 * S, 0, 100 * S, 900 * S, 1, 10, 10}, DRILL_MUSTERED},
        {{DRILL_MUSTERED, 700 * S, 0, 100 * S, 900 * S, 1, 10, 3}, DRILL_EVALUATED},
        {{DRILL_EVALUATED, 160 * S, 0, 100 * S, 900 * S, 5, 10, 3}, DRILL_CLOSED},
        {{DRILL_CLOSED, 9000 * S, 0, 100 * S, 900 * S, 0, 10, 10}, DRILL_CLOSED},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(drill_state_next(&CASES[i].moment), CASES[i].next);
    }
}

static void what_is_over_has_ended_in_one_of_three_ways(void **unused)
{
    (void)unused;
    for (int state = 0; state < DRILL_STATES; state++) {
        enum drill_state of = (enum drill_state)state;
        assert_int_equal(drill_state_over(of), of != DRILL_ALERTING && of != DRILL_RUNNING);
        assert_int_equal(drill_state_ended(of),
                         of == DRILL_ALL_CLEAR || of == DRILL_ABORT || of == DRILL_REAL_EMERGENCY);
    }
}

static void what_a_drill_does_by_itself_is_always_allowed(void **unused)
{
    (void)unused;
    for (int state = 0; state < DRILL_STATES; state++) {
        for (int64_t now_s = 0; now_s < 2000; now_s += 7) {
            for (uint64_t waiting = 0; waiting < 2; waiting++) {
                struct drill_moment moment = {.state = (enum drill_state)state,
                                              .now_us = now_s * S,
                                              .end_us = 300 * S,
                                              .limit_us = 900 * S,
                                              .waiting_alerts = waiting,
                                              .expected = 5,
                                              .accounted = (uint32_t)(now_s % 6)};
                enum drill_state next = drill_state_next(&moment);
                assert_true(next == moment.state || drill_state_allows(moment.state, next));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_has_its_name_and_is_found_by_it),
        cmocka_unit_test(nothing_leads_back_but_a_real_emergency_and_closed_is_final),
        cmocka_unit_test(a_drill_does_by_itself_what_is_due),
        cmocka_unit_test(what_is_over_has_ended_in_one_of_three_ways),
        cmocka_unit_test(what_a_drill_does_by_itself_is_always_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
