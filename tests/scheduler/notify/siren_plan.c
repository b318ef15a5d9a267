/* What an alert says to sirens, kind by kind: which messages, in which order and in which wave, under which numbers and keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "notify/siren_plan.h"

#define KEY "AbCdEfGhIjKlMnOpQrSt-_"
#define STEPS_MAX 6

/* Two zones. What is real sounds first and then speaks; an end speaks when every zone has been stopped. */
static const struct {
    enum alert_kind kind;
    const char *phase;
    size_t count;
    struct siren_step steps[STEPS_MAX];
} PLANS[] = {
    {ALERT_START, "alerting", 3, {{SIREN_STATE, 0, 0}, {SIREN_SPEAK, 0, 0}, {SIREN_SPEAK, 1, 0}}},
    {ALERT_UPDATE, "running", 3, {{SIREN_STATE, 0, 0}, {SIREN_SPEAK, 0, 0}, {SIREN_SPEAK, 1, 0}}},
    {ALERT_ALL_CLEAR,
     "ended",
     5,
     {{SIREN_STATE, 0, 0}, {SIREN_STOP, 0, 0}, {SIREN_STOP, 1, 0}, {SIREN_SPEAK, 0, 1}, {SIREN_SPEAK, 1, 1}}},
    {ALERT_ABORT,
     "ended",
     5,
     {{SIREN_STATE, 0, 0}, {SIREN_STOP, 0, 0}, {SIREN_STOP, 1, 0}, {SIREN_SPEAK, 0, 1}, {SIREN_SPEAK, 1, 1}}},
    {ALERT_REAL_EMERGENCY,
     "real",
     5,
     {{SIREN_STATE, 0, 0}, {SIREN_SOUND, 0, 0}, {SIREN_SOUND, 1, 0}, {SIREN_SPEAK, 0, 0}, {SIREN_SPEAK, 1, 0}}},
};

static void each_kind_says_its_messages_in_this_order(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof PLANS / sizeof PLANS[0]; i++) {
        struct siren_step steps[SIREN_PLAN_STEPS_MAX];
        assert_int_equal(siren_plan(PLANS[i].kind, 2, steps), PLANS[i].count);
        for (size_t k = 0; k < PLANS[i].count; k++) {
            assert_int_equal(steps[k].kind, PLANS[i].steps[k].kind);
            assert_int_equal(steps[k].zone, PLANS[i].steps[k].zone);
            assert_int_equal(steps[k].wave, PLANS[i].steps[k].wave);
        }
        assert_string_equal(siren_plan_phase(PLANS[i].kind), PLANS[i].phase);
    }
}

/* So its own words overtake a STOP, and it overtakes all of the alert before. */
static void a_stop_lies_between_the_alert_before_and_the_words_of_its_own(void **unused)
{
    (void)unused;
    static const struct siren_step STOP = {.kind = SIREN_STOP}, SPEAK = {.kind = SIREN_SPEAK},
                                   SOUND = {.kind = SIREN_SOUND}, STATE = {.kind = SIREN_STATE};
    for (uint32_t number = 1; number < 1000; number += 7) {
        assert_true(siren_plan_event(&STOP, number + 1) > siren_plan_event(&SPEAK, number));
        assert_true(siren_plan_event(&STOP, number) < siren_plan_event(&SPEAK, number));
        assert_true(siren_plan_event(&SOUND, number) == siren_plan_event(&SPEAK, number));
        assert_true(siren_plan_event(&STATE, number) == siren_plan_event(&SPEAK, number));
    }
}

static void each_message_of_an_alert_has_a_key_of_its_own_that_stays(void **unused)
{
    (void)unused;
    static const char *const ZONES[] = {"hall", "yard"};
    char keys[8][SIREN_ID_MAX + 1], again[SIREN_ID_MAX + 1];
    size_t count = 0;
    for (int kind = SIREN_STATE; kind <= SIREN_STOP; kind++) {
        for (size_t zone = 0; zone < (kind == SIREN_STATE ? 1 : 2); zone++) {
            struct siren_step step = {.kind = (enum siren_kind)kind};
            siren_plan_key(&step, KEY, ZONES[zone], keys[count]);
            siren_plan_key(&step, KEY, ZONES[zone], again);
            assert_string_equal(keys[count], again);
            assert_memory_equal(keys[count], KEY ".", sizeof KEY);
            for (size_t i = 0; i < count; i++) {
                assert_string_not_equal(keys[i], keys[count]);
            }
            count++;
        }
    }
    siren_plan_key(&(struct siren_step){.kind = SIREN_STATE}, KEY, "yard", again);
    assert_string_equal(again, keys[0]); /* a state is the site's */
}

