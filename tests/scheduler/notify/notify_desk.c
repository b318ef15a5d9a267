/* An alert on its way from the outbox to sirens, by a real broker: what a device hears and in which order, what the record
 * knows afterwards, and a broker that is away. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../store/fixture.h"

#include "base/clock.h"
#include "broker.h"
#include "notify/cap.h"
#include "notify/notify.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)
#define PATIENCE_MS 20000
#define STATE "sibu/v1/park/state"
#define HALL "sibu/v1/park/hall/cmd"
#define YARD "sibu/v1/park/yard/cmd"

struct scene {
    struct fixture f;
    struct clock clock;
    struct broker broker;
    struct device device;
    struct channel channel;
    struct channels channels;
    struct notify *notify;
    int64_t drill;
    uint32_t alerts;
};

static void start(struct scene *s, int patience_ms)
{
    static const struct sibu_alarm ALARMS[] = {{.id = "A1", .topic = HALL},
                                               {.id = "A2", .topic = HALL},
                                               {.id = "A3", .topic = YARD},
                                               {.id = "A4", .topic = ""}};
    static const struct sibu_site SITE = {.id = "park", .alarms = ALARMS, .alarm_count = 4};
    static const struct sibu_site *const SITES[] = {&SITE};
    struct notify_options options = {.base_url = "http://127.0.0.1:8080",
                                     .total_timeout_ms = patience_ms,
                                     .channels = &s->channels,
                                     .sites = SITES,
                                     .site_count = 1};
    assert_int_equal(notify_open(&s->notify, s->f.store, &s->clock, &options, &s->f.fault), SIBU_OK);
}

static void set_up_broker(struct scene *s, const char *more)
{
    memset(s, 0, sizeof *s);
    fixture_open(&s->f);
    s->drill = fixture_drill(&s->f, 1, "");
    broker_make(&s->broker, more);
    s->channel = (struct channel){
        .id = "horn",
        .kind = CHANNEL_MQTT,
        .to = CHANNEL_TO_GROUP,
        .mqtt = {.host = "127.0.0.1", .port = (uint16_t)s->broker.port, .user = "", .password = "", .ca_file = ""}};
    s->channels = (struct channels){.items = &s->channel, .count = 1};
    clock_init_standing(&s->clock, T0);
    clock_set_speed(&s->clock, 1);
}

static void set_up(struct scene *s)
{
    set_up_broker(s, "");
}

static void tear_down(struct scene *s)
{
    notify_close(s->notify);
    broker_remove(&s->broker);
    clock_clear(&s->clock);
    fixture_close(&s->f);
}

static void tell(struct scene *s, enum alert_kind kind)
{
    static const struct alert_place PLACE = {"Z1", {{"工艺区", "Process area"}}};
    static const struct alert_earlier EARLIER = {"sibu.park.2026-000017.1", T0};
    static const struct store_way WAY = {.channel = "horn", .address = ""};
    struct sibu_text xml = {0};
    char identifier[CAP_IDENTIFIER_BYTES];
    struct alert alert = {.kind = kind,
                          .drill = "2026-000017",
                          .number = ++s->alerts,
                          .site = {"park", {{"化工园", "Park"}}},
                          .utc_offset_s = 28800,
                          .sent_us = T0,
                          .expires_us = T0 + 1200 * SECOND,
                          .earlier = &EARLIER,
                          .earlier_count = kind != ALERT_START,
                          .family = "fire",
                          .category = "Fire",
                          .headline = {{"火灾", "Fire"}},
                          .zones = &PLACE,
                          .zone_count = 1,
                          .musters = &PLACE,
                          .muster_count = 1,
                          .base_url = "http://127.0.0.1:1"};
    assert_int_equal(cap_write(&alert, &xml, &s->f.fault), SIBU_OK);
    cap_identifier(&alert, identifier);
    struct store_alert filed = {.identifier = identifier,
                                .xml = sibu_text_get(&xml),
                                .sent_us = T0,
                                .expires_us = T0 + 1200 * SECOND,
                                .ways = &WAY,
                                .way_count = 1};
    assert_int_equal(store_alert_put(s->f.store, s->drill, &filed, &s->f.fault), SIBU_OK);
    sibu_text_clear(&xml);
    if (s->notify != NULL) {
        notify_wake(s->notify);
    }
}

static size_t wait_for_rows(struct scene *s, size_t least, struct sibu_record_delivery **rows)
{
    size_t count = 0;
    for (int ms = 0;; ms += 5) {
        assert_int_equal(
            store_deliveries(s->f.store, (struct store_from){s->drill, 0}, &s->f.arena, rows, &count, &s->f.fault),
            SIBU_OK);
        if (count >= least) {
            return count;
        }
        assert_true(ms < PATIENCE_MS);
        clock_rest(5000);
    }
}

/* The next word on the topic says all of this. */
static struct word hears(struct scene *s, const char *topic, const char *const *says)
{
    struct word word;
    if (device_hear(&s->device, topic, PATIENCE_MS, &word) == NULL) {
        fail_msg("nothing on %s", topic);
    }
    for (size_t i = 0; says[i] != NULL; i++) {
        if (strstr(word.payload, says[i]) == NULL) {
            fail_msg("%s does not say %s", word.payload, says[i]);
        }
    }
    return word;
}
#define HEARS(s, topic, ...) hears(s, topic, (const char *const[]){__VA_ARGS__, NULL})

