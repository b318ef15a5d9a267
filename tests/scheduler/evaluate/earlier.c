/* The document "earlier": what is written is read back, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "evaluate/earlier.h"

#define T0_US INT64_C(1795392000000000)
#define DAY(n) ((n)*FINDING_DAY_US)
#define ROW(number, day, event_, place_, drill_, mark_)                                                                \
    {                                                                                                                  \
        .row = (number), .time_us = T0_US - DAY(day), .site = "plant", .kind = "missing", .place = (place_),           \
        .event = (event_), .who = "system", .drill = (drill_), .mark = (mark_), .owner = "Li \"Four\"",                \
        .due_us = T0_US + DAY(30), .zh = "缺人", .en = "one is \"missing\"", .file = ""                                \
    }

struct scene {
    struct sibu_text lines[80], text;
    const char *line[80];
    struct finding_rules rules;
    struct finding_book book;
    struct earlier earlier;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

static void tear_down(struct scene *scene)
{
    for (size_t i = 0; i < 80; i++) {
        sibu_text_clear(&scene->lines[i]);
    }
    sibu_text_clear(&scene->text);
    finding_book_close(&scene->book);
    sibu_arena_clear(&scene->arena);
}

/* So many drills, a day apart, the newest a day before T0. */
static void write(struct scene *scene, size_t drills, const struct store_finding_row *rows, size_t row_count)
{
    memset(scene, 0, sizeof *scene);
    scene->rules.grades = (struct grade_rule){2, {50, 20, 20, 10}, {9000, 8000, 6500}, 200, 1};
    for (size_t i = 0; i < drills; i++) {
        char id[24];
        struct earlier_drill drill = {
            .drill = id, .family = "fire", .zone = "Z\"1", .end = "all-clear", .expected = 40};
        (void)snprintf(id, sizeof id, "2026-%06zu", i + 1);
        drill.t0_us = T0_US - DAY((int64_t)(drills - i));
        drill.figures.of[FIGURE_CHECKED_IN] = (struct figure){1, 0.9, 0.05};
        drill.figures.of[FIGURE_MUSTER_MEDIAN] = (struct figure){1, 180.5 + (double)i, 12.25};
        earlier_drill_text(&drill, &scene->lines[i]);
        scene->line[i] = sibu_text_get(&scene->lines[i]);
    }
    const struct earlier_source source = {scene->line, drills, &scene->book, &scene->rules};
    assert_int_equal(finding_book_open(&scene->book, rows, row_count, &scene->fault), SIBU_OK);
    assert_int_equal(earlier_text(&source, &scene->text, &scene->fault), SIBU_OK);
}

static enum sibu_status read(struct scene *scene, const char *bytes)
{
    return earlier_read(&scene->earlier, bytes, strlen(bytes), T0_US, &scene->arena, &scene->fault);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct scene scene;
    const struct store_finding_row rows[] = {
        ROW(1, 9, "opened", "Z1", "2026-000001", "critical"),
        ROW(2, 9, "opened", "Z2", "2026-000001", "minor"),
        ROW(3, 9, "opened", "Z3", "2026-000001", "major"),
        ROW(4, 8, "seen", "Z1", "2026-000002", "critical"),
        ROW(5, 7, "closed", "Z2", "", "minor"),
        ROW(6, 7, "closed", "Z3", "", "major"),
        ROW(7, 6, "mended", "Z3", "2026-000003", "major"), /* closed and confirmed: no more is to be told of it */
    };
    write(&scene, 3, rows, sizeof rows / sizeof rows[0]);
    assert_int_equal(read(&scene, sibu_text_get(&scene.text)), SIBU_OK);
    const struct earlier *earlier = &scene.earlier;
    assert_true(earlier->known);
    assert_int_equal(earlier->drill_count, 3);
    const struct earlier_drill *drill = &earlier->drills[2];
    assert_string_equal(drill->drill, "2026-000003");
    assert_string_equal(drill->zone, "Z\"1");
    assert_string_equal(drill->end, "all-clear");
    assert_int_equal(drill->t0_us, T0_US - DAY(1));
    assert_int_equal(drill->expected, 40);
    assert_true(drill->figures.of[FIGURE_MUSTER_MEDIAN].known);
    assert_true(drill->figures.of[FIGURE_MUSTER_MEDIAN].value == 182.5);
    assert_true(drill->figures.of[FIGURE_MUSTER_MEDIAN].error == 12.25);
    assert_false(drill->figures.of[FIGURE_MUSTER_P90].known);
    assert_int_equal(earlier->finding_count, 2);
    const struct earlier_finding *finding = &earlier->findings[0];
    assert_int_equal(finding->id, 1);
    assert_string_equal(finding->place, "Z1");
    assert_string_equal(finding->opened_by, "2026-000001");
    assert_string_equal(finding->seen_by, "2026-000002");
    assert_int_equal(finding->severity, FINDING_CRITICAL);
    assert_int_equal(finding->times, 2);
    assert_false(finding->closed);
    assert_int_equal(finding->due_us, T0_US + DAY(30));
    assert_string_equal(finding->words.in[SIBU_EN], "one is \"missing\"");
    assert_string_equal(earlier->findings[1].place, "Z2");
    assert_true(earlier->findings[1].closed); /* with proof, and no drill has confirmed it */
    assert_null(strstr(sibu_text_get(&scene.text), "Li")); /* nobody is named */
    tear_down(&scene);
}

