/* The rules as the ledger keeps them: made from plans, one text for each set, and hostile texts refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw/rules_plan.h"

static void open_plan(struct plan **plan, const char *name)
{
    char path[4096];
    struct sibu_fault fault;
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(path, sizeof path, "%s/scenarios/policies/%s", source != NULL ? source : ".", name);
    if (plan_open(plan, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void plans_have_one_text_that_reads_back(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"three-lines.json", "demo.json", "chem-park.json"};
    for (size_t i = 0; i < 3; i++) {
        struct plan *plan = NULL;
        struct rules *rules = NULL;
        struct sibu_text text = {0}, again = {0};
        struct sibu_fault fault;
        open_plan(&plan, NAMES[i]);
        assert_int_equal(rules_text(&text, plan, NULL, &fault), SIBU_OK);
        assert_int_equal(rules_open(&rules, sibu_text_get(&text), text.length, &fault), SIBU_OK);
        rules_write(&again, rules);
        assert_string_equal(sibu_text_get(&again), sibu_text_get(&text));
        assert_int_equal(rules->unit_count, plan->site_count + plan->policy->group_count);
        assert_int_not_equal(rules_find_unit(rules, "*all"), SIBU_NONE);
        for (uint32_t k = 0; k < plan->site_count; k++) {
            uint32_t unit = rules_find_unit(rules, plan->sites[k].site->id);
            assert_int_not_equal(unit, SIBU_NONE);
            assert_true(rules->units[unit].draws);
        }
        assert_int_equal(rules_find_unit(rules, "nowhere"), SIBU_NONE);
        rules_close(rules);
        sibu_text_clear(&text);
        sibu_text_clear(&again);
        plan_close(plan);
    }
}

/* Either refused, or rules that write themselves as this very text. */
static int is_sound(const char *bytes, size_t length)
{
    struct rules *rules = NULL;
    struct sibu_fault fault;
    struct sibu_text again = {0};
    if (rules_open(&rules, bytes, length, &fault) != SIBU_OK) {
        return rules == NULL;
    }
    rules_write(&again, rules);
    int same = again.length == length && memcmp(sibu_text_get(&again), bytes, length) == 0;
    sibu_text_clear(&again);
    rules_close(rules);
    return same;
}

static void no_changed_byte_is_read_as_something_else(void **state)
{
    (void)state;
    struct plan *plan = NULL;
    struct sibu_text text = {0};
    struct sibu_fault fault;
    open_plan(&plan, "three-lines.json");
    assert_int_equal(rules_text(&text, plan, NULL, &fault), SIBU_OK);
    char *bytes = sibu_array_new(text.length + 1, 1);
    assert_non_null(bytes);
    for (size_t at = 0; at < text.length; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(bytes, sibu_text_get(&text), text.length + 1);
            bytes[at] = (char)(bytes[at] ^ (1 << bit));
            assert_true(is_sound(bytes, text.length));
        }
        memcpy(bytes, sibu_text_get(&text), at);
        memcpy(bytes + at, sibu_text_get(&text) + at + 1, text.length - at);
        assert_true(is_sound(bytes, text.length - 1)); /* one byte missing */
        assert_true(is_sound(sibu_text_get(&text), at)); /* cut off */
    }
    sibu_array_free(bytes);
    sibu_text_clear(&text);
    plan_close(plan);
}

#define TAIL TAIL_OF("0")
#define TAIL_OF(concurrent)                                                                                            \
    ",\"groups\":[{\"group\":\"g\",\"law\":0,\"interlocks\":0,\"most_per_month\":0,\"concurrent\":" concurrent         \
    "}],\"units\":[{\"unit\":\"*g\","                                                                                  \
    "\"group\":0,\"law\":0,\"draws\":true}]}"
#define LAW(least, most, windows)                                                                                      \
    "{\"law\":\"even\",\"period\":\"month\",\"least\":" least ",\"most\":" most ",\"mean\":1,\"gap_ticks\":1,"         \
    "\"timezone\":\"UTC\",\"windows\":" windows ",\"never\":[],\"closed\":[]}"
