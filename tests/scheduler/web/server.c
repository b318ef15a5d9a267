/* The server over real HTTP on loopback: a drill from the draw to the close, and everything that may not work. */
#include "web/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "base/file.h"
#include "sibu/json.h"
#include "sibu/unfold.h"

/* Monday 2026-11-23, 08:00 in Shanghai. */
enum { PEOPLE = 16 };
static const int64_t MORNING_US = INT64_C(1795392000) * 1000000;

struct bench {
    char folder[64];
    struct plan *plan;
    struct clock clock;
    struct server *server;
    char token[64], second_token[64], id[64], second_id[64];
    int shelters; /* 1: the families ask for shelter */
};

struct reply {
    long status;
    struct sibu_text body;
    char location[512], cookie[512];
};

static size_t keep_body(char *bytes, size_t size, size_t count, void *data)
{
    sibu_text_add_bytes(&((struct reply *)data)->body, bytes, size * count);
    return size * count;
}

static size_t keep_header(char *bytes, size_t size, size_t count, void *data)
{
    struct reply *reply = data;
    char line[512];
    (void)snprintf(line, sizeof line, "%.*s", (int)(size * count), bytes);
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "Location: ", 10) == 0) {
        (void)snprintf(reply->location, sizeof reply->location, "%s", line + 10);
    } else if (strncmp(line, "Set-Cookie: ", 12) == 0) {
        (void)snprintf(reply->cookie, sizeof reply->cookie, "%.*s", (int)strcspn(line + 12, ";"), line + 12);
    }
    return size * count;
}

struct asked {
    const char *method, *path, *body, *header;
    int as_officer;
};

/* One request; the caller clears reply.body. */
static struct reply ask(const struct bench *bench, struct asked asked)
{
    struct reply reply = {0};
    char url[512];
    char bearer[128];
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    assert_non_null(curl);
    (void)snprintf(url, sizeof url, "%s%s", server_base_url(bench->server), asked.path);
    (void)snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", server_officer_key(bench->server));
    if (asked.as_officer) {
        headers = curl_slist_append(headers, bearer);
    }
    if (asked.header != NULL) {
        headers = curl_slist_append(headers, asked.header);
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, asked.method);
    if (asked.body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, asked.body);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return reply;
}

static long status_of(const struct bench *bench, struct asked asked)
{
    struct reply reply = ask(bench, asked);
    sibu_text_clear(&reply.body);
    return reply.status;
}

static int body_has(const struct bench *bench, struct asked asked, const char *text)
{
    struct reply reply = ask(bench, asked);
    int has = strstr(sibu_text_get(&reply.body), text) != NULL;
    sibu_text_clear(&reply.body);
    return has;
}

/* A number of the drill as GET /v1/muster tells it. */
static int64_t muster_number(const struct bench *bench, const char *key)
{
    struct reply reply = ask(bench, (struct asked){"GET", "/v1/muster", NULL, NULL, 1});
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    assert_int_equal(reply.status, 200);
    assert_int_equal(sibu_json_open(&document, "muster", sibu_text_get(&reply.body), reply.body.length, &fault),
                     SIBU_OK);
    struct sibu_json_value drill = sibu_json_member(sibu_json_root(document), "drill");
    int64_t number =
        sibu_json_kind(drill) == SIBU_JSON_OBJECT ? (int64_t)sibu_json_as_number(sibu_json_member(drill, key)) : -1;
    sibu_json_close(document);
    sibu_text_clear(&reply.body);
    return number;
}

