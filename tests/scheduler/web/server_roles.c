/* Which role gets what over real HTTP: the whole table, each button; the audit trail of it; the rule of two persons; and people
 * who are ticked off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "base/file.h"
#include "store/store_audit.h"
#include "visitor.h"
#include "web/role.h"
#include "web/route.h"

#define SELDOM "\"tick_s\":3600,\"least\":0,\"mean\":0.01,\"windows\":[{}]"
#define SECOND_US INT64_C(1000000)

/* One visitor of each role, by the letters of "aowtu" (u: auditor). */
struct house {
    struct stand stand;
    struct visitor of[ROLES];
};
static const char LETTERS[] = "aowtu";
static const char *const NAMES[ROLES] = {"anna", "otto", "wanda", "tina", "ulla"};

static void open_house(struct house *house)
{
    char link[360], roles[40];
    stand_open(&house->stand, SELDOM);
    (void)stand_step(&house->stand, STAND_MORNING_US);
    for (int i = 0; i < ROLES; i++) {
        visitor_init(&house->of[i], &house->stand);
        if (i == 0) {
            visitor_join(&house->of[0], server_set_up_link(house->stand.server), NAMES[0]);
        } else {
            (void)snprintf(roles, sizeof roles, "%s=1", role_name((enum role)i));
            visitor_invite(&house->of[0], roles, link);
            visitor_join(&house->of[i], link, NAMES[i]);
        }
    }
}

static void close_house(struct house *house)
{
    for (int i = 0; i < ROLES; i++) {
        visitor_clear(&house->of[i]);
    }
    stand_close(&house->stand);
}

static struct visitor *of(struct house *house, char letter)
{
    return &house->of[strchr(LETTERS, letter) - LETTERS];
}

/* Each route, and who may; "*": everybody, without signing in. */
static const struct {
    const char *method, *path, *may;
} ROUTES[] = {
    {"GET", "/healthz", "*"},
    {"GET", "/readyz", "*"},
    {"GET", "/openapi.json", "*"},
    {"GET", "/metrics", "aou"},
    {"POST", "/v1/answer", "*"},
    {"POST", "/v1/check-in", "*"},
    {"GET", "/w/*", "*"},
    {"POST", "/w/*", "*"},
    {"GET", "/", "*"},
    {"GET", "/sign-in", "*"},
    {"POST", "/sign-in", "*"},
    {"GET", "/join/*", "*"},
    {"POST", "/join/*", "*"},
    {"GET", "/style.css", "*"},
    {"GET", "/v1/people", "ao"},
    {"PUT", "/v1/addresses", "ao"},
    {"GET", "/v1/site", "ow"},
    {"POST", "/v1/site", "o"},
    {"PUT", "/v1/site", "o"},
    {"GET", "/site", "o"},
    {"POST", "/site", "o"},
    {"GET", "/v1/muster", "ow"},
    {"GET", "/v1/record", "ow"},
    {"POST", "/v1/sightings", "o"},
    {"POST", "/v1/surprise", "o"},
    {"POST", "/v1/now", "o"},
    {"POST", "/v1/stop", "ow"},
    {"POST", "/", "ow"},
    {"POST", "/sign-out", "aowtu"},
    {"GET", "/password", "aowtu"},
    {"POST", "/password", "aowtu"},
    {"GET", "/accounts", "a"},
    {"POST", "/accounts", "a"},
    {"GET", "/audit", "au"},
    {"GET", "/v1/audit", "au"},
    {"GET", "/roster", "ao"},
    {"POST", "/roster", "ao"},
    {"GET", "/policy", "o"},
    {"POST", "/policy", "o"},
    {"GET", "/v1/roster", "ao"},
    {"POST", "/v1/roster", "ao"},
    {"PUT", "/v1/roster", "ao"},
    {"GET", "/v1/policy", "o"},
    {"POST", "/v1/policy", "o"},
    {"PUT", "/v1/policy", "o"},
    {"GET", "/v1/statistics", "otu"},
    {"GET", "/statistics", "otu"},
    {"GET", "/sheet", "otu"},
    {"POST", "/sheet", "otu"},
    {"GET", "/report", "owtu"},
    {"POST", "/report", "o"},
    {"GET", "/report/file", "owtu"},
    {"GET", "/findings", "otu"},
    {"POST", "/findings", "o"},
    {"GET", "/v1/findings", "otu"},
    {"POST", "/v1/findings", "o"},
    {"GET", "/v1/time", "*"},
    {"GET", "/w/*/events", "*"},
    {"GET", "/w/*/state", "*"},
    {"GET", "/w/*/manifest.json", "*"},
    {"GET", "/c/*", "*"},
    {"POST", "/c/*", "*"},
    {"GET", "/wall/*", "*"},
    {"GET", "/app.js", "*"},
    {"GET", "/sw.js", "*"},
    {"GET", "/board.js", "*"},
    {"GET", "/wall.js", "*"},
    {"GET", "/icon.svg", "*"},
    {"GET", "/icon-192.png", "*"},
    {"GET", "/icon-512.png", "*"},
    {"GET", "/points", "ow"},
    {"GET", "/points/print", "ow"},
    {"GET", "/tick", "ow"},
    {"POST", "/tick", "ow"},
    {"GET", "/w/*/push-key", "*"},
    {"POST", "/w/*/push", "*"},
    {"DELETE", "/w/*/push", "*"},
    {"POST", "/w/*/seen", "*"},
    {"GET", "/v1/reachability", "ao"},
    {"GET", "/reachability", "ao"},
    {"GET", "/v1/evidence", "ow"},
    {"GET", "/evidence", "ow"},
    {"GET", "/v1/feeds", "ao"},
    {"POST", "/v1/feeds", "ao"},
    {"GET", "/feed/exercise.atom", "*"},
    {"GET", "/feed/actual.atom", "*"},
    {"GET", "/feed/*.xml", "*"},
};
#define ROUTE_COUNT (sizeof ROUTES / sizeof ROUTES[0])

