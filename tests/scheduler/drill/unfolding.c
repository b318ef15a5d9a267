/* What unfolds follows from the draw and the answers alone: however often one looks, and again from a record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "drill/unfolding.h"
#include "sibu/hash.h"
#include "sibu/world.h"

#define PEOPLE 120
#define T0_US INT64_C(1795392000000000)
#define SECOND INT64_C(1000000)

struct stage {
    struct sibu_text bytes, draw;
    struct sibu_site *site;
    struct plan *families;
    struct sibu_ways *ways;
    struct unfolding_person people[PEOPLE];
};

/* A fire in the machine shop under this key. */
static void write_draw(struct stage *stage, uint64_t seed)
{
    uint8_t key[32];
    char hex[65];
    sibu_key_of_seed(key, seed);
    sibu_hex(hex, key, 32);
    sibu_text_clear(&stage->draw);
    sibu_text_addf(
        &stage->draw,
        "{\"family\":\"fire-hot-work\",\"zone\":\"machining\",\"x_m\":30.5,\"y_m\":20.25,\"tick\":{\"R\":\"%s\"},"
        "\"growth\":{\"growth_kw_per_s2\":0.1,\"peak_kw\":8000,\"burning_s\":60,\"soot_yield_kg_per_kg\":0.1,"
        "\"carbon_monoxide_yield_kg_per_kg\":0.05}}",
        hex);
}

static int stage_open(void **state)
{
    static struct stage stage;
    struct sibu_fault fault;
    char path[4096], folder[4096];
    (void)snprintf(path, sizeof path, "%s/scenarios/sites/metal-works.geojson", getenv("SIBU_SOURCE"));
    (void)snprintf(folder, sizeof folder, "%s/scenarios/families", getenv("SIBU_SOURCE"));
    if (file_read(path, (size_t)1 << 22, &stage.bytes, &fault) != SIBU_OK ||
        sibu_site_open(&stage.site, path, sibu_text_get(&stage.bytes), stage.bytes.length, &fault) != SIBU_OK ||
        plan_open_families(&stage.families, folder, &fault) != SIBU_OK ||
        sibu_ways_open(&stage.ways, stage.site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault) != SIBU_OK) {
        return -1;
    }
    for (uint32_t i = 0; i < PEOPLE; i++) {
        stage.people[i] = (struct unfolding_person){.zone = stage.site->zones[i % stage.site->zone_count].id,
                                                    .role = i % 12 == 0  ? "warden"
                                                            : i % 9 == 0 ? "contractor"
                                                                         : "worker",
                                                    .expected = i % 7 != 0};
    }
    *state = &stage;
    return 0;
}

static int stage_close(void **state)
{
    struct stage *stage = *state;
    plan_close(stage->families);
    sibu_ways_close(stage->ways);
    sibu_site_close(stage->site);
    sibu_text_clear(&stage->bytes);
    sibu_text_clear(&stage->draw);
    return 0;
}

static struct unfolding *begin(const struct stage *stage)
{
    struct unfolding *unfolding = NULL;
    struct sibu_fault fault;
    const struct unfolding_def def = {.site = stage->site,
                                      .families = stage->families->families,
                                      .ways = stage->ways,
                                      .draw = sibu_text_get(&stage->draw),
                                      .t0_us = T0_US,
                                      .people = stage->people,
                                      .count = PEOPLE};
    assert_int_equal(unfolding_open(&unfolding, &def, &fault), SIBU_OK);
    return unfolding;
}

/* When person i acknowledges and checks in: some never do. */
static int64_t acknowledged_us(uint32_t i)
{
    return i % 10 == 3 ? 0 : T0_US + (int64_t)(i * 7 % 90) * SECOND + 123456;
}

static int64_t here_us(uint32_t i)
{
    return i % 10 == 3 ? 0 : T0_US + (int64_t)(60 + i * 11 % 240) * SECOND + 654321;
}

/* As a server does: looks every `step_us`, and is told each answer when it comes. */
static void live(struct unfolding *unfolding, int64_t step_us, int64_t end_us)
{
    for (int64_t now_us = T0_US; now_us < end_us; now_us += step_us) {
        for (uint32_t i = 0; i < PEOPLE; i++) {
            if (acknowledged_us(i) >= now_us - step_us && acknowledged_us(i) < now_us) {
                unfolding_answer(unfolding, i + 1, "acknowledge", acknowledged_us(i));
            }
            if (here_us(i) >= now_us - step_us && here_us(i) < now_us) {
                unfolding_answer(unfolding, i + 1, "check-in", here_us(i));
            }
        }
        unfolding_step(unfolding, now_us);
    }
}

/* As from a record: all answers first, then one look. */
static void again(struct unfolding *unfolding, int64_t end_us)
{
    for (uint32_t i = 0; i < PEOPLE; i++) {
        if (acknowledged_us(i) != 0) {
            unfolding_answer(unfolding, i + 1, "acknowledge", acknowledged_us(i));
            unfolding_answer(unfolding, i + 1, "check-in", here_us(i));
        }
    }
    unfolding_step(unfolding, end_us);
}

/* The fields too, minute by minute. */
static void assert_same_minutes(const struct unfolding *one, const struct unfolding *other)
{
    size_t count = 0, other_count = 0;
    const struct unfolding_minute *minutes = unfolding_minutes(one, &count);
    const struct unfolding_minute *others = unfolding_minutes(other, &other_count);
    assert_int_equal(count, other_count);
    assert_int_equal(count, 7);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(sibu_text_get(&minutes[i].detail), sibu_text_get(&others[i].detail));
        assert_non_null(strstr(sibu_text_get(&minutes[i].detail), "\"digest\":\""));
        assert_true(i == 0 || strcmp(sibu_text_get(&minutes[i].detail), sibu_text_get(&minutes[i - 1].detail)) != 0);
    }
}