static void open_server(struct bench *bench)
{
    struct sibu_fault fault = {0};
    struct server_def def = {.plan = bench->plan,
                             .clock = &bench->clock,
                             .folder = bench->folder,
                             .address = "127.0.0.1",
                             .seeded = 1,
                             .seed = 5,
                             .keeps_record_open = 1};
    if (server_open(&bench->server, &def, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void write_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* The tests' own site, with families that there are. */
static void write_site(const struct bench *bench, const char *source)
{
    static const char OTHER[] = "fire-electrical", KNOWN[] = "warehouse-fire";
    struct sibu_text site = {0}, changed = {0};
    struct sibu_fault fault;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/tests/engine/site/base.geojson", source);
    assert_int_equal(file_read(path, (size_t)1 << 20, &site, &fault), SIBU_OK);
    const char *at = strstr(sibu_text_get(&site), OTHER);
    assert_non_null(at);
    sibu_text_add_bytes(&changed, sibu_text_get(&site), (size_t)(at - sibu_text_get(&site)));
    sibu_text_add(&changed, KNOWN);
    sibu_text_add(&changed, at + strlen(OTHER));
    (void)snprintf(path, sizeof path, "%s/site.geojson", bench->folder);
    write_file(path, sibu_text_get(&changed), changed.length);
    sibu_text_clear(&site);
    sibu_text_clear(&changed);
}

/* A family as it is, but that asks for shelter, and so has no events. */
static void write_sheltering(const struct bench *bench, const char *source, const char *name)
{
    struct sibu_text family = {0}, changed = {0};
    struct sibu_fault fault;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/scenarios/families/%s", source, name);
    assert_int_equal(file_read(path, (size_t)1 << 20, &family, &fault), SIBU_OK);
    const char *events = strstr(sibu_text_get(&family), "\"events\""), *asks = strstr(events, "\"ask\": \"evacuate\"");
    assert_non_null(asks);
    sibu_text_add_bytes(&changed, sibu_text_get(&family), (size_t)(events - sibu_text_get(&family)));
    sibu_text_add(&changed, "\"ask\": \"shelter\"");
    sibu_text_add(&changed, asks + strlen("\"ask\": \"evacuate\""));
    (void)snprintf(path, sizeof path, "%s/families/%s", bench->folder, name);
    write_file(path, sibu_text_get(&changed), changed.length);
    sibu_text_clear(&family);
    sibu_text_clear(&changed);
}

/* Where the policy's families are: the usual ones, or those of the bench that ask for shelter. */
static void find_families(const struct bench *bench, const char *source, char out[4096])
{
    (void)snprintf(out, 4096, "%s/scenarios/families", source);
    if (bench->shelters) {
        (void)snprintf(out, 4096, "%s/families", bench->folder);
        assert_int_equal(mkdir(out, 0700), 0);
        write_sheltering(bench, source, "warehouse-fire.json");
        write_sheltering(bench, source, "fire-hot-work.json");
    }
}

/* A small site with few people, so that what is forecast for them is soon done. */
static void write_policy(const struct bench *bench, const char *source, char policy[4096])
{
    struct sibu_text roster = {0}, rules = {0};
    char path[4096], families[4096];
    find_families(bench, source, families);
    sibu_text_add(&roster, "id,name,zone,shift,role,language,pace\n");
    for (int i = 1; i <= PEOPLE; i++) {
        sibu_text_addf(&roster, "T-%d,Tester %d,%s,day,%s,en,normal\n", i, i, i % 3 == 0 ? "Z2" : "Z1",
                       i % 5 == 0 ? "warden" : "worker");
    }
    (void)snprintf(path, sizeof path, "%s/roster.csv", bench->folder);
    write_file(path, sibu_text_get(&roster), roster.length);
    write_site(bench, source);
    sibu_text_addf(
        &rules,
        "{\"format\":1,\"timezone\":\"Asia/Shanghai\",\"tick_s\":60,\"mean\":6,\"most\":20,\"gap_days\":2,"
        "\"limit_s\":900,\"windows\":[{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"],"
        "\"from\":\"08:00\",\"to\":\"18:00\",\"weight\":1}],\"shifts\":{\"day\":{\"days\":[\"mon\",\"tue\",\"wed\","
        "\"thu\",\"fri\",\"sat\",\"sun\"],\"from\":\"08:00\",\"to\":\"20:00\"}},\"families\":\"%s\","
        "\"sites\":[{\"site\":\"site.geojson\",\"roster\":\"roster.csv\"}]}",
        families);
    (void)snprintf(policy, 4096, "%s/policy.json", bench->folder);
    write_file(policy, sibu_text_get(&rules), rules.length);
    sibu_text_clear(&roster);
    sibu_text_clear(&rules);
}

static int set_up_one(void **state, int shelters)
{
    struct bench *bench = sibu_array_new(1, sizeof *bench);
    bench->shelters = shelters;
    struct sibu_fault fault = {0};
    char policy[4096];
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(bench->folder, sizeof bench->folder, "/tmp/sibu-server-XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    write_policy(bench, source != NULL ? source : ".", policy);
    if (plan_open(&bench->plan, policy, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    clock_init_standing(&bench->clock, MORNING_US);
    open_server(bench);
    *state = bench;
    return 0;
}

static int set_up(void **state)
{
    return set_up_one(state, 0);
}

static int set_up_shelter(void **state)
{
    return set_up_one(state, 1);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    server_close(bench->server);
    plan_close(bench->plan);
    clock_clear(&bench->clock);
    file_remove_folder(bench->folder);
    sibu_array_free(bench);
    return 0;
}

static struct server_news step_at(struct bench *bench, int64_t time_us)
{
    struct server_news news;
    struct sibu_fault fault = {0};
    clock_set_us(&bench->clock, time_us);
    if (server_step(bench->server, &news, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return news;
}

/* Remembers two people of the drilled site who are expected. */
static void find_people(struct bench *bench)
{
    struct reply reply = ask(bench, (struct asked){"GET", "/v1/people", NULL, NULL, 1});
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    struct sibu_arena arena = {0};
    struct drill_view view;
    int found = 0;
    assert_int_equal(drill_look(server_drill(bench->server), NULL, &arena, &view, &fault), SIBU_OK);
    const char *site = bench->plan->sites[view.site].site->id;
    assert_int_equal(sibu_json_open(&document, "people", sibu_text_get(&reply.body), reply.body.length, &fault),
                     SIBU_OK);
    struct sibu_json_value people = sibu_json_member(sibu_json_root(document), "people");
    for (struct sibu_json_value item = sibu_json_first(people); sibu_json_kind(item) != SIBU_JSON_ABSENT && found < 2;
         item = sibu_json_next(item)) {
        if (strcmp(sibu_json_as_string(sibu_json_member(item, "site")), site) != 0 ||
            !sibu_json_as_bool(sibu_json_member(item, "expected_now"))) {
            continue;
        }
        (void)snprintf(found == 0 ? bench->token : bench->second_token, sizeof bench->token, "%s",
                       sibu_json_as_string(sibu_json_member(item, "token")));
        (void)snprintf(found == 0 ? bench->id : bench->second_id, sizeof bench->id, "%s",
                       sibu_json_as_string(sibu_json_member(item, "id")));
        found++;
    }
    assert_int_equal(found, 2);
    sibu_json_close(document);
    sibu_text_clear(&reply.body);
    sibu_arena_clear(&arena);
}

/* Arms a surprise and lets the day pass until the draw strikes. Returns T0. */
static int64_t strike(struct bench *bench)
{
    int64_t time_us = MORNING_US;
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/surprise", "{\"within_s\":7200}", NULL, 1}), 202);
    while (!step_at(bench, time_us).began) {
        time_us += bench->plan->policy->tick_s * 1000000;
        assert_true(time_us <= MORNING_US + INT64_C(7200000000));
    }
    find_people(bench);
    return time_us;
}

static const char *answer_body(char out[256], const char *token, const char *key, const char *answer)
{
    (void)snprintf(out, 256, "{\"token\":\"%s\",\"key\":\"%s\",\"answer\":\"%s\"}", token, key, answer);
    return out;
}

static void nobody_gets_in_without_the_key(void **state)
{
    const struct bench *bench = *state;
    static const struct asked CASES[] = {
        {"GET", "/v1/people", NULL, NULL, 0},
        {"GET", "/v1/people", NULL, "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
        {"GET", "/v1/muster", NULL, "Authorization: Basic eDp5", 0},
        {"PUT", "/v1/addresses", "[]", NULL, 0},
        {"POST", "/v1/surprise", "{\"within_s\":3600}", NULL, 0},
        {"POST", "/v1/stop", "{\"how\":\"abort\"}", NULL, 0},
        {"POST", "/v1/sightings", "[]", NULL, 0},
        {"GET", "/v1/site?site=chem-park-a", NULL, NULL, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(status_of(bench, CASES[i]), 401);
    }
    assert_int_equal(status_of(bench, (struct asked){"GET", "/healthz", NULL, NULL, 0}), 200);
    assert_int_equal(status_of(bench, (struct asked){"GET", "/nothing", NULL, NULL, 1}), 404);
    assert_int_equal(status_of(bench, (struct asked){"GET", "/v1/stop", NULL, NULL, 1}), 405);
}

static void what_is_wrong_is_refused_and_changes_nothing(void **state)
{
    struct bench *bench = *state;
    char body[256];
    (void)strike(bench);
    static const char *const BODIES[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"token\":1}",
        "{\"token\":\"x\",\"key\":\"12345678\",\"answer\":\"yes\"}",
        "{\"token\":\"x\",\"key\":\"short\",\"answer\":\"acknowledge\"}",
        "{\"token\":\"x\",\"key\":\"12345678\",\"answer\":\"acknowledge\",\"more\":1}",
        "{\"token\":\"x\",\"key\":\"12345678\",\"answer\":\"acknowledge\"}{}",
        "{\"token\":\"x\",\"key\":\"has blank in\",\"answer\":\"acknowledge\"}",
    };
    for (size_t i = 0; i < sizeof BODIES / sizeof BODIES[0]; i++) {
        assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/answer", BODIES[i], NULL, 0}), 400);
    }
    assert_int_equal(
        status_of(bench,
                  (struct asked){"POST", "/v1/answer",
                                 answer_body(body, "nobody-has-this-token1", "12345678", "acknowledge"), NULL, 0}),
        404);
    char *large = sibu_array_new(5 << 20, 1);
    memset(large, ' ', (5 << 20) - 1);
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/answer", large, NULL, 0}), 413);
    sibu_array_free(large);
    assert_int_equal(muster_number(bench, "acknowledged"), 0);
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/stop", "{\"how\":\"explode\"}", NULL, 1}), 400);
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/surprise", "{\"within_s\":3600}", NULL, 1}), 409);
}

static void an_answer_counts_once_however_often_it_is_sent(void **state)
{
    struct bench *bench = *state;
    char body[256];
    (void)strike(bench);
    int64_t expected = muster_number(bench, "expected");
    assert_true(expected > PEOPLE / 2);
    assert_int_equal(muster_number(bench, "missing"), expected);
    struct asked acknowledge = {"POST", "/v1/answer", answer_body(body, bench->token, "key-00000001", "acknowledge"),
                                NULL, 0};
    assert_true(body_has(bench, acknowledge, "\"new\":true"));
    assert_true(body_has(bench, acknowledge, "\"new\":false"));
    assert_int_equal(muster_number(bench, "acknowledged"), 1);
    assert_int_equal(muster_number(bench, "missing"), expected);
    (void)snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"key-00000002\",\"point\":\"M1\",\"client_us\":5}",
                   bench->token);
    struct asked check_in = {"POST", "/v1/check-in", body, NULL, 0};
    assert_int_equal(status_of(bench, check_in), 200);
    assert_int_equal(status_of(bench, check_in), 200);
    assert_int_equal(muster_number(bench, "checked_in"), 1);
    assert_int_equal(muster_number(bench, "missing"), expected - 1);
    char help[256];
    assert_int_equal(
        status_of(bench, (struct asked){"POST", "/v1/answer",
                                        answer_body(help, bench->second_token, "key-00000003", "need-help"), NULL, 0}),
        200);
    assert_int_equal(muster_number(bench, "need_help"), 1);
    assert_int_equal(muster_number(bench, "missing"), expected - 2);
}

static void looking_at_the_page_answers_nothing_and_pressing_does(void **state)
{
    struct bench *bench = *state;
    char page[128];
    (void)snprintf(page, sizeof page, "/w/%s", "AAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(status_of(bench, (struct asked){"GET", page, NULL, NULL, 0}), 404);
    (void)strike(bench);
    (void)snprintf(page, sizeof page, "/w/%s?lang=zh", bench->token);
    assert_true(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "【演练】"));
    (void)snprintf(page, sizeof page, "/w/%s?lang=en", bench->token);
    assert_true(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "I am on my way"));
    assert_int_equal(muster_number(bench, "acknowledged"), 0);
    (void)snprintf(page, sizeof page, "/w/%s", bench->token);
    assert_int_equal(status_of(bench, (struct asked){"POST", page, "answer=acknowledge", NULL, 0}), 303);
    assert_int_equal(muster_number(bench, "acknowledged"), 1);
    assert_int_equal(status_of(bench, (struct asked){"POST", page, "answer=explode", NULL, 0}), 400);
    assert_int_equal(status_of(bench, (struct asked){"POST", page, "point=M1&answer=check-in", NULL, 0}), 303);
    assert_int_equal(muster_number(bench, "checked_in"), 1);
}

/* Where people are asked to shelter, the page asks for no assembly point, and who checks in is where they work. */
static void who_shelters_checks_in_where_they_are(void **state)
{
    struct bench *bench = *state;
    char page[128];
    (void)strike(bench);
    (void)snprintf(page, sizeof page, "/w/%s?lang=en", bench->token);
    assert_true(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "I am in shelter"));
    assert_true(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "I am taking shelter"));
    assert_false(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "assembly point"));
    assert_int_equal(status_of(bench, (struct asked){"POST", page, "answer=acknowledge", NULL, 0}), 303);
    assert_true(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "Received: you are taking shelter"));
    assert_int_equal(status_of(bench, (struct asked){"POST", page, "answer=check-in", NULL, 0}), 303);
    assert_int_equal(muster_number(bench, "checked_in"), 1);
    assert_true(body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "Checked in: Hall") ||
                body_has(bench, (struct asked){"GET", page, NULL, NULL, 0}, "Checked in: Office"));
}

