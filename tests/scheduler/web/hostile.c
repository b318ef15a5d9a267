/* What comes in from outside to do harm: texts that no record takes, bodies that are too large, posts from other sites, requests that never end. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "drill/host.h"
#include "visit.h"
#include "web/route.h"

#define SECOND_US INT64_C(1000000)
#define SITE "little-works"

struct scene {
    struct stand stand;
    struct sibu_arena arena;
    struct store_person *people;
    size_t count;
};

static int open_scene(void **state)
{
    static struct scene scene;
    struct sibu_fault fault = {0};
    scene = (struct scene){.count = 0};
    stand_open(&scene.stand, "\"tick_s\":600,\"least\":0,\"mean\":0.01");
    (void)stand_step(&scene.stand, STAND_MORNING_US);
    assert_int_equal(store_people(scene.stand.server->store, NULL, &scene.arena, &scene.people, &scene.count, &fault),
                     SIBU_OK);
    *state = &scene;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *scene = *state;
    sibu_arena_clear(&scene->arena);
    stand_close(&scene->stand);
    return 0;
}

static struct hosted *strike(struct scene *scene)
{
    struct sibu_fault fault = {0};
    assert_int_equal(server_now(scene->stand.server, "", &fault), SIBU_OK);
    (void)stand_step(&scene->stand, STAND_MORNING_US + SECOND_US);
    struct drill_host *host = server_drill(scene->stand.server);
    assert_int_equal(host->count, 1);
    return host->drills[0];
}

static long sight(const struct scene *scene, const char *place)
{
    struct sibu_text body = {0};
    sibu_text_addf(&body, "[{\"id\":\"%s\",\"kind\":\"exit\",\"time_us\":1,\"place\":\"", scene->people[0].id);
    sibu_text_add(&body, place);
    sibu_text_add(&body, "\"}]");
    long status = visit_status(&scene->stand, (struct visit){"POST", "/v1/sightings", sibu_text_get(&body), NULL, 1});
    sibu_text_clear(&body);
    return status;
}

static void a_text_that_no_record_takes_is_refused_before_it_is_kept(void **state)
{
    struct scene *scene = *state;
    char longest[1025], longer[1026];
    memset(longest, 'E', sizeof longest);
    memset(longer, 'E', sizeof longer);
    longest[sizeof longest - 1] = longer[sizeof longer - 1] = '\0';
    const struct {
        const char *place;
        long status;
    } CASES[] = {{"E1", 200},
                 {"\xe4\xb8\x9c\xe9\x97\xa8", 200},
                 {longest, 200},
                 {longer, 400},
                 {"E\\u00011", 400},
                 {"E\\n1", 400},
                 {"E\xff"
                  "1",
                  400},
                 {"E\\ud8001", 400},
                 {"E\\u007f", 400},
                 {"E\\u00001", 400}};
    (void)strike(scene);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        long status = sight(scene, CASES[i].place);
        if (status != CASES[i].status) {
            fail_msg("case %zu: %ld", i, status);
        }
    }
    assert_int_equal(stand_number(scene->stand.data, "SELECT count(*) FROM event WHERE kind='exit'"), 3);
    struct server_news news = stand_step(&scene->stand, STAND_MORNING_US + 2 * SECOND_US);
    assert_false(news.closed);
}

static void a_bad_row_that_stands_in_the_store_stalls_no_drill(void **state)
{
    struct scene *scene = *state;
    char longer[1026];
    struct sibu_fault fault = {0};
    struct sibu_record_event *events = NULL;
    size_t count = 0, left_out = 0, good = 0;
    memset(longer, 'E', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    struct hosted *hosted = strike(scene);
    const struct sibu_record_event bad[] = {
        {.time_us = 1, .kind = "exit", .person = 1, .place = longer, .detail = ""},
        {.time_us = 2, .kind = "exit", .person = 1, .place = "E\xff", .detail = "\xc0\x80"},
        {.time_us = 3, .kind = "exit", .person = 1, .place = "E1", .detail = ""}};
    assert_int_equal(store_events_put(scene->stand.server->store, hosted->live.drill.key, bad, 3, &fault), SIBU_OK);
    (void)stand_step(&scene->stand, STAND_MORNING_US + 2 * SECOND_US);
    assert_int_equal(sibu_record_events(hosted->live.record, &scene->arena, &events, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        left_out += strstr(events[i].place, "left_out") != NULL;
        left_out += strstr(events[i].detail, "left_out") != NULL;
        good += strcmp(events[i].kind, "exit") == 0 && strcmp(events[i].place, "E1") == 0;
    }
    assert_int_equal(left_out, 3);
    assert_int_equal(good, 1); /* what else the drill brought meanwhile may come before or after it */
}

