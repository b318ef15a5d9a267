/* What is said to sirens and what is heard from them: topics and payloads, as tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "notify/siren_words.h"
#include "sibu/json.h"

static struct siren_message example(enum siren_kind kind)
{
    return (struct siren_message){.kind = kind,
                                  .zone = "tank-farm",
                                  .drill = "2026-000017",
                                  .phase = "running",
                                  .is_exercise = 1,
                                  .event = 7,
                                  .key = "k3y_-",
                                  .expires_us = INT64_C(1795681800000000),
                                  .text = {"【演练】请撤离", "DRILL: leave \"now\""}};
}

static void ids_that_mqtt_forbids_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "a+b",
                                      "+",
                                      "#",
                                      "a#",
                                      "a/b",
                                      "/",
                                      "a\nb",
                                      "a\x7f",
                                      "\xff",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    static const char *const GOOD[] = {"a", "tank-farm", "罐区", "$x", "a b", "1.2_3"};
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct siren_message message = example(SIREN_SOUND);
        message.zone = BAD[i];
        assert_int_equal(siren_id_check(BAD[i], "here", &fault), SIBU_BAD_INPUT);
        assert_int_equal(siren_message_check(&message, &fault), SIBU_BAD_INPUT);
        message = example(SIREN_STATE);
        message.key = BAD[i];
        assert_int_equal(siren_message_check(&message, &fault), SIBU_BAD_INPUT);
    }
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        assert_int_equal(siren_id_check(GOOD[i], "here", &fault), SIBU_OK);
    }
    struct siren_message message = example(SIREN_SOUND);
    message.zone = "dev";
    assert_int_equal(siren_message_check(&message, &fault), SIBU_BAD_INPUT);
    message = example(SIREN_SPEAK);
    message.text[SIBU_EN] = "";
    assert_int_equal(siren_message_check(&message, &fault), SIBU_BAD_INPUT);
    message = example(SIREN_STOP);
    message.event = 0;
    assert_int_equal(siren_message_check(&message, &fault), SIBU_BAD_INPUT);
}

static void topics_are_those_of_the_contract(void **state)
{
    (void)state;
    char topic[SIREN_TOPIC_BYTES];
    struct siren_message message = example(SIREN_STATE);
    siren_topic("plant-a", &message, topic);
    assert_string_equal(topic, "sibu/v1/plant-a/state");
    message.kind = SIREN_STOP;
    siren_topic("plant-a", &message, topic);
    assert_string_equal(topic, "sibu/v1/plant-a/tank-farm/cmd");
    siren_response_topic("plant-a", &message, topic);
    assert_string_equal(topic, "sibu/v1/plant-a/tank-farm/ack");
}

static void payloads_are_json_with_the_event_and_the_end(void **state)
{
    (void)state;
    static const char *const WORDS[] = {NULL, "sound", "speak", "stop"};
    struct sibu_text text = {0};
    for (int kind = SIREN_STATE; kind <= SIREN_STOP; kind++) {
        struct siren_message message = example((enum siren_kind)kind);
        struct sibu_json *document = NULL;
        struct sibu_fault fault;
        siren_payload(&message, &text);
        assert_int_equal(sibu_json_open(&document, "payload", sibu_text_get(&text), text.length, &fault), SIBU_OK);
        struct sibu_json_value root = sibu_json_root(document);
        const char *command = sibu_json_as_string(sibu_json_member(root, "command"));
        assert_string_equal(command, WORDS[kind] == NULL ? "" : WORDS[kind]);
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "phase")), kind == SIREN_STATE ? "running" : "");
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "until")), "2026-11-26T08:30:00.000000Z");
        assert_true(sibu_json_as_number(sibu_json_member(root, "event")) == 7.0);
        assert_true(sibu_json_as_bool(sibu_json_member(root, "exercise")));
        assert_string_equal(sibu_json_as_string(sibu_json_member(root, "key")), "k3y_-");
        struct sibu_json_value words = sibu_json_member(root, "text");
        assert_string_equal(sibu_json_as_string(sibu_json_member(words, "en")),
                            kind == SIREN_SPEAK ? "DRILL: leave \"now\"" : "");
        sibu_json_close(document);
    }
    sibu_text_clear(&text);
}

static enum sibu_status hear(const char *topic, const char *payload, const char *key, struct siren_heard *heard)
{
    struct siren_raw raw = {topic, payload, strlen(payload), key, key == NULL ? 0 : strlen(key)};
    return siren_hear("plant-a", &raw, heard);
}

static void what_devices_say_is_understood(void **state)
{
    (void)state;
    struct siren_heard heard;
    static const char ACK[] = "sibu/v1/plant-a/dev/horn-1/ack", STATUS[] = "sibu/v1/plant-a/dev/horn-1/status";
    assert_int_equal(hear(ACK, "{\"key\":\"k\",\"result\":\"done\",\"time\":\"12:00\"}", NULL, &heard), SIBU_OK);
    assert_true(heard.kind == SIREN_HEARD_ACK && heard.is_done && strcmp(heard.key, "k") == 0);
    assert_string_equal(heard.device, "horn-1");
    assert_int_equal(hear(ACK, "failed", "k2", &heard), SIBU_OK);
    assert_true(!heard.is_done && strcmp(heard.key, "k2") == 0);
    assert_int_equal(hear("sibu/v1/plant-a/tank-farm/ack", "done", "k3", &heard), SIBU_OK);
    assert_true(heard.is_done && heard.device[0] == '\0' && strcmp(heard.zone, "tank-farm") == 0);
    assert_int_equal(hear(STATUS, "offline", NULL, &heard), SIBU_OK);
    assert_true(heard.kind == SIREN_HEARD_STATUS && !heard.is_online && heard.battery_percent == -1);
    assert_int_equal(hear(STATUS, "{\"online\":true,\"battery\":80,\"firmware\":\"1.2\",\"x\":[]}", NULL, &heard),
                     SIBU_OK);
    assert_true(heard.is_online && heard.battery_percent == 80 && strcmp(heard.firmware, "1.2") == 0);
}

static void what_is_none_of_it_is_passed_over(void **state)
{
    (void)state;
    static char long_payload[SIREN_HEARD_MAX + 2];
    memset(long_payload, ' ', SIREN_HEARD_MAX + 1);
    memcpy(long_payload, "{\"key\":\"k\",\"result\":\"done\"}", 27);
    static const struct {
        const char *topic, *payload, *key;
    } CASES[] = {
        {"sibu/v1/plant-a/dev/h/ack", "", "k"},
        {"sibu/v1/plant-a/dev/h/ack", "done", NULL},
        {"sibu/v1/plant-a/dev/h/ack", "done", ""},
        {"sibu/v1/plant-a/dev/h/ack", "done", "a/b"},
        {"sibu/v1/plant-a/dev/h/ack", "online", "k"},
        {"sibu/v1/plant-a/dev/h/ack", "{\"key\":7,\"result\":\"done\"}", NULL},
        {"sibu/v1/plant-a/dev/h/ack", "{\"key\":\"k\",\"result\":\"maybe\"}", NULL},
        {"sibu/v1/plant-a/dev/h/ack", "{\"key\":\"k\",\"result\":\"done\"", NULL},
        {"sibu/v1/plant-a/dev/h/ack", "[]", "k"},
        {"sibu/v1/plant-a/dev/h/ack", long_payload, NULL},
        {"sibu/v1/plant-a/dev/h/ack", "{\"key\":\"a\\nb\",\"result\":\"done\"}", NULL},
        {"sibu/v1/plant-a/dev/sibu/status", "offline", NULL},
        {"sibu/v1/plant-a/dev/h/status", "done", NULL},
        {"sibu/v1/plant-a/dev/h/status", "{\"online\":1}", NULL},
        {"sibu/v1/plant-a/dev/h/status", "{\"online\":true,\"battery\":101}", NULL},
        {"sibu/v1/plant-a/dev/h/status", "{\"online\":true,\"firmware\":\"012345678901234567890123456789012\"}", NULL},
        {"sibu/v1/plant-a/dev/h/status", "{\"online\":true,\"firmware\":\"a\\u001bb\"}", NULL},
        {"sibu/v1/plant-a/dev/h/status", "{\"online\":true,\"online\":false}", NULL},
        {"sibu/v1/plant-a/dev/h/other", "done", "k"},
        {"sibu/v1/plant-a/dev/h", "done", "k"},
        {"sibu/v1/plant-a/dev//ack", "done", "k"},
        {"sibu/v1/plant-a//ack", "done", "k"},
        {"sibu/v1/plant-a/z/status", "online", NULL},
        {"sibu/v1/plant-b/dev/h/ack", "done", "k"},
        {"sibu/v1/plant-a", "done", "k"},
        {"", "done", "k"},
        {"sibu/v1/plant-a/dev/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/ack", "done", "k"},
        {"sibu/v1/plant-a/dev/h/ack", "done", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    };
    struct siren_heard heard;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        if (hear(CASES[i].topic, CASES[i].payload, CASES[i].key, &heard) != SIBU_NO) {
            fail_msg("taken: %s %s", CASES[i].topic, CASES[i].payload);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_that_mqtt_forbids_are_refused),
        cmocka_unit_test(topics_are_those_of_the_contract),
        cmocka_unit_test(payloads_are_json_with_the_event_and_the_end),
        cmocka_unit_test(what_devices_say_is_understood),
        cmocka_unit_test(what_is_none_of_it_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
