/* What phones, screens and wardens see of a drill, over real HTTP: the stream and the state, the page of a code, the wall, the tick. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "base/clock.h"
#include "visitor.h"
#include "web/check_in.h"

#define SECOND_US INT64_C(1000000)
#define SITE "little-works"

struct scene {
    struct stand stand;
    struct sibu_arena arena;
    struct store_person *people;
    size_t count;
};

static void open_scene(struct scene *scene)
{
    struct sibu_fault fault = {0};
    *scene = (struct scene){.count = 0};
    stand_open(&scene->stand, "\"tick_s\":600,\"least\":0,\"mean\":0.01");
    (void)stand_step(&scene->stand, STAND_MORNING_US);
    assert_int_equal(
        store_people(scene->stand.server->store, NULL, &scene->arena, &scene->people, &scene->count, &fault), SIBU_OK);
}

static void close_scene(struct scene *scene)
{
    sibu_arena_clear(&scene->arena);
    stand_close(&scene->stand);
}

static void strike(struct scene *scene)
{
    struct sibu_fault fault = {0};
    assert_int_equal(server_now(scene->stand.server, "", &fault), SIBU_OK);
    (void)stand_step(&scene->stand, STAND_MORNING_US + SECOND_US);
}

static struct drill_view look(struct scene *scene)
{
    struct drill_view view;
    struct sibu_fault fault;
    assert_int_equal(drill_look(scene->stand.server->drill, SITE, &scene->arena, &view, &fault), SIBU_OK);
    return view;
}

struct reply {
    long status;
    struct sibu_text body, head;
};

static size_t keep(char *bytes, size_t size, size_t count, void *data)
{
    sibu_text_add_bytes(data, bytes, size * count);
    return size * count;
}

/* A request about to be made; `form` NULL: a GET. */
struct asked {
    const char *path, *form, *header;
};

static CURL *prepare(struct scene *scene, struct asked asked, struct reply *reply, struct curl_slist **headers)
{
    char url[700];
    CURL *curl = curl_easy_init();
    assert_non_null(curl);
    (void)snprintf(url, sizeof url, "%s%s", server_base_url(scene->stand.server), asked.path);
    *headers = asked.header != NULL ? curl_slist_append(NULL, asked.header) : NULL;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, *headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 60000L);
    if (asked.form != NULL) {
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, asked.form);
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply->body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply->head);
    return curl;
}

static void clear(struct reply *reply)
{
    sibu_text_clear(&reply->body);
    sibu_text_clear(&reply->head);
    *reply = (struct reply){.status = 0};
}

/* The status; the reply holds the rest until the next. */
static long ask(struct scene *scene, struct asked asked, struct reply *reply)
{
    struct curl_slist *headers;
    clear(reply);
    CURL *curl = prepare(scene, asked, reply, &headers);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return reply->status;
}

static int has(const struct reply *reply, const char *words)
{
    return strstr(sibu_text_get(&reply->body), words) != NULL;
}

/* Lets the stream come in until the words are there. */
static void hear(CURLM *multi, const struct reply *reply, const char *words)
{
    int64_t end_us = clock_monotonic_us() + 40 * SECOND_US;
    for (int running = 1; !has(reply, words); curl_multi_wait(multi, NULL, 0, 50, NULL)) {
        assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
        if (clock_monotonic_us() > end_us) {
            fail_msg("%s has no %s", sibu_text_get(&reply->body), words);
        }
    }
}

static void a_stream_tells_of_the_alert_and_of_the_end(void **state)
{
    (void)state;
    struct scene scene;
    struct reply reply = {0};
    struct curl_slist *headers;
    struct sibu_fault fault;
    char path[100];
    open_scene(&scene);
    (void)snprintf(path, sizeof path, "/w/%s/events", scene.people[0].token);
    CURLM *multi = curl_multi_init();
    CURL *curl = prepare(&scene, (struct asked){path, NULL, NULL}, &reply, &headers);
    assert_int_equal(curl_multi_add_handle(multi, curl), CURLM_OK);
    hear(multi, &reply, "id: 0\nevent: drill\ndata: {\"drill\":null}\n\n");
    assert_non_null(strstr(sibu_text_get(&reply.head), "text/event-stream"));
    assert_non_null(strstr(sibu_text_get(&reply.head), "X-Accel-Buffering: no"));
    assert_int_equal(streams_count(scene.stand.server->streams), 1);
    strike(&scene);
    hear(multi, &reply, ".1.running\nevent: drill\n");
    hear(multi, &reply, "\"over\":false,\"alert\":1,");
    struct drill_end end = {NULL, DRILL_ALL_CLEAR, "officer"};
    assert_int_equal(drill_stop(scene.stand.server->drill, &end, &fault), SIBU_OK);
    (void)stand_step(&scene.stand, STAND_MORNING_US + 2 * SECOND_US);
    hear(multi, &reply, ".2.all-clear\nevent: drill\n");
    assert_int_equal(curl_multi_remove_handle(multi, curl), CURLM_OK);
    curl_easy_cleanup(curl);
    (void)curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    clear(&reply);
    close_scene(&scene);
}