static void the_table_here_is_that_of_the_server(void **state)
{
    (void)state;
    size_t count = 0;
    const struct route *table = route_table(&count);
    assert_int_equal(count, ROUTE_COUNT);
    for (size_t i = 0; i < count; i++) {
        int found = 0;
        for (size_t k = 0; k < ROUTE_COUNT; k++) {
            found += strcmp(table[i].method, ROUTES[k].method) == 0 && strcmp(table[i].path, ROUTES[k].path) == 0;
        }
        if (found != 1) {
            fail_msg("%s %s stands %d times in the test", table[i].method, table[i].path, found);
        }
    }
}

/* Asks for the route with all that it needs to be let in, and nothing that would do something. */
static long ask(struct visitor *visitor, const char *method, const char *path)
{
    char whole[80];
    int is_api = strncmp(path, "/v1/", 4) == 0;
    size_t length = strcspn(path, "*");
    (void)snprintf(whole, sizeof whole, "%.*s%s", (int)length, path, path[length] == '*' ? "nobody" : "");
    if (is_api && visitor->form[0] != '\0') {
        (void)snprintf(visitor->header, sizeof visitor->header, "X-Sibu-Form: %s", visitor->form + strlen("form="));
    }
    long status = visitor_ask(visitor, method, whole, strcmp(method, "GET") == 0 ? NULL : is_api ? "" : visitor->form);
    visitor->header[0] = '\0';
    return status;
}

static void check_one(struct house *house, size_t route, char letter)
{
    const char *method = ROUTES[route].method, *path = ROUTES[route].path;
    struct visitor *visitor = of(house, letter);
    int may = strchr(ROUTES[route].may, letter) != NULL;
    long status = ask(visitor, method, path);
    int is_in = status != 401 && status != 403 &&
                (status != 303 || strncmp(visitor->location, "/sign-in", 8) != 0 || strcmp(path, "/sign-out") == 0);
    if (is_in != may || (!may && status != 403)) {
        fail_msg("%s %s by %c: %ld", method, path, letter, status);
    }
    if (strcmp(path, "/sign-out") == 0) {
        visitor_sign_in(visitor, NAMES[strchr(LETTERS, letter) - LETTERS]);
    }
}

