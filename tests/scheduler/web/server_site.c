/* Plans of sites that officers bring, over real HTTP: every fault is told, what would change is shown before, two keep it, it is in
 * force from the next start on; nobody is left in a zone that is gone; and what would busy or fill the machine is turned away. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "house.h"
#include "sibu/text.h"
#include "web/site_trial.h"

#define SECOND_US INT64_C(1000000)
#define TEXT_BYTES 8000
#define OFFICE                                                                                                            \
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"zone\", \"floor\": \"F1\", \"id\": \"office\", \"name\": "      \
    "{\"zh\": \"办公区\", \"en\": \"Office\"}, \"use\": \"office\", \"hazards\": {\"electrical-boiler-vessel\": 1}}, " \
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[12, -3], [16, -3], [16, 0], [12, 0], [12, -3]]]}},\n    "
#define YARD "{\"type\": \"Feature\", \"properties\": {\"kind\": \"zone\", \"floor\": \"F1\", \"id\": \"yard\""

static void read_little(const char *name, char out[TEXT_BYTES])
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tests/system/little/%s", getenv("SIBU_SOURCE"), name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(out, 1, TEXT_BYTES - 1, file);
    assert_in_range(length, 400, TEXT_BYTES - 2);
    out[length] = '\0';
    assert_int_equal(fclose(file), 0);
}

/* Every place where `was` stands. */
static void replace(char text[TEXT_BYTES], const char *was, const char *is)
{
    struct sibu_text out = {0};
    const char *from = text, *at = strstr(text, was);
    assert_non_null(at);
    for (; at != NULL; at = strstr(from, was)) {
        sibu_text_add_bytes(&out, from, (size_t)(at - from));
        sibu_text_add(&out, is);
        from = at + strlen(was);
    }
    sibu_text_add(&out, from);
    (void)snprintf(text, TEXT_BYTES, "%s", sibu_text_get(&out));
    sibu_text_clear(&out);
}

/* The little works with an office, and a wider door. */
static void make_other(char out[TEXT_BYTES])
{
    read_little("site.geojson", out);
    replace(out, YARD, OFFICE YARD);
    replace(out, "[[10.1, 3.4], [10.1, 4.6]]", "[[10.1, 3.45], [10.1, 4.6]]");
}

