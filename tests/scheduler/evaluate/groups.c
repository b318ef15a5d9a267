/* Groups of people compared (log-rank), and events that compete (Aalen-Johansen): against R 4.2 survival 3.5-3, against
 * what must hold, and by how often the test cries wolf.
 */
#include "evaluate/competing.h"
#include "evaluate/log_rank.h"
#include "near.h"
#include "sibu/random.h"

/* vectors.json: survival. The people by time, and two and three groups of them. */
static const double TIMES_S[] = {35, 42, 42, 58, 61, 73, 80, 95, 95, 120, 150, 180, 300, 300, 300};
static const int TWO[] = {1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 2, 2, 1, 2};
static const int THREE[] = {1, 2, 3, 1, 2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 3};
enum { PEOPLE = 15, SEEN = 12 };

static void gather(const int *labels, struct survival_subject room[][PEOPLE], struct log_rank_group *groups)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        struct log_rank_group *group = &groups[labels[i] - 1];
        group->subjects = room[labels[i] - 1];
        room[labels[i] - 1][group->count++] = (struct survival_subject){TIMES_S[i], i < SEEN};
    }
}

/* survdiff: chi2 1.01730856043 (vectors.json: 1.017309), expected 4.37077922078 and 7.62922077922. */
static void two_groups_are_told_apart_as_by_r(void **state)
{
    (void)state;
    struct survival_subject room[2][PEOPLE];
    struct log_rank_group groups[2] = {0};
    struct log_rank found;
    struct sibu_fault fault;
    gather(TWO, room, groups);
    assert_int_equal(log_rank_test(groups, 2, &found, &fault), SIBU_OK);
    assert_near(found.chi2, 1.017309, 5e-7);
    assert_near(found.chi2, 1.01730856043, 1e-10);
    assert_int_equal(found.degrees, 1);
    assert_near(found.p, 0.3131582773, 1e-8);
    assert_int_equal(groups[0].observed, 6);
    assert_near(groups[0].expected, 4.37077922078, 1e-10);
    assert_near(groups[1].expected, 7.62922077922, 1e-10);
}

/* survdiff: chi2 2.15349470564, p 0.340701908436. A fourth group without people changes nothing. */
static void three_groups_are_told_apart_as_by_r(void **state)
{
    (void)state;
    struct survival_subject room[3][PEOPLE];
    struct log_rank_group groups[4] = {0};
    struct log_rank found;
    struct sibu_fault fault;
    gather(THREE, room, groups);
    for (size_t count = 3; count <= 4; count++) {
        assert_int_equal(log_rank_test(groups, count, &found, &fault), SIBU_OK);
        assert_near(found.chi2, 2.15349470564, 1e-10);
        assert_int_equal(found.degrees, 2);
        assert_near(found.p, 0.340701908436, 1e-10);
        assert_near(groups[0].expected, 2.21594516595, 1e-10);
        assert_near(groups[2].expected, 5.6727994228, 1e-9);
        assert_int_equal(groups[0].observed + groups[1].observed + groups[2].observed, SEEN);
    }
}

static void where_nothing_can_differ_nothing_does(void **state)
{
    (void)state;
    struct survival_subject silent[] = {{300, 0}, {300, 0}}, early[] = {{5, 1}, {6, 1}}, late[] = {{300, 0}, {300, 1}};
    struct log_rank_group nobody[2] = {{silent, 2, 0, 0}, {silent, 2, 0, 0}}, one[2] = {{early, 2, 0, 0}, {0}};
    struct log_rank_group apart[2] = {{early, 2, 0, 0}, {late, 2, 0, 0}};
    struct log_rank found;
    struct sibu_fault fault;
    assert_int_equal(log_rank_test(nobody, 2, &found, &fault), SIBU_OK);
    assert_true(found.degrees == 0 && found.p >= 1.0 && found.chi2 <= 0.0);
    assert_int_equal(log_rank_test(one, 2, &found, &fault), SIBU_OK);
    assert_true(found.degrees == 0 && found.p >= 1.0 && found.chi2 <= 0.0);
    assert_int_equal(log_rank_test(apart, 2, &found, &fault), SIBU_OK);
    assert_true(found.degrees == 1 && found.chi2 > 2.0);
    assert_int_equal(log_rank_test(apart, 1, &found, &fault), SIBU_BAD_INPUT);
    assert_int_equal(log_rank_test(apart, LOG_RANK_GROUPS_MAX + 1, &found, &fault), SIBU_BAD_INPUT);
}

