/* Reachability, evidence and push subscriptions over HTTP: who cannot be reached and why, what is known of whom in a drill,
 * and that no name, number or address gets out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "visit.h"
#include "web/openings.h"

#define RULES "\"tick_s\":60,\"least\":0,\"mean\":0.02,\"windows\":[{}],\"gap_days\":0"
#define MINUTE_US (INT64_C(60) * 1000000)
#define DAY_US (24 * 60 * MINUTE_US)
/* The keys of RFC 8291, appendix A. */
#define PUSH                                                                                                           \
    "{\"endpoint\":\"https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV\",\"p256dh\":"                     \
    "\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",\"auth\":"            \
    "\"BTBZMqHH6r4Tts7J_aSIgg\"}"
#define TO_PERSONS                                                                                                     \
    "{\"sibu_channels\":1,\"channels\":[{\"id\":\"mail\",\"kind\":\"smtp\",\"url\":\"smtp://127.0.0.1:1\",\"tls\":"    \
    "\"none\",\"from\":\"drill@plant.example\"},{\"id\":\"browser\",\"kind\":\"webpush\",\"subject\":"                 \
    "\"mailto:drill@plant.example\"}]}"
#define TO_GROUPS                                                                                                      \
    "{\"sibu_channels\":1,\"channels\":[{\"id\":\"chat\",\"kind\":\"slack\",\"url\":\"https://hooks.example/x\"}]}"

/* A stand whose server uses a channels file. */
struct works {
    struct stand stand;
    struct channels *channels;
};

static void begin(struct works *works, const char *channels)
{
    struct sibu_fault fault = {0};
    char path[128];
    stand_open(&works->stand, RULES);
    works->channels = NULL;
    if (channels == NULL) {
        return;
    }
    (void)snprintf(path, sizeof path, "%s/channels.json", works->stand.folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(channels, file) >= 0);
    assert_int_equal(fclose(file), 0);
    if (channels_open(&works->channels, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    server_close(works->stand.server);
    struct server_def def = {.plan = works->stand.plan,
                             .clock = &works->stand.clock,
                             .folder = works->stand.data,
                             .address = "127.0.0.1",
                             .channels = works->channels,
                             .keeps_record_open = 1};
    assert_int_equal(server_open(&works->stand.server, &def, &fault), SIBU_OK);
}

static void end(struct works *works)
{
    stand_close(&works->stand);
    channels_close(works->channels);
}

static void set_address(const struct works *works, const char *id, const char *kind, const char *value)
{
    char sql[600];
    (void)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO address SELECT key, '%s', '%s' FROM person WHERE id = '%s'",
                   kind, value, id);
    (void)stand_number(works->stand.data, sql);
}

static void set_proof(const struct works *works, const char *id, const char *channel, int64_t accepted_us,
                      int64_t failed_us)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO proof SELECT key, '%s', 'email', %lld, %lld, 'refused' FROM person WHERE id = '%s'",
                   channel, (long long)accepted_us, (long long)failed_us, id);
    (void)stand_number(works->stand.data, sql);
}

/* The person's object in GET /v1/reachability. */
static void find_person(const struct works *works, const char *id, char out[600])
{
    char begins[64];
    struct reply reply = visit(&works->stand, (struct visit){"GET", "/v1/reachability", NULL, NULL, 1});
    (void)snprintf(begins, sizeof begins, "\"id\":\"%s\"", id);
    const char *at = strstr(sibu_text_get(&reply.body), begins);
    assert_non_null(at);
    (void)snprintf(out, 600, "%.*s", (int)(strstr(at, "]}") - at), at);
    reply_clear(&reply);
}

static void expect_person(const struct works *works, const char *id, const char *holds)
{
    char person[600];
    find_person(works, id, person);
    if (strstr(person, holds) == NULL) {
        fail_msg("%s is not in %s", holds, person);
    }
}