static void check_signed_out(struct visitor *nobody, size_t route)
{
    const char *method = ROUTES[route].method, *path = ROUTES[route].path;
    long status = ask(nobody, method, path);
    int is_api = route_is_api(path), is_get = strcmp(method, "GET") == 0;
    long wanted = is_api ? 401 : is_get ? 303 : 403;
    if (strcmp(ROUTES[route].may, "*") == 0 && strcmp(path, "/sign-in") != 0) {
        if (status == 401 || status == 403 || status == 303) {
            fail_msg("%s %s by nobody: %ld", method, path, status);
        }
    } else if (strcmp(ROUTES[route].may, "*") != 0 &&
               (status != wanted || (wanted == 303 && strcmp(nobody->location, "/sign-in") != 0))) {
        fail_msg("%s %s by nobody: %ld, not %ld", method, path, status, wanted);
    }
}

static void every_route_for_every_role(void **state)
{
    (void)state;
    struct house house;
    struct visitor nobody, key;
    open_house(&house);
    visitor_init(&nobody, &house.stand);
    visitor_init(&key, &house.stand);
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (strncmp(ROUTES[i].path, "/feed/", 6) != 0) { /* whose links have a secret of their own: see server_feed.c */
            check_signed_out(&nobody, i);
        }
        for (const char *letter = LETTERS; *letter != '\0' && strcmp(ROUTES[i].may, "*") != 0; letter++) {
            check_one(&house, i, *letter);
        }
        (void)snprintf(key.header, sizeof key.header, "Authorization: Bearer %s",
                       server_officer_key(house.stand.server));
        long status =
            strchr(ROUTES[i].path, '*') == NULL
                ? visitor_ask(&key, ROUTES[i].method, ROUTES[i].path, strcmp(ROUTES[i].method, "GET") == 0 ? NULL : "")
                : 200;
        int is_own = strncmp(ROUTES[i].path, "/feed/", 6) == 0 || strcmp(ROUTES[i].path, "/sign-in") == 0 ||
                     strcmp(ROUTES[i].path, "/password") == 0;
        if (!is_own && (status == 403 || status == 401) != (strpbrk(ROUTES[i].may, "o*") == NULL)) {
            fail_msg("%s %s by the key: %ld", ROUTES[i].method, ROUTES[i].path, status);
        }
    }
    visitor_clear(&nobody);
    visitor_clear(&key);
    close_house(&house);
}

static void the_key_of_the_metrics_opens_nothing_else(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor program;
    struct stat about;
    struct sibu_fault fault = {0};
    struct sibu_text key = {0};
    char path[120];
    stand_open(&stand, SELDOM);
    stand_stop(&stand);
    stand_serve(&stand); /* it is the same after another start */
    (void)snprintf(path, sizeof path, "%s/metrics.key", stand.data);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(file_read(path, 100, &key, &fault), SIBU_OK);
    visitor_init(&program, &stand);
    (void)snprintf(program.header, sizeof program.header, "Authorization: Bearer %.43s", sibu_text_get(&key));
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const char *method = ROUTES[i].method, *route = ROUTES[i].path;
        if (strcmp(ROUTES[i].may, "*") == 0) {
            continue;
        }
        long status = visitor_ask(&program, method, route, strcmp(method, "GET") == 0 ? NULL : "");
        if (status != (strcmp(route, "/metrics") == 0 ? 200 : 403)) {
            fail_msg("%s %s by the key of the metrics: %ld", method, route, status);
        }
    }
    assert_int_equal(visitor_get(&program, "/"), 403);
    program.header[strlen(program.header) - 1] ^= 1;
    assert_int_equal(visitor_get(&program, "/metrics"), 401);
    sibu_text_clear(&key);
    visitor_clear(&program);
    stand_close(&stand);
}