/* By the weights of T0: (50 * 0.9) / 50, as nothing else is known. */
static void the_score_is_by_the_documents_weights(void **state)
{
    (void)state;
    struct scene scene;
    write(&scene, 1, NULL, 0);
    assert_int_equal(read(&scene, sibu_text_get(&scene.text)), SIBU_OK);
    struct figure score = earlier_score(&scene.earlier, &scene.earlier.drills[0].figures);
    assert_true(score.known && score.value == 90.0);
    assert_false(earlier_score(&scene.earlier, &(struct figures){0}).known);
    scene.earlier.score.drills = 0;
    assert_false(earlier_score(&scene.earlier, &scene.earlier.drills[0].figures).known);
    tear_down(&scene);
}

static void the_newest_drills_stay(void **state)
{
    (void)state;
    struct scene scene;
    write(&scene, 70, NULL, 0);
    assert_int_equal(read(&scene, sibu_text_get(&scene.text)), SIBU_OK);
    assert_int_equal(scene.earlier.drill_count, EARLIER_DRILLS_MAX);
    assert_string_equal(scene.earlier.drills[0].drill, "2026-000011");
    assert_string_equal(scene.earlier.drills[59].drill, "2026-000070");
    tear_down(&scene);
}

/* Of more findings than there is room for the gravest stay, and it is told how many went. */
static void the_gravest_findings_stay(void **state)
{
    (void)state;
    static struct store_finding_row rows[EARLIER_FINDINGS_MAX + 2];
    static char places[EARLIER_FINDINGS_MAX + 2][16];
    struct scene scene;
    for (size_t i = 0; i < EARLIER_FINDINGS_MAX + 2; i++) {
        (void)snprintf(places[i], sizeof places[i], "Z%zu", i);
        rows[i] = (struct store_finding_row)ROW((int64_t)i + 1, 9, "opened", places[i], "2026-000001",
                                                i == EARLIER_FINDINGS_MAX + 1 ? "critical" : "minor");
    }
    write(&scene, 0, rows, EARLIER_FINDINGS_MAX + 2);
    assert_int_equal(read(&scene, sibu_text_get(&scene.text)), SIBU_OK);
    assert_int_equal(scene.earlier.finding_count, EARLIER_FINDINGS_MAX);
    assert_int_equal(scene.earlier.findings_left_out, 2);
    assert_int_equal(scene.earlier.findings[EARLIER_FINDINGS_MAX - 1].severity, FINDING_CRITICAL);
    tear_down(&scene);
}

#define DRILL(time, end, figures)                                                                                      \
    "{\"drill\":\"1\",\"t0_us\":" time ",\"family\":\"f\",\"zone\":\"z\",\"end\":\"" end                               \
    "\",\"expected\":4,\"figures\":{" figures "}}"
#define DOCUMENT(drills, findings)                                                                                     \
    "{\"format\":1,\"drills\":[" drills "],\"findings\":[" findings "],\"findings_left_out\":0,\"score\":null}"
#define FINDING(id, more)                                                                                              \
    "{\"id\":" id ",\"kind\":\"k\",\"place\":\"\",\"severity\":\"minor\",\"state\":\"open\",\"opened_by\":\"1\","      \
    "\"seen_by\":\"1\",\"opened_us\":1,\"due_us\":2,\"times\":1,\"words\":{\"zh\":\"z\",\"en\":\"e\"}" more "}"

static void whatever_else_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *place;
    } WRONG[] = {
        {"", "earlier"},
        {"[]", "earlier"},
        {"{\"format\":2}", "earlier:/format"},
        {DOCUMENT("", "") "x", "earlier"},
        {DOCUMENT(DRILL("1795392000000000", "closed", ""), ""), "earlier:/drills/0/t0_us"}, /* of this T0 */
        {DOCUMENT(DRILL("5", "closed", "") "," DRILL("4", "closed", ""), ""), "earlier:/drills/1"},
        {DOCUMENT(DRILL("5", "won", ""), ""), "earlier:/drills/0/end"},
        {DOCUMENT(DRILL("5", "closed", "\"alerted\":{\"value\":1.5,\"error\":0}"), ""),
         "earlier:/drills/0/figures/alerted/value"},
        {DOCUMENT(DRILL("5", "closed", "\"alerted\":{\"value\":1,\"error\":-1}"), ""),
         "earlier:/drills/0/figures/alerted/error"},
        {DOCUMENT(DRILL("5", "closed", "\"luck\":{\"value\":1,\"error\":0}"), ""), "earlier:/drills/0/figures/luck"},
        {DOCUMENT("", FINDING("2", "") "," FINDING("2", "")), "earlier:/findings/1"},
        {DOCUMENT("", FINDING("0", "")), "earlier:/findings/0/id"},
        {DOCUMENT("", FINDING("1", ",\"owner\":\"Li\"")), "earlier:/findings/0/owner"},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct scene scene = {.fault = {0}};
        assert_int_equal(read(&scene, WRONG[i].bytes), SIBU_BAD_INPUT);
        assert_false(scene.earlier.known);
        assert_int_equal(scene.earlier.drill_count + scene.earlier.finding_count, 0);
        if (strncmp(scene.fault.place, WRONG[i].place, strlen(WRONG[i].place)) != 0) {
            fail_msg("%s: %s", WRONG[i].bytes, scene.fault.place);
        }
        sibu_arena_clear(&scene.arena);
    }
    struct scene scene = {.fault = {0}};
    assert_int_equal(read(&scene, DOCUMENT(DRILL("5", "abort", "") "," DRILL("5", "closed", ""), FINDING("1", ""))),
                     SIBU_OK);
    sibu_arena_clear(&scene.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back), cmocka_unit_test(the_score_is_by_the_documents_weights),
        cmocka_unit_test(the_newest_drills_stay),       cmocka_unit_test(the_gravest_findings_stay),
        cmocka_unit_test(whatever_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