static void without_a_channels_file_who_has_a_url_can_be_reached(void **state)
{
    struct works works;
    (void)state;
    begin(&works, NULL);
    struct visit look = {"GET", "/v1/reachability", NULL, NULL, 1};
    assert_true(visit_has(&works.stand, look, "\"people\":13,\"reachable\":0,\"by\":{\"http\":0}"));
    expect_person(&works, "W01", "\"reachable\":false,\"why\":\"no-address\"");
    assert_int_equal(visit_status(&works.stand, (struct visit){"PUT", "/v1/addresses",
                                                               "[{\"site\":\"little-works\",\"id\":\"W01\",\"url\":"
                                                               "\"http://127.0.0.1:9/secret\"}]",
                                                               NULL, 1}),
                     200);
    assert_true(visit_has(&works.stand, look, "\"people\":13,\"reachable\":1,\"by\":{\"http\":1}"));
    expect_person(&works, "W01", "\"reachable\":true,\"why\":\"\"");
    expect_person(&works, "W01", "\"to\":\"http://127.0.0.1:9/…\"");
    end(&works);
}

/* A person for each reason. */
static void set_up_reasons(const struct works *works)
{
    set_address(works, "W01", "email", "wang@plant.example");
    set_proof(works, "W01", "mail", STAND_MORNING_US - 12 * DAY_US, STAND_MORNING_US - 40 * DAY_US);
    set_address(works, "W02", "email", "li at plant");
    set_address(works, "W03", "phone", "+8613800138003");
    set_address(works, "W04", "email", "liu@plant.example");
    set_proof(works, "W04", "mail", STAND_MORNING_US - 40 * DAY_US, STAND_MORNING_US - 12 * DAY_US);
    set_address(works, "W06", "email", "bad");
    set_address(works, "W06", "push", PUSH);
}

static void each_has_a_reason(void **state)
{
    struct works works;
    (void)state;
    begin(&works, TO_PERSONS);
    set_up_reasons(&works);
    struct visit look = {"GET", "/v1/reachability", NULL, NULL, 1};
    assert_true(visit_has(&works.stand, look,
                          "\"reachable\":2,\"by\":{\"mail\":1,\"browser\":1},\"proved\":{\"mail\":2,\"browser\":0}"));
    expect_person(&works, "W01", "\"reachable\":true");
    expect_person(&works, "W02", "\"reachable\":false,\"why\":\"malformed\"");
    expect_person(&works, "W03", "\"reachable\":false,\"why\":\"other-kind\"");
    expect_person(&works, "W04", "\"reachable\":false,\"why\":\"failed\"");
    expect_person(&works, "W04", "\"fault\":\"refused\"");
    expect_person(&works, "W05", "\"reachable\":false,\"why\":\"no-address\"");
    expect_person(&works, "W06", "\"reachable\":true"); /* by the browser */
    end(&works);
}

static void no_name_and_no_address_gets_out(void **state)
{
    static const char *const SECRETS[] = {"wang@plant", "li at plant", "138001380", "liu@plant", "JzLQ3raZ"};
    struct works works;
    (void)state;
    begin(&works, TO_PERSONS);
    set_up_reasons(&works);
    struct reply api = visit(&works.stand, (struct visit){"GET", "/v1/reachability", NULL, NULL, 1});
    struct reply page = visit_page(&works.stand, "/reachability?lang=en");
    assert_int_equal(page.status, 200);
    for (size_t i = 0; i < sizeof SECRETS / sizeof SECRETS[0]; i++) {
        assert_null(strstr(sibu_text_get(&api.body), SECRETS[i]));
        assert_null(strstr(sibu_text_get(&page.body), SECRETS[i]));
    }
    assert_null(strstr(sibu_text_get(&api.body), "王建国"));
    assert_null(strstr(sibu_text_get(&api.body), "Wang"));
    assert_non_null(strstr(sibu_text_get(&page.body), "Wang Jianguo"));
    assert_non_null(strstr(sibu_text_get(&page.body), "l…@plant.example"));
    assert_int_equal(visit_status(&works.stand, (struct visit){"GET", "/reachability", NULL, NULL, 0}), 303);
    assert_int_equal(visit_status(&works.stand, (struct visit){"GET", "/v1/reachability", NULL, NULL, 0}), 401);
    assert_int_equal(visit_status(&works.stand, (struct visit){"GET", "/v1/evidence", NULL, NULL, 0}), 401);
    assert_int_equal(visit_status(&works.stand, (struct visit){"GET", "/evidence", NULL, NULL, 0}), 303);
    reply_clear(&api);
    reply_clear(&page);
    end(&works);
}

