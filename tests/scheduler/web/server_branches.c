/* Roles that hold for a branch: who has every role for one sees and does nothing at the sites of another, by any route; and
 * everything at those of the own branch and below. Over real HTTP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "store/store_findings.h"
#include "visitor.h"
#include "web/route.h"

#define ALL_ROLES "administrator=1&officer=1&warden=1&trainer=1&auditor=1"

/* A city with sites at east, at port below east, and at west. Marks stand in all that tells of the west. */
struct city {
    struct stand stand;
    struct visitor whole, east; /* with all roles: of everything; of the branch east */
    char drill[24]; /* the number of the west's drill, which runs */
    char finding[24]; /* and of its finding */
};
static const char *const MARKS[] = {"at-west", "WESTMAN", "W-9", "west-finding"};

static void put(const struct city *city, const char *name, const char *bytes)
{
    char path[160];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/%s", city->stand.folder, name);
    assert_int_equal(file_write(path, bytes, strlen(bytes), 0600, &fault), SIBU_OK);
}

static const char *source(void)
{
    return getenv("SIBU_SOURCE") != NULL ? getenv("SIBU_SOURCE") : ".";
}

/* The little works under another id and name. */
static void put_site(const struct city *city, const char *file, const char *id)
{
    char path[4096];
    struct sibu_text site = {0}, copy = {0};
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/tests/system/little/site.geojson", source());
    assert_int_equal(file_read(path, 1 << 20, &site, &fault), SIBU_OK);
    for (const char *at = sibu_text_get(&site); *at != '\0';) {
        size_t word = strncmp(at, "little-works", 12) == 0 || strncmp(at, "Little works", 12) == 0 ? 12 : 0;
        sibu_text_add_bytes(&copy, word > 0 ? id : at, word > 0 ? strlen(id) : 1);
        at += word > 0 ? word : 1;
    }
    put(city, file, sibu_text_get(&copy));
    sibu_text_clear(&site);
    sibu_text_clear(&copy);
}

static void put_tree(const struct city *city, const char *port)
{
    char tree[1200];
    (void)snprintf(
        tree, sizeof tree,
        "{\"format\":1,\"branches\":[{\"id\":\"east\",\"name\":{\"zh\":\"东\",\"en\":\"East\"}},{\"id\":\"%s\","
        "\"under\":\"east\",\"name\":{\"zh\":\"港\",\"en\":\"Port\"}},{\"id\":\"wst\",\"name\":{\"zh\":\"西\","
        "\"en\":\"Wst\"}}],\"sites\":[{\"id\":\"at-east\",\"branch\":\"east\"},{\"id\":\"at-port\",\"branch\":"
        "\"%s\"},{\"id\":\"at-west\",\"branch\":\"wst\"}]}",
        port, port);
    put(city, "tree.json", tree);
}

static void put_files(const struct city *city)
{
    struct sibu_text policy = {0};
    static const char HEAD[] = "id,name,name_en,zone,shift,role,language,pace\n";
    char roster[400];
    static const char *const PLACES[][3] = {
        {"east", "E-1", "EASTMAN"}, {"port", "P-1", "PORTMAN"}, {"west", "W-9", "WESTMAN"}};
    sibu_text_addf(&policy,
                   "{\"format\":1,\"tick_s\":3600,\"least\":0,\"mean\":0.01,\"gap_days\":0,\"concurrent\":8,"
                   "\"windows\":[{}],\"families\":\"%s/scenarios/families\",\"organisation\":\"tree.json\",\"sites\":[",
                   source());
    for (size_t i = 0; i < 3; i++) {
        char name[40], id[40];
        (void)snprintf(name, sizeof name, "%s.geojson", PLACES[i][0]);
        (void)snprintf(id, sizeof id, "at-%s", PLACES[i][0]);
        put_site(city, name, id);
        (void)snprintf(roster, sizeof roster, "%s%s,%s,%s,shop,always,warden,zh,normal\n", HEAD, PLACES[i][1],
                       PLACES[i][2], PLACES[i][2]);
        (void)snprintf(name, sizeof name, "%s.csv", PLACES[i][0]);
        put(city, name, roster);
        sibu_text_addf(&policy, "%s{\"site\":\"%s.geojson\",\"roster\":\"%s.csv\"}", i > 0 ? "," : "", PLACES[i][0],
                       PLACES[i][0]);
    }
    sibu_text_add(&policy, "]}");
    put(city, "policy.json", sibu_text_get(&policy));
    sibu_text_clear(&policy);
    put_tree(city, "port");
}

