/* Who was still waited for: against the table of a drill, worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "drill_table.h"
#include "evaluate/waiting.h"

static void assert_share(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12)) {
        fail_msg("%.15g is not %.15g", value, expected);
    }
}

struct drill {
    char path[64];
    struct sibu_record *record;
    struct evaluation evaluation;
    struct sibu_arena arena;
};

static void open_drill(struct drill *drill)
{
    struct sibu_fault fault;
    drill->arena = (struct sibu_arena){0};
    drill->record = table_record(drill->path);
    assert_int_equal(evaluation_open(&drill->evaluation, drill->record, &fault), SIBU_OK);
}

static void close_drill(struct drill *drill)
{
    evaluation_close(&drill->evaluation);
    sibu_arena_clear(&drill->arena);
    table_clear(drill->record, drill->path);
}

/* Six are expected; four acknowledge, at 10, 12, 20 and 30 s; three are seen out, at 60, 70 and 80 s; who asks for help or cannot
 * come is accounted for, too: at 21, 100, 120, 150 and 180 s. Nobody is censored before the end, at 300 s. */
static void the_silent_are_censored_at_the_end(void **state)
{
    (void)state;
    static const struct {
        enum waiting_for what;
        double at_s, waiting;
        uint32_t censored;
    } CASES[] = {
        {WAITING_ACKNOWLEDGED, 9.9, 1.0, 2},
        {WAITING_ACKNOWLEDGED, 12.0, 4.0 / 6.0, 2},
        {WAITING_ACKNOWLEDGED, 300.0, 2.0 / 6.0, 2},
        {WAITING_OUT, 79.0, 4.0 / 6.0, 3},
        {WAITING_OUT, 300.0, 0.5, 3},
        {WAITING_ACCOUNTED, 150.0, 2.0 / 6.0, 1},
        {WAITING_ACCOUNTED, 300.0, 1.0 / 6.0, 1},
    };
    struct drill drill;
    struct sibu_fault fault;
    open_drill(&drill);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct waiting waiting;
        assert_int_equal(waiting_take(&waiting, &drill.evaluation, CASES[i].what, NULL, &drill.arena, &fault), SIBU_OK);
        assert_int_equal(waiting.people, 6);
        assert_int_equal(waiting.censored, CASES[i].censored);
        assert_share(waiting.end_s, 300.0);
        assert_share(waiting_at(&waiting, CASES[i].at_s).waiting, CASES[i].waiting);
    }
    close_drill(&drill);
}

/* In Z1 are three: accounted for at 21, 100 and 120 s. Nobody is in a zone that there is not. */
static void a_zone_has_its_people_alone(void **state)
{
    (void)state;
    struct drill drill;
    struct sibu_fault fault;
    struct waiting waiting;
    open_drill(&drill);
    assert_int_equal(waiting_take(&waiting, &drill.evaluation, WAITING_ACCOUNTED, "Z1", &drill.arena, &fault), SIBU_OK);
    assert_int_equal(waiting.people, 3);
    assert_int_equal(waiting.count, 3);
    assert_share(waiting.steps[1].waiting, 1.0 / 3.0);
    assert_share(waiting_at(&waiting, 300.0).waiting, 0.0);
    assert_int_equal(waiting_take(&waiting, &drill.evaluation, WAITING_ACCOUNTED, "Z9", &drill.arena, &fault), SIBU_OK);
    assert_int_equal(waiting.people, 0);
    assert_int_equal(waiting.count, 0);
    assert_share(waiting_at(&waiting, 300.0).waiting, 1.0);
    close_drill(&drill);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_silent_are_censored_at_the_end),
        cmocka_unit_test(a_zone_has_its_people_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