/* A body of blanks and an empty list. */
static long send_large(const struct scene *scene, const char *method, const char *path, size_t length, int as_officer)
{
    struct sibu_text body = {0};
    char blanks[1024];
    memset(blanks, ' ', sizeof blanks);
    for (size_t left = length - 2, some = 0; left > 0; left -= some) {
        some = left < sizeof blanks ? left : sizeof blanks;
        sibu_text_add_bytes(&body, blanks, some);
    }
    sibu_text_add(&body, "[]");
    long status = visit_status(&scene->stand, (struct visit){method, path, sibu_text_get(&body), NULL, as_officer});
    sibu_text_clear(&body);
    return status;
}

static void only_who_has_the_right_sends_a_large_body(void **state)
{
    enum { SMALL = 64 << 10, LARGE = 4 << 20 };
    static const struct {
        const char *method, *path;
        size_t length;
        int as_officer;
        long status;
    } CASES[] = {{"POST", "/v1/answer", SMALL, 0, 400},        {"POST", "/v1/answer", SMALL + 1, 0, 413},
                 {"POST", "/v1/check-in", SMALL + 1, 0, 413},  {"POST", "/sign-in", SMALL + 1, 0, 413},
                 {"POST", "/nothing", SMALL + 1, 0, 413},      {"POST", "/v1/stop", SMALL + 1, 1, 413},
                 {"PUT", "/v1/addresses", SMALL, 0, 401},      {"PUT", "/v1/addresses", SMALL + 1, 0, 413},
                 {"PUT", "/v1/addresses", LARGE, 1, 200},      {"PUT", "/v1/addresses", LARGE + 1, 1, 413},
                 {"POST", "/v1/sightings", SMALL + 1, 0, 413}, {"POST", "/v1/sightings", SMALL + 1, 1, 409}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        long status = send_large(*state, CASES[i].method, CASES[i].path, CASES[i].length, CASES[i].as_officer);
        if (status != CASES[i].status) {
            fail_msg("%s %s: %ld in case %zu", CASES[i].method, CASES[i].path, status, i);
        }
    }
}

static void forms_without_a_secret_come_from_the_servers_own_pages(void **state)
{
    const struct scene *scene = *state;
    static const char *const PATHS[] = {"/sign-in", "/c/0410000000", "/join/nothing"};
    char own[300];
    (void)snprintf(own, sizeof own, "Origin: %s", server_base_url(scene->stand.server));
    const struct {
        const char *header;
        int is_refused;
    } CASES[] = {{NULL, 0},
                 {own, 0},
                 {"Origin: http://evil.example", 1},
                 {"Sec-Fetch-Site: cross-site", 1},
                 {"Origin: null", 1}};
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
            struct reply reply =
                visit(&scene->stand, (struct visit){"POST", PATHS[i], "name=a&password=b", CASES[k].header, 0});
            int is_refused = reply.status == 403 && strstr(sibu_text_get(&reply.body), "from another site") != NULL;
            reply_clear(&reply);
            if (is_refused != CASES[k].is_refused) {
                fail_msg("%s, case %zu", PATHS[i], k);
            }
        }
    }
}

/* How often the words are in the page. */
static size_t count_in(const struct scene *scene, const char *path, const char *words)
{
    size_t count = 0;
    struct reply reply = visit_page(&scene->stand, path);
    for (const char *at = strstr(sibu_text_get(&reply.body), words); at != NULL; at = strstr(at + 1, words)) {
        count++;
    }
    reply_clear(&reply);
    return count;
}

