/* The muster: everybody is in exactly one place of the count, whatever comes in and in whatever order. */
#include "drill/muster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sibu/random.h"

static struct sibu_record_response response(uint32_t person, const char *kind, const char *place)
{
    return (struct sibu_record_response){.received_us = 5, .person = person, .kind = kind, .place = place, .key = "k"};
}

static void open_with(struct muster *muster, uint32_t people, uint32_t expected)
{
    struct sibu_fault fault;
    assert_int_equal(muster_open(muster, people, &fault), SIBU_OK);
    for (uint32_t i = 1; i <= expected; i++) {
        muster_expect(muster, i);
    }
}

static void take(struct muster *muster, uint32_t person, const char *kind, const char *place)
{
    struct sibu_record_response given = response(person, kind, place);
    muster_take(muster, &given);
}

static void a_small_drill_counted_by_hand(void **unused)
{
    (void)unused;
    struct muster muster;
    open_with(&muster, 8, 7); /* person 8 is not on shift */
    take(&muster, 1, "acknowledge", "");
    take(&muster, 1, "check-in", "M1");
    take(&muster, 2, "acknowledge", ""); /* on the way, not there */
    take(&muster, 3, "check-in", "M2"); /* never touched the phone before */
    take(&muster, 4, "need-help", "");
    take(&muster, 5, "need-help", "");
    take(&muster, 5, "check-in", "M1"); /* was helped */
    take(&muster, 6, "cannot", "");
    take(&muster, 8, "check-in", "M1"); /* not expected: does not count */
    struct muster_counts counts = muster_count(&muster);
    assert_int_equal(counts.expected, 7);
    assert_int_equal(counts.acknowledged, 2);
    assert_int_equal(counts.checked_in, 3);
    assert_int_equal(counts.need_help, 1);
    assert_int_equal(counts.cannot, 1);
    assert_int_equal(counts.missing, 2); /* 2 and 7 */
    assert_string_equal(muster.people[4].place, "M1");
    muster_close(&muster);
}

static void the_parts_always_add_up_to_the_whole(void **unused)
{
    (void)unused;
    static const char *const KINDS[] = {"acknowledge", "check-in", "need-help", "cannot", "something else"};
    struct muster muster;
    struct sibu_pcg32 stream;
    uint8_t key[32];
    open_with(&muster, 40, 30);
    sibu_key_of_seed(key, 7);
    sibu_pcg32_open(&stream, key, "muster test", 0);
    for (int i = 0; i < 2000; i++) {
        /* numbers 0 and 41, 42 are nobody's: they are passed over */
        take(&muster, sibu_pcg32_below(&stream, 43), KINDS[sibu_pcg32_below(&stream, 5)], "M1");
        struct muster_counts counts = muster_count(&muster);
        assert_int_equal(counts.expected, 30);
        assert_int_equal(counts.checked_in + counts.need_help + counts.cannot + counts.missing, counts.expected);
    }
    assert_int_equal(muster_count(&muster).checked_in, 30);
    muster_close(&muster);
}

static void a_check_in_is_never_taken_back(void **unused)
{
    (void)unused;
    struct muster muster;
    open_with(&muster, 1, 1);
    take(&muster, 1, "check-in", "M1");
    take(&muster, 1, "need-help", "");
    take(&muster, 1, "cannot", "");
    assert_int_equal(muster_count(&muster).checked_in, 1);
    assert_int_equal(muster_count(&muster).missing, 0);
    muster_close(&muster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_drill_counted_by_hand),
        cmocka_unit_test(the_parts_always_add_up_to_the_whole),
        cmocka_unit_test(a_check_in_is_never_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