static void the_state_is_told_once(void **state)
{
    (void)state;
    struct scene scene;
    struct reply reply = {0};
    char path[100], header[200];
    open_scene(&scene);
    (void)snprintf(path, sizeof path, "/w/%s/state", scene.people[0].token);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, NULL}, &reply), 200);
    assert_true(has(&reply, "{\"id\":\"0\",\"event\":{\"drill\":null}"));
    const char *tag = strstr(sibu_text_get(&reply.head), "ETag: ");
    assert_non_null(tag);
    (void)snprintf(header, sizeof header, "If-None-Match: %.*s", (int)strcspn(tag + 6, "\r\n"), tag + 6);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, header}, &reply), 304);
    strike(&scene);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, header}, &reply), 200);
    assert_true(has(&reply, ".1.running\"") && has(&reply, "\"in_drill\":true,\"acknowledged\":false"));
    assert_int_equal(ask(&scene, (struct asked){"/w/AAAAAAAAAAAAAAAAAAAAAA/state", NULL, NULL}, &reply), 404);
    assert_int_equal(ask(&scene, (struct asked){"/w/AAAAAAAAAAAAAAAAAAAAAA/events", NULL, NULL}, &reply), 404);
    assert_int_equal(ask(&scene, (struct asked){"/v1/time", NULL, NULL}, &reply), 200);
    assert_true(has(&reply, "\"received_us\":1795392001"));
    clear(&reply);
    close_scene(&scene);
}

static void a_code_checks_in_when_a_button_is_pressed(void **state)
{
    (void)state;
    struct scene scene;
    struct reply reply = {0};
    char path[300], code[CODE_TEXT_BYTES], cookie[100], form[200];
    open_scene(&scene);
    strike(&scene);
    assert_true(check_in_code(scene.stand.server, SITE, "M1", code));
    (void)snprintf(path, sizeof path, "/c/%s", code);
    (void)snprintf(cookie, sizeof cookie, "Cookie: me=%s", scene.people[0].token);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, cookie}, &reply), 200);
    assert_true(has(&reply, scene.people[0].name));
    assert_int_equal(look(&scene).counts.checked_in, 0);
    assert_int_equal(ask(&scene, (struct asked){path, "answer=check-in", cookie}, &reply), 303);
    assert_int_equal(look(&scene).counts.checked_in, 1);
    assert_int_equal(ask(&scene, (struct asked){path, "answer=check-in", NULL}, &reply), 404); /* whose? */
    (void)snprintf(form, sizeof form, "answer=check-in&link=http%%3A%%2F%%2Fhost%%2Fw%%2F%s%%3Flang%%3Dzh",
                   scene.people[1].token);
    assert_int_equal(ask(&scene, (struct asked){path, form, NULL}, &reply), 303);
    assert_non_null(strstr(sibu_text_get(&reply.head), "Set-Cookie: me="));
    assert_int_equal(ask(&scene, (struct asked){"/c/nonsense", NULL, cookie}, &reply), 200);
    struct drill_view view = look(&scene);
    assert_int_equal(view.counts.checked_in, 2);
    assert_int_equal(view.counts.doubtful, 0);
    assert_int_equal(view.at_muster[0], 2);
    clear(&reply);
    close_scene(&scene);
}

