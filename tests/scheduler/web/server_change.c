/* Rosters and policies that officers bring, over real HTTP: what would change is shown before, what is kept is what was shown, it
 * is in force from the next start on, and where it could narrow the times of drills it takes two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "house.h"
#include "sibu/text.h"

#define SECOND_US INT64_C(1000000)

static void read_little(char **out)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tests/system/little/roster.csv", getenv("SIBU_SOURCE"));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    *out = calloc(1, 4000);
    assert_non_null(*out);
    assert_true(fread(*out, 1, 3999, file) > 500);
    assert_int_equal(fclose(file), 0);
}

/* The little works' roster without the line that begins with `without` (or NULL), and with another line (or ""). */
static void make_roster(char out[4000], const char *without, const char *with)
{
    char *text = NULL;
    read_little(&text);
    const char *line = without != NULL ? strstr(text, without) : text + strlen(text);
    assert_non_null(line);
    const char *rest = line + strcspn(line, "\n");
    (void)snprintf(out, 4000, "%.*s%s%s", (int)(line - text), text, *rest == '\n' ? rest + 1 : rest, with);
    free(text);
}

/* The link of somebody, with "/w/" before it. */
static void find_link(const struct house *house, const char *id, char out[64])
{
    struct store_person *people = NULL;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    size_t count = 0;
    out[0] = '\0';
    assert_int_equal(store_people(house->stand.server->store, NULL, &arena, &people, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(people[i].id, id) == 0) {
            (void)snprintf(out, 64, "/w/%s", people[i].token);
        }
    }
    sibu_arena_clear(&arena);
}