static void start(struct city *city, const char *site)
{
    struct sibu_fault fault;
    if (server_now(city->stand.server, site, &fault) != SIBU_OK) {
        fail_msg("%s: %s", site, fault.what[SIBU_EN]);
    }
}

static void add_finding(struct city *city, const char *site, const char *words)
{
    struct sibu_fault fault;
    const struct store_finding_row row = {.time_us = STAND_MORNING_US,
                                          .site = site,
                                          .kind = "missing",
                                          .place = "",
                                          .event = "opened",
                                          .who = "system",
                                          .drill = "2026-000009",
                                          .mark = "major",
                                          .owner = "somebody",
                                          .due_us = STAND_MORNING_US,
                                          .zh = words,
                                          .en = words,
                                          .file = ""};
    assert_int_equal(store_findings_add(city->stand.server->store, &row, 1, &fault), SIBU_OK);
}

static void join(struct city *city, struct visitor *administrator, struct visitor *who, const char *fields,
                 const char *name)
{
    char link[360];
    visitor_init(who, &city->stand);
    visitor_invite(administrator, fields, link);
    visitor_join(who, link, name);
}

static void open_plan(struct city *city)
{
    char path[128];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/policy.json", city->stand.folder);
    if (plan_open(&city->stand.plan, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

/* A drill runs at each of the sites, the west's first. */
static void open_city(struct city *city)
{
    char link[360];
    memset(city, 0, sizeof *city);
    (void)snprintf(city->stand.folder, sizeof city->stand.folder, "/tmp/sibu-branches-XXXXXX");
    assert_non_null(mkdtemp(city->stand.folder));
    (void)snprintf(city->stand.data, sizeof city->stand.data, "%s/data", city->stand.folder);
    put_files(city);
    open_plan(city);
    clock_init_standing(&city->stand.clock, STAND_MORNING_US);
    stand_serve(&city->stand);
    (void)stand_step(&city->stand, STAND_MORNING_US);
    visitor_init(&city->whole, &city->stand);
    visitor_join(&city->whole, server_set_up_link(city->stand.server), "walter");
    visitor_invite(&city->whole, ALL_ROLES, link);
    visitor_clear(&city->whole);
    visitor_init(&city->whole, &city->stand);
    visitor_join(&city->whole, link, "wanda");
    join(city, &city->whole, &city->east, ALL_ROLES "&branch=east", "erna");
    start(city, "at-west");
    (void)snprintf(city->drill, sizeof city->drill, "2026-000001");
    start(city, "at-east");
    start(city, "at-port");
    add_finding(city, "at-west", "west-finding");
    add_finding(city, "at-east", "east-finding");
    (void)snprintf(city->finding, sizeof city->finding, "1");
}

static void close_city(struct city *city)
{
    visitor_clear(&city->whole);
    visitor_clear(&city->east);
    stand_close(&city->stand);
}

/* So that nobody has to wait for having asked too often. */
static void be_patient(struct city *city)
{
    memset(city->stand.server->door.callers.entries, 0, sizeof city->stand.server->door.callers.entries);
}

static long ask(struct visitor *visitor, const char *method, const char *path, const char *body)
{
    if (strncmp(path, "/v1/", 4) == 0) {
        (void)snprintf(visitor->header, sizeof visitor->header, "X-Sibu-Form: %s", visitor->form + strlen("form="));
    }
    long status = strcmp(method, "GET") == 0      ? visitor_get(visitor, path)
                  : strncmp(path, "/v1/", 4) == 0 ? visitor_ask(visitor, method, path, body)
                                                  : visitor_post(visitor, path, body);
    visitor->header[0] = '\0';
    return status;
}

/* What the path holds itself may be said again: a page links to itself in the other language. */
static int tells_of_west(const struct city *city, const struct visitor *visitor, const char *path)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (strstr(path, MARKS[i]) == NULL && visitor_sees(visitor, MARKS[i])) {
            return 1;
        }
    }
    return strstr(path, city->drill) == NULL && visitor_sees(visitor, city->drill);
}

/* What is asked for: by every name that the west has, and with none. */
static const char *const QUERIES[] = {"",
                                      "?site=at-west",
                                      "?drill=at-west",
                                      "?drill=2026-000001",
                                      "?drill=2026-000001&form=json",
                                      "?site=at-west&point=M1",
                                      "?id=1",
                                      "?show=all"};

/* Whether it is a route to be looked at, by its address alone. */
static int is_read(const struct route *route)
{
    return strcmp(route->method, "GET") == 0 && strchr(route->path, '*') == NULL &&
           (route->sight != ROUTE_OPEN || strcmp(route->path, "/") == 0);
}

/* What the answer to who has the east has to be. */
static void check_east(struct city *city, const struct route *route, const char *path)
{
    long status = ask(&city->east, "GET", path, NULL);
    int names_west = strstr(path, "west") != NULL || strstr(path, city->drill) != NULL;
    if (status == 429 || tells_of_west(city, &city->east, path)) {
        fail_msg("GET %s: %ld\n%.2000s", path, status, sibu_text_get(&city->east.body));
    }
    if (route->sight == ROUTE_WHOLE && status != 403) {
        fail_msg("GET %s is of the whole, and answered %ld", path, status);
    }
    if (route->sight == ROUTE_SITES && names_west && status != 404) {
        fail_msg("GET %s: %ld, not 404", path, status);
    }
}

/* What is read: nothing of the west, by any route and any name; and who has the whole sees it by many. */
static void nothing_that_is_read_tells_of_another_branch(void **state)
{
    (void)state;
    struct city city;
    size_t count = 0, seen = 0;
    const struct route *table = route_table(&count);
    open_city(&city);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof QUERIES / sizeof QUERIES[0] && is_read(&table[i]); k++) {
            char path[160];
            (void)snprintf(path, sizeof path, "%s%s", table[i].path, QUERIES[k]);
            check_east(&city, &table[i], path);
            be_patient(&city);
            (void)ask(&city.whole, "GET", path, NULL);
            seen += (size_t)tells_of_west(&city, &city.whole, path);
        }
    }
    if (seen < 30) {
        fail_msg("who has the whole sees the west by %zu of the requests alone: they ask for nothing", seen);
    }
    close_city(&city);
}