static void the_page_says_why_in_both_languages(void **state)
{
    static const char *const WORDS[][2] = {
        {"/reachability?lang=en", "2 / 13 people can be reached"},
        {"/reachability?lang=en", "the last attempt was not accepted (refused, 2026-11-11)"},
        {"/reachability?lang=en", "the address cannot be used"},
        {"/reachability?lang=en", "an address, but of a kind that no channel uses"},
        {"/reachability?lang=en", "no address at all"},
        {"/reachability?lang=en", "mail 12 days ago · browser never"},
        {"/reachability?lang=zh", "能通知到 2 / 13 人"},
        {"/reachability?lang=zh", "mail 12 天前 · browser 从未送达"},
        {"/?lang=en", "href=\"/reachability\""},
    };
    struct works works;
    (void)state;
    begin(&works, TO_PERSONS);
    set_up_reasons(&works);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        struct reply page = visit_page(&works.stand, WORDS[i][0]);
        if (strstr(sibu_text_get(&page.body), WORDS[i][1]) == NULL) {
            fail_msg("%s is not on %s", WORDS[i][1], WORDS[i][0]);
        }
        reply_clear(&page);
    }
    end(&works);
}

static void groups_alone_reach_nobody(void **state)
{
    struct works works;
    (void)state;
    begin(&works, TO_GROUPS);
    set_address(&works, "W01", "email", "wang@plant.example");
    assert_true(visit_has(&works.stand, (struct visit){"GET", "/v1/reachability", NULL, NULL, 1},
                          "\"people\":13,\"reachable\":0,\"by\":{}"));
    expect_person(&works, "W01", "\"why\":\"only-groups\"");
    end(&works);
}

/* Until a drill begins. Returns the moment. */
static int64_t strike(struct stand *stand)
{
    int64_t time_us = STAND_MORNING_US;
    stand_surprise(stand, 600);
    for (int i = 0; i < 12 && !stand_step(stand, time_us).began; i++) {
        time_us += MINUTE_US;
    }
    assert_int_equal(stand_number(stand->data, "SELECT count(*) FROM drill"), 1);
    return time_us;
}

/* Until the object of W01 holds this, with no proof of an address: one of a delivery that just failed may come in between, from
 * the thread that keeps them. At most ten seconds. */
static void await_without_proof(const struct works *works, const char *holds)
{
    char person[600] = "";
    for (int i = 0; i < 2000 && strstr(person, holds) == NULL; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        (void)stand_number(works->stand.data, "DELETE FROM proof");
        find_person(works, "W01", person);
    }
    if (strstr(person, holds) == NULL) {
        fail_msg("%s is not in %s", holds, person);
    }
}

/* Nobody listens at the mail server's port: after as many failures as the breaker takes it is left alone. */
static void a_channel_that_is_down_is_said_to_be(void **state)
{
    struct works works;
    char id[8];
    (void)state;
    begin(&works, TO_PERSONS);
    for (int i = 1; i <= 12; i++) {
        (void)snprintf(id, sizeof id, "W%02d", i);
        set_address(&works, id, "email", "someone@plant.example");
    }
    expect_person(&works, "W01", "\"state\":\"open\"");
    (void)strike(&works.stand);
    for (int i = 0; i < 2000 && !notify_is_down(works.stand.server->notify, "mail"); i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_true(visit_has(&works.stand, (struct visit){"GET", "/v1/reachability", NULL, NULL, 1},
                          "{\"channel\":\"mail\",\"address\":\"email\",\"down\":true}"));
    assert_false(notify_is_down(works.stand.server->notify, "browser"));
    await_without_proof(&works, "\"reachable\":false,\"why\":\"down\"");
    end(&works);
}

static void find_token(const struct stand *stand, const char *id, char out[32])
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t count = 0;
    out[0] = '\0';
    assert_int_equal(store_people(stand->server->store, NULL, &arena, &people, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(people[i].id, id) == 0) {
            (void)snprintf(out, 32, "%s", people[i].token);
        }
    }
    assert_int_equal(strlen(out), 22);
    sibu_arena_clear(&arena);
}

/* /w/TOKEN and what follows. */
static const char *page_of(const struct stand *stand, const char *id, const char *rest, char out[80])
{
    char token[32];
    find_token(stand, id, token);
    (void)snprintf(out, 80, "/w/%s%s", token, rest);
    return out;
}