static void a_roster_is_shown_kept_and_in_force_from_the_next_start(void **state)
{
    (void)state;
    struct house house;
    char roster[4000], stays[64], again[64], leaves[64], comes[64];
    house_open(&house);
    find_link(&house, "W02", stays);
    find_link(&house, "W05", leaves);
    make_roster(roster, "W05", "W99,新人,New One,yard,always,worker,zh,normal\n");
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303);
    assert_false(house_is_kept(&house));
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "<b>1</b>comes"));
    assert_true(visitor_sees(&house.otto, "<b>1</b>leaves"));
    assert_true(visitor_sees(&house.otto, "<b>0</b>changes"));
    assert_true(visitor_sees(&house.otto, "New One"));
    assert_true(visitor_sees(&house.otto, "Yard · always")); /* by the zone's name */
    assert_false(visitor_sees(&house.otto, "yard · always"));
    assert_true(visitor_sees(&house.otto, "Chen Jing"));
    assert_false(visitor_sees(&house.otto, "nobody: no drill"));
    assert_int_equal(house_press(&house.otto, "/roster", "keep"), 303);
    assert_true(house_is_kept(&house));
    assert_int_equal(visitor_get(&house.otto, "/roster?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "when the server starts the next time"));
    assert_true(visitor_sees(&house.otto, "13 people"));
    assert_int_equal(house_rows(&house, "otto", "roster", "little-works % +1 -1 ~0 asked"), 1);
    assert_int_equal(house_rows(&house, "otto", "roster", "little-works % +1 -1 ~0 ok"), 1);
    assert_int_equal(visitor_get(&house.phone, leaves), 200);

    stand_again(&house.stand);
    find_link(&house, "W02", again);
    find_link(&house, "W99", comes);
    assert_string_equal(again, stays);
    assert_int_equal(visitor_get(&house.phone, again), 200);
    assert_int_equal(visitor_get(&house.phone, comes), 200);
    assert_int_equal(visitor_get(&house.phone, leaves), 404);
    assert_int_equal(visitor_get(&house.otto, "/roster?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "kept by officers"));
    assert_false(visitor_sees(&house.otto, "when the server starts the next time"));
    assert_int_equal(visitor_get(&house.otto, "/v1/reachability"), 200);
    assert_true(visitor_sees(&house.otto, "\"W99\""));
    assert_false(visitor_sees(&house.otto, "\"W05\""));
    house_close(&house);
}

static void a_bad_roster_is_told_line_by_line_and_nothing_is_kept(void **state)
{
    (void)state;
    static const struct {
        const char *line, *place, *says;
    } CASES[] = {{"W50,某,So,nowhere,always,worker,zh,normal\n", "roster.csv:15:zone", "does not exist"},
                 {"W02,某,So,shop,always,worker,zh,normal\n", "roster.csv:15:id", "stands in line 3 too"},
                 {"W50,某,So,shop,evening,worker,zh,normal\n", "roster.csv:15:shift", "evening"},
                 {"W50,某,So,shop,always,king,zh,normal\n", "roster.csv:15:role", "king"}};
    struct house house;
    char roster[4000];
    house_open(&house);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        make_roster(roster, NULL, CASES[i].line);
        assert_int_equal(house_bring(&house.otto, "/roster", roster), 400);
        if (!visitor_sees(&house.otto, CASES[i].place) || !visitor_sees(&house.otto, CASES[i].says)) {
            fail_msg("%s: %s", CASES[i].place, sibu_text_get(&house.otto.body));
        }
        assert_true(visitor_sees(&house.otto, "W12,郑涛")); /* to be mended where it stands */
        assert_false(visitor_sees(&house.otto, "value=\"keep\""));
    }
    assert_int_equal(house_bring(&house.otto, "/roster", "\"'><script>"), 400);
    assert_false(visitor_sees(&house.otto, "<script>"));
    assert_int_equal(visitor_post(&house.otto, "/roster", "do=look"), 400);
    assert_int_equal(visitor_post(&house.otto, "/roster", "do=keep&sha256=00"), 409);
    assert_int_equal(visitor_post(&house.otto, "/roster", "do=look&site=nowhere&text=x"), 400);
    assert_false(house_is_kept(&house));
    house_close(&house);
}

/* As a browser sends a file: its bytes are those that are hashed. */
static void a_file_is_taken_as_it_is(void **state)
{
    (void)state;
    struct house house;
    struct sibu_text body = {0};
    house_open(&house);
    (void)snprintf(house.otto.header, sizeof house.otto.header, "Content-Type: multipart/form-data; boundary=XX");
    sibu_text_addf(&body,
                   "--XX\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n%s\r\n"
                   "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nnot this\r\n"
                   "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.csv\"\r\n"
                   "Content-Type: text/csv\r\n\r\n\xef\xbb\xbfid,name,zone,shift\nW01,Wang,shop,always\n\r\n"
                   "--XX\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\nlook\r\n--XX--\r\n",
                   house.otto.form + strlen("form="));
    assert_int_equal(visitor_ask(&house.otto, "POST", "/roster?lang=en", sibu_text_get(&body)), 303);
    house.otto.header[0] = '\0';
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "SHA-256 dcaa5a22a4922ecd37e4cf536f854e8ecb25dbf30d02277bb1f8eb03725165c9"));
    sibu_text_clear(&body);
    house_close(&house);
}

/* Zones go by their names, in the reader's language. */
static void who_moves_is_shown_from_zone_to_zone(void **state)
{
    (void)state;
    struct house house;
    char roster[4000], path[512];
    house_open(&house);
    make_roster(roster, "W02", "W02,李秀英,Li Xiuying,yard,always,warden,zh,normal\n");
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303);
    const char *rest = strstr(house.otto.location, "site=");
    assert_non_null(rest);
    (void)snprintf(path, sizeof path, "/roster?lang=zh&%s", rest);
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "Workshop → Yard"));
    assert_int_equal(visitor_get(&house.otto, path), 200);
    assert_true(visitor_sees(&house.otto, "车间 → 堆场"));
    house_close(&house);
}

