/* The plan shows what is on the floor, in the language asked for, inside its sheet; and its SVG is safe to embed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/plan.h"
#include "sibu/site.h"
#include "site/plan_text.h"
#include "site_text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct sibu_site *open_text(const struct sibu_text *text)
{
    struct sibu_site *site = NULL;
    struct sibu_fault fault;
    if (sibu_site_open(&site, "t.geojson", sibu_text_get(text), text->length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return site;
}

static struct sibu_site *open_file(const char *path)
{
    struct sibu_text text = {0};
    text_of_file(&text, path);
    struct sibu_site *site = open_text(&text);
    sibu_text_clear(&text);
    return site;
}

static struct sibu_plan *open_plan(const struct sibu_site *site, uint32_t floor, enum sibu_language language)
{
    struct sibu_plan *plan = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_plan_open(&plan, site, floor, language, &fault), SIBU_OK);
    return plan;
}

static int shown(const struct sibu_plan *plan, const char *text)
{
    int count = 0;
    for (size_t i = 0; i < plan->count; i++) {
        count += plan->items[i].kind == SIBU_PLAN_TEXT && strcmp(plan->items[i].text, text) == 0;
    }
    return count;
}

static void add_without_spaces(struct sibu_text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        sibu_text_add_bytes(out, text, *text == ' ' ? 0 : 1);
    }
}

/* A long name stands in several lines, one behind the other in the list: all texts are joined, without spaces. */
static int is_named(const struct sibu_plan *plan, const char *name)
{
    struct sibu_text all = {0};
    struct sibu_text wanted = {0};
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].kind == SIBU_PLAN_TEXT) {
            add_without_spaces(&all, plan->items[i].text);
        }
    }
    add_without_spaces(&wanted, name);
    int found = strstr(sibu_text_get(&all), sibu_text_get(&wanted)) != NULL;
    sibu_text_clear(&all);
    sibu_text_clear(&wanted);
    return found;
}

static void every_name_of_a_floor_is_shown_in_the_language(void **state)
{
    (void)state;
    struct sibu_site *site = open_file("scenarios/sites/chem-park.geojson");
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        struct sibu_plan *plan = open_plan(site, SIBU_NONE, (enum sibu_language)language);
        for (uint32_t i = 0; i < site->zone_count; i++) {
            assert_true(is_named(plan, site->zones[i].name.in[language]));
        }
        for (uint32_t i = 0; i < site->exit_count; i++) {
            assert_true(is_named(plan, site->exits[i].name.in[language]));
        }
        for (uint32_t i = 0; i < site->muster_count; i++) {
            assert_true(is_named(plan, site->musters[i].name.in[language]));
        }
        sibu_plan_close(plan);
    }
    sibu_site_close(site);
}

static void a_floor_alone_shows_nothing_of_the_others(void **state)
{
    (void)state;
    struct sibu_site *site = open_file("tests/engine/site/base.geojson");
    struct sibu_plan *ground = open_plan(site, 0, SIBU_EN);
    struct sibu_plan *upper = open_plan(site, 1, SIBU_EN);
    static const struct {
        const char *text;
        int on_ground, on_upper;
    } CASES[] = {{"Hall", 1, 0},     {"Meeting room", 0, 1}, {"East gate", 1, 0}, {"holds 80", 1, 0},
                 {"up to F2", 1, 0}, {"down to F1", 0, 1},   {"Z1", 1, 0},        {"workshop", 1, 0}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(shown(ground, CASES[i].text), CASES[i].on_ground);
        assert_int_equal(shown(upper, CASES[i].text), CASES[i].on_upper);
    }
    assert_string_equal(ground->title, "Test works, Ground floor");
    sibu_plan_close(ground);
    sibu_plan_close(upper);
    sibu_site_close(site);
}

static void assert_inside(const struct sibu_plan *plan, struct sibu_point point)
{
    assert_true(isfinite(point.x) && isfinite(point.y));
    assert_true(point.x >= -0.01 && point.x <= plan->width + 0.01);
    assert_true(point.y >= -0.01 && point.y <= plan->height + 0.01);
}