static void the_board_needs_the_key_and_its_buttons_need_the_forms_secret(void **state)
{
    struct bench *bench = *state;
    char form[256];
    (void)strike(bench);
    assert_true(body_has(bench, (struct asked){"GET", "/?lang=en", NULL, NULL, 0}, "Sign in"));
    assert_int_equal(status_of(bench, (struct asked){"POST", "/sign-in", "key=wrong", NULL, 0}), 403);
    (void)snprintf(form, sizeof form, "key=%s", server_officer_key(bench->server));
    struct reply signed_in = ask(bench, (struct asked){"POST", "/sign-in", form, NULL, 0});
    assert_int_equal(signed_in.status, 303);
    sibu_text_clear(&signed_in.body);
    char cookie[600];
    (void)snprintf(cookie, sizeof cookie, "Cookie: %s", signed_in.cookie);
    struct reply board = ask(bench, (struct asked){"GET", "/?lang=en", NULL, cookie, 0});
    assert_non_null(strstr(sibu_text_get(&board.body), "Who is missing"));
    assert_int_equal(status_of(bench, (struct asked){"POST", "/", "do=abort", cookie, 0}), 403);
    const char *secret = strstr(sibu_text_get(&board.body), "name=\"form\" value=\"");
    assert_non_null(secret);
    (void)snprintf(form, sizeof form, "form=%.64s&do=abort", secret + strlen("name=\"form\" value=\""));
    assert_int_equal(status_of(bench, (struct asked){"POST", "/", form, NULL, 0}), 403);
    assert_int_equal(status_of(bench, (struct asked){"POST", "/", form, cookie, 0}), 303);
    assert_true(body_has(bench, (struct asked){"GET", "/v1/muster", NULL, NULL, 1}, "\"state\":\"abort\""));
    sibu_text_clear(&board.body);
}