static void addresses_are_masked(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    assert_int_equal(
        house_bring(&house.otto, "/roster",
                    "id,name,zone,shift,phone,email,url\n"
                    "W01,Wang,shop,always,+86 13812345678,wang.secret@plant.example,http://push.example/secret\n"),
        303);
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "phone – → "));
    assert_true(visitor_sees(&house.otto, "@plant.example"));
    assert_false(visitor_sees(&house.otto, "13812345678"));
    assert_false(visitor_sees(&house.otto, "wang.secret"));
    assert_false(visitor_sees(&house.otto, "/secret"));
    house_close(&house);
}

/* The forecast may still be on its way: steps until the drill is closed. */
static void close_drill(struct stand *stand)
{
    int closed = 0;
    for (int s = 2; s < 12000 && !closed; s++) {
        closed = stand_step(stand, STAND_MORNING_US + s * SECOND_US).closed;
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_true(closed);
}

/* Somebody in a drill is counted in it to its end, whatever the roster says meanwhile. */
static void who_leaves_during_a_drill_does_not_vanish_from_it(void **state)
{
    (void)state;
    struct house house;
    char roster[4000], leaves[64];
    house_open(&house);
    find_link(&house, "W05", leaves);
    assert_int_equal(visitor_post(&house.otto, "/", "do=now"), 303);
    make_roster(roster, "W05", "");
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303);
    house_look(&house.otto);
    assert_int_equal(house_press(&house.otto, "/roster", "keep"), 303);
    stand_again(&house.stand);
    (void)stand_step(&house.stand, STAND_MORNING_US + SECOND_US);
    assert_int_equal(visitor_get(&house.otto, "/v1/muster"), 200);
    assert_true(visitor_sees(&house.otto, "\"expected\":12,"));
    assert_int_equal(visitor_get(&house.otto, "/?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "Chen Jing"));
    assert_int_equal(visitor_get(&house.phone, leaves), 200);
    assert_int_equal(visitor_ask(&house.phone, "POST", leaves, "answer=check-in"), 303);
    assert_int_equal(visitor_get(&house.otto, "/v1/muster"), 200);
    assert_true(visitor_sees(&house.otto, "\"checked_in\":1,"));
    assert_int_equal(visitor_post(&house.otto, "/", "do=all-clear"), 303);
    close_drill(&house.stand);
    assert_int_equal(visitor_get(&house.phone, leaves), 404);
    house_close(&house);
}

/* The works' one person on another shift leaves: nobody is on it any more. */
static void a_shift_without_anybody_takes_two(void **state)
{
    (void)state;
    struct house house;
    char roster[4000], preview[512];
    house_open(&house);
    make_roster(roster, "W13", "");
    house.stand.server->def.two_persons_s = 4 * 3600;
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303);
    (void)snprintf(preview, sizeof preview, "%s", house.otto.location);
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "A shift would have nobody"));
    assert_int_equal(house_press(&house.otto, "/roster", "keep"), 303);
    assert_non_null(strstr(house.otto.location, "done=waits"));
    assert_false(house_is_kept(&house));
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303); /* the same again: it waits on */
    assert_int_equal(visitor_get(&house.otto, preview), 200);
    assert_false(visitor_sees(&house.otto, "value=\"second-yes\""));
    assert_int_equal(house_press(&house.otto, "/roster", "second-yes"), 409); /* one is not two */
    assert_int_equal(visitor_get(&house.otto, preview), 200);
    assert_int_equal(house_press(&house.otto, "/roster", "keep"), 409);
    assert_int_equal(visitor_get(&house.anna, preview), 200); /* nor is who may not say yes */
    assert_int_equal(house_press(&house.anna, "/roster", "second-yes"), 400);
    assert_false(house_is_kept(&house));
    assert_int_equal(visitor_get(&house.olga, "/roster?lang=en"), 200);
    assert_true(visitor_sees(&house.olga, "otto"));
    assert_int_equal(visitor_get(&house.olga, preview), 200);
    assert_int_equal(house_press(&house.olga, "/roster", "second-yes"), 303);
    assert_non_null(strstr(house.olga.location, "done=kept"));
    assert_true(house_is_kept(&house));
    assert_int_equal(house_rows(&house, "otto", "roster", "%asked"), 1);
    assert_int_equal(house_rows(&house, "otto", "roster", "%ok"), 0);
    assert_int_equal(house_rows(&house, "olga", "second-yes", "roster little-works % +0 -1 ~0 (otto) ok"), 1);
    house_close(&house);
}

