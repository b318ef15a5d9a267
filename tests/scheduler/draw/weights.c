/* Weights of ticks against the clock on the wall, tick by tick, through summer time; and calendar periods. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/date.h"
#include "draw/period.h"
#include "draw/plan.h"
#include "draw/weights.h"
#include "sibu/memory.h"

#define SECOND_US INT64_C(1000000)
#define OFFSETS 64

/* Working days, a night over Sunday, and a piece that ends the week. */
static const struct weights_segment SEGMENTS[] = {
    {0, 300, 250}, {480, 1080, 1000}, {1920, 2520, 900}, {8880, 9060, 3}, {9960, 10080, 250}};
static const struct weights_days NEVERS[] = {{20450, 20452}, {20600, 20600}}; /* 2025-12-28 .. 30, 2026-05-27 */
static const struct weights_span CLOSED[] = {{1767260000, 1767263601}, {1774745000, 1774750000}};

static int64_t by_the_wall(const struct zone *zone, int64_t time_s)
{
    struct zone_local local;
    zone_local(zone, time_s * SECOND_US, &local);
    for (size_t i = 0; i < 2; i++) {
        if ((time_s >= CLOSED[i].from_s && time_s < CLOSED[i].to_s) ||
            (local.days >= NEVERS[i].from_days && local.days <= NEVERS[i].to_days)) {
            return 0;
        }
    }
    int32_t minute = local.weekday * 1440 + local.hour * 60 + local.minute;
    for (size_t i = 0; i < sizeof SEGMENTS / sizeof SEGMENTS[0]; i++) {
        if (minute >= SEGMENTS[i].from_minute && minute < SEGMENTS[i].to_minute) {
            return SEGMENTS[i].weight_milli;
        }
    }
    return 0;
}

/* A year from 2025-12-20 on. Beirut sets its clock at midnight, Lord Howe by half an hour. */
static void weights_are_those_of_the_wall_clock(void **state)
{
    (void)state;
    static const char *const ZONES[] = {"Europe/Berlin", "Asia/Beirut", "Australia/Lord_Howe", "Asia/Shanghai"};
    static const int64_t TICKS_S[] = {600, 3600, 60, 1200};
    for (size_t k = 0; k < 4; k++) {
        struct zone *zone = NULL;
        struct sibu_fault fault;
        struct weights_offset offsets[OFFSETS];
        assert_int_equal(plan_zone_open(&zone, ZONES[k], &fault), SIBU_OK);
        int64_t first = INT64_C(1766188800) / TICKS_S[k];
        size_t count = (size_t)(INT64_C(370) * 86400 / TICKS_S[k]);
        struct weights_def def = {.tick_s = TICKS_S[k],
                                  .segments = SEGMENTS,
                                  .segment_count = sizeof SEGMENTS / sizeof SEGMENTS[0],
                                  .nevers = NEVERS,
                                  .never_count = 2,
                                  .closed = CLOSED,
                                  .closed_count = 2,
                                  .offsets = offsets};
        def.offset_count =
            period_offsets(zone, first * TICKS_S[k], (first + (int64_t)count) * TICKS_S[k], offsets, OFFSETS);
        assert_in_range(def.offset_count, 1, 4);
        int64_t *weights = sibu_array_new(count, sizeof *weights);
        assert_non_null(weights);
        weights_fill(&def, first, count, weights);
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t time_s = (first + (int64_t)i) * TICKS_S[k];
            if (weights[i] != by_the_wall(zone, time_s)) {
                fail_msg("%s, %lld: %lld", ZONES[k], (long long)time_s, (long long)weights[i]);
            }
            sum += weights[i];
        }
        assert_int_equal(weights_sum(&def, first, count), sum);
        assert_int_equal(weights_sum(&def, first + 1000, 500),
                         weights_sum(&def, first, 1500) - weights_sum(&def, first, 1000));
        sibu_array_free(weights);
        zone_close(zone);
    }
}

static void check_period(const struct zone *zone, enum policy_period period, struct date at, const struct date ends[2])
{
    int64_t from_us = 0, to_us = 0;
    int64_t time_us = zone_utc_us(zone, date_days(at), 43200);
    period_around(period, zone, time_us, &from_us, &to_us);
    assert_int_equal(from_us, zone_utc_us(zone, date_days(ends[0]), 0));
    assert_int_equal(to_us, zone_utc_us(zone, date_days(ends[1]), 0));
    int64_t again[2];
    period_around(period, zone, from_us, &again[0], &again[1]);
    assert_true(again[0] == from_us && again[1] == to_us); /* the beginning belongs to it, the end does not */
    period_around(period, zone, to_us - 1, &again[0], &again[1]);
    assert_true(again[0] == from_us && again[1] == to_us);
    period_around(period, zone, to_us, &again[0], &again[1]);
    assert_int_equal(again[0], to_us);
}

static void periods_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const char *const ZONES[] = {"Europe/Berlin", "Asia/Beirut", "Pacific/Kiritimati"};
    for (size_t i = 0; i < 3; i++) {
        struct zone *zone = NULL;
        struct sibu_fault fault;
        assert_int_equal(plan_zone_open(&zone, ZONES[i], &fault), SIBU_OK);
        check_period(zone, POLICY_HALF_YEAR, (struct date){2027, 6, 30},
                     (const struct date[]){{2027, 1, 1}, {2027, 7, 1}});
        check_period(zone, POLICY_ANY, (struct date){2027, 7, 1}, (const struct date[]){{2027, 7, 1}, {2028, 1, 1}});
        check_period(zone, POLICY_QUARTER, (struct date){2027, 12, 31},
                     (const struct date[]){{2027, 10, 1}, {2028, 1, 1}});
        check_period(zone, POLICY_QUARTER, (struct date){2028, 3, 26},
                     (const struct date[]){{2028, 1, 1}, {2028, 4, 1}});
        check_period(zone, POLICY_MONTH, (struct date){2028, 2, 29}, (const struct date[]){{2028, 2, 1}, {2028, 3, 1}});
        zone_close(zone);
    }
}

/* 25 hours of a day on which the clock is set back have 25 hours' worth of ticks. */
static void a_longer_day_has_more_ticks(void **state)
{
    (void)state;
    static const struct weights_segment ALL[] = {{0, 10080, 1000}};
    struct zone *zone = NULL;
    struct sibu_fault fault;
    struct weights_offset offsets[OFFSETS];
    assert_int_equal(plan_zone_open(&zone, "Europe/Berlin", &fault), SIBU_OK);
    int64_t from_s = zone_utc_us(zone, date_days((struct date){2027, 10, 31}), 0) / SECOND_US;
    int64_t to_s = zone_utc_us(zone, date_days((struct date){2027, 11, 1}), 0) / SECOND_US;
    struct weights_def def = {.tick_s = 600, .segments = ALL, .segment_count = 1, .offsets = offsets};
    def.offset_count = period_offsets(zone, from_s, to_s, offsets, OFFSETS);
    assert_int_equal(def.offset_count, 2);
    assert_int_equal(weights_sum(&def, from_s / 600, (size_t)((to_s - from_s) / 600)), 25 * 6 * 1000);
    zone_close(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_those_of_the_wall_clock),
        cmocka_unit_test(periods_are_those_of_the_calendar),
        cmocka_unit_test(a_longer_day_has_more_ticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