/* What is written. Forms and documents that would do something at the west, and leave no trace of it. */
static void nothing_is_done_at_another_branch(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *body;
    } DEEDS[] = {
        {"POST", "/", "do=abort&drill=2026-000001"},
        {"POST", "/", "do=all-clear&drill=at-west"},
        {"POST", "/", "do=real-emergency&drill=2026-000001"},
        {"POST", "/", "do=tick&drill=2026-000001&person=1&point=M1"},
        {"POST", "/", "do=surprise&hours=8&unit=at-west"},
        {"POST", "/", "do=now&unit=at-west"},
        {"POST", "/", "do=surprise&hours=8"},
        {"POST", "/", "do=surprise&hours=8&unit=all"},
        {"POST", "/tick", "drill=2026-000001&person=1&point=M1"},
        {"POST", "/sheet", "drill=2026-000001&g:x=1"},
        {"POST", "/report", "drill=2026-000001&password=" PASSWORD},
        {"POST", "/findings", "do=note&id=1&text=seen"},
        {"POST", "/roster", "do=look&site=at-west&text=x"},
        {"POST", "/site", "do=look&site=at-west&text=x"},
        {"POST", "/policy", "do=look&text=x"},
        {"POST", "/v1/stop", "{\"how\":\"abort\",\"drill\":\"2026-000001\"}"},
        {"POST", "/v1/stop", "{\"how\":\"real-emergency\",\"drill\":\"at-west\"}"},
        {"POST", "/v1/surprise", "{\"within_s\":3600,\"unit\":\"at-west\"}"},
        {"POST", "/v1/surprise", "{\"within_s\":3600}"},
        {"POST", "/v1/now", "{\"unit\":\"at-west\"}"},
        {"POST", "/v1/findings", "{\"finding\":1,\"do\":\"note\",\"text\":\"seen\"}"},
        {"POST", "/v1/roster?site=at-west", "id"},
        {"PUT", "/v1/roster?site=at-west&sha256=0", ""},
        {"POST", "/v1/site?site=at-west", "{}"},
        {"PUT", "/v1/site?site=at-west&sha256=0", ""},
        {"POST", "/v1/policy", "{}"},
        {"PUT", "/v1/policy?sha256=0", ""},
        {"POST", "/v1/feeds", ""},
    };
    struct city city;
    open_city(&city);
    for (size_t i = 0; i < sizeof DEEDS / sizeof DEEDS[0]; i++) {
        long status = ask(&city.east, DEEDS[i].method, DEEDS[i].path, DEEDS[i].body);
        if (status < 400 || status == 429 || status >= 500 || visitor_sees(&city.east, "WESTMAN") ||
            visitor_sees(&city.east, "west-finding")) {
            fail_msg("%s %s %s: %ld", DEEDS[i].method, DEEDS[i].path, DEEDS[i].body, status);
        }
        be_patient(&city);
    }
    assert_int_equal(ask(&city.east, "PUT", "/v1/addresses",
                         "[{\"site\":\"at-west\",\"id\":\"W-9\",\"url\":\"http://127.0.0.1:9/\"},"
                         "{\"site\":\"at-port\",\"id\":\"P-1\",\"url\":\"http://127.0.0.1:9/\"}]"),
                     200);
    assert_true(visitor_sees(&city.east, "{\"known\":1,\"unknown\":1}"));
    assert_int_equal(ask(&city.east, "POST", "/v1/sightings",
                         "[{\"site\":\"at-west\",\"id\":\"W-9\",\"kind\":\"check-in\",\"place\":\"M1\",\"time_us\":0},"
                         "{\"id\":\"W-9\",\"kind\":\"check-in\",\"place\":\"M1\",\"time_us\":0}]"),
                     200);
    assert_true(visitor_sees(&city.east, "\"unknown\":2"));
    assert_int_equal(
        stand_number(city.stand.data, "SELECT count(*) FROM drill WHERE state = 'running' OR state = 'alerting'"), 3);
    assert_int_equal(stand_number(city.stand.data, "SELECT count(*) FROM response"), 0);
    assert_int_equal(stand_number(city.stand.data, "SELECT count(*) FROM finding"), 2);
    assert_int_equal(stand_number(city.stand.data, "SELECT count(*) FROM address"), 1);
    assert_int_equal(stand_rows(&city.stand, "surprise"), 0);
    close_city(&city);
}