static int evidence_has(const struct stand *stand, const char *text)
{
    return visit_has(stand, (struct visit){"GET", "/v1/evidence", NULL, NULL, 1}, text);
}

static void a_page_that_is_opened_is_noted_once_and_answers_nothing(void **state)
{
    struct works works;
    char path[80], want[200];
    (void)state;
    begin(&works, NULL);
    struct stand *stand = &works.stand;
    assert_int_equal(visit_status(stand, (struct visit){"GET", "/v1/evidence", NULL, NULL, 1}), 404);
    struct visit open = {"GET", page_of(stand, "W01", "", path), NULL, NULL, 0};
    assert_int_equal(visit_status(stand, open), 200); /* before a drill: nothing to note */
    assert_int_equal(openings_waiting(stand->server->openings), 0);
    int64_t t0_us = strike(stand);
    assert_int_equal(visit_status(stand, open), 200);
    assert_int_equal(visit_status(stand, open), 200);
    assert_int_equal(openings_waiting(stand->server->openings), 1);
    (void)stand_step(stand, t0_us + 10 * INT64_C(1000000));
    assert_int_equal(visit_status(stand, open), 200);
    assert_int_equal(openings_waiting(stand->server->openings), 0); /* known: no write */
    assert_int_equal(stand_number(stand->data, "SELECT count(*) FROM opening"), 1);
    (void)snprintf(
        want, sizeof want,
        "\"number\":1,\"id\":\"W01\",\"expected\":true,\"opened_us\":%lld,\"seen_us\":null,\"answered_us\":null"
        ",\"answer\":\"\",\"checked_in_us\":null",
        (long long)t0_us);
    assert_true(evidence_has(stand, want));
    assert_true(visit_has(stand, (struct visit){"GET", "/v1/muster", NULL, NULL, 1}, "\"acknowledged\":0"));
    end(&works);
}

static void every_stage_has_its_time(void **state)
{
    struct works works;
    char path[80], want[300];
    (void)state;
    begin(&works, NULL);
    struct stand *stand = &works.stand;
    assert_int_equal(visit_status(stand, (struct visit){"POST", page_of(stand, "W02", "/seen", path), "", NULL, 0}),
                     409);
    int64_t t0_us = strike(stand), s = 1000000;
    clock_set_us(&stand->clock, t0_us + 4 * s);
    assert_int_equal(visit_status(stand, (struct visit){"GET", page_of(stand, "W02", "", path), NULL, NULL, 0}), 200);
    clock_set_us(&stand->clock, t0_us + 5 * s);
    assert_int_equal(visit_status(stand, (struct visit){"POST", page_of(stand, "W02", "/seen", path), "", NULL, 0}),
                     200);
    clock_set_us(&stand->clock, t0_us + 9 * s);
    assert_int_equal(
        visit_status(stand, (struct visit){"POST", page_of(stand, "W02", "", path), "answer=need-help", NULL, 0}), 303);
    clock_set_us(&stand->clock, t0_us + 60 * s);
    assert_int_equal(visit_status(stand, (struct visit){"POST", page_of(stand, "W02", "", path),
                                                        "answer=check-in&point=M1", NULL, 0}),
                     303);
    (void)stand_step(stand, t0_us + 61 * s);
    (void)snprintf(
        want, sizeof want,
        "\"opened_us\":%lld,\"seen_us\":%lld,\"answered_us\":%lld,\"answer\":\"need-help\",\"checked_in_us\":"
        "%lld,\"channels\":[{\"channel\":\"http\",\"queued_us\":%lld,\"item\":\"waiting\",\"accepted_us\":null",
        (long long)(t0_us + 4 * s), (long long)(t0_us + 5 * s), (long long)(t0_us + 9 * s), (long long)(t0_us + 60 * s),
        (long long)t0_us);
    assert_true(evidence_has(stand, want));
    assert_int_equal(visit_status(stand, (struct visit){"GET", "/v1/evidence?drill=none", NULL, NULL, 1}), 404);
    struct reply page = visit_page(stand, "/evidence?lang=en"), zh = visit_page(stand, "/evidence?lang=zh");
    assert_non_null(strstr(sibu_text_get(&page.body), "Li Xiuying</bdi></th><td>http · queued +0 s</td><td>+4 s</td>"
                                                      "<td>+5 s</td><td>+9 s needs help</td><td>+60 s</td>"));
    assert_non_null(strstr(sibu_text_get(&zh.body), "李秀英</bdi></th><td>http · 待发 +0 s"));
    assert_non_null(strstr(sibu_text_get(&zh.body), "href=\"?lang=en&amp;drill=2026-")); /* stays with the drill */
    reply_clear(&page);
    reply_clear(&zh);
    page = visit_page(stand, "/?lang=en");
    assert_non_null(strstr(sibu_text_get(&page.body), "href=\"/evidence?drill=2026-"));
    reply_clear(&page);
    end(&works);
}