static void a_name_turns_nothing_round(void **state)
{
    struct scene *scene = *state;
    static const char NAME[] = "<bdi>\xe2\x80\xaegnaW &amp; Li</bdi>";
    char path[200];
    (void)stand_number(scene->stand.data,
                       "UPDATE person SET name = char(8238) || 'gnaW & Li', name_en = '' RETURNING 1");
    const struct hosted *hosted = strike(scene);
    assert_true(count_in(scene, "/?lang=en", NAME) > 0);
    (void)snprintf(path, sizeof path, "/tick?lang=en&drill=%s", hosted->live.drill.id);
    assert_true(count_in(scene, path, NAME) > 0);
    assert_true(count_in(scene, "/evidence?lang=en", NAME) > 0);
    (void)snprintf(path, sizeof path, "/w/%s?lang=en", scene->people[0].token);
    assert_int_equal(count_in(scene, path, NAME), 1);
    assert_int_equal(count_in(scene, path, "gnaW"), 1); /* and nowhere without */
}

static void every_officers_page_has_the_real_emergency_and_keeps_its_drill(void **state)
{
    struct scene *scene = *state;
    static const char *const PAGES[] = {"/tick", "/points", "/evidence", "/reachability", "/statistics"};
    char path[200], link[200];
    const struct hosted *hosted = strike(scene);
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        (void)snprintf(path, sizeof path, "%s?lang=en&drill=%s&point=M%%2F1", PAGES[i], hosted->live.drill.id);
        (void)snprintf(link, sizeof link, "href=\"?lang=zh&amp;drill=%s&amp;point=M%%2F1\"", hosted->live.drill.id);
        if (count_in(scene, path, "value=\"real-emergency\"") != 1 || count_in(scene, path, "<nav") != 1 ||
            count_in(scene, path, link) != 1) {
            fail_msg("%s", PAGES[i]);
        }
    }
    (void)snprintf(path, sizeof path, "/w/%s?lang=en&drill=%s&point=M%%2F1", scene->people[0].token,
                   hosted->live.drill.id);
    assert_int_equal(count_in(scene, path, link), 1);
}

static void what_saves_people_has_no_price(void **state)
{
    (void)state;
    static const char *const FREE[][2] = {{"POST", "/v1/answer"}, {"POST", "/v1/check-in"}, {"POST", "/v1/sightings"},
                                          {"POST", "/v1/stop"},   {"POST", "/w/*"},         {"GET", "/w/*"},
                                          {"GET", "/w/*/events"}, {"GET", "/w/*/state"},    {"POST", "/c/*"},
                                          {"GET", "/c/*"},        {"POST", "/tick"},        {"GET", "/tick"},
                                          {"POST", "/"},          {"POST", "/sign-in"},     {"GET", "/sign-in"}};
    size_t count = 0, found = 0;
    const struct route *table = route_table(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof FREE / sizeof FREE[0]; k++) {
            if (strcmp(table[i].method, FREE[k][0]) == 0 && strcmp(table[i].path, FREE[k][1]) == 0) {
                found++;
                assert_int_equal(table[i].cost, 0);
            }
        }
    }
    assert_int_equal(found, sizeof FREE / sizeof FREE[0]);
}

static void who_asks_too_often_waits_and_keeps_nobody_out(void **state)
{
    struct scene *scene = *state;
    const struct stand *stand = &scene->stand;
    const struct visit dear = {"GET", "/v1/reachability", NULL, NULL, 1};
    char after[256], body[200];
    int taken = 0;
    (void)strike(scene);
    struct reply reply = visit(stand, dear);
    for (; reply.status == 200 && taken < 1000; taken++) {
        reply_clear(&reply);
        reply = visit(stand, dear);
    }
    assert_int_equal(visit_status(stand, (struct visit){"GET", "/v1/reachability", NULL, NULL, 0}), 401);
    assert_int_equal(reply.status, 429);
    assert_true(taken >= 40);
    reply_header(&reply, "Retry-After", after);
    assert_string_equal(after, "1");
    reply_clear(&reply);
    reply = visit(stand, (struct visit){"GET", "/reachability?lang=en", NULL, NULL, 1});
    assert_int_equal(reply.status, 429);
    assert_non_null(strstr(sibu_text_get(&reply.body), "try again in 1 seconds"));
    reply_clear(&reply);
    (void)snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"key-0001\",\"point\":\"M1\"}",
                   scene->people[0].token);
    assert_int_equal(visit_status(stand, (struct visit){"POST", "/v1/check-in", body, NULL, 0}), 200);
    assert_int_equal(visit_status(stand, (struct visit){"POST", "/v1/stop", "{\"how\":\"abort\"}", NULL, 1}), 200);
}