static void a_drill_is_spoken_stopped_and_overtaken_by_what_is_real(void **unused)
{
    (void)unused;
    struct scene s;
    struct sibu_record_delivery *rows = NULL;
    set_up(&s);
    broker_start(&s.broker);
    device_open(&s.device, &s.broker, "horn-1", "sibu/v1/park/#");
    start(&s, 0);
    tell(&s, ALERT_START);
    HEARS(&s, STATE, "\"phase\":\"alerting\"", "\"exercise\":true");
    HEARS(&s, HALL, "speak", "\"zh\":\"【演练】", "\"en\":\"DRILL: ", "\"exercise\":true");
    HEARS(&s, YARD, "speak", "\"zh\":\"【演练】", "\"en\":\"DRILL: ");
    wait_for_rows(&s, 1, &rows);
    assert_true(rows[0].result == 0 && rows[0].person == 0);
    assert_string_equal(rows[0].fault, "");
    assert_string_equal(rows[0].channel, "horn");
    tell(&s, ALERT_ALL_CLEAR);
    HEARS(&s, STATE, "\"phase\":\"ended\"");
    HEARS(&s, HALL, "stop");
    HEARS(&s, HALL, "speak", "【演练】");
    HEARS(&s, YARD, "stop");
    HEARS(&s, YARD, "speak", "【演练】");
    tell(&s, ALERT_REAL_EMERGENCY);
    HEARS(&s, STATE, "\"phase\":\"real\"", "\"exercise\":false");
    HEARS(&s, HALL, "sound", "\"exercise\":false");
    HEARS(&s, HALL, "speak", "\"zh\":\"真实险情", "\"en\":\"REAL EMERGENCY", "\"exercise\":false");
    struct word word;
    wait_for_rows(&s, 3, &rows);
    assert_string_equal(rows[2].fault, "");
    HEARS(&s, YARD, "sound");
    HEARS(&s, YARD, "speak");
    assert_null(device_hear(&s.device, HALL, 0, &word)); /* two alarms of one topic are one zone, told once */
    device_close(&s.device);
    tear_down(&s);
}