static void each_button_has_its_own_right(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        const char *may;
    } BUTTONS[] = {{"do=surprise&hours=0", "o"}, {"do=now&unit=nowhere", "o"},
                   {"do=all-clear", "o"},        {"do=abort", "o"},
                   {"do=real-emergency", "ow"},  {"do=tick&person=1&drill=none", "ow"},
                   {"do=second-yes", "o"},       {"do=second-no", "o"},
                   {"do=explode", "o"}};
    struct house house;
    open_house(&house);
    for (size_t i = 0; i < sizeof BUTTONS / sizeof BUTTONS[0]; i++) {
        for (const char *letter = LETTERS; *letter != '\0'; letter++) {
            long status = visitor_post(of(&house, *letter), "/", BUTTONS[i].fields);
            int may = strchr(BUTTONS[i].may, *letter) != NULL;
            if (may ? status != 400 && status != 409 : status != 403) { /* there is nothing that it could do */
                fail_msg("%s by %c: %ld", BUTTONS[i].fields, *letter, status);
            }
        }
    }
    struct visitor *wanda = of(&house, 'w');
    (void)snprintf(wanda->header, sizeof wanda->header, "X-Sibu-Form: %s", wanda->form + strlen("form="));
    assert_int_equal(visitor_ask(wanda, "POST", "/v1/stop", "{\"how\":\"abort\"}"), 403);
    assert_int_equal(visitor_ask(wanda, "POST", "/v1/stop", "{\"how\":\"mustered\"}"), 403);
    assert_int_equal(visitor_ask(wanda, "POST", "/v1/stop", "{\"how\":\"real-emergency\"}"), 409);
    close_house(&house);
}

static void each_comes_home_to_what_is_theirs(void **state)
{
    (void)state;
    static const char *const HOMES[ROLES] = {"/accounts", "", "", "/statistics", "/statistics"};
    struct house house;
    open_house(&house);
    for (int i = 0; i < ROLES; i++) {
        assert_int_equal(visitor_get(&house.of[i], "/"), HOMES[i][0] != '\0' ? 303 : 200);
        assert_string_equal(house.of[i].location, HOMES[i]);
    }
    assert_int_equal(visitor_get(of(&house, 'w'), "/?lang=en"), 200);
    assert_false(visitor_sees(of(&house, 'w'), "Arm a surprise"));
    assert_int_equal(visitor_get(of(&house, 'o'), "/?lang=en"), 200);
    assert_true(visitor_sees(of(&house, 'o'), "Arm a surprise"));
    close_house(&house);
}

static void pages_speak_both_languages_and_need_no_script(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        char who;
        const char *zh, *en;
    } PAGES[] = {{"/accounts", 'a', "邀请", "Invite somebody"},
                 {"/password", 't', "原口令", "old password"},
                 {"/sheet", 't', "还没有演练", "There has been no drill yet"},
                 {"/audit", 'u', "操作记录", "Audit trail"},
                 {"/", 'o', "安排一次突袭演练", "Arm a surprise drill"},
                 {"/roster", 'a', "换一份花名册", "Bring another roster"},
                 {"/site", 'o', "换一份平面图", "Bring another plan"},
                 {"/policy", 'o', "现行规则", "as read when the server started"},
                 {"/audit", 'w', "您的角色不能这样做", "Your role may not"},
                 {"/join/nobody", 'w', "已用过或已过期", "was used or has expired"}};
    static const char *const INLINE[] = {"<script>", " style=", "<style", " onclick=", "javascript:"};
    struct house house;
    char path[64];
    open_house(&house);
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        for (int k = 0; k < 2; k++) {
            (void)snprintf(path, sizeof path, "%s?lang=%s", PAGES[i].path, k == 0 ? "zh" : "en");
            (void)visitor_get(of(&house, PAGES[i].who), path);
            assert_true(visitor_sees(of(&house, PAGES[i].who), k == 0 ? PAGES[i].zh : PAGES[i].en));
            for (size_t n = 0; n < sizeof INLINE / sizeof INLINE[0]; n++) {
                assert_false(visitor_sees(of(&house, PAGES[i].who), INLINE[n]));
            }
        }
    }
    close_house(&house);
}

