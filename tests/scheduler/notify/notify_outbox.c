/* What is decided after an attempt, as a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notify/outbox.h"

#define S ((int64_t)1000000)
#define NOW (1000 * S)

static void the_answer_decides_the_fate(void **state)
{
    (void)state;
    static const struct {
        int http_status;
        enum outbox_fate fate;
    } CASES[] = {
        {200, OUTBOX_DONE},    {201, OUTBOX_DONE},    {202, OUTBOX_DONE},    {204, OUTBOX_DONE},
        {299, OUTBOX_DONE},    {0, OUTBOX_RETRY},     {408, OUTBOX_RETRY},   {425, OUTBOX_RETRY},
        {429, OUTBOX_RETRY},   {500, OUTBOX_RETRY},   {502, OUTBOX_RETRY},   {503, OUTBOX_RETRY},
        {599, OUTBOX_RETRY},   {100, OUTBOX_GIVE_UP}, {199, OUTBOX_GIVE_UP}, {301, OUTBOX_GIVE_UP},
        {304, OUTBOX_GIVE_UP}, {307, OUTBOX_GIVE_UP}, {400, OUTBOX_GIVE_UP}, {401, OUTBOX_GIVE_UP},
        {403, OUTBOX_GIVE_UP}, {404, OUTBOX_GIVE_UP}, {410, OUTBOX_GIVE_UP}, {413, OUTBOX_GIVE_UP},
        {424, OUTBOX_GIVE_UP}, {600, OUTBOX_GIVE_UP},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct outbox_outcome outcome = {.answer = outbox_http_answer(CASES[i].http_status)};
        struct outbox_attempt attempt = {.number = 1, .ended_us = NOW, .expires_us = NOW + 3600 * S, .unit = 0.5};
        struct outbox_decision decision = outbox_decide(&outcome, &attempt);
        assert_int_equal(decision.fate, CASES[i].fate);
        assert_true((decision.next_us > NOW) == (CASES[i].fate == OUTBOX_RETRY));
    }
}

static void waits_double_up_to_a_minute_and_are_spread_over_their_second_half(void **state)
{
    (void)state;
    static const struct {
        int number;
        int64_t least_us, most_us;
    } CASES[] = {{1, 1 * S, 2 * S},   {2, 2 * S, 4 * S},    {3, 4 * S, 8 * S},
                 {4, 8 * S, 16 * S},  {5, 16 * S, 32 * S},  {6, 30 * S, 60 * S},
                 {7, 30 * S, 60 * S}, {60, 30 * S, 60 * S}, {2000000000, 30 * S, 60 * S}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct outbox_outcome outcome = {.answer = outbox_http_answer(503)};
        struct outbox_attempt attempt = {.number = CASES[i].number, .ended_us = NOW, .expires_us = NOW + 3600 * S};
        assert_true(outbox_decide(&outcome, &attempt).next_us == NOW + CASES[i].least_us);
        attempt.unit = 0.999999999;
        int64_t latest_us = outbox_decide(&outcome, &attempt).next_us;
        assert_true(latest_us < NOW + CASES[i].most_us && latest_us > NOW + CASES[i].most_us - S / 10);
    }
}

static void retry_after_is_honoured_where_it_is_longer(void **state)
{
    (void)state;
    static const struct {
        int64_t asked_us, wait_us;
    } CASES[] = {{0, 1 * S}, {S / 2, 1 * S}, {7 * S, 7 * S}, {300 * S, 300 * S}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct outbox_outcome outcome = {.answer = outbox_http_answer(429), .retry_after_us = CASES[i].asked_us};
        struct outbox_attempt attempt = {.number = 1, .ended_us = NOW, .expires_us = NOW + 3600 * S};
        assert_true(outbox_decide(&outcome, &attempt).next_us == NOW + CASES[i].wait_us);
    }
}

static void nothing_is_tried_at_or_after_its_expiry(void **state)
{
    (void)state;
    static const struct {
        int64_t expires_us, retry_after_us;
        enum outbox_fate fate;
    } CASES[] = {{NOW + S + 1, 0, OUTBOX_RETRY},     {NOW + S, 0, OUTBOX_GIVE_UP}, {NOW, 0, OUTBOX_GIVE_UP},
                 {NOW - S, 0, OUTBOX_GIVE_UP},       {0, 0, OUTBOX_GIVE_UP},       {NOW + 9 * S, 9 * S, OUTBOX_GIVE_UP},
                 {NOW + 10 * S, 9 * S, OUTBOX_RETRY}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct outbox_outcome outcome = {.answer = outbox_http_answer(0), .retry_after_us = CASES[i].retry_after_us};
        struct outbox_attempt attempt = {.number = 1, .ended_us = NOW, .expires_us = CASES[i].expires_us};
        assert_int_equal(outbox_decide(&outcome, &attempt).fate, CASES[i].fate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_decides_the_fate),
        cmocka_unit_test(waits_double_up_to_a_minute_and_are_spread_over_their_second_half),
        cmocka_unit_test(retry_after_is_honoured_where_it_is_longer),
        cmocka_unit_test(nothing_is_tried_at_or_after_its_expiry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
