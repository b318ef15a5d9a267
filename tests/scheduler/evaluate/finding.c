/* What the rules find in drills whose every figure is worked out by hand, from the table of drill_table.c: Z1 has W1, W2, W6,
 * Z2 has W3, W4, W5; the drill ends at 300 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drill_table.h"
#include "evaluate/finding.h"

struct scene {
    struct sibu_record *record;
    char path[64];
    struct evaluation evaluation;
    struct finding_rules rules;
    struct finding_looks looks;
};

static const char RULES[] =
    "{\"format\":1,\"rules\":["
    "{\"kind\":\"unreached\",\"people\":1,\"above\":{\"minor\":0,\"major\":0.1,\"critical\":0.5},\"owner\":%s},"
    "{\"kind\":\"late\",\"people\":1,\"above\":{\"minor\":0.2},\"owner\":%s},"
    "{\"kind\":\"slow-answer\",\"people\":3,\"above\":{\"minor\":20,\"major\":200},\"owner\":%s},"
    "{\"kind\":\"slow-muster\",\"people\":3,\"above\":{\"minor\":200},\"owner\":%s},"
    "{\"kind\":\"missing\",\"people\":1,\"above\":{\"critical\":0},\"owner\":%s},"
    "{\"kind\":\"exit-overloaded\",\"people\":1,\"above\":{\"minor\":0.03},\"owner\":%s},"
    "{\"kind\":\"exit-unused\",\"people\":3,\"above\":{\"minor\":0.4,\"major\":0.9},\"owner\":%s},"
    "{\"kind\":\"help\",\"people\":1,\"above\":{\"critical\":0},\"owner\":%s},"
    "{\"kind\":\"wardens\",\"people\":1,\"above\":{\"minor\":0},\"owner\":%s},"
    "{\"kind\":\"forecast\",\"people\":1,\"above\":{\"minor\":1.2,\"major\":1.4},\"owner\":%s},"
    "{\"kind\":\"roster\",\"people\":1,\"above\":{\"minor\":0.1},\"owner\":%s}],"
    "\"days\":{\"minor\":60,\"major\":30,\"critical\":7},\"escalation\":[],\"grades\":{\"drills\":2,\"weights\":"
    "{\"checked_in\":50,\"acknowledged\":20,\"alerted\":20,\"forecast\":10},\"from\":{\"A\":90,\"B\":80,\"C\":65},"
    "\"hysteresis\":2,\"better_steps\":1}}";
#define OWNER "{\"zh\":\"某人\",\"en\":\"somebody\"}"

static void read_rules(struct finding_rules *rules)
{
    char text[4000];
    struct sibu_fault fault;
    (void)snprintf(text, sizeof text, RULES, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER,
                   OWNER);
    if (finding_rules_open(rules, "rules", text, strlen(text), &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void look(struct scene *scene, const struct sibu_site *site)
{
    struct sibu_fault fault;
    const struct finding_source source = {&scene->evaluation, scene->record, site, &scene->rules};
    read_rules(&scene->rules);
    assert_int_equal(evaluation_open(&scene->evaluation, scene->record, &fault), SIBU_OK);
    if (finding_look_all(&scene->looks, &source, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
}

static void close_scene(struct scene *scene)
{
    finding_looks_close(&scene->looks);
    evaluation_close(&scene->evaluation);
    finding_rules_close(&scene->rules);
    table_clear(scene->record, scene->path);
}

static const struct finding_look *find(const struct scene *scene, enum finding_kind kind, const char *place)
{
    for (size_t i = 0; i < scene->looks.count; i++) {
        if (scene->looks.items[i].kind == kind && strcmp(scene->looks.items[i].place, place) == 0) {
            return &scene->looks.items[i];
        }
    }
    return NULL;
}

struct expected {
    enum finding_kind kind;
    const char *place;
    double value;
    int never;
    uint32_t count, of;
    enum finding_severity severity;
};

static void check(const struct scene *scene, const struct expected *expected, size_t count)
{
    static const struct finding_look NOTHING = {.value = -1.0};
    for (size_t i = 0; i < count; i++) {
        const struct expected *want = &expected[i];
        const struct finding_look *found = find(scene, want->kind, want->place);
        found = found != NULL ? found : &NOTHING;
        if (!(fabs(found->value - want->value) <= 1e-9) || found->never != want->never || found->count != want->count ||
            found->of != want->of || found->severity != want->severity) {
            fail_msg("%s %s: %g %d %u of %u, severity %d", finding_kind_name(want->kind), want->place, found->value,
                     found->never, (unsigned)found->count, (unsigned)found->of, (int)found->severity);
        }
    }
}

static void every_look_is_as_the_table_says(void **state)
{
    (void)state;
    struct scene scene = {0};
    static const struct expected EXPECTED[] = {
        {FINDING_UNREACHED, "", 1.0 / 6, 0, 1, 6, FINDING_MAJOR}, /* W5 */
        {FINDING_UNREACHED, "http", 0.0, 0, 0, 5, FINDING_NONE}, /* all whom it was tried for */
        {FINDING_LATE, "", 0.2, 0, 1, 5, FINDING_NONE}, /* W4 at 35 s: not more than the limit */
        {FINDING_LATE, "http", 0.0, 0, 0, 5, FINDING_NONE}, /* each attempt took a quarter of a second */
        {FINDING_SLOW_ANSWER, "Z1", 12.0, 0, 3, 3, FINDING_NONE}, /* 10 12 20 */
        {FINDING_SLOW_ANSWER, "Z2", 300.0, 1, 1, 3, FINDING_MAJOR}, /* 30 - - */
        {FINDING_SLOW_MUSTER, "Z1", 300.0, 1, 2, 3, FINDING_MINOR}, /* 100 120 - */
        {FINDING_SLOW_MUSTER, "Z2", 300.0, 1, 1, 3, FINDING_MINOR}, /* 180 - - */
        {FINDING_MISSING, "Z1", 0.0, 0, 0, 3, FINDING_NONE},
        {FINDING_MISSING, "Z2", 1.0, 0, 1, 3, FINDING_CRITICAL}, /* W5 */
        {FINDING_HELP, "Z2", 1.0, 0, 1, 1, FINDING_CRITICAL}, /* W4 */
        {FINDING_ROSTER, "", 1.0 / 6, 0, 1, 6, FINDING_MINOR}, /* V7 */
    };
    scene.record = table_record(scene.path);
    look(&scene, NULL);
    assert_int_equal(scene.looks.judged, 1);
    assert_int_equal(scene.looks.count, sizeof EXPECTED / sizeof EXPECTED[0]); /* nothing that cannot be measured */
    check(&scene, EXPECTED, sizeof EXPECTED / sizeof EXPECTED[0]);
    /* 3 of 6 in, 4 of 6 acknowledged, 4 of 6 alerted in time, no forecast: (50/2 + 40 * 2/3) / 90 = 57.41 */
    assert_int_equal(grade_score(&scene.rules.grades, &scene.looks.figures), 5741);
    close_scene(&scene);
}

