/* The life of findings over drills of one site, day by day, as rows of their ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "evaluate/finding_book.h"

#define ROWS_MAX 64
#define DAY(n) ((n)*FINDING_DAY_US)
#define FILE_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

struct scene {
    struct store_finding_row rows[ROWS_MAX];
    size_t count;
    struct finding_rules rules;
    struct finding_book book;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

static void set_up(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->rules.days[FINDING_MINOR] = 60;
    scene->rules.days[FINDING_MAJOR] = 30;
    scene->rules.days[FINDING_CRITICAL] = 7;
    for (size_t i = 0; i < FINDING_KINDS; i++) {
        scene->rules.kinds[i].owner = (struct sibu_name){{"区域负责人", "head of the zone"}};
    }
    scene->rules.levels[0] = (struct finding_level){0, {{"部门负责人", "head of the department"}}};
    scene->rules.levels[1] = (struct finding_level){7, {{"安全总监", "director of safety"}}};
    scene->rules.level_count = 2;
    scene->rules.grades = (struct grade_rule){2, {50, 20, 20, 10}, {9000, 8000, 6500}, 200, 1};
}

static void tear_down(struct scene *scene)
{
    finding_book_close(&scene->book);
    sibu_arena_clear(&scene->arena);
}

static void keep_row(struct scene *scene, const struct store_finding_row *row)
{
    assert_true(scene->count < ROWS_MAX);
    struct store_finding_row *kept = &scene->rows[scene->count++];
    *kept = *row;
    kept->row = (int64_t)scene->count;
    const char **const texts[] = {&kept->zh, &kept->en, &kept->owner};
    for (size_t i = 0; i < 3; i++) {
        *texts[i] = sibu_arena_text(&scene->arena, *texts[i], strlen(*texts[i]));
    }
}

static void read_again(struct scene *scene)
{
    finding_book_close(&scene->book);
    assert_int_equal(finding_book_open(&scene->book, scene->rows, scene->count, &scene->fault), SIBU_OK);
}

/* A drill of the day, in which so many in Z1 are missing (-1: nobody could be counted); it scores so many hundredths. */
static void hold(struct scene *scene, const char *drill, int64_t day, int missing, double share)
{
    struct finding_look look = {.kind = FINDING_MISSING, .place = "Z1", .value = missing, .of = 10};
    struct finding_looks looks = {.items = &look, .judged = 1, .figures = {{share, share, share, -1.0}}};
    const struct finding_drill of = {"plant", drill, NULL, 'B', DAY(day)};
    struct finding_rows rows;
    look.count = missing > 0 ? (uint32_t)missing : 0;
    look.severity = missing > 3 ? FINDING_CRITICAL : missing > 0 ? FINDING_MINOR : FINDING_NONE;
    looks.count = missing >= 0 ? 1 : 0;
    read_again(scene);
    assert_int_equal(finding_judge_drill(&rows, &scene->book, &scene->rules, &of, &looks, &scene->fault), SIBU_OK);
    for (size_t i = 0; i < rows.count; i++) {
        keep_row(scene, &rows.items[i]);
    }
    sibu_arena_clear(&rows.arena);
    read_again(scene);
}

static enum sibu_status act(struct scene *scene, enum finding_act act, const char *text, int64_t day, int64_t due_day)
{
    struct store_finding_row row;
    const struct finding_deed deed = {act, "wang", text, act == FINDING_CLOSE ? FILE_HASH : "", DAY(due_day), DAY(day)};
    read_again(scene);
    enum sibu_status status = finding_act(&row, &scene->book.items[0], &deed, &scene->fault);
    if (status == SIBU_OK) {
        keep_row(scene, &row);
    }
    read_again(scene);
    return status;
}

static void escalate(struct scene *scene, int64_t now_us, size_t expected)
{
    struct finding_rows rows;
    read_again(scene);
    assert_int_equal(finding_escalate(&rows, &scene->book, &scene->rules, now_us, &scene->fault), SIBU_OK);
    assert_int_equal(rows.count, expected);
    for (size_t i = 0; i < rows.count; i++) {
        keep_row(scene, &rows.items[i]);
    }
    sibu_arena_clear(&rows.arena);
    read_again(scene);
}

static const char *last_event(const struct scene *scene, const char *kind)
{
    for (size_t i = scene->count; i-- > 0;) {
        if (strcmp(scene->rows[i].kind, kind) == 0) {
            return scene->rows[i].event;
        }
    }
    return "";
}