static void everything_lies_on_the_sheet(void **state)
{
    (void)state;
    static const char *const FILES[] = {"scenarios/sites/chem-park.geojson", "scenarios/sites/metal-works.geojson",
                                        "scenarios/sites/training-building.geojson", "tests/engine/site/base.geojson"};
    for (size_t f = 0; f < COUNT(FILES); f++) {
        struct sibu_site *site = open_file(FILES[f]);
        struct sibu_plan *plan = open_plan(site, SIBU_NONE, SIBU_ZH);
        assert_true(plan->width > 300 && plan->width < 2000 && plan->height > 200 && plan->height < 6000);
        for (size_t i = 0; i < plan->count; i++) {
            const struct sibu_plan_item *item = &plan->items[i];
            if (item->kind != SIBU_PLAN_PATH) {
                assert_inside(plan, item->at);
            }
            for (uint32_t k = 0; item->kind == SIBU_PLAN_PATH && k < item->path_count; k++) {
                for (uint32_t p = 0; p < item->paths[k].count; p++) {
                    assert_inside(plan, item->paths[k].points[p]);
                }
            }
        }
        sibu_plan_close(plan);
        sibu_site_close(site);
    }
}

static void names_can_not_break_out_of_the_svg(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_text svg = {0};
    struct sibu_fault fault;
    text_of_file(&text, "tests/engine/site/base.geojson");
    text_change(&text, (struct change){"\"en\": \"East gate\"", "\"en\": \"</text><script>alert(1)</script>&\\\"'\""});
    struct sibu_site *site = open_text(&text);
    assert_int_equal(sibu_site_svg(site, 0, SIBU_EN, &svg, &fault), SIBU_OK);
    assert_null(strstr(sibu_text_get(&svg), "<script"));
    assert_non_null(strstr(sibu_text_get(&svg), "&lt;script&gt;"));
    assert_int_equal(strncmp(sibu_text_get(&svg), "<svg xmlns=", 11), 0);
    assert_string_equal(sibu_text_get(&svg) + svg.length - 7, "</svg>\n");
    sibu_text_clear(&svg);
    sibu_text_clear(&text);
    sibu_site_close(site);
}

static void an_empty_floor_can_be_drawn(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_text svg = {0};
    struct sibu_fault fault;
    text_of_file(&text, "tests/engine/site/base.geojson");
    text_change(&text, (struct change){"{\"id\": \"F2\", \"name\": {\"zh\": \"二层\"",
                                       "{\"id\": \"R\", \"name\": {\"zh\": \"屋顶\", \"en\": \"Roof\"}, "
                                       "\"elevation\": 6}, {\"id\": \"F2\", \"name\": {\"zh\": \"二层\""});
    struct sibu_site *site = open_text(&text);
    assert_int_equal(site->floors[1].walkable_count, 0);
    assert_int_equal(sibu_site_svg(site, 1, SIBU_ZH, &svg, &fault), SIBU_OK);
    assert_non_null(strstr(sibu_text_get(&svg), "屋顶"));
    sibu_text_clear(&svg);
    sibu_text_clear(&text);
    sibu_site_close(site);
}

/* Each word and each ideograph stands on exactly one line, in order, and only a single word may be wider than asked. */
static void lines_hold_the_whole_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double width_em;
        int lines;
    } CASES[] = {{"Process hall", 20, 1},    {"Process hall", 5, 2},
                 {"Process hall", 0.1, 2},   {"生产车间", 4, 1},
                 {"生产车间", 2, 2},         {"生产车间", 0, 4},
                 {"A 区仓库", 3.5, 2},       {"one two three four five six", 4, 4},
                 {"   spaced   out  ", 3, 2}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct lines lines = text_break(CASES[i].text, CASES[i].width_em);
        size_t at = 0;
        assert_int_equal(lines.count, CASES[i].lines);
        for (int k = 0; k < lines.count; k++) {
            at += strspn(CASES[i].text + at, " ");
            assert_int_equal(lines.begin[k], at);
            at += lines.length[k];
        }
        assert_int_equal(at + strspn(CASES[i].text + at, " "), strlen(CASES[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_of_a_floor_is_shown_in_the_language),
        cmocka_unit_test(a_floor_alone_shows_nothing_of_the_others),
        cmocka_unit_test(everything_lies_on_the_sheet),
        cmocka_unit_test(names_can_not_break_out_of_the_svg),
        cmocka_unit_test(an_empty_floor_can_be_drawn),
        cmocka_unit_test(lines_hold_the_whole_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