static void a_screen_opens_by_its_own_link_alone(void **state)
{
    (void)state;
    struct scene scene;
    struct reply reply = {0};
    char path[300], code[CODE_TEXT_BYTES];
    open_scene(&scene);
    strike(&scene);
    assert_true(check_in_code_kept(scene.stand.server, CODE_WALL, SITE, "M1", code));
    (void)snprintf(path, sizeof path, "/wall/%s?lang=en", code);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, NULL}, &reply), 200);
    assert_true(has(&reply, "<svg class=\"qr\"") && has(&reply, "East assembly point"));
    assert_false(has(&reply, scene.people[0].name_en)); /* nobody is named unless the installation says so */
    scene.stand.server->def.wall_names = 1;
    assert_int_equal(ask(&scene, (struct asked){path, NULL, NULL}, &reply), 200);
    assert_true(has(&reply, scene.people[0].name_en));
    assert_true(check_in_code_kept(scene.stand.server, CODE_PRINTED, SITE, "M1", code)); /* anybody may have one */
    (void)snprintf(path, sizeof path, "/wall/%s", code);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, NULL}, &reply), 404);
    assert_true(check_in_code(scene.stand.server, SITE, "M1", code));
    (void)snprintf(path, sizeof path, "/wall/%s", code);
    assert_int_equal(ask(&scene, (struct asked){path, NULL, NULL}, &reply), 404);
    assert_int_equal(ask(&scene, (struct asked){"/points", NULL, NULL}, &reply), 303);
    assert_int_equal(ask(&scene, (struct asked){"/points/print?site=" SITE "&point=M1", NULL, NULL}, &reply), 303);
    clear(&reply);
    close_scene(&scene);
}

static void a_warden_ticks_off_who_is_seen(void **state)
{
    (void)state;
    struct scene scene;
    struct visitor anna, wanda;
    char fields[160], link[360];
    open_scene(&scene);
    visitor_init(&anna, &scene.stand);
    visitor_init(&wanda, &scene.stand);
    assert_int_equal(visitor_get(&wanda, "/tick?lang=en"), 303); /* signed out */
    visitor_join(&anna, server_set_up_link(scene.stand.server), "anna");
    visitor_invite(&anna, "warden=1", link);
    visitor_join(&wanda, link, "wanda");
    strike(&scene);
    assert_int_equal(visitor_get(&wanda, "/tick?lang=en"), 200);
    assert_true(visitor_sees(&wanda, "name=\"person\" value=\"3\""));
    (void)snprintf(fields, sizeof fields, "drill=%s&point=M1&person=3", look(&scene).id);
    assert_int_equal(visitor_ask(&wanda, "POST", "/tick", fields), 403); /* another site's form */
    assert_int_equal(visitor_post(&wanda, "/tick", fields), 303);
    assert_int_equal(look(&scene).counts.checked_in, 1);
    (void)snprintf(fields, sizeof fields, "drill=%s&point=M9&person=4", look(&scene).id);
    assert_int_equal(visitor_post(&wanda, "/tick", fields), 409);
    (void)snprintf(fields, sizeof fields, "drill=%s&point=M1&person=99999999999", look(&scene).id);
    assert_int_equal(visitor_post(&wanda, "/tick", fields), 400);
    assert_int_equal(look(&scene).counts.checked_in, 1);
    assert_int_equal(visitor_get(&wanda, "/tick?lang=en"), 200);
    assert_false(visitor_sees(&wanda, "name=\"person\" value=\"3\""));
    visitor_clear(&wanda);
    visitor_clear(&anna);
    close_scene(&scene);
}

static void the_program_brings_its_scripts(void **state)
{
    (void)state;
    struct scene scene;
    struct reply reply = {0};
    open_scene(&scene);
    assert_int_equal(ask(&scene, (struct asked){"/app.js", NULL, NULL}, &reply), 200);
    assert_non_null(strstr(sibu_text_get(&reply.head), "text/javascript"));
    assert_non_null(strstr(sibu_text_get(&reply.head), "script-src 'self';"));
    assert_null(strstr(sibu_text_get(&reply.head), "unsafe"));
    assert_int_equal(ask(&scene, (struct asked){"/icon-192.png", NULL, NULL}, &reply), 200);
    assert_memory_equal(sibu_text_get(&reply.body), "\x89PNG", 4);
    assert_int_equal(ask(&scene, (struct asked){"/icon-193.png", NULL, NULL}, &reply), 404);
    clear(&reply);
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_tells_of_the_alert_and_of_the_end),
        cmocka_unit_test(the_state_is_told_once),
        cmocka_unit_test(a_code_checks_in_when_a_button_is_pressed),
        cmocka_unit_test(a_screen_opens_by_its_own_link_alone),
        cmocka_unit_test(a_warden_ticks_off_who_is_seen),
        cmocka_unit_test(the_program_brings_its_scripts),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