static int64_t count_pushes(const struct stand *stand)
{
    return stand_number(stand->data, "SELECT count(*) FROM address WHERE kind = 'push'");
}

static void a_browser_subscribes_and_is_forgotten(void **state)
{
    struct works works;
    char path[80], key[200];
    (void)state;
    begin(&works, TO_PERSONS);
    const struct stand *stand = &works.stand;
    (void)snprintf(key, sizeof key, "{\"key\":\"%s\"}", stand->server->push_key.public_text);
    assert_true(visit_has(stand, (struct visit){"GET", page_of(stand, "W03", "/push-key", path), NULL, NULL, 0}, key));
    struct visit put = {"POST", page_of(stand, "W03", "/push", path), PUSH, NULL, 0};
    assert_int_equal(visit_status(stand, put), 200);
    assert_int_equal(count_pushes(stand), 1);
    expect_person(&works, "W03", "\"reachable\":true");
    static const char *const WRONG[] = {"", "{}", "[]", PUSH "x", "{\"endpoint\":\"https://a.example/\"}"};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        put.body = WRONG[i];
        assert_int_equal(visit_status(stand, put), 400);
    }
    assert_int_equal(count_pushes(stand), 1);
    assert_int_equal(visit_status(stand, (struct visit){"DELETE", path, NULL, NULL, 0}), 200);
    assert_int_equal(count_pushes(stand), 0);
    static const char *const NOBODY[][2] = {{"GET", "/w/AAAAAAAAAAAAAAAAAAAAAA/push-key"},
                                            {"POST", "/w/AAAAAAAAAAAAAAAAAAAAAA/push"},
                                            {"DELETE", "/w/AAAAAAAAAAAAAAAAAAAAAA/push"},
                                            {"POST", "/w/AAAAAAAAAAAAAAAAAAAAAA/seen"}};
    for (size_t i = 0; i < sizeof NOBODY / sizeof NOBODY[0]; i++) {
        assert_int_equal(visit_status(stand, (struct visit){NOBODY[i][0], NOBODY[i][1], PUSH, NULL, 0}), 404);
    }
    assert_int_equal(count_pushes(stand), 0);
    end(&works);
}

static void without_web_push_there_is_no_key(void **state)
{
    struct works works;
    char path[80];
    (void)state;
    begin(&works, NULL);
    const struct stand *stand = &works.stand;
    assert_int_equal(
        visit_status(stand, (struct visit){"GET", page_of(stand, "W03", "/push-key", path), NULL, NULL, 0}), 404);
    assert_int_equal(visit_status(stand, (struct visit){"POST", page_of(stand, "W03", "/push", path), PUSH, NULL, 0}),
                     404);
    assert_int_equal(count_pushes(stand), 0);
    end(&works);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_channels_file_who_has_a_url_can_be_reached),
        cmocka_unit_test(each_has_a_reason),
        cmocka_unit_test(no_name_and_no_address_gets_out),
        cmocka_unit_test(the_page_says_why_in_both_languages),
        cmocka_unit_test(groups_alone_reach_nobody),
        cmocka_unit_test(a_channel_that_is_down_is_said_to_be),
        cmocka_unit_test(a_page_that_is_opened_is_noted_once_and_answers_nothing),
        cmocka_unit_test(every_stage_has_its_time),
        cmocka_unit_test(a_browser_subscribes_and_is_forgotten),
        cmocka_unit_test(without_web_push_there_is_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