/* How often a word stands in the text. */
static size_t times(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        count++;
    }
    return count;
}

/* Nobody answers for ten minutes: what happens then, if anything does, is the same on every page. */
static void what_unfolds_is_on_every_page(void **state)
{
    struct bench *bench = *state;
    char page[128], words[400];
    int64_t t0_us = strike(bench);
    for (int s = 1; s <= 600; s += 5) {
        (void)step_at(bench, t0_us + s * INT64_C(1000000));
    }
    struct reply muster = ask(bench, (struct asked){"GET", "/v1/muster", NULL, NULL, 1});
    size_t count = times(sibu_text_get(&muster.body), "\"en\":\"DRILL: ");
    const char *last = strstr(sibu_text_get(&muster.body), "\"updates\":[");
    assert_non_null(last);
    assert_true(count <= SIBU_UNFOLD_MOST);
    for (size_t i = 0; i < count; i++) {
        last = strstr(last + 1, "\"en\":\"DRILL: ") + strlen("\"en\":\"");
    }
    (void)snprintf(page, sizeof page, "/w/%s?lang=en", bench->token);
    struct reply shown = ask(bench, (struct asked){"GET", page, NULL, NULL, 0});
    assert_int_equal(times(sibu_text_get(&shown.body), "role=\"alert\""), count > 0 ? 2 : 1); /* the drill's banner */
    if (count > 0) {
        (void)snprintf(words, sizeof words, "%.*s", (int)strcspn(last, "\"&'"), last);
        assert_non_null(strstr(sibu_text_get(&shown.body), words));
    }
    sibu_text_clear(&muster.body);
    sibu_text_clear(&shown.body);
}