/* How many rows of the trail have this beginning: ,"who":"otto","roles":"officer","action":"now" */
static int rows_like(struct house *house, const char *who, const char *action, const char *result)
{
    char words[160], end[40];
    int count = 0;
    assert_int_equal(visitor_get(of(house, 'u'), "/v1/audit"), 200);
    (void)snprintf(words, sizeof words, "\"who\":\"%s\",", who);
    (void)snprintf(end, sizeof end, "\"result\":\"%s\"", result);
    for (const char *at = strstr(sibu_text_get(&of(house, 'u')->body), "{\"row\":"); at != NULL;) {
        const char *next = strstr(at + 1, "{\"row\":");
        char row[700], act[60];
        (void)snprintf(act, sizeof act, "\"action\":\"%s\",", action);
        (void)snprintf(row, sizeof row, "%.*s", next != NULL ? (int)(next - at) : 690, at);
        count += strstr(row, words) != NULL && strstr(row, act) != NULL && strstr(row, end) != NULL;
        at = next;
    }
    return count;
}

static void what_is_done_stands_in_the_trail_and_no_secret(void **state)
{
    (void)state;
    struct house house;
    struct visitor key;
    struct sibu_fault fault;
    char path[128], bearer[128];
    int64_t rows = 0;
    open_house(&house);
    visitor_init(&key, &house.stand);
    (void)snprintf(key.header, sizeof key.header, "Authorization: Bearer %s", server_officer_key(house.stand.server));
    (void)snprintf(bearer, sizeof bearer, "%s", server_officer_key(house.stand.server));
    assert_int_equal(visitor_ask(&key, "PUT", "/v1/addresses",
                                 "[{\"site\":\"little-works\",\"id\":\"W01\",\"url\":\"http://127.0.0.1:9/x\"}]"),
                     200);
    assert_int_equal(visitor_post(of(&house, 'o'), "/", "do=surprise&hours=3"), 303);
    assert_int_equal(visitor_ask(&key, "POST", "/v1/now", "{}"), 202);
    assert_int_equal(visitor_ask(&key, "POST", "/v1/now", "{}"), 409);
    assert_int_equal(visitor_post(of(&house, 'w'), "/", "do=real-emergency"), 303);
    struct visitor guest;
    visitor_init(&guest, &house.stand);
    assert_int_equal(visitor_ask(&guest, "POST", "/sign-in", "name=my own password&password=x"), 403);
    assert_int_equal(visitor_ask(&guest, "POST", "/sign-in", "name=otto&password=x"), 403);
    assert_int_equal(rows_like(&house, "system", "set-up-link", "ok"), 1);
    assert_int_equal(rows_like(&house, "anna", "join", "ok"), 1);
    assert_int_equal(rows_like(&house, "anna", "sign-in", "ok"), 1);
    assert_int_equal(rows_like(&house, "anna", "invite", "ok"), 4);
    assert_int_equal(rows_like(&house, "key", "addresses", "asked"), 1);
    assert_int_equal(rows_like(&house, "key", "addresses", "ok"), 1);
    assert_int_equal(rows_like(&house, "otto", "surprise", "asked"), 1);
    assert_int_equal(rows_like(&house, "otto", "surprise", "ok"), 1);
    assert_int_equal(rows_like(&house, "key", "now", "asked"), 2);
    assert_int_equal(rows_like(&house, "key", "now", "ok"), 1);
    assert_int_equal(rows_like(&house, "key", "now", "refused"), 1);
    assert_int_equal(rows_like(&house, "wanda", "real-emergency", "asked"), 1);
    assert_int_equal(rows_like(&house, "wanda", "real-emergency", "ok"), 1);
    assert_int_equal(rows_like(&house, "-", "sign-in", "refused"), 2);
    const char *const SECRETS[] = {PASSWORD,
                                   "seven+blue",
                                   "my own password",
                                   bearer,
                                   "$argon2id",
                                   "127.0.0.1:9",
                                   "W01",
                                   "王建国",
                                   of(&house, 'o')->cookie + strlen("sibu="),
                                   of(&house, 'o')->form + strlen("form=")};
    for (size_t i = 0; i < sizeof SECRETS / sizeof SECRETS[0]; i++) {
        assert_false(visitor_sees(of(&house, 'u'), SECRETS[i]));
    }
    assert_true(visitor_sees(of(&house, 'u'), "\"address\":\"127.0.0.1\""));
    assert_int_equal(visitor_get(of(&house, 'u'), "/v1/audit?before=3"), 200);
    assert_true(visitor_sees(of(&house, 'u'), "{\"rows\":[{\"row\":2,"));
    assert_int_equal(visitor_get(of(&house, 'u'), "/v1/audit?before=0"), 400);
    assert_int_equal(visitor_get(of(&house, 'u'), "/audit?before=x"), 400);
    (void)snprintf(path, sizeof path, "%s/sibu.db", house.stand.data);
    assert_int_equal(audit_file_check(path, &rows, &fault), SIBU_OK);
    assert_true(rows > 20);
    visitor_clear(&key);
    visitor_clear(&guest);
    close_house(&house);
}