static void another_plan_is_shown_takes_two_and_is_in_force_from_the_next_start(void **state)
{
    (void)state;
    struct house house;
    char site[TEXT_BYTES], preview[512];
    make_other(site);
    house_open(&house);
    house.stand.server->def.two_persons_s = 4 * 3600;
    assert_int_equal(house_bring(&house.otto, "/site", site), 303);
    assert_false(house_is_kept(&house));
    (void)snprintf(preview, sizeof preview, "%s", house.otto.location);
    house_look(&house.otto);
    static const char *const SEEN[] = {"<b>1</b>comes",  "<b>0</b>goes",        "<b>1</b>changes",
                                       "Office",         "<code>office</code>", "12 m²",
                                       "place or shape", "1.20 m → 1.15 m",     "where drills may arise"};
    for (size_t i = 0; i < sizeof SEEN / sizeof SEEN[0]; i++) {
        if (!visitor_sees(&house.otto, SEEN[i])) {
            fail_msg("%s: %s", SEEN[i], sibu_text_get(&house.otto.body));
        }
    }
    assert_int_equal(house_press(&house.otto, "/site", "keep"), 303);
    assert_non_null(strstr(house.otto.location, "done=waits"));
    assert_false(house_is_kept(&house));
    assert_int_equal(visitor_get(&house.otto, preview), 200);
    assert_int_equal(house_press(&house.otto, "/site", "second-yes"), 409); /* one is not two */
    assert_int_equal(visitor_get(&house.olga, "/site?lang=zh"), 200);
    assert_true(visitor_sees(&house.olga, "请求更改，等待另一名安全员同意"));
    assert_int_equal(visitor_get(&house.olga, preview), 200);
    assert_int_equal(house_press(&house.olga, "/site", "second-yes"), 303);
    assert_true(house_is_kept(&house));
    assert_int_equal(house_rows(&house, "otto", "site", "little-works % +1 -0 ~1 asked"), 1);
    assert_int_equal(house_rows(&house, "otto", "site", "%ok"), 0);
    assert_int_equal(house_rows(&house, "olga", "second-yes", "site little-works % +1 -0 ~1 (otto) ok"), 1);
    assert_int_equal(visitor_get(&house.otto, "/v1/site?site=little-works"), 200);
    assert_false(visitor_sees(&house.otto, "Office"));
    assert_int_equal(visitor_get(&house.otto, "/site?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "when the server starts the next time"));

    stand_again(&house.stand);
    assert_int_equal(visitor_get(&house.otto, "/v1/site"), 200); /* the only one */
    assert_string_equal(sibu_text_get(&house.otto.body), site);
    assert_int_equal(visitor_get(&house.otto, "/site?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "kept by officers"));
    assert_false(visitor_sees(&house.otto, "when the server starts the next time"));
    assert_int_equal(visitor_get(&house.otto, "/policy?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "/site?lang=en&amp;site=little-works"));
    house_close(&house);
}

/* As `sibu site check` does: the same faults, in the same words. */
static void every_fault_of_a_plan_is_told_and_nothing_is_kept(void **state)
{
    (void)state;
    struct house house;
    struct sibu_fault_list list = {NULL, 0, 0};
    char site[TEXT_BYTES];
    make_other(site);
    replace(site, "\"capacity\": 60", "\"capacity\": -1");
    replace(site, "\"use\": \"office\"", "\"use\": \"offiec\"");
    replace(site, "\"id\": \"E1\"", "\"id\": \"yard\"");
    assert_int_equal(sibu_site_check("site.geojson", site, strlen(site), &list), SIBU_BAD_INPUT);
    assert_in_range(list.count, 2, 20);
    house_open(&house);
    assert_int_equal(house_bring(&house.otto, "/site", site), 400);
    assert_true(visitor_sees(&house.otto, "offiec")); /* to be mended where it stands */
    assert_false(visitor_sees(&house.otto, "value=\"keep\""));
    for (size_t i = 0; i < list.count; i++) {
        assert_true(visitor_sees(&house.otto, list.items[i].place));
    }
    assert_int_equal(visitor_ask(&house.otto, "GET", "/site?lang=zh", NULL), 200);
    (void)snprintf(house.otto.header, sizeof house.otto.header, "X-Sibu-Form: %s", house.otto.form + strlen("form="));
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/site", site), 400);
    size_t told = 0;
    for (const char *at = sibu_text_get(&house.otto.body); (at = strstr(at, "\"place\"")) != NULL; at++) {
        told++;
    }
    assert_int_equal(told, list.count);
    assert_false(house_is_kept(&house));
    sibu_fault_list_clear(&list);
    house_close(&house);
}

static void what_is_no_plan_of_this_site_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *was, *is, *says;
    } CASES[] = {
        {"\"id\": \"little-works\"", "\"id\": \"other-works\"", "an id stays as it is"},
        {"\"fire-hot-work\": 2", "\"no-such-family\": 2", "no-such-family"},
        {"Asia/Shanghai", "Asia/Nowhere", "Asia/Nowhere"},
        {"Asia/Shanghai", "../../etc/passwd", "time zone"},
        {"\"hazards\": {\"fire-hot-work\": 2, \"electrical-boiler-vessel\": 1}", "\"note\": \"none\"",
         "none of its zones"},
        {"{\n", "", "site.geojson"},
    };
    struct house house;
    char site[TEXT_BYTES];
    house_open(&house);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        read_little("site.geojson", site);
        replace(site, CASES[i].was, CASES[i].is);
        long status = house_bring(&house.otto, "/site", site);
        if (status != 400 || !visitor_sees(&house.otto, CASES[i].says)) {
            fail_msg("%s: %ld %s", CASES[i].is, status, sibu_text_get(&house.otto.body));
        }
    }
    assert_int_equal(house_bring(&house.otto, "/site", "\"'><script>"), 400);
    assert_false(visitor_sees(&house.otto, "<script>"));
    assert_int_equal(visitor_post(&house.otto, "/site", "do=look&site=nowhere&text=x"), 400);
    assert_int_equal(visitor_get(&house.otto, "/site?site=nowhere"), 404);
    assert_int_equal(visitor_get(&house.anna, "/site"), 403); /* an administrator is no officer */
    assert_false(house_is_kept(&house));
    house_close(&house);
}

/* What was looked at as a plan is kept as a plan, and as nothing else. */
static void a_plan_cannot_be_kept_as_a_roster(void **state)
{
    (void)state;
    static const char SHA[] = "SHA-256 ";
    struct house house;
    char site[TEXT_BYTES], fields[200];
    make_other(site);
    house_open(&house);
    assert_int_equal(house_bring(&house.otto, "/site", site), 303);
    house_look(&house.otto);
    const char *at = strstr(sibu_text_get(&house.otto.body), SHA);
    assert_non_null(at);
    (void)snprintf(fields, sizeof fields, "do=keep&sha256=%.64s", at + sizeof SHA - 1);
    assert_int_equal(visitor_post(&house.otto, "/roster?lang=en", fields), 409);
    assert_false(house_is_kept(&house));
    house_close(&house);
}

static void keep(struct house *house, const char *page, const char *text)
{
    assert_int_equal(house_bring(&house->otto, page, text), 303);
    house_look(&house->otto);
    assert_int_equal(house_press(&house->otto, page, "keep"), 303);
}

/* Renamed, it is another zone. First both are there, then people move, then the old one goes: one start for all of it. */
static void nobody_is_left_in_a_zone_that_is_gone(void **state)
{
    (void)state;
    struct house house;
    char both[TEXT_BYTES], after[TEXT_BYTES], roster[TEXT_BYTES];
    make_other(both);
    make_other(after);
    replace(after, "\"id\": \"shop\"", "\"id\": \"hall\"");
    read_little("roster.csv", roster);
    replace(roster, ",shop,", ",office,");
    house_open(&house);
    assert_int_equal(house_bring(&house.otto, "/site", after), 400);
    assert_true(visitor_sees(&house.otto, "leaves out the zone &quot;shop&quot;"));
    assert_true(visitor_sees(&house.otto, "W01, W02"));
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 400);
    keep(&house, "/site", both);
    assert_int_equal(house_bring(&house.otto, "/site", after), 400);
    keep(&house, "/roster", roster);
    keep(&house, "/site", after);
    stand_again(&house.stand);
    assert_int_equal(house.stand.plan->sites[0].site_kept, 1);
    assert_int_equal(house.stand.plan->sites[0].roster_kept, 1);
    assert_int_equal(sibu_site_find_zone(house.stand.plan->sites[0].site, "shop"), SIBU_NONE);
    assert_int_equal(visitor_get(&house.otto, "/roster?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "Office"));
    house_close(&house);
}

/* The zone that was drawn may be gone at a start in the middle: whoever is in the drill is counted to its end. */
static void a_drill_that_runs_is_counted_to_its_end(void **state)
{
    (void)state;
    struct house house;
    char both[TEXT_BYTES], after[TEXT_BYTES], roster[TEXT_BYTES], link[160];
    make_other(both);
    make_other(after);
    replace(both, ", \"hazards\": {\"electrical-boiler-vessel\": 1}", ""); /* so that it is the shop that is drawn */
    replace(after, "\"id\": \"shop\"", "\"id\": \"hall\"");
    replace(after, "\"id\": \"M1\"", "\"id\": \"M2\"");
    read_little("roster.csv", roster);
    replace(roster, ",shop,", ",office,");
    house_open(&house);
    keep(&house, "/site", both);
    keep(&house, "/roster", roster);
    assert_int_equal(visitor_post(&house.otto, "/", "do=now"), 303);
    keep(&house, "/site", after);
    stand_again(&house.stand);
    (void)stand_step(&house.stand, STAND_MORNING_US + SECOND_US);
    assert_int_equal(visitor_get(&house.otto, "/v1/people"), 200);
    const char *token = strstr(sibu_text_get(&house.otto.body), "\"token\":\"");
    assert_non_null(token);
    (void)snprintf(link, sizeof link, "/w/%.22s", token + strlen("\"token\":\""));
    assert_int_equal(visitor_ask(&house.phone, "POST", link, "answer=check-in"), 303);
    assert_int_equal(visitor_get(&house.otto, "/v1/muster"), 200);
    assert_true(visitor_sees(&house.otto, "\"checked_in\":1,"));
    assert_true(visitor_sees(&house.otto, "\"expected\":12,"));
    assert_int_equal(visitor_get(&house.otto, "/?lang=en"), 200);
    assert_int_equal(visitor_post(&house.otto, "/", "do=all-clear"), 303);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM alert WHERE xml LIKE '%<value>shop<%'"), 2);
    int closed = 0;
    for (int s = 2; s < 12000 && !closed; s++) {
        closed = stand_step(&house.stand, STAND_MORNING_US + s * SECOND_US).closed;
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_true(closed);
    house_close(&house);
}

/* The family that was drawn may be gone at a start in the middle: the end is said all the same, and what is real above all. */
static void a_drill_without_its_family_is_ended(void **state)
{
    (void)state;
    static const char *const ENDS[] = {"do=all-clear", "do=abort", "do=real-emergency"};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        struct house house;
        char sql[160];
        house_open(&house);
        assert_int_equal(visitor_post(&house.otto, "/", "do=now"), 303);
        stand_stop(&house.stand);
        const struct sibu_families *known = house.stand.plan->families;
        const struct sibu_families none = {.items = known->items, .count = 0};
        house.stand.plan->families = &none;
        stand_serve(&house.stand);
        assert_int_equal(visitor_get(&house.otto, "/?lang=en"), 200);
        assert_int_equal(visitor_post(&house.otto, "/", ENDS[i]), 303);
        assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM alert WHERE ends_earlier = 1"), 1);
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM alert WHERE xml LIKE '%%<status>%s</status>%%'",
                       i == 2 ? "Actual" : "Exercise");
        assert_int_equal(stand_number(house.stand.data, sql), i == 2 ? 1 : 2);
        stand_stop(&house.stand);
        house.stand.plan->families = known;
        stand_serve(&house.stand);
        house_close(&house);
    }
}

/* With a topic that no siren hears the next start would fail: it is refused now. */
static void sirens_are_looked_at_where_there_is_a_channel_of_them(void **state)
{
    (void)state;
    static const char ALARM[] =
        "{\"type\": \"Feature\", \"properties\": {\"kind\": \"alarm\", \"floor\": \"F1\", \"id\": \"A1\", "
        "\"audible\": 30, \"topic\": \"factory/horn\"}, \"geometry\": {\"type\": \"Point\", "
        "\"coordinates\": [5, 5]}},\n    ";
    const struct channel siren = {.kind = CHANNEL_MQTT};
    const struct channels channels = {.items = &siren, .count = 1};
    struct house house;
    char site[TEXT_BYTES], alarm[600];
    read_little("site.geojson", site);
    (void)snprintf(alarm, sizeof alarm, "%s" YARD, ALARM);
    replace(site, YARD, alarm);
    house_open(&house);
    assert_int_equal(house_bring(&house.otto, "/site", site), 303);
    house.stand.server->def.channels = &channels;
    assert_int_equal(house_bring(&house.otto, "/site", site), 400);
    assert_true(visitor_sees(&house.otto, "factory/horn"));
    replace(site, "factory/horn", "sibu/v1/little-works/hall/cmd");
    assert_int_equal(house_bring(&house.otto, "/site", site), 303);
    house.stand.server->def.channels = NULL;
    house_close(&house);
}

static void a_plan_of_four_mebibytes_is_the_largest(void **state)
{
    (void)state;
    struct house house;
    struct visitor stranger;
    struct sibu_text text = {0};
    char site[TEXT_BYTES];
    read_little("site.geojson", site);
    house_open(&house);
    visitor_init(&stranger, &house.stand);
    (void)snprintf(house.otto.header, sizeof house.otto.header, "X-Sibu-Form: %s", house.otto.form + strlen("form="));
    sibu_text_add(&text, site);
    while (text.length < ((size_t)4 << 20)) {
        sibu_text_add(&text, "                                                                ");
    }
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/site", sibu_text_get(&text)), 413);
    text.bytes[(size_t)4 << 20] = '\0';
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/site", text.bytes), 200);
    assert_int_equal(visitor_ask(&stranger, "POST", "/v1/site", text.bytes), 413);
    visitor_clear(&stranger);
    sibu_text_clear(&text);
    house_close(&house);
}

/* Two combs across each other: each tooth of the one crosses each of the other, so that so many points have the square of it in
 * crossings. */
static void make_combs(struct sibu_text *out, int teeth)
{
    char site[TEXT_BYTES];
    read_little("site.geojson", site);
    const char *at = strstr(site, "{\"type\": \"Feature\"");
    assert_non_null(at);
    sibu_text_add_bytes(out, site, (size_t)(at - site));
    for (int across = 0; across < 2; across++) {
        sibu_text_add(out, "{\"type\":\"Feature\",\"properties\":{\"kind\":\"walkable\",\"floor\":\"F1\"},\"geometry\":"
                           "{\"type\":\"Polygon\",\"coordinates\":[[");
        for (int i = 0; i < teeth; i++) {
            double from = 100.0 * i / teeth, to = 100.0 * (i + 0.5) / teeth;
            sibu_text_addf(out,
                           across ? "[-1,%.4f],[101,%.4f],[101,%.4f],[-1,%.4f],"
                                  : "[%.4f,-1],[%.4f,101],[%.4f,101],[%.4f,-1],",
                           from, from, to, to);
        }
        sibu_text_add(out, across ? "[-2,101],[-2,0],[-1,0]]]}},\n" : "[101,-2],[0,-2],[0,-1]]]}},\n");
    }
    sibu_text_add(out, at);
}

static enum sibu_status try_it(const struct sibu_text *text, struct site_trial_terms terms, struct sibu_fault *fault)
{
    struct sibu_fault_list list = {NULL, 0, 0};
    enum sibu_status status = site_trial("site.geojson", sibu_text_get(text), text->length, &terms, &list, fault);
    sibu_fault_list_clear(&list);
    return status;
}

static int64_t now_ms(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void a_plan_that_takes_too_much_is_turned_away(void **state)
{
    (void)state;
    struct sibu_text text = {0}, little = {0};
    struct sibu_fault fault = {0};
    char site[TEXT_BYTES], program[400];
    stand_program(program);
    read_little("site.geojson", site);
    sibu_text_add(&little, site);
    assert_int_equal(try_it(&little, SITE_TRIAL_TERMS(program), &fault), SIBU_OK);
    make_combs(&text, 20000);
    assert_true(text.length < (size_t)4 << 20);
    int64_t begun_ms = now_ms();
    assert_int_equal(try_it(&text, (struct site_trial_terms){program, 1, 60000, INT64_C(8) << 30}, &fault), SIBU_LIMIT);
    assert_non_null(strstr(fault.what[SIBU_EN], "takes more than 1 s"));
    assert_int_equal(try_it(&text, (struct site_trial_terms){program, 60, 60000, INT64_C(50) << 20}, &fault),
                     SIBU_LIMIT);
    assert_int_equal(try_it(&text, (struct site_trial_terms){program, 60, 300, INT64_C(8) << 30}, &fault), SIBU_LIMIT);
    assert_true(now_ms() - begun_ms < 60000);
    assert_int_equal(try_it(&little, SITE_TRIAL_TERMS(program), &fault), SIBU_OK);
    sibu_text_clear(&text);
    sibu_text_clear(&little);
}

static atomic_int busy;

static void *take_and_give_back(void *unused)
{
    for (size_t size = 1; atomic_load(&busy); size = size % 100000 + 977) {
        free(strdup("of no use"));
        char *bytes = calloc(1, size);
        assert_non_null(bytes);
        free(bytes);
    }
    return unused;
}

/* The new process begins with nothing of what other threads hold just then: the memory's lock, say. */
static void a_trial_waits_for_no_other_thread(void **state)
{
    (void)state;
    struct sibu_text little = {0};
    struct sibu_fault fault = {0};
    pthread_t threads[3];
    char site[TEXT_BYTES], program[400];
    stand_program(program);
    read_little("site.geojson", site);
    sibu_text_add(&little, site);
    atomic_store(&busy, 1);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_give_back, NULL), 0);
    }
    for (int i = 0; i < 5; i++) {
        assert_int_equal(try_it(&little, SITE_TRIAL_TERMS(program), &fault), SIBU_OK);
    }
    atomic_store(&busy, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    sibu_text_clear(&little);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_plan_is_shown_takes_two_and_is_in_force_from_the_next_start),
        cmocka_unit_test(every_fault_of_a_plan_is_told_and_nothing_is_kept),
        cmocka_unit_test(what_is_no_plan_of_this_site_is_refused),
        cmocka_unit_test(a_plan_cannot_be_kept_as_a_roster),
        cmocka_unit_test(nobody_is_left_in_a_zone_that_is_gone),
        cmocka_unit_test(a_drill_that_runs_is_counted_to_its_end),
        cmocka_unit_test(a_drill_without_its_family_is_ended),
        cmocka_unit_test(sirens_are_looked_at_where_there_is_a_channel_of_them),
        cmocka_unit_test(a_plan_of_four_mebibytes_is_the_largest),
        cmocka_unit_test(a_plan_that_takes_too_much_is_turned_away),
        cmocka_unit_test(a_trial_waits_for_no_other_thread),
    };
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