/* Opened, seen again, not seen (and open no less), closed with proof, confirmed, seen again: the same finding. */
static void a_finding_lives_until_it_is_closed_and_again_when_it_is_seen(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    hold(&scene, "2026-000001", 1, 2, 0.9);
    const struct finding_item *item = &scene.book.items[0];
    assert_int_equal(scene.book.count, 1);
    assert_int_equal(item->id, 2); /* behind the row that says that the drill was judged */
    assert_int_equal(item->severity, FINDING_MINOR);
    assert_int_equal(item->due_us, DAY(61));
    assert_string_equal(item->owner, "区域负责人 / head of the zone");
    assert_string_equal(item->en, "zone \"Z1\": 2 of the 10 people expected could not be accounted for at the"
                                  " end.");
    hold(&scene, "2026-000002", 11, 1, 0.9);
    item = &scene.book.items[0];
    assert_string_equal(last_event(&scene, "missing"), "seen");
    assert_int_equal(item->times, 2);
    assert_int_equal(item->due_us, DAY(61)); /* seen again is no more time */
    hold(&scene, "2026-000003", 21, 0, 0.9);
    item = &scene.book.items[0];
    assert_int_equal(item->word, FINDING_MENDED);
    assert_false(item->closed); /* not without proof */
    assert_int_equal(act(&scene, FINDING_CLOSE, "", 22, 0), SIBU_BAD_INPUT);
    assert_int_equal(act(&scene, FINDING_CLOSE, "new list of visitors", 22, 0), SIBU_OK);
    item = &scene.book.items[0];
    assert_true(item->closed);
    assert_int_equal(item->closed_us, DAY(22));
    assert_string_equal(item->proof, "new list of visitors");
    assert_string_equal(item->file, FILE_HASH);
    assert_string_equal(item->closed_by, "wang");
    assert_int_equal(act(&scene, FINDING_CLOSE, "again", 23, 0), SIBU_NO);
    size_t before = scene.count;
    hold(&scene, "2026-000004", 31, 0, 0.9); /* confirmed before: nothing to say of it */
    assert_int_equal(scene.count, before + 2);
    hold(&scene, "2026-000005", 41, 5, 0.9);
    item = &scene.book.items[0];
    assert_string_equal(last_event(&scene, "missing"), "reopened");
    assert_int_equal(scene.book.count, 1);
    assert_int_equal(item->id, 2);
    assert_false(item->closed);
    assert_int_equal(item->times, 3);
    assert_int_equal(item->due_us, DAY(48)); /* critical: 7 days from now on */
    tear_down(&scene);
}

static void closed_and_measured_is_confirmed_and_not_measured_is_unknown(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    hold(&scene, "2026-000001", 1, 2, 0.9);
    assert_int_equal(act(&scene, FINDING_CLOSE, "done", 2, 0), SIBU_OK);
    hold(&scene, "2026-000002", 3, -1, 0.9);
    assert_int_equal(scene.book.items[0].word, FINDING_UNKNOWN);
    assert_true(scene.book.items[0].closed);
    hold(&scene, "2026-000003", 4, 0, 0.9);
    assert_int_equal(scene.book.items[0].word, FINDING_MENDED);
    assert_string_equal(scene.book.items[0].word_drill, "2026-000003");
    tear_down(&scene);
}

static void what_gets_worse_is_due_earlier_and_never_later(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    hold(&scene, "2026-000001", 1, 1, 0.9);
    hold(&scene, "2026-000002", 2, 4, 0.9);
    assert_int_equal(scene.book.items[0].due_us, DAY(9));
    assert_int_equal(act(&scene, FINDING_DUE, "the shop delivers late", 2, 5), SIBU_OK);
    hold(&scene, "2026-000003", 3, 4, 0.9);
    assert_int_equal(scene.book.items[0].due_us, DAY(5));
    assert_int_equal(act(&scene, FINDING_DUE, "in the past", 3, 3), SIBU_BAD_INPUT);
    assert_int_equal(act(&scene, FINDING_ASSIGN, "李工", 3, 0), SIBU_OK);
    assert_string_equal(scene.book.items[0].owner, "李工");
    tear_down(&scene);
}