/* Exits of 1, 3 and 1 m; 2, 1 and nobody of the three who left. */
static void exits_are_held_against_their_width(void **state)
{
    (void)state;
    static const struct sibu_point A[] = {{0, 0}, {1, 0}}, B[] = {{0, 0}, {0, 3}}, C[] = {{5, 0}, {6, 0}};
    static const struct sibu_exit EXITS[] = {{.id = "E1", .name = {{"东门", "East"}}, .line = {A, 2}},
                                             {.id = "E2", .name = {{"西门", "West"}}, .line = {B, 2}},
                                             {.id = "E3", .name = {{"北门", "North"}}, .line = {C, 2}}};
    const struct sibu_site site = {.exits = EXITS, .exit_count = 3};
    struct scene scene = {0};
    static const struct expected EXPECTED[] = {
        {FINDING_EXIT_OVERLOADED, "E1", 2.0 / 60, 0, 2, 2, FINDING_MINOR}, /* at 60 and 70 s */
        {FINDING_EXIT_OVERLOADED, "E2", 1.0 / 180, 0, 1, 1, FINDING_NONE},
        {FINDING_EXIT_UNUSED, "E1", 0.0, 0, 2, 3, FINDING_NONE}, /* its share is 0.6 people */
        {FINDING_EXIT_UNUSED, "E2", 1.0 - 1.0 / 1.8, 0, 1, 3, FINDING_MINOR},
        {FINDING_EXIT_UNUSED, "E3", 1.0, 0, 0, 3, FINDING_MAJOR},
    };
    struct sibu_text text = {0};
    scene.record = table_record(scene.path);
    look(&scene, &site);
    check(&scene, EXPECTED, sizeof EXPECTED / sizeof EXPECTED[0]);
    assert_null(find(&scene, FINDING_EXIT_OVERLOADED, "E3")); /* of nobody nothing can be said */
    finding_say(find(&scene, FINDING_EXIT_UNUSED, "E3"), &site, SIBU_EN, &text);
    assert_string_equal(sibu_text_get(&text), "exit \"North\": only 0 of the 3 people who left went this way, though it"
                                              " has 20 % of the width of all exits.");
    sibu_text_clear(&text);
    finding_say(find(&scene, FINDING_EXIT_OVERLOADED, "E1"), &site, SIBU_ZH, &text);
    assert_string_equal(sibu_text_get(&text), "出口“东门”：最拥挤的一分钟内有 2 人通过，每米宽度每秒 0.03 人。");
    sibu_text_clear(&text);
    close_scene(&scene);
}