/* A broker that lets nobody speak to the yard: its STOP is not there, and so the hall is not spoken to either. */
static void nothing_is_spoken_before_each_stop_is_there(void **unused)
{
    (void)unused;
    static const char RULES[] = "topic deny " YARD "\ntopic readwrite #\n";
    char path[] = "/tmp/sibu-rules-XXXXXX", more[128];
    struct scene s;
    struct word word;
    struct sibu_record_delivery *rows = NULL;
    int file = mkstemp(path);
    assert_int_equal(write(file, RULES, sizeof RULES - 1), (ssize_t)sizeof RULES - 1);
    assert_int_equal(close(file), 0);
    (void)snprintf(more, sizeof more, "allow_anonymous true\nacl_file %s\n", path);
    set_up_broker(&s, more);
    broker_start(&s.broker);
    assert_int_equal(unlink(path), 0);
    device_open(&s.device, &s.broker, "horn-1", "sibu/v1/park/#");
    start(&s, 0);
    tell(&s, ALERT_ALL_CLEAR);
    HEARS(&s, HALL, "stop");
    wait_for_rows(&s, 1, &rows);
    assert_string_equal(rows[0].fault, "refused");
    device_say(&s.device, HALL, "the last", NULL);
    HEARS(&s, HALL, "the last");
    assert_null(device_hear(&s.device, HALL, 0, &word));
    device_close(&s.device);
    tear_down(&s);
}

static size_t device_events(struct scene *s, struct sibu_record_event *last)
{
    struct sibu_record_event *events = NULL;
    size_t count = 0, found = 0;
    assert_int_equal(
        store_events(s->f.store, (struct store_from){s->drill, 0}, &s->f.arena, &events, &count, &s->f.fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(events[i].kind, "device") == 0) {
            *last = events[i];
            found++;
        }
    }
    return found;
}

static void what_devices_answer_is_evidence_once(void **unused)
{
    (void)unused;
    struct scene s;
    struct sibu_record_event event;
    struct sibu_record_delivery *rows = NULL;
    char answer[160];
    set_up(&s);
    broker_start(&s.broker);
    device_open(&s.device, &s.broker, "horn-1", "sibu/v1/park/#");
    start(&s, 0);
    tell(&s, ALERT_START);
    struct word word = HEARS(&s, HALL, "speak");
    wait_for_rows(&s, 1, &rows);
    assert_memory_equal(word.key, rows[0].key, 22);
    (void)snprintf(answer, sizeof answer, "{\"key\":\"%s\",\"result\":\"done\"}", word.key);
    device_say(&s.device, "sibu/v1/park/dev/horn-1/ack", "{\"key\":\"made-up\",\"result\":\"done\"}", NULL);
    device_say(&s.device, "sibu/v1/park/dev/horn-1/ack", answer, NULL);
    device_say(&s.device, "sibu/v1/park/dev/horn-1/ack", answer, NULL);
    device_say(&s.device, word.response, "failed", word.key);
    for (int ms = 0; device_events(&s, &event) < 2 || event.place[0] == '\0'; ms += 5) {
        assert_true(ms < PATIENCE_MS);
        (void)device_hear(&s.device, "none", 5, &word);
    }
    assert_int_equal(device_events(&s, &event), 2); /* made-up is nobody's, and twice is once */
    assert_string_equal(event.place, "hall");
    assert_non_null(strstr(event.detail, "\"result\":\"failed\""));
    device_close(&s.device);
    tear_down(&s);
}

