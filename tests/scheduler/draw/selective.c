/* Who closes an interlock when a start would come is found, and who closes it at random is not suspected.
 *
 * Officers with a year of their own, row by row through the book: hours on weekday mornings, three drills a month to be
 * expected. One sees each start before it is drawn, which nobody can but who runs a changed server, and closes the interlock
 * then, four times of five, and now and then without a reason. Others close it by dice. What the book counts is what `sibu
 * verify` tells: starts that closed ticks kept away, against their sum of h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scribe.h"
#include "sibu/random.h"

#define DAYS 365
#define FROM_HOUR 8
#define TO_HOUR 12
#define OFFICERS 100

static const char RULES[] =
    "{\"format\":1,\"tick_s\":3600,\"delay_s\":86400,\"concurrent\":1,\"interlocks\":[\"permits\"],\"laws\":[{\"law\":\"max-entropy\","
    "\"period\":\"month\",\"least\":0,\"most\":8,\"mean\":3,\"gap_ticks\":24,\"timezone\":\"Asia/Shanghai\",\"windows\":"
    "[[480,720,1000],[1920,2160,1000],[3360,3600,1000],[4800,5040,1000],[6240,6480,1000]],\"never\":[],\"closed\":[]}],"
    "\"groups\":[{\"group\":\"all\",\"law\":0,\"interlocks\":1,\"most_per_month\":0,\"concurrent\":0}],"
    "\"units\":[{\"unit\":\"*all\",\"group\":0,\"law\":0,\"draws\":false},"
    "{\"unit\":\"a\",\"group\":0,\"law\":0,\"draws\":true}]}";

struct officer {
    uint64_t seed;
    double at_random; /* how often the interlock is closed without a reason */
    double on_starts; /* how often where a start would come */
};
/* What his year came to, in standard deviations. */
struct verdict {
    double closed_z, surprise_z;
    int64_t fired;
    double expected;
};

/* Would the next tick start one, were nothing closed? */
static int would_start(struct scribe *scribe)
{
    struct ledger_tick tick = {.closed = 0};
    struct sibu_fault fault;
    sibu_key_of_seed(tick.r, scribe->seed * UINT64_C(1000000007) + (uint64_t)book_next_tick(scribe->book));
    return book_draw(scribe->book, &tick, &fault) == SIBU_OK && tick.starts > 0;
}

static void pass_day(struct scribe *scribe, const struct officer *officer, struct sibu_pcg64 *dice)
{
    scribe_skip(scribe, FROM_HOUR);
    for (int hour = FROM_HOUR; hour < TO_HOUR; hour++) {
        uint32_t closed = sibu_draw_unit(dice) < officer->at_random;
        closed |= sibu_draw_unit(dice) < officer->on_starts && would_start(scribe);
        if (scribe_tick(scribe, closed) > 0) {
            scribe_drills(scribe, "");
        }
    }
    scribe_skip(scribe, 24 - TO_HOUR);
}

static struct verdict judge(const struct officer *officer)
{
    struct scribe scribe;
    struct sibu_pcg64 dice;
    uint8_t key[32];
    scribe_open(&scribe, RULES, "Asia/Shanghai");
    scribe.forgets = 1;
    scribe.seed = officer->seed;
    sibu_key_of_seed(key, officer->seed);
    sibu_pcg64_open(&dice, key, "dice", 0);
    for (int day = 0; day < DAYS; day++) {
        pass_day(&scribe, officer, &dice);
    }
    const struct book_counts *c = book_counts(scribe.book);
    assert_true(c->closed_variance > 0.0 && c->surprisal_variance > 0.0);
    struct verdict verdict = {
        .closed_z = ((double)c->closed_fired - c->closed_expected) / __builtin_sqrt(c->closed_variance),
        .surprise_z = (c->surprisal - c->surprisal_expected) / __builtin_sqrt(c->surprisal_variance),
        .fired = c->closed_fired,
        .expected = c->closed_expected};
    scribe_close(&scribe);
    return verdict;
}

static void who_closes_when_a_start_would_come_is_found(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct officer officer = {seed, 0.05, 0.8};
        struct verdict verdict = judge(&officer);
        print_message("he kept %d starts away, %.2f were to be expected: z %.1f\n", (int)verdict.fired,
                      verdict.expected, verdict.closed_z);
        assert_true(verdict.fired > 10 && verdict.closed_z > 5.0);
    }
}

static void who_closes_at_random_is_not_suspected(void **state)
{
    (void)state;
    double sum = 0.0, squares = 0.0, surprise = 0.0;
    for (uint64_t seed = 101; seed < 101 + OFFICERS; seed++) {
        struct officer officer = {seed, 0.3, 0.0};
        struct verdict verdict = judge(&officer);
        sum += verdict.closed_z;
        squares += verdict.closed_z * verdict.closed_z;
        surprise += verdict.surprise_z;
        assert_true(verdict.expected > 5.0);
        assert_true(verdict.closed_z > -4.0 && verdict.closed_z < 4.0);
        assert_true(verdict.surprise_z > -4.0 && verdict.surprise_z < 4.0);
    }
    print_message("%d officers: mean z %+.2f, mean square %.2f, surprise %+.2f\n", OFFICERS, sum / OFFICERS,
                  squares / OFFICERS, surprise / OFFICERS);
    assert_true(sum * sum < 9.0 * OFFICERS && surprise * surprise < 9.0 * OFFICERS);
    assert_true(squares < OFFICERS + 3.0 * __builtin_sqrt(2.0 * OFFICERS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_closes_when_a_start_would_come_is_found),
        cmocka_unit_test(who_closes_at_random_is_not_suspected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