/* An exit that the drill took away is not to blame for nobody using it. */
static void a_lost_exit_is_not_unused(void **state)
{
    (void)state;
    static const struct sibu_point A[] = {{0, 0}, {1, 0}};
    static const struct sibu_exit EXITS[] = {{.id = "E1", .name = {{"", ""}}, .line = {A, 2}},
                                             {.id = "E2", .name = {{"", ""}}, .line = {A, 2}}};
    const struct sibu_site site = {.exits = EXITS, .exit_count = 2};
    struct scene scene = {0};
    scene.record = table_record(scene.path);
    table_event(scene.record, 20.0, "unfold", 0, "E2");
    look(&scene, &site);
    assert_non_null(find(&scene, FINDING_EXIT_UNUSED, "E1"));
    assert_null(find(&scene, FINDING_EXIT_UNUSED, "E2"));
    close_scene(&scene);
}

static void put_forecast(struct sibu_record *record, const char *checked_in)
{
    static const char *const CURVES[] = {"acknowledged", "moving", "out", "arrived", "checked_in"};
    struct sibu_text text = {0};
    struct sibu_fault fault;
    sibu_text_add(&text, "{\"format\":1,\"runs\":20,\"people\":12,\"events\":0,\"curves\":{\"t_s\":[0,60,120,240]");
    for (size_t i = 0; i < 5; i++) {
        sibu_text_addf(&text, ",\"%s\":{\"p5\":%s,\"p50\":%s,\"p95\":%s}", CURVES[i], checked_in, checked_in,
                       checked_in);
    }
    sibu_text_add(&text, "}}");
    assert_int_equal(sibu_record_put_document(record, "forecast", sibu_text_get(&text), text.length, &fault), SIBU_OK);
    sibu_text_clear(&text);
}

/* Check-ins came at 100, 120 and 180 s, and the drill ended at 300 s. */
static void a_drill_is_held_against_its_forecast(void **state)
{
    (void)state;
    struct scene scene = {0};
    static const struct expected SLOWER[] = {
        {FINDING_FORECAST, "", 1.5, 0, 2, 3, FINDING_MAJOR}}; /* 3 at 180, not 120 */
    static const struct expected NINE[] = {{FINDING_FORECAST, "", 2.5, 1, 2, 9, FINDING_MAJOR}}; /* of 10, 9 at 120 */
    static const struct expected NEVER[] = {{FINDING_FORECAST, "", 1.25, 1, 3, 5, FINDING_MINOR}}; /* 5 not at 240 */
    scene.record = table_record(scene.path);
    put_forecast(scene.record, "[0,2,3,3]");
    look(&scene, NULL);
    check(&scene, SLOWER, 1);
    /* the forecast's tenth counts too, at 0.5: (25 + 40 * 2/3 + 5) / 100 */
    assert_int_equal(grade_score(&scene.rules.grades, &scene.looks.figures), 5667);
    close_scene(&scene);
    scene = (struct scene){0};
    scene.record = table_record(scene.path);
    put_forecast(scene.record, "[0,2,3,5]");
    look(&scene, NULL);
    check(&scene, NEVER, 1);
    close_scene(&scene);
    scene = (struct scene){0};
    scene.record = table_record(scene.path);
    put_forecast(scene.record, "[0,5,9,10]");
    look(&scene, NULL);
    check(&scene, NINE, 1);
    close_scene(&scene);
}

static void put_warden(struct sibu_record *record, uint32_t number, const char *zone, double acknowledged_s)
{
    struct sibu_fault fault;
    const char *const ids[] = {"", "A", "B", "C"};
    struct sibu_record_person person = {
        .number = number, .id = ids[number], .zone = zone, .role = "warden", .expected = 1};
    assert_int_equal(sibu_record_put_person(record, &person, &fault), SIBU_OK);
    if (acknowledged_s >= 0.0) {
        table_response(record, acknowledged_s, number, "acknowledge", "");
    }
}

