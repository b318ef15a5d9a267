/* What a person is doing follows from what happened to the person. */
#include "cmocka_first.h"

#include "view/state.h"

#define UNTIL_NEVER 1000000.0

struct step {
    enum moment moment;
    double time_s;
};
static const struct {
    const char *who;
    struct step steps[6];
    int count;
    double time_s;
    enum state state;
    int missing, safe;
} CASES[] = {
    {"nothing yet", {{MOMENT_ALERTED, 2.0}}, 1, 1.0, STATE_WAITING, 1, 0},
    {"alerted, silent", {{MOMENT_ALERTED, 2.0}}, 1, 2.0, STATE_NO_ANSWER, 1, 0},
    {"answered, still there", {{MOMENT_ALERTED, 2.0}, {MOMENT_ACKNOWLEDGED, 5.0}}, 2, 5.0, STATE_WAITING, 1, 0},
    {"cannot take part", {{MOMENT_ALERTED, 2.0}, {MOMENT_CANNOT, 5.0}}, 2, 9.0, STATE_WAITING, 0, 0},
    {"walks without a word", {{MOMENT_ALERTED, 2.0}, {MOMENT_STARTED, 8.0}}, 2, 8.0, STATE_WALKING, 1, 0},
    {"before walking", {{MOMENT_ALERTED, 2.0}, {MOMENT_STARTED, 8.0}}, 2, 7.9, STATE_NO_ANSWER, 1, 0},
    {"through the door", {{MOMENT_STARTED, 8.0}, {MOMENT_EXITED, 30.0}}, 2, 30.0, STATE_OUT, 1, 1},
    {"arrived, door not seen", {{MOMENT_STARTED, 8.0}, {MOMENT_ARRIVED, 30.0}}, 2, 31.0, STATE_OUT, 1, 1},
    {"checked in", {{MOMENT_ALERTED, 1.0}, {MOMENT_CHECKED_IN, 40.0}}, 2, 40.0, STATE_CHECKED_IN, 0, 1},
    {"help wanted", {{MOMENT_STARTED, 8.0}, {MOMENT_HELP, 12.0}}, 2, 12.0, STATE_HELP, 0, 0},
    {"help wanted outside", {{MOMENT_EXITED, 8.0}, {MOMENT_HELP, 12.0}}, 2, 20.0, STATE_HELP, 0, 1},
    {"helped and checked in", {{MOMENT_HELP, 12.0}, {MOMENT_CHECKED_IN, 50.0}}, 2, 50.0, STATE_CHECKED_IN, 0, 1},
    {"a check-in is never taken back",
     {{MOMENT_CHECKED_IN, 50.0}, {MOMENT_HELP, 60.0}},
     2,
     70.0,
     STATE_CHECKED_IN,
     0,
     1},
    {"answers twice",
     {{MOMENT_ALERTED, 1.0}, {MOMENT_ACKNOWLEDGED, 9.0}, {MOMENT_ACKNOWLEDGED, 4.0}},
     3,
     5.0,
     STATE_WAITING,
     1,
     0},
};

static void the_state_follows_from_the_moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct state_times times = state_times_none();
        for (int step = 0; step < CASES[i].count; step++) {
            state_note(&times, CASES[i].steps[step].moment, CASES[i].steps[step].time_s);
        }
        if (state_at(&times, CASES[i].time_s) != CASES[i].state) {
            fail_msg("%s: state %d", CASES[i].who, (int)state_at(&times, CASES[i].time_s));
        }
        assert_int_equal(state_missing(&times, CASES[i].time_s), CASES[i].missing);
        assert_int_equal(state_safe(&times, CASES[i].time_s), CASES[i].safe);
    }
}

static void to_whom_nothing_happens_waits_for_ever(void **state)
{
    (void)state;
    struct state_times times = state_times_none();
    assert_int_equal(state_at(&times, UNTIL_NEVER), STATE_WAITING);
    assert_int_equal(state_missing(&times, UNTIL_NEVER), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_follows_from_the_moments),
        cmocka_unit_test(to_whom_nothing_happens_waits_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