enum { SLOW = 1000, ROUNDS = 8 };

static int connect_to(const struct stand *stand)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(server_port(stand->server))};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &where.sin_addr), 1);
    assert_int_equal(connect(fd, (const struct sockaddr *)&where, sizeof where), 0);
    return fd;
}

/* All that comes back for a request, written here whole but for its end, until the server closes. */
static struct sibu_text say(const struct scene *scene, const char *request)
{
    static const char END[] = "Host: a\r\nConnection: close\r\n\r\n";
    char bytes[4096];
    struct sibu_text said = {0};
    const struct timeval patience = {.tv_sec = 10};
    int fd = connect_to(&scene->stand);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    assert_int_equal(send(fd, END, sizeof END - 1, MSG_NOSIGNAL), sizeof END - 1);
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    for (; got > 0; got = recv(fd, bytes, sizeof bytes, 0)) {
        sibu_text_add_bytes(&said, bytes, (size_t)got);
    }
    assert_int_equal(got, 0);
    close(fd);
    return said;
}

static void who_asks_for_the_head_gets_no_body(void **state)
{
    const struct scene *scene = *state;
    static const struct {
        const char *path, *begins;
    } CASES[] = {{"/healthz", "HTTP/1.1 200 "}, {"/sign-in", "HTTP/1.1 200 "},   {"/nowhere", "HTTP/1.1 404 "},
                 {"/tick", "HTTP/1.1 303 "},    {"/v1/muster", "HTTP/1.1 401 "}, {"/v1/stop", "HTTP/1.1 405 "}};
    char request[200];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        (void)snprintf(request, sizeof request, "HEAD %s HTTP/1.1\r\n", CASES[i].path);
        struct sibu_text said = say(scene, request);
        const char *end = strstr(sibu_text_get(&said), "\r\n\r\n");
        if (strncmp(sibu_text_get(&said), CASES[i].begins, strlen(CASES[i].begins)) != 0 || end == NULL ||
            end[4] != '\0' || strstr(sibu_text_get(&said), "Content-Length: ") == NULL) {
            fail_msg("%s: %s", CASES[i].path, sibu_text_get(&said));
        }
        sibu_text_clear(&said);
    }
    (void)snprintf(request, sizeof request, "HEAD /w/%s/events HTTP/1.1\r\n", scene->people[0].token);
    struct sibu_text said = say(scene, request); /* ends, though the stream would not */
    assert_non_null(strstr(sibu_text_get(&said), "text/event-stream"));
    assert_string_equal(strstr(sibu_text_get(&said), "\r\n\r\n"), "\r\n\r\n");
    sibu_text_clear(&said);
    assert_int_equal(streams_count(scene->stand.server->streams), 0);
}

static void another_method_is_told_which_there_are(void **state)
{
    const struct scene *scene = *state;
    static const struct {
        const char *method, *path, *allow;
    } CASES[] = {{"DELETE", "/healthz", "GET, HEAD"},
                 {"GET", "/v1/check-in", "POST"},
                 {"PUT", "/", "GET, HEAD, POST"},
                 {"GET", "/w/nobody/push", "POST, DELETE"},
                 {"OPTIONS", "/w/nobody", "GET, HEAD, POST"}};
    char allow[256];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct reply reply = visit(&scene->stand, (struct visit){CASES[i].method, CASES[i].path, NULL, NULL, 0});
        reply_header(&reply, "Allow", allow);
        if (reply.status != 405 || strcmp(allow, CASES[i].allow) != 0) {
            fail_msg("%s %s: %ld, %s", CASES[i].method, CASES[i].path, reply.status, allow);
        }
        reply_clear(&reply);
    }
}