/* The stand's policy with `was` replaced. */
static void make_policy(const struct house *house, const char *was, const char *is, char out[4000])
{
    const struct plan *plan = house->stand.plan;
    const char *at = strstr(plan->policy_bytes, was);
    assert_non_null(at);
    (void)snprintf(out, 4000, "%.*s%s%s", (int)(at - plan->policy_bytes), plan->policy_bytes, is, at + strlen(was));
}

static void other_rules_are_shown_take_two_and_wait_in_the_ledger(void **state)
{
    (void)state;
    struct house house;
    char policy[4000], preview[512];
    house_open(&house);
    house.stand.server->def.two_persons_s = 4 * 3600;
    make_policy(&house, "\"windows\":[{}]", "\"windows\":[{\"from\":\"09:00\",\"to\":\"10:00\"}]", policy);
    assert_int_equal(house_bring(&house.otto, "/policy", policy), 303);
    (void)snprintf(preview, sizeof preview, "%s", house.otto.location);
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "/windows/0/from"));
    assert_true(visitor_sees(&house.otto, "<del>"));
    assert_true(visitor_sees(&house.otto, "every day 09:00 to 10:00"));
    assert_int_equal(house_press(&house.otto, "/policy", "keep"), 303);
    assert_false(house_is_kept(&house));
    assert_int_equal(visitor_get(&house.olga, preview), 200);
    assert_int_equal(house_press(&house.olga, "/policy", "second-no"), 303);
    assert_int_equal(visitor_get(&house.olga, preview), 409);
    assert_int_equal(house_bring(&house.otto, "/policy", policy), 303);
    house_look(&house.otto);
    assert_int_equal(house_press(&house.otto, "/policy", "keep"), 303);
    assert_int_equal(visitor_get(&house.olga, preview), 200);
    assert_int_equal(house_press(&house.olga, "/policy", "second-yes"), 303);
    assert_true(house_is_kept(&house));
    assert_int_equal(house_rows(&house, "olga", "second-no", "policy %(otto) ok"), 1);
    assert_int_equal(house_rows(&house, "olga", "second-yes", "policy % ~%(otto) ok"), 1);
    assert_int_equal(stand_rows(&house.stand, "rules"), 1);

    stand_again(&house.stand);
    assert_int_equal(stand_rows(&house.stand, "rules"), 2);
    assert_int_equal(visitor_get(&house.otto, "/policy?lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "Rules wait in the ledger and hold from 2026-11-24 08:00 on"));
    assert_true(visitor_sees(&house.otto, "kept by officers"));
    house_close(&house);
}

static void a_policy_reaches_for_nothing_new(void **state)
{
    (void)state;
    static const struct {
        const char *was, *is, *says;
    } CASES[] = {
        {"roster.csv", "site.geojson", "/sites"},
        {"/tests/system/little/roster.csv", "/../../../etc/shadow", "/sites"},
        {"scenarios/families", "scenarios/sites", "/families"},
        {"\"windows\"", "\"interlocks\":[{\"id\":\"x\",\"url\":\"http://127.0.0.1:9/\"}],\"windows\"", "/interlocks"},
        {"\"windows\"", "\"interlocks\":[{\"id\":\"x\",\"file\":\"/etc/passwd\"}],\"windows\"", "/interlocks"},
        {"\"windows\"", "\"never\":[{\"calendar\":\"/etc/passwd\"}],\"windows\"", "/never"},
        {"\"windows\"",
         "\"proof\":{\"beacon\":{\"chain\":\"52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971\","
         "\"urls\":[\"https://127.0.0.1:9\"]}},\"windows\"",
         "/proof"},
        {"\"tick_s\":3600", "\"tick_s\":60", "/tick_s"},
        {"\"windows\"", "\"window\"", "/window"},
        {"{", "", "policy.json"},
    };
    struct house house;
    char policy[4000];
    house_open(&house);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        make_policy(&house, CASES[i].was, CASES[i].is, policy);
        long status = house_bring(&house.otto, "/policy", policy);
        if (status != 400 || !visitor_sees(&house.otto, CASES[i].says)) {
            fail_msg("%s: %ld", CASES[i].is, status);
        }
    }
    assert_false(house_is_kept(&house));
    house_close(&house);
}