/* 3,000 times three groups of 25 that are alike, a fifth censored: 5 % of the tests say they are not. */
static void of_groups_that_are_alike_one_in_twenty_seems_not(void **state)
{
    (void)state;
    enum { TIMES = 3000, GROUP = 25 };
    struct sibu_pcg64 stream;
    uint8_t key[32];
    int alarms = 0;
    sibu_key_of_seed(key, 7);
    sibu_pcg64_open(&stream, key, "log-rank", 0);
    for (int i = 0; i < TIMES; i++) {
        struct survival_subject room[3][GROUP];
        struct log_rank_group groups[3] = {{room[0], GROUP, 0, 0}, {room[1], GROUP, 0, 0}, {room[2], GROUP, 0, 0}};
        struct log_rank found;
        struct sibu_fault fault;
        for (size_t j = 0; j < 3u * GROUP; j++) {
            double time = sibu_draw_exponential(&stream, 60.0), stop = sibu_draw_exponential(&stream, 240.0);
            room[j / GROUP][j % GROUP] = (struct survival_subject){time < stop ? time : stop, time < stop};
        }
        assert_int_equal(log_rank_test(groups, 3, &found, &fault), SIBU_OK);
        alarms += found.p < 0.05;
    }
    assert_between((double)alarms / TIMES, 0.04, 0.065);
}

/* survfit with a factor as event: state probabilities and standard errors; the bands worked out from them in exact
 * fractions, by the formula of the header as a double sum. */
static void incidences_are_those_of_r(void **state)
{
    (void)state;
    static const double TIMES[] = {10, 12, 15, 15, 20, 25, 28, 30, 30, 41, 50, 60};
    static const int CAUSES[] = {1, 2, 1, 0, 1, 2, 0, 1, 2, 1, 1, 0};
    static const double TABLE[][13] = {
        {10, 12, 1, 0, 0.9166666667, 0.08333333333, 0.07978559231, 0.005052835479, 0.31107041, 0, 0, 0, 0},
        {12, 11, 0, 1, 0.8333333333, 0.08333333333, 0.07978559231, 0.005052835479, 0.31107041, 0.08333333333,
         0.07978559231, 0.005052835479, 0.31107041},
        {15, 10, 1, 0, 0.75, 0.1666666667, 0.1075828707, 0.02651042659, 0.4129803127, 0.08333333333, 0.07978559231,
         0.005052835479, 0.31107041},
        {20, 8, 1, 0, 0.65625, 0.2604166667, 0.1300172209, 0.06176630084, 0.5219637364, 0.08333333333, 0.07978559231,
         0.005052835479, 0.31107041},
        {25, 7, 0, 1, 0.5625, 0.2604166667, 0.1300172209, 0.06176630084, 0.5219637364, 0.1770833333, 0.1140097703,
         0.02764315588, 0.4338100438},
        {30, 5, 1, 1, 0.3375, 0.3729166667, 0.1507733488, 0.1105096432, 0.6429209064, 0.2895833333, 0.14278954,
         0.06700296949, 0.5665359937},
        {41, 3, 1, 0, 0.225, 0.4854166667, 0.1589214907, 0.1727054851, 0.7427130447, 0.2895833333, 0.14278954,
         0.06700296949, 0.5665359937},
        {50, 2, 1, 0, 0.1125, 0.5979166667, 0.156444208, 0.2480806475, 0.827167843, 0.2895833333, 0.14278954,
         0.06700296949, 0.5665359937}};
    struct competing_subject subjects[12];
    struct competing_step steps[12];
    for (size_t i = 0; i < 12; i++) {
        subjects[11 - i] = (struct competing_subject){TIMES[i], (enum competing_cause)CAUSES[i]};
    }
    assert_int_equal(competing_curve(subjects, 12, steps), 8);
    for (size_t i = 0; i < 8; i++) {
        const struct competing_step *step = &steps[i];
        const double found[13] = {step->time_s,     step->at_risk,     step->events,      step->others,
                                  step->waiting,    step->event.share, step->event.error, step->event.low,
                                  step->event.high, step->other.share, step->other.error, step->other.low,
                                  step->other.high};
        for (size_t j = 0; j < 13; j++) {
            assert_near(found[j], TABLE[i][j], 1e-8);
        }
    }
}