static void while_the_broker_is_away_it_is_reported_and_the_newest_alert_is_said_afterwards(void **unused)
{
    (void)unused;
    struct scene s;
    struct sibu_record_delivery *rows = NULL;
    set_up(&s);
    start(&s, 300);
    tell(&s, ALERT_START);
    wait_for_rows(&s, 1, &rows);
    assert_string_equal(rows[0].fault, "connect");
    tell(&s, ALERT_REAL_EMERGENCY);
    broker_start(&s.broker);
    size_t waiting = 1;
    for (int ms = 0; waiting > 0; ms += 5) {
        int64_t next_us = 0;
        assert_int_equal(store_outbox_waiting(s.f.store, NULL, &waiting, &next_us, &s.f.fault), SIBU_OK);
        assert_true(ms < PATIENCE_MS);
        clock_rest(5000);
    }
    size_t count = wait_for_rows(&s, 3, &rows), accepted = 0;
    for (size_t i = 0; i < count; i++) {
        int is_start = strcmp(rows[i].alert, "sibu.park.2026-000017.1") == 0;
        accepted += rows[i].fault[0] == '\0';
        assert_false(is_start && rows[i].fault[0] == '\0'); /* what is real has overtaken it */
        if (!is_start) { /* of which the broker may still have said a word when it was overtaken */
            assert_int_equal(rows[i].result, rows[i].fault[0] == '\0' ? 16 : 0); /* nobody listens there */
        }
    }
    assert_int_equal(accepted, 1);
    device_open(&s.device, &s.broker, "late", "sibu/v1/park/#");
    HEARS(&s, STATE, "\"phase\":\"real\"");
    device_close(&s.device);
    tear_down(&s);
}

static void after_a_restart_it_is_the_same_key(void **unused)
{
    (void)unused;
    struct scene s;
    struct sibu_record_delivery *rows = NULL;
    struct store_outbox_item *items = NULL;
    size_t count = 0;
    set_up(&s);
    broker_start(&s.broker);
    device_open(&s.device, &s.broker, "horn-1", "sibu/v1/park/#");
    tell(&s, ALERT_START);
    struct store_lease lease = {T0 + SECOND, T0 + SECOND, 1, "horn", NULL};
    assert_int_equal(store_outbox_take(s.f.store, lease, &s.f.arena, &items, &count, &s.f.fault), SIBU_OK);
    assert_string_equal(items[0].site, "park");
    fixture_reopen(&s.f);
    clock_set_us(&s.clock, T0 + SECOND);
    start(&s, 0);
    struct word word = HEARS(&s, HALL, "speak");
    assert_memory_equal(word.key, items[0].idempotency_key, 22);
    wait_for_rows(&s, 1, &rows);
    assert_int_equal(rows[0].attempt, 2);
    device_close(&s.device);
    tear_down(&s);
}

static void alarms_that_cannot_be_spoken_to_are_refused_when_the_notifier_opens(void **unused)
{
    (void)unused;
    static const char *const TOPICS[] = {"works/horn",           "sibu/v1/other/hall/cmd", "sibu/v1/park/a/b/cmd",
                                         "sibu/v1/park/dev/cmd", "sibu/v1/park//cmd",      "sibu/v1/park/+/cmd"};
    struct scene s;
    set_up(&s);
    for (size_t i = 0; i < sizeof TOPICS / sizeof TOPICS[0]; i++) {
        struct sibu_alarm alarm = {.id = "A1", .topic = TOPICS[i]};
        struct sibu_site site = {.id = "park", .alarms = &alarm, .alarm_count = 1};
        const struct sibu_site *sites[] = {&site};
        struct notify_options options = {
            .base_url = "http://127.0.0.1:8080", .channels = &s.channels, .sites = sites, .site_count = 1};
        assert_int_equal(notify_open(&s.notify, s.f.store, &s.clock, &options, &s.f.fault), SIBU_BAD_INPUT);
        assert_null(s.notify);
    }
    tear_down(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drill_is_spoken_stopped_and_overtaken_by_what_is_real),
        cmocka_unit_test(nothing_is_spoken_before_each_stop_is_there),
        cmocka_unit_test(what_devices_answer_is_evidence_once),
        cmocka_unit_test(while_the_broker_is_away_it_is_reported_and_the_newest_alert_is_said_afterwards),
        cmocka_unit_test(after_a_restart_it_is_the_same_key),
        cmocka_unit_test(alarms_that_cannot_be_spoken_to_are_refused_when_the_notifier_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