static void a_message_says_what_its_alert_says(void **unused)
{
    (void)unused;
    static const struct siren_step STEP = {.kind = SIREN_SPEAK};
    struct sibu_text words[SIBU_LANGUAGES] = {{0}};
    sibu_text_add(&words[SIBU_ZH], "中");
    sibu_text_add(&words[SIBU_EN], "E");
    for (int is_exercise = 0; is_exercise < 2; is_exercise++) {
        struct message about = {.kind = is_exercise ? ALERT_UPDATE : ALERT_REAL_EMERGENCY,
                                .is_exercise = is_exercise,
                                .drill = "2026-000017",
                                .number = 3,
                                .expires_us = 1700000000000000};
        struct siren_message message = siren_plan_message(&STEP, &about, "hall", KEY, words);
        assert_int_equal(message.is_exercise, is_exercise);
        assert_string_equal(message.phase, is_exercise ? "running" : "real");
        assert_true(message.expires_us == about.expires_us);
        assert_true(message.event == siren_plan_event(&STEP, 3));
        assert_string_equal(message.zone, "hall");
        assert_string_equal(message.drill, "2026-000017");
        assert_string_equal(message.key, KEY);
        assert_string_equal(message.text[SIBU_ZH], "中");
        assert_string_equal(message.text[SIBU_EN], "E");
    }
    sibu_text_clear(&words[SIBU_ZH]);
    sibu_text_clear(&words[SIBU_EN]);
}

/* A text of quotes is twice as long in JSON. */
static void words_fit_into_a_payload_however_they_are_escaped(void **unused)
{
    (void)unused;
    char text[SIREN_TEXT_MAX + 64] = "DRILL: ";
    struct sibu_text out = {0}, json = {0};
    struct sibu_fault fault;
    memset(text + 7, '"', SIREN_TEXT_MAX - 40);
    (void)snprintf(text + SIREN_TEXT_MAX - 33, 32, "\nValid until 10:30.");
    struct message message = {
        .is_exercise = 1, .text = {{text, text}}, .until = {{"Valid until 10:30.", "Valid until 10:30."}}};
    assert_int_equal(siren_plan_words(&message, SIBU_EN, &out, &fault), SIBU_OK);
    sibu_text_add_json(&json, sibu_text_get(&out));
    assert_true(json.length - 2 <= SIREN_TEXT_MAX);
    assert_memory_equal(sibu_text_get(&out), "DRILL: ", 7);
    assert_string_equal(sibu_text_get(&out) + out.length - 18, "Valid until 10:30.");
    sibu_text_clear(&out);
    sibu_text_clear(&json);
}

static void a_site_has_its_zones_once_and_at_least_one(void **unused)
{
    (void)unused;
    static const struct sibu_alarm ALARMS[] = {{.id = "A1", .topic = "sibu/v1/park/hall/cmd"},
                                               {.id = "A2", .topic = NULL},
                                               {.id = "A3", .topic = "sibu/v1/park/yard/cmd"},
                                               {.id = "A4", .topic = "sibu/v1/park/hall/cmd"}};
    struct sibu_site site = {.id = "park", .alarms = ALARMS, .alarm_count = 4};
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    const char *const *zones = NULL;
    size_t count = 0;
    assert_int_equal(siren_zones(&site, &arena, &zones, &count, &fault), SIBU_OK);
    assert_int_equal(count, 2);
    assert_string_equal(zones[0], "hall");
    assert_string_equal(zones[1], "yard");
    site.alarm_count = 0;
    assert_int_equal(siren_zones(&site, &arena, &zones, &count, &fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(zones[0], SIREN_ZONE_ALL);
    sibu_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_says_its_messages_in_this_order),
        cmocka_unit_test(a_stop_lies_between_the_alert_before_and_the_words_of_its_own),
        cmocka_unit_test(each_message_of_an_alert_has_a_key_of_its_own_that_stays),
        cmocka_unit_test(a_message_says_what_its_alert_says),
        cmocka_unit_test(words_fit_into_a_payload_however_they_are_escaped),
        cmocka_unit_test(a_site_has_its_zones_once_and_at_least_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