/* Without a competing event it is the complement of the product-limit estimate, and the variance Greenwood's. */
static void with_one_cause_it_is_the_product_limit(void **state)
{
    (void)state;
    static const int HAPPENED[PEOPLE] = {1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0};
    struct competing_subject competing[PEOPLE];
    struct survival_subject subjects[PEOPLE];
    struct competing_step found[PEOPLE];
    struct survival_step plain[PEOPLE];
    for (size_t i = 0; i < PEOPLE; i++) {
        competing[i] = (struct competing_subject){TIMES_S[i], HAPPENED[i] ? COMPETING_EVENT : COMPETING_CENSORED};
        subjects[i] = (struct survival_subject){TIMES_S[i], HAPPENED[i]};
    }
    size_t count = survival_curve(subjects, PEOPLE, plain);
    assert_int_equal(competing_curve(competing, PEOPLE, found), count);
    for (size_t i = 0; i < count; i++) {
        assert_near(found[i].event.share, 1.0 - plain[i].waiting, 1e-12);
        assert_near(found[i].event.error, plain[i].error, 1e-9);
        assert_near(found[i].other.share, 0.0, 0.0);
    }
}

/* With nobody censored it is plain counting: k of n, and the error sqrt(p (1 - p) / n). */
static void with_nobody_censored_it_is_counting(void **state)
{
    (void)state;
    struct competing_subject subjects[40];
    struct competing_step steps[40];
    uint32_t events = 0, others = 0;
    for (size_t i = 0; i < 40; i++) {
        subjects[i] =
            (struct competing_subject){(double)(i * 7 % 40 / 2), i % 3 == 0 ? COMPETING_OTHER : COMPETING_EVENT};
    }
    size_t count = competing_curve(subjects, 40, steps);
    for (size_t i = 0; i < count; i++) {
        events += steps[i].events;
        others += steps[i].others;
        double share = events / 40.0, other = others / 40.0;
        assert_near(steps[i].event.share, share, 1e-12);
        assert_near(steps[i].event.error, sqrt(share * (1 - share) / 40), 1e-9);
        assert_near(steps[i].other.error, sqrt(other * (1 - other) / 40), 1e-9);
        assert_near(steps[i].waiting + steps[i].event.share + steps[i].other.share, 1.0, 1e-12);
        assert_true(steps[i].event.low <= share && share <= steps[i].event.high);
    }
    assert_int_equal(events + others, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_groups_are_told_apart_as_by_r),
        cmocka_unit_test(three_groups_are_told_apart_as_by_r),
        cmocka_unit_test(where_nothing_can_differ_nothing_does),
        cmocka_unit_test(of_groups_that_are_alike_one_in_twenty_seems_not),
        cmocka_unit_test(incidences_are_those_of_r),
        cmocka_unit_test(with_one_cause_it_is_the_product_limit),
        cmocka_unit_test(with_nobody_censored_it_is_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