static void a_preview_ends_after_half_an_hour(void **state)
{
    (void)state;
    struct house house;
    char roster[4000];
    house_open(&house);
    make_roster(roster, "W05", "");
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303);
    house_look(&house.otto);
    clock_set_us(&house.stand.clock, STAND_MORNING_US + 1799 * SECOND_US);
    assert_int_equal(visitor_get(&house.otto, house.otto.location), 200);
    assert_int_equal(house_bring(&house.otto, "/roster", roster), 303); /* and is begun anew */
    house_look(&house.otto);
    clock_set_us(&house.stand.clock, STAND_MORNING_US + 3599 * SECOND_US);
    assert_int_equal(house_press(&house.otto, "/roster", "keep"), 409);
    assert_false(house_is_kept(&house));
    house_close(&house);
}

static void ten_thousand_people_fit_and_strangers_are_cut_short(void **state)
{
    (void)state;
    struct house house;
    struct visitor stranger;
    struct sibu_text fields = {0};
    house_open(&house);
    sibu_text_add(&fields, "do=look&text=id,name,zone,shift,phone,email%0D%0A");
    for (int i = 0; i < 10000; i++) {
        sibu_text_addf(
            &fields,
            "P%05d,%%E5%%BC%%A0%%E5%%B0%%8F%%E6%%98%%8E,shop,always,%%2B86+138%08d,p%05d%%40plant.example%%0D%%0A", i,
            i, i);
    }
    assert_int_equal(visitor_post(&house.otto, "/roster?lang=en", sibu_text_get(&fields)), 303);
    house_look(&house.otto);
    assert_true(visitor_sees(&house.otto, "<b>10000</b>people then"));
    assert_true(visitor_sees(&house.otto, "9513 more are not listed")); /* 13 leave, 10,000 come, 500 are shown */
    visitor_init(&stranger, &house.stand);
    assert_int_equal(visitor_ask(&stranger, "POST", "/roster", sibu_text_get(&fields)), 413);
    visitor_clear(&stranger);
    sibu_text_clear(&fields);
    house_close(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_roster_is_shown_kept_and_in_force_from_the_next_start),
        cmocka_unit_test(a_bad_roster_is_told_line_by_line_and_nothing_is_kept),
        cmocka_unit_test(a_file_is_taken_as_it_is),
        cmocka_unit_test(who_moves_is_shown_from_zone_to_zone),
        cmocka_unit_test(addresses_are_masked),
        cmocka_unit_test(who_leaves_during_a_drill_does_not_vanish_from_it),
        cmocka_unit_test(a_shift_without_anybody_takes_two),
        cmocka_unit_test(other_rules_are_shown_take_two_and_wait_in_the_ledger),
        cmocka_unit_test(a_policy_reaches_for_nothing_new),
        cmocka_unit_test(a_preview_ends_after_half_an_hour),
        cmocka_unit_test(ten_thousand_people_fit_and_strangers_are_cut_short),
    };
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