/* The id of the request that waits, as the visitor's board shows it; "" where there is none. */
static void find_request(struct visitor *visitor, char fields[80], const char *answer)
{
    static const char FIELD[] = "name=\"request\" value=\"";
    assert_int_equal(visitor_get(visitor, "/?lang=en"), 200);
    const char *at = strstr(sibu_text_get(&visitor->body), FIELD);
    fields[0] = '\0';
    if (at != NULL) {
        (void)snprintf(fields, 80, "do=%s&request=%.22s", answer, at + sizeof FIELD - 1);
    }
}

static int a_drill_runs(struct house *house)
{
    assert_int_equal(visitor_get(of(house, 'w'), "/v1/muster"), 200);
    return !visitor_sees(of(house, 'w'), "\"drill\":null");
}

static void two_persons_make_what_would_be_no_surprise_to_one(void **state)
{
    (void)state;
    struct house house;
    struct visitor olga, key;
    char link[360], yes[80], no[80];
    open_house(&house);
    visitor_init(&olga, &house.stand);
    visitor_init(&key, &house.stand);
    house.stand.server->def.two_persons_s = 4 * 3600;
    struct visitor *otto = of(&house, 'o');
    assert_int_equal(visitor_get(otto, "/?lang=en"), 200);
    assert_true(visitor_sees(otto, "fewer than two officers"));
    visitor_invite(of(&house, 'a'), "officer=1", link);
    visitor_join(&olga, link, "olga");

    assert_int_equal(visitor_post(otto, "/", "do=now"), 303);
    assert_false(a_drill_runs(&house));
    find_request(otto, yes, "second-yes");
    assert_false(visitor_sees(otto, "value=\"second-yes\""));
    assert_int_equal(visitor_post(otto, "/", yes), 409); /* one is not two */
    assert_int_equal(visitor_post(of(&house, 'w'), "/", yes), 403);
    (void)snprintf(key.header, sizeof key.header, "Authorization: Bearer %s", server_officer_key(house.stand.server));
    assert_int_equal(visitor_ask(&key, "POST", "/", yes), 409); /* nor is the key somebody */
    find_request(&olga, no, "second-no");
    assert_true(visitor_sees(&olga, "otto asks for a drill at once"));
    assert_int_equal(visitor_post(&olga, "/", no), 303);
    assert_int_equal(visitor_post(&olga, "/", yes), 409); /* it waits no more */
    assert_false(a_drill_runs(&house));

    assert_int_equal(visitor_ask(&key, "POST", "/v1/surprise", "{\"within_s\":14399}"), 202);
    assert_true(visitor_sees(&key, "\"waits\":true"));
    find_request(&olga, yes, "second-yes");
    clock_set_us(&house.stand.clock, clock_now_us(&house.stand.clock) + 1800 * SECOND_US);
    assert_int_equal(visitor_post(&olga, "/", yes), 409); /* its time was up */
    find_request(&olga, yes, "second-yes");
    assert_string_equal(yes, "");

    assert_int_equal(visitor_ask(&key, "POST", "/v1/now", "{}"), 202);
    find_request(&olga, yes, "second-yes");
    assert_int_equal(visitor_post(&olga, "/", yes), 303);
    assert_true(a_drill_runs(&house));
    assert_int_equal(visitor_post(&olga, "/", yes), 409);
    assert_int_equal(rows_like(&house, "olga", "second-yes", "ok"), 1);
    assert_int_equal(rows_like(&house, "olga", "second-no", "ok"), 1);
    visitor_clear(&olga);
    visitor_clear(&key);
    close_house(&house);
}