#define RULES(tick, law) AT_ONCE("1", tick, law) TAIL
#define AT_ONCE(concurrent, tick, law)                                                                                 \
    "{\"format\":1,\"tick_s\":" tick ",\"delay_s\":86400,\"concurrent\":" concurrent                                   \
    ",\"interlocks\":[],\"laws\":[" law "]"

#define MOVING(results, unit)                                                                                                              \
    "{\"format\":1,\"tick_s\":600,\"delay_s\":86400,\"concurrent\":1,\"interlocks\":[],\"laws\":[" LAW(                                    \
        "0", "2",                                                                                                                          \
        "[[0,10080,1000]]") "],\"groups\":[{\"group\":\"g\",\"law\":0,\"interlocks\":0,\"most_per_month\":0,\"concurrent\":0" results      \
                            "}],\"units\":[{\"unit\":\"*g\",\"group\":0,\"law\":0,\"draws\":false},{\"unit\":\"s\",\"group\":0,\"law\":0," \
                            "\"draws\":" unit "}]}"
#define RESULTS ",\"results\":[3,800,950]"

static void moves_are_written_where_results_move_and_nowhere_else(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int good;
    } TEXTS[] = {
        {MOVING("", "true"), 1},
        {MOVING("", "true,\"moved\":0,\"steps\":[1,1,1]"), 0},
        {MOVING(RESULTS, "true"), 0},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[1,1,1]"), 1},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[0.5,1,2]"), 1},
        {MOVING(RESULTS, "true,\"moved\":1,\"steps\":[0.25,0.5,1]"), 1},
        {MOVING(RESULTS, "true,\"moved\":-1,\"steps\":[1,1.5,1.5]"), 1},
        {MOVING(RESULTS, "true,\"moved\":1,\"steps\":[0.5,1,2]"),
         0}, /* its law has another mean than it was moved to */
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[0.5,1.5,2]"), 0},
        {MOVING(RESULTS, "false,\"moved\":1,\"steps\":[1,1.5,2]"),
         1}, /* weights: the law has nothing to do with them */
        {MOVING(RESULTS, "true,\"moved\":2,\"steps\":[0.5,1,1]"), 0},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[2,1,2]"), 0},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[0.5,1,0.75]"), 0},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[0.5,1]"), 0},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[0,1,2]"), 0},
        {MOVING(RESULTS, "true,\"moved\":0,\"steps\":[1,1,\"2\"]"), 0},
        {MOVING(",\"results\":[0,800,950]", "true"), 0},
        {MOVING(",\"results\":[9,800,950]", "true,\"moved\":0,\"steps\":[1,1,1]"), 0},
        {MOVING(",\"results\":[3,950,800]", "true,\"moved\":0,\"steps\":[1,1,1]"), 0},
        {MOVING(",\"results\":[3,800,1001]", "true,\"moved\":0,\"steps\":[1,1,1]"), 0},
        {MOVING(",\"results\":[3,-1,950]", "true,\"moved\":0,\"steps\":[1,1,1]"), 0},
        {MOVING(",\"results\":[3,800]", "true,\"moved\":0,\"steps\":[1,1,1]"), 0},
        {MOVING("", "true,\"grade\":\"D\""), 1},
        {MOVING("", "true,\"grade\":\"E\""), 0},
        {MOVING("", "true,\"grade\":\"DD\""), 0},
        {MOVING("", "true,\"grade\":4"), 0},
        {MOVING(RESULTS, "true,\"grade\":\"D\",\"moved\":0,\"steps\":[1,1,1]"), 0}, /* one or the other */
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct rules *rules = NULL;
        struct sibu_fault fault;
        enum sibu_status status = rules_open(&rules, TEXTS[i].text, strlen(TEXTS[i].text), &fault);
        if ((status == SIBU_OK) != TEXTS[i].good) {
            fail_msg("%s", TEXTS[i].text);
        }
        rules_close(rules);
    }
}