/* Due on day 8; levels from there on and from a week later on. Each is told once. */
static void what_is_overdue_goes_up_level_by_level(void **state)
{
    (void)state;
    struct scene scene;
    set_up(&scene);
    hold(&scene, "2026-000001", 1, 4, 0.9);
    escalate(&scene, DAY(8), 0);
    assert_false(finding_is_overdue(&scene.book.items[0], DAY(8)));
    escalate(&scene, DAY(8) + 1, 1);
    assert_true(finding_is_overdue(&scene.book.items[0], DAY(8) + 1));
    assert_int_equal(scene.book.items[0].level, 1);
    escalate(&scene, DAY(15), 0);
    escalate(&scene, DAY(16), 1);
    assert_int_equal(scene.book.items[0].level, 2);
    assert_string_equal(scene.rows[scene.count - 1].en, "8 days overdue; now goes to: director of safety.");
    assert_int_equal(act(&scene, FINDING_DUE, "agreed", 16, 20), SIBU_OK);
    escalate(&scene, DAY(17), 0);
    escalate(&scene, DAY(21), 1); /* by the new time it begins anew */
    assert_int_equal(scene.book.items[0].level, 1);
    assert_int_equal(act(&scene, FINDING_CLOSE, "done", 21, 0), SIBU_OK);
    escalate(&scene, DAY(99), 0);
    tear_down(&scene);
}

/* From B by bad drills to D, one step a drill from the second on; and with another site file anew. */
static void bad_drills_lead_to_grade_d_step_by_step(void **state)
{
    (void)state;
    struct scene scene;
    static const char GRADES[] = "BCDD";
    set_up(&scene);
    for (int i = 0; i < 4; i++) {
        char drill[16];
        (void)snprintf(drill, sizeof drill, "2026-00000%d", i + 1);
        hold(&scene, drill, 10 * i, 0, 0.4);
        const struct finding_grade *grade = finding_book_grade(&scene.book, "plant");
        assert_non_null(grade);
        assert_int_equal(grade->grade, GRADES[i]);
        assert_int_equal(grade->base, 'B');
        assert_int_equal(grade->scores[i], 4000);
    }
    assert_string_equal(finding_book_grade(&scene.book, "plant")->en,
                        "Drill 2026-000004 scored 40.0; the mean of the last 2 is 40.0, and the grade stays D.");
    struct finding_looks looks = {.judged = 1, .figures = {{0.4, 0.4, 0.4, -1.0}}};
    const struct finding_drill of = {"plant", "2026-000005", NULL, 'A', DAY(50)};
    struct finding_rows rows;
    assert_int_equal(finding_judge_drill(&rows, &scene.book, &scene.rules, &of, &looks, &scene.fault), SIBU_OK);
    for (size_t i = 0; i < rows.count; i++) {
        keep_row(&scene, &rows.items[i]);
    }
    sibu_arena_clear(&rows.arena);
    read_again(&scene);
    const struct finding_grade *grade = finding_book_grade(&scene.book, "plant");
    assert_int_equal(grade->grade, 'A');
    assert_int_equal(grade->score_count, 1);
    tear_down(&scene);
}

/* A broken-off drill changes no grade, and says of what is open that it cannot tell. */
static void a_broken_off_drill_moves_nothing(void **state)
{
    (void)state;
    struct scene scene;
    struct finding_rows rows;
    set_up(&scene);
    hold(&scene, "2026-000001", 1, 2, 0.4);
    const struct finding_looks looks = {.figures = {{-1.0, -1.0, -1.0, -1.0}}};
    const struct finding_drill of = {"plant", "2026-000002", NULL, 'B', DAY(2)};
    assert_int_equal(finding_judge_drill(&rows, &scene.book, &scene.rules, &of, &looks, &scene.fault), SIBU_OK);
    assert_int_equal(rows.count, 2);
    assert_string_equal(rows.items[0].event, "drilled");
    assert_string_equal(rows.items[1].event, "unknown");
    sibu_arena_clear(&rows.arena);
    tear_down(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_lives_until_it_is_closed_and_again_when_it_is_seen),
        cmocka_unit_test(closed_and_measured_is_confirmed_and_not_measured_is_unknown),
        cmocka_unit_test(what_gets_worse_is_due_earlier_and_never_later),
        cmocka_unit_test(what_is_overdue_goes_up_level_by_level),
        cmocka_unit_test(bad_drills_lead_to_grade_d_step_by_step),
        cmocka_unit_test(a_broken_off_drill_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