static size_t assert_same(const struct unfolding *one, const struct unfolding *other)
{
    assert_same_minutes(one, other);
    size_t count = 0, other_count = 0;
    const struct sibu_unfold_event *events = unfolding_events(one, &count);
    const struct sibu_unfold_event *others = unfolding_events(other, &other_count);
    assert_int_equal(count, other_count);
    for (size_t i = 0; i < count; i++) {
        struct sibu_text a = {0}, b = {0};
        unfolding_detail(one, &events[i], "", &a);
        unfolding_detail(other, &others[i], "", &b);
        assert_string_equal(sibu_text_get(&a), sibu_text_get(&b));
        assert_true(!(events[i].time_s < others[i].time_s) && !(events[i].time_s > others[i].time_s));
        sibu_text_clear(&a);
        sibu_text_clear(&b);
    }
    return count;
}

static void the_same_answers_give_the_same_events_however_one_looks(void **state)
{
    struct stage *stage = *state;
    const int64_t end_us = T0_US + 400 * SECOND;
    size_t seen = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        write_draw(stage, seed);
        struct unfolding *often = begin(stage), *seldom = begin(stage), *record = begin(stage);
        live(often, SECOND / 4, end_us);
        live(seldom, 17 * SECOND + 300000, end_us + 20 * SECOND);
        again(record, end_us + 20 * SECOND);
        unfolding_step(often, end_us + 20 * SECOND);
        unfolding_step(seldom, end_us + 20 * SECOND);
        seen += assert_same(often, record);
        (void)assert_same(seldom, record);
        unfolding_close(often);
        unfolding_close(seldom);
        unfolding_close(record);
    }
    assert_true(seen > 3);
}

static void other_answers_or_another_key_give_other_events(void **state)
{
    struct stage *stage = *state;
    const int64_t end_us = T0_US + 400 * SECOND;
    size_t different = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        write_draw(stage, seed);
        struct unfolding *answered = begin(stage), *silent = begin(stage);
        size_t counts[2];
        again(answered, end_us);
        unfolding_step(silent, end_us);
        const struct sibu_unfold_event *a = unfolding_events(answered, &counts[0]);
        const struct sibu_unfold_event *b = unfolding_events(silent, &counts[1]);
        different += counts[0] != counts[1] ||
                     (counts[0] > 0 && memcmp(&a[counts[0] - 1].share, &b[counts[0] - 1].share, sizeof(double)) != 0);
        unfolding_close(answered);
        unfolding_close(silent);
    }
    assert_true(different > 3);
}

/* Every text that people get is there in both languages, names the place, and asks nobody to go in. */
static void updates_say_what_and_where_in_both_languages(void **state)
{
    struct stage *stage = *state;
    write_draw(stage, 1);
    struct unfolding *unfolding = begin(stage);
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        struct sibu_unfold_event event = {.kind = (enum sibu_unfold_kind)kind,
                                          .number = 1,
                                          .place = kind == SIBU_UNFOLD_WIND_TURNED ? SIBU_NONE : 0,
                                          .floor = SIBU_NONE,
                                          .bearing_deg = 350.0};
        struct unfolding_words words = {0};
        unfolding_say(unfolding, &event, &words);
        for (int language = 0; language < SIBU_LANGUAGES; language++) {
            assert_true(words.news[language].length > 0 && words.ask[language].length > 0);
            assert_non_null(strstr(sibu_text_get(&words.ask[language]), "{1}"));
            assert_null(strstr(sibu_text_get(&words.news[language]), "{"));
        }
        if (kind == SIBU_UNFOLD_EXIT_LOST) {
            assert_non_null(strstr(sibu_text_get(&words.news[SIBU_ZH]), stage->site->exits[0].name.in[SIBU_ZH]));
            assert_string_equal(unfolding_place(unfolding, &event), stage->site->exits[0].id);
        }
        if (kind == SIBU_UNFOLD_WIND_TURNED) {
            assert_non_null(strstr(sibu_text_get(&words.news[SIBU_EN]), "the north"));
        }
        unfolding_words_clear(&words);
    }
    unfolding_close(unfolding);
}

static void a_draw_that_does_not_fit_is_refused_by_name(void **state)
{
    struct stage *stage = *state;
    static const char *const WRONG[][2] = {
        {"machining", "nowhere"}, {"fire-hot-work", "flood"}, {"\"tick\"", "\"tock\""}};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct sibu_text text = {0};
        struct unfolding *unfolding = NULL;
        struct sibu_fault fault;
        write_draw(stage, 1);
        const char *draw = sibu_text_get(&stage->draw), *at = strstr(draw, WRONG[i][0]);
        sibu_text_add_bytes(&text, draw, (size_t)(at - draw));
        sibu_text_addf(&text, "%s%s", WRONG[i][1], at + strlen(WRONG[i][0]));
        const struct unfolding_def def = {.site = stage->site,
                                          .families = stage->families->families,
                                          .draw = sibu_text_get(&text),
                                          .t0_us = T0_US,
                                          .people = stage->people,
                                          .count = PEOPLE};
        assert_int_equal(unfolding_open(&unfolding, &def, &fault), SIBU_BAD_INPUT);
        assert_non_null(strstr(fault.place, "draw:/"));
        assert_null(unfolding);
        sibu_text_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_answers_give_the_same_events_however_one_looks),
        cmocka_unit_test(other_answers_or_another_key_give_other_events),
        cmocka_unit_test(updates_say_what_and_where_in_both_languages),
        cmocka_unit_test(a_draw_that_does_not_fit_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, stage_open, stage_close);
}