static void silent_wardens_are_counted_by_zone(void **state)
{
    (void)state;
    struct scene scene = {0};
    static const struct expected EXPECTED[] = {{FINDING_WARDENS, "Z1", 0.5, 0, 1, 2, FINDING_MINOR},
                                               {FINDING_WARDENS, "Z2", 0.0, 0, 0, 1, FINDING_NONE}};
    scene.record = table_empty(scene.path);
    table_event(scene.record, 0.0, "drawn", 0, "Z1");
    put_warden(scene.record, 1, "Z1", 10.0);
    put_warden(scene.record, 2, "Z1", TABLE_NONE);
    put_warden(scene.record, 3, "Z2", 20.0);
    table_event(scene.record, 60.0, "all-clear", 0, "");
    look(&scene, NULL);
    check(&scene, EXPECTED, 2);
    assert_null(find(&scene, FINDING_UNREACHED, "")); /* no alert went out that the record tells of */
    close_scene(&scene);
}

/* Nothing follows from what was broken off: neither a finding nor that one is mended. */
static void a_drill_that_was_broken_off_is_no_measure(void **state)
{
    (void)state;
    static const char *const ENDS[] = {"abort", "real-emergency"};
    for (size_t i = 0; i < 2; i++) {
        struct scene scene = {0};
        scene.record = table_empty(scene.path);
        table_event(scene.record, 0.0, "drawn", 0, "Z1");
        put_warden(scene.record, 1, "Z1", TABLE_NONE);
        table_event(scene.record, 60.0, ENDS[i], 0, "");
        look(&scene, NULL);
        assert_int_equal(scene.looks.judged, 0);
        assert_int_equal(scene.looks.count, 0);
        close_scene(&scene);
    }
}

/* Rules that come with the program can be read, and judge every kind. */
static void the_rules_that_come_with_it_are_sound(void **state)
{
    (void)state;
    struct finding_rules rules;
    struct sibu_fault fault;
    if (finding_rules_load(&rules, NULL, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    for (size_t i = 0; i < FINDING_KINDS; i++) {
        assert_true(rules.kinds[i].judges);
        assert_int_equal(finding_kind_of(finding_kind_name((enum finding_kind)i)), i);
    }
    assert_true(rules.level_count > 0);
    finding_rules_close(&rules);
}

/* Each with one thing changed: the fault names the place. */
static void rules_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *place;
    } CASES[] = {
        {"\"kind\":\"late\"", "\"kind\":\"early\"", "r:/rules/1/kind"},
        {"\"kind\":\"late\"", "\"kind\":\"unreached\"", "r:/rules/1/kind"},
        {"\"minor\":0.2}", "}", "r:/rules/1/above"},
        {"\"minor\":20,\"major\":200", "\"minor\":20,\"major\":2", "r:/rules/2/above/major"},
        {"\"minor\":60", "\"minor\":0", "r:/days/minor"},
        {"\"format\":1", "\"format\":2", "r:/format"},
        {"\"escalation\":[]", "\"escalation\":[{\"days\":3,\"to\":" OWNER "},{\"days\":3,\"to\":" OWNER "}]",
         "r:/escalation/1/days"},
        {"\"B\":80", "\"B\":95", "r:/grades/from/B"},
        {"\"drills\":2", "\"drills\":9", "r:/grades/drills"},
        {"\"hysteresis\":2", "\"hysteresis\":2,\"more\":1", "r:/grades/more"},
    };
    char usual[4000], text[4200];
    (void)snprintf(usual, sizeof usual, RULES, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, OWNER,
                   OWNER);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct finding_rules rules;
        struct sibu_fault fault = {0};
        const char *at = strstr(usual, CASES[i].from);
        assert_non_null(at);
        (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - usual), usual, CASES[i].to,
                       at + strlen(CASES[i].from));
        assert_int_equal(finding_rules_open(&rules, "r", text, strlen(text), &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, CASES[i].place);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_look_is_as_the_table_says),
        cmocka_unit_test(exits_are_held_against_their_width),
        cmocka_unit_test(a_lost_exit_is_not_unused),
        cmocka_unit_test(a_drill_is_held_against_its_forecast),
        cmocka_unit_test(silent_wardens_are_counted_by_zone),
        cmocka_unit_test(a_drill_that_was_broken_off_is_no_measure),
        cmocka_unit_test(the_rules_that_come_with_it_are_sound),
        cmocka_unit_test(rules_that_contradict_themselves_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