static void what_gates_see_is_kept(void **state)
{
    struct bench *bench = *state;
    char body[400];
    int64_t t0_us = strike(bench);
    (void)snprintf(
        body, sizeof body,
        "[{\"id\":\"%s\",\"kind\":\"start\",\"place\":\"\",\"time_us\":%lld},{\"id\":\"nobody\",\"kind\":\"exit\",\"place\":\"E1\",\"time_us\":1},"
        "{\"id\":\"%s\",\"kind\":\"closed\",\"place\":\"\",\"time_us\":1}]",
        bench->id, (long long)t0_us + 1000000, bench->id);
    assert_true(body_has(bench, (struct asked){"POST", "/v1/sightings", body, NULL, 1}, "\"unknown\":2"));
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/sightings", "{}", NULL, 1}), 400);
}

static void a_restart_goes_on_where_it_was_and_the_record_tells_all(void **state)
{
    struct bench *bench = *state;
    char body[256];
    int64_t t0_us = strike(bench);
    int64_t expected = muster_number(bench, "expected");
    assert_int_equal(
        status_of(bench, (struct asked){"POST", "/v1/answer",
                                        answer_body(body, bench->token, "key-00000001", "acknowledge"), NULL, 0}),
        200);
    server_close(bench->server);
    open_server(bench);
    assert_int_equal(muster_number(bench, "expected"), expected);
    assert_int_equal(muster_number(bench, "acknowledged"), 1);
    assert_false(step_at(bench, t0_us + 30 * INT64_C(1000000)).began);
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/stop", "{\"how\":\"all-clear\"}", NULL, 1}), 200);
    assert_int_equal(status_of(bench, (struct asked){"POST", "/v1/stop", "{\"how\":\"all-clear\"}", NULL, 1}), 409);
    struct server_news news = step_at(bench, t0_us + 800 * INT64_C(1000000));
    for (int i = 1; i < 2400 && !news.closed; i++) { /* it waits for the runs of its forecast that are under way */
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        news = step_at(bench, t0_us + (800 + i) * INT64_C(1000000));
    }
    assert_true(news.closed);
    assert_int_equal(muster_number(bench, "expected"), -1);
    struct sibu_record *record = NULL;
    struct sibu_fault fault;
    struct sibu_record_counts counts;
    struct sibu_arena arena = {0};
    const char *alert = NULL;
    size_t length = 0;
    assert_int_equal(sibu_record_open(&record, news.record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_verify(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_count(record, &counts, &fault), SIBU_OK);
    assert_int_equal(counts.responses, 1);
    assert_int_equal(sibu_record_document(record, "alert-1", &arena, &alert, &length, &fault), SIBU_OK);
    assert_non_null(alert);
    assert_non_null(strstr(alert, "<status>Exercise</status>"));
    sibu_record_close(record);
    sibu_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_gets_in_without_the_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_refused_and_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_counts_once_however_often_it_is_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(looking_at_the_page_answers_nothing_and_pressing_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_shelters_checks_in_where_they_are, set_up_shelter, tear_down),
        cmocka_unit_test_setup_teardown(the_board_needs_the_key_and_its_buttons_need_the_forms_secret, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_unfolds_is_on_every_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_gates_see_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_restart_goes_on_where_it_was_and_the_record_tells_all, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