static void the_own_branch_and_those_below_are_there(void **state)
{
    (void)state;
    static const struct {
        const char *path, *sees;
    } PLACES[] = {{"/v1/people", "\"P-1\""},
                  {"/v1/people?site=at-east", "\"E-1\""},
                  {"/v1/site?site=at-port", "at-port"},
                  {"/v1/muster?drill=at-port", "\"site\":\"at-port\""},
                  {"/v1/muster", "\"site\":\"at-east\""},
                  {"/v1/record?drill=at-port", "\"site\":\"at-port\""},
                  {"/v1/record", "\"site\":\"at-east\""},
                  {"/?lang=en", "at-port"},
                  {"/?drill=at-east&lang=en", "EASTMAN"},
                  {"/points?lang=en", "at-port"},
                  {"/tick?drill=at-east", "EASTMAN"},
                  {"/v1/statistics", "{\"site\":\"at-port\""},
                  {"/v1/reachability", "at-port"},
                  {"/reachability?lang=en", "at-east"},
                  {"/v1/evidence", "at-port"},
                  {"/evidence?drill=2026-000002", "EASTMAN"},
                  {"/report", "2026-000003"},
                  {"/sheet", "2026-000002"},
                  {"/findings?lang=en", "east-finding"},
                  {"/v1/findings", "east-finding"},
                  {"/roster?lang=en", "at-port"},
                  {"/v1/roster?site=at-port", "at-port"},
                  {"/site?lang=en", "at-port"},
                  {"/statistics?lang=en", "at-east"}};
    struct city city;
    open_city(&city);
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        long status = ask(&city.east, "GET", PLACES[i].path, NULL);
        if (status != 200 || !visitor_sees(&city.east, PLACES[i].sees)) {
            fail_msg("%s: %ld\n%.1500s", PLACES[i].path, status, sibu_text_get(&city.east.body));
        }
        be_patient(&city);
    }
    assert_int_equal(ask(&city.east, "POST", "/v1/stop", "{\"how\":\"all-clear\"}"), 409); /* which of the two? */
    assert_int_equal(ask(&city.east, "POST", "/v1/stop", "{\"how\":\"abort\",\"drill\":\"at-port\"}"), 200);
    assert_int_equal(ask(&city.east, "POST", "/v1/surprise", "{\"within_s\":36000,\"unit\":\"at-port\"}"),
                     409); /* it ends still */
    assert_int_equal(ask(&city.east, "POST", "/v1/stop", "{\"how\":\"real-emergency\"}"), 200);
    /* what is real at east ends the drills of east, and leaves that of the west */
    assert_int_equal(stand_number(city.stand.data, "SELECT count(*) FROM drill WHERE state = 'real-emergency'"), 2);
    assert_int_equal(
        stand_number(city.stand.data,
                     "SELECT count(*) FROM drill WHERE site = 'at-west' AND state IN ('running', 'alerting')"),
        1);
    close_city(&city);
}