static void a_browser_is_refused_in_its_language(void **state)
{
    const struct scene *scene = *state;
    static const struct {
        const char *request, *begins, *has;
    } CASES[] = {
        {"POST /sign-in?lang=en HTTP/1.1\r\nAccept: text/html\r\nOrigin: http://evil.example\r\n", "HTTP/1.1 403 ",
         "nothing was changed. Open the page again"},
        {"POST /sign-in HTTP/1.1\r\nAccept: text/html\r\nAccept-Language: zh-CN\r\nOrigin: http://evil.example\r\n",
         "HTTP/1.1 403 ", "\xe4\xbb\x80\xe4\xb9\x88\xe9\x83\xbd\xe6\xb2\xa1\xe6\x9c\x89\xe6\x94\xb9\xe5\x8f\x98"},
        {"POST /sign-in HTTP/1.1\r\nAccept: */*\r\nOrigin: http://evil.example\r\n", "HTTP/1.1 403 ", "{\"ok\":false"},
        {"GET /nowhere?lang=en HTTP/1.1\r\nAccept: text/html\r\n", "HTTP/1.1 404 ", "There is no page here."},
        {"PUT /tick?lang=en HTTP/1.1\r\nAccept: text/html\r\n", "HTTP/1.1 405 ", "There is no page here."},
        {"GET /v1/muster HTTP/1.1\r\nAccept: text/html\r\n", "HTTP/1.1 401 ", "{\"ok\":false"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_text said = say(scene, CASES[i].request);
        if (strncmp(sibu_text_get(&said), CASES[i].begins, strlen(CASES[i].begins)) != 0 ||
            strstr(sibu_text_get(&said), CASES[i].has) == NULL) {
            fail_msg("case %zu: %s", i, sibu_text_get(&said));
        }
        sibu_text_clear(&said);
    }
}

/* The i-th of them says so much of its request in this round: a third of them of the head, a third of the body, a third nothing.
 */
static void dribble(int fd, size_t i, size_t round)
{
    static const char HEAD[] = "POST /v1/check-in HTTP/1.1\r\n";
    static const char BODY[] = "POST /v1/check-in HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{";
    size_t length = i % 3 == 1 && round == 0 ? sizeof BODY - 1 : 1;
    if (i % 3 < 2) {
        assert_int_equal(send(fd, i % 3 == 0 ? HEAD + round : round == 0 ? BODY : " ", length, MSG_NOSIGNAL), length);
    }
}

static void who_sends_slowly_holds_up_nobody(void **state)
{
    struct scene *scene = *state;
    int *slow = sibu_array_new(SLOW, sizeof *slow);
    assert_non_null(slow);
    (void)strike(scene);
    assert_true(scene->count >= ROUNDS);
    for (size_t i = 0; i < SLOW; i++) {
        slow[i] = connect_to(&scene->stand);
    }
    size_t late = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        char body[200];
        for (size_t i = 0; i < SLOW; i++) {
            dribble(slow[i], i, round);
        }
        (void)snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"key-0001\",\"point\":\"M1\"}",
                       scene->people[round].token);
        int64_t began_us = clock_monotonic_us();
        assert_int_equal(visit_status(&scene->stand, (struct visit){"POST", "/v1/check-in", body, NULL, 0}), 200);
        late += clock_monotonic_us() - began_us >= 2 * SECOND_US;
    }
    assert_true(late <= ROUNDS / 4); /* a disk that others use too takes its time now and then, and no slow peer does */
    for (size_t i = 0; i < SLOW; i++) {
        close(slow[i]);
    }
    sibu_array_free(slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_that_no_record_takes_is_refused_before_it_is_kept, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(only_who_has_the_right_sends_a_large_body, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(forms_without_a_secret_come_from_the_servers_own_pages, open_scene,
                                        close_scene),
        cmocka_unit_test(what_saves_people_has_no_price),
        cmocka_unit_test_setup_teardown(who_asks_too_often_waits_and_keeps_nobody_out, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(who_asks_for_the_head_gets_no_body, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(another_method_is_told_which_there_are, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_browser_is_refused_in_its_language, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_name_turns_nothing_round, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(every_officers_page_has_the_real_emergency_and_keeps_its_drill, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(who_sends_slowly_holds_up_nobody, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_bad_row_that_stands_in_the_store_stalls_no_drill, open_scene, close_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