static void a_long_window_needs_one(void **state)
{
    (void)state;
    struct house house;
    struct visitor olga;
    char link[360];
    open_house(&house);
    visitor_init(&olga, &house.stand);
    visitor_invite(of(&house, 'a'), "officer=1", link);
    visitor_join(&olga, link, "olga");
    house.stand.server->def.two_persons_s = 4 * 3600;
    assert_int_equal(visitor_post(&olga, "/?lang=en", "do=surprise&hours=4"), 303);
    assert_non_null(strstr(olga.location, "armed="));
    visitor_clear(&olga);
    close_house(&house);
}

static void a_warden_ticks_people_off(void **state)
{
    (void)state;
    struct house house;
    char fields[120], number[8];
    open_house(&house);
    assert_int_equal(visitor_post(of(&house, 'o'), "/", "do=now"), 303);
    struct visitor *wanda = of(&house, 'w');
    assert_int_equal(visitor_get(wanda, "/?lang=en"), 200);
    assert_false(visitor_sees(wanda, "value=\"abort\""));
    const char *id = strstr(sibu_text_get(&wanda->body), "name=\"drill\" value=\"");
    const char *person = strstr(sibu_text_get(&wanda->body), "name=\"person\" value=\"");
    assert_non_null(id);
    assert_non_null(person);
    person += strlen("name=\"person\" value=\"");
    (void)snprintf(number, sizeof number, "%.*s", (int)strcspn(person, "\""), person);
    (void)snprintf(fields, sizeof fields, "do=tick&drill=%.11s&person=%s&point=M1&at=0",
                   id + strlen("name=\"drill\" value=\""), number);
    assert_int_equal(visitor_post(wanda, "/", fields), 303);
    assert_string_equal(wanda->location, "/?drill=2026-000001&at=0&lang=zh"); /* the point is not forgotten */
    assert_int_equal(visitor_post(wanda, "/", fields), 303); /* twice is once */
    assert_int_equal(visitor_get(wanda, "/v1/muster"), 200);
    assert_true(visitor_sees(wanda, "\"checked_in\":1,"));
    assert_true(visitor_sees(wanda, "{\"id\":\"M1\",\"count\":1}"));
    assert_int_equal(visitor_get(wanda, "/?lang=en&at=99"), 200); /* there is no such point: the first */
    assert_true(visitor_sees(wanda, "name=\"point\" value=\"M1\""));
    (void)snprintf(fields, sizeof fields, "do=tick&drill=2026-000001&person=77777&point=M1");
    assert_int_equal(visitor_post(wanda, "/", fields), 409);
    assert_int_equal(visitor_post(wanda, "/", "do=tick&drill=2026-000001&person=x"), 400);
    assert_int_equal(rows_like(&house, "wanda", "tick-off", "ok"), 2);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM event WHERE kind = 'check-in' AND detail ="
                                                    " '{\"source\":\"warden\",\"by\":\"wanda\"}'"),
                     1); /* and the record says who it was */
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_here_is_that_of_the_server),
        cmocka_unit_test(every_route_for_every_role),
        cmocka_unit_test(the_key_of_the_metrics_opens_nothing_else),
        cmocka_unit_test(each_button_has_its_own_right),
        cmocka_unit_test(each_comes_home_to_what_is_theirs),
        cmocka_unit_test(pages_speak_both_languages_and_need_no_script),
        cmocka_unit_test(what_is_done_stands_in_the_trail_and_no_secret),
        cmocka_unit_test(two_persons_make_what_would_be_no_surprise_to_one),
        cmocka_unit_test(a_long_window_needs_one),
        cmocka_unit_test(a_warden_ticks_people_off),
    };
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