static void who_looks_after_a_branch_gives_roles_for_it_and_below(void **state)
{
    (void)state;
    struct city city;
    struct visitor port;
    open_city(&city);
    assert_int_equal(visitor_post(&city.east, "/accounts?lang=en", "do=invite&officer=1&branch=wst"), 400);
    assert_int_equal(visitor_post(&city.east, "/accounts?lang=en", "do=invite&officer=1&branch="), 400);
    assert_int_equal(visitor_post(&city.whole, "/accounts?lang=en", "do=invite&officer=1&branch=nowhere"), 400);
    assert_int_equal(visitor_post(&city.east, "/accounts?lang=en", "do=end&account=walter"), 400);
    assert_int_equal(visitor_post(&city.east, "/accounts?lang=en", "do=link&account=wanda"), 400);
    assert_int_equal(visitor_post(&city.east, "/accounts?lang=en", "do=roles&account=erna&officer=1&branch="), 400);
    assert_int_equal(visitor_get(&city.east, "/accounts?lang=en"), 200);
    assert_true(visitor_sees(&city.east, "erna") && !visitor_sees(&city.east, "walter"));
    join(&city, &city.east, &port, "officer=1&branch=port", "paula");
    assert_int_equal(visitor_get(&port, "/v1/people"), 200);
    assert_true(visitor_sees(&port, "at-port") && !visitor_sees(&port, "at-east"));
    assert_int_equal(stand_number(city.stand.data,
                                  "SELECT count(*) FROM audit WHERE action = 'invite' AND who = 'erna' AND"
                                  " roles LIKE '%@east' AND object = 'officer@port'"),
                     1);
    assert_int_equal(visitor_post(&city.whole, "/accounts?lang=en", "do=roles&account=paula&officer=1&branch=wst"),
                     303);
    assert_int_equal(visitor_get(&port, "/v1/people"), 200); /* at once, in the session that is there */
    assert_true(visitor_sees(&port, "at-west") && !visitor_sees(&port, "at-port"));
    visitor_clear(&port);
    close_city(&city);
}

/* A branch that the file has no more takes its accounts' reach with it. */
static void a_branch_that_is_gone_reaches_nothing(void **state)
{
    (void)state;
    struct city city;
    struct visitor port;
    open_city(&city);
    join(&city, &city.whole, &port, "officer=1&branch=port", "paula");
    stand_stop(&city.stand);
    plan_close(city.stand.plan);
    put_tree(&city, "harbour");
    open_plan(&city);
    stand_serve(&city.stand);
    assert_int_equal(visitor_get(&port, "/v1/people"), 200);
    assert_true(visitor_sees(&port, "{\"people\":[]}"));
    assert_int_equal(visitor_get(&port, "/v1/site?site=at-port"), 404);
    assert_int_equal(visitor_get(&port, "/metrics"), 403);
    assert_int_equal(visitor_get(&city.whole, "/accounts?lang=en"), 200);
    assert_true(visitor_sees(&city.whole, "paula"));
    visitor_clear(&port);
    close_city(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_is_read_tells_of_another_branch),
        cmocka_unit_test(nothing_is_done_at_another_branch),
        cmocka_unit_test(the_own_branch_and_those_below_are_there),
        cmocka_unit_test(who_looks_after_a_branch_gives_roles_for_it_and_below),
        cmocka_unit_test(a_branch_that_is_gone_reaches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