/* The rules of a policy on two of the scenarios' sites, of the grades B and C, with what drills did to them. */
static struct rules *rules_with(const char *members, const struct rules_sites *sites)
{
    char folder[] = "/tmp/sibu-rules-XXXXXX", path[64];
    struct plan *plan = NULL;
    struct rules *rules = NULL;
    struct sibu_text text = {0};
    struct sibu_fault fault;
    const char *source = getenv("SIBU_SOURCE");
    assert_non_null(source);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/policy.json", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(
        file,
        "{\"format\":1,%s,\"shifts\":{\"office\":{},\"day\":{},\"night\":{},\"常白班\":{},\"白班\":{},\"夜班\":{}},\"sites\":["
        "{\"site\":\"%s/scenarios/sites/chem-park.geojson\",\"roster\":\"%s/scenarios/rosters/chem-park.csv\"},"
        "{\"site\":\"%s/scenarios/sites/metal-works.geojson\",\"roster\":\"%s/scenarios/rosters/metal-works.csv\"}"
        "]}",
        members, source, source, source, source);
    assert_int_equal(fclose(file), 0);
    if (plan_open(&plan, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(remove(path), 0);
    assert_int_equal(remove(folder), 0);
    assert_int_equal(rules_text(&text, plan, sites, &fault), SIBU_OK);
    assert_int_equal(rules_open(&rules, sibu_text_get(&text), text.length, &fault), SIBU_OK);
    sibu_text_clear(&text);
    plan_close(plan);
    return rules;
}

static struct rules *moved_rules(const char *members, const int8_t *moves)
{
    return rules_with(members, &(struct rules_sites){.moves = moves});
}

static void assert_graded(const struct rules *rules, uint32_t unit, char grade, double mean)
{
    assert_int_equal(rules->units[unit].grade, grade);
    assert_true(rules->laws[rules->units[unit].law].mean >= mean && rules->laws[rules->units[unit].law].mean <= mean);
}

static void assert_moved(const struct rules *rules, uint32_t unit, int moved, const double steps[3], double mean)
{
    assert_true(rules_moves(rules, unit));
    assert_int_equal(rules->units[unit].moved, moved);
    for (size_t i = 0; i < 3; i++) {
        assert_true(rules->units[unit].steps[i] >= steps[i] && rules->units[unit].steps[i] <= steps[i]);
    }
    assert_true(rules->laws[rules->units[unit].law].mean >= mean && rules->laws[rules->units[unit].law].mean <= mean);
}

#define RULE "\"results\":{\"drills\":3,\"poor_below\":0.8,\"good_from\":0.95},"
#define MEANS "\"mean\":{\"A\":3,\"B\":2.5,\"C\":2,\"D\":1.5}"

static void a_moved_site_has_the_law_of_the_next_grade(void **state)
{
    (void)state;
    static const int8_t MOVES[] = {1, -1};
    static const double B_MEANS[] = {2, 2.5, 3}, C_MEANS[] = {1.5, 2, 2.5}, B_WEIGHTS[] = {1, 1.5, 2},
                        C_WEIGHTS[] = {1.5, 2, 3};
    struct rules *rules = moved_rules(RULE MEANS, MOVES);
    assert_false(rules_moves(rules, 0)); /* the group itself */
    assert_moved(rules, 1, 1, B_MEANS, 3);
    assert_moved(rules, 2, -1, C_MEANS, 1.5);
    rules_close(rules);
    rules = moved_rules(RULE MEANS, NULL);
    assert_moved(rules, 1, 0, B_MEANS, 2.5);
    assert_moved(rules, 2, 0, C_MEANS, 2);
    rules_close(rules);
    rules =
        moved_rules(RULE "\"together\":true," MEANS, MOVES); /* the group's law stays that of its first site's grade */
    assert_moved(rules, 1, 1, B_WEIGHTS, 2.5);
    assert_moved(rules, 2, -1, C_WEIGHTS, 2.5);
    rules_close(rules);
    rules = moved_rules(MEANS, MOVES); /* without the rule nothing moves */
    assert_false(rules_moves(rules, 1));
    assert_int_equal(rules->units[1].moved, 0);
    assert_true(rules->laws[rules->units[1].law].mean <= 2.5);
    rules_close(rules);
}

#define RISING "\"mean\":{\"A\":1.5,\"B\":2,\"C\":2.5,\"D\":3}"

/* What drills have graded is written down with the rules, and has the mean of that grade. */
static void a_graded_site_has_the_law_of_its_grade(void **state)
{
    (void)state;
    static const struct rules_sites GRADED = {.grades = "D"}; /* the second has none yet */
    struct rules *rules = rules_with("\"grades\":\"drills\"," RISING, &GRADED);
    assert_int_equal(rules->units[0].grade, 0); /* the group itself */
    assert_graded(rules, 1, 'D', 3);
    assert_graded(rules, 2, 'C', 2.5);
    rules_close(rules);
    rules = rules_with("\"grades\":\"drills\"," RISING, NULL);
    assert_graded(rules, 1, 'B', 2);
    rules_close(rules);
    rules = rules_with("\"grades\":\"drills\",\"together\":true," RISING, &GRADED); /* the group's mean stays */
    assert_graded(rules, 1, 'D', 2);
    rules_close(rules);
    rules = rules_with(RISING, &GRADED); /* without the rule the site file's grade holds */
    assert_graded(rules, 1, 0, 2);
    rules_close(rules);
}

static void what_no_policy_would_say_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int good;
    } TEXTS[] = {
        {RULES("600", LAW("0", "2", "[[0,10080,1000]]")), 1},
        {AT_ONCE("64", "600", LAW("0", "2", "[[0,10080,1000]]")) TAIL_OF("64"), 1},
        {AT_ONCE("0", "600", LAW("0", "2", "[[0,10080,1000]]")) TAIL, 0},
        {AT_ONCE("65", "600", LAW("0", "2", "[[0,10080,1000]]")) TAIL, 0},
        {AT_ONCE("1", "600", LAW("0", "2", "[[0,10080,1000]]")) TAIL_OF("65"), 0},
        {RULES("700", LAW("0", "2", "[[0,10080,1000]]")), 0},
        {RULES("600", LAW("3", "2", "[[0,10080,1000]]")), 0},
        {RULES("600", LAW("0", "0", "[[0,10080,1000]]")), 0},
        {RULES("600", LAW("0", "65", "[[0,10080,1000]]")), 0},
        {RULES("600", LAW("0", "2", "[[0,10081,1000]]")), 0},
        {RULES("600", LAW("0", "2", "[[5,5,1000]]")), 0},
        {RULES("600", LAW("0", "2", "[[0,9,1000],[8,10,1]]")), 0},
        {RULES("600", LAW("0", "2", "[[0,10080,0]]")), 0},
        {RULES("600", LAW("0", "2", "[[0,10080,1.5]]")), 0},
        {RULES("600", LAW("0", "2", "[[0,10080,1000001]]")), 0},
        {RULES("600", LAW("0", "2", "[[0,10080]]")), 0},
        {"{\"format\":1,\"tick_s\":600,\"delay_s\":86400,\"concurrent\":1,\"interlocks\":7,\"laws\":[]}", 0},
        {"{}", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct rules *rules = NULL;
        struct sibu_fault fault;
        enum sibu_status status = rules_open(&rules, TEXTS[i].text, strlen(TEXTS[i].text), &fault);
        if ((status == SIBU_OK) != TEXTS[i].good) {
            fail_msg("%s", TEXTS[i].text);
        }
        rules_close(rules);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_have_one_text_that_reads_back),
        cmocka_unit_test(no_changed_byte_is_read_as_something_else),
        cmocka_unit_test(what_no_policy_would_say_is_refused),
        cmocka_unit_test(moves_are_written_where_results_move_and_nowhere_else),
        cmocka_unit_test(a_moved_site_has_the_law_of_the_next_grade),
        cmocka_unit_test(a_graded_site_has_the_law_of_its_grade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
