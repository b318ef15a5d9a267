/* Files of rating rules: the one that comes with Sibu is whole, and a wrong one is refused with its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "draw/plan.h"
#include "rating_case.h"

#define RULE                                                                                                           \
    "{\"id\": \"r\", \"text\": {\"zh\": \"字\", \"en\": \"word\"}, \"figure\": \"alert.share_within\", "              \
    "\"within_s\": 60, \"is\": \"at-least\", \"grades\": {\"top\": 0.9, \"middle\": 0.5}, \"otherwise\": \"low\"}"
#define ITEM "{\"id\": \"i\", \"group\": \"g\", \"text\": {\"zh\": \"字\", \"en\": \"word\"}, \"rules\": [" RULE "]}"

static void read_standard(struct sibu_text *text, struct rating_rules **rules)
{
    char path[4096];
    struct sibu_fault fault = {0};
    file_share("scenarios/ratings/standard.json", path);
    assert_int_equal(file_read(path, RATING_FILE_BYTES_MAX, text, &fault), SIBU_OK);
    if (rating_rules_open(rules, path, sibu_text_get(text), text->length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

/* The thirteen groups of annex A, eight and five items in the first two, item 2.5 by the machine alone, P S M U. */
static void the_standard_rules_are_whole(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct rating_rules *rules = NULL;
    char group[16];
    uint32_t of_group[14] = {0};
    read_standard(&text, &rules);
    assert_int_equal(rules->scheme_count, 2);
    assert_string_equal(rules->schemes[0].grades[0].name.in[SIBU_ZH], "优");
    assert_string_equal(rules->schemes[0].grades[3].name.in[SIBU_ZH], "差");
    for (uint32_t g = 1; g <= 13; g++) {
        (void)snprintf(group, sizeof group, "aqt9009.%u", (unsigned)g);
        for (uint32_t i = 0; i < rules->item_count; i++) {
            of_group[g] += strcmp(rules->groups[rules->items[i].group].id, group) == 0 ? 1 : 0;
        }
        assert_true(of_group[g] > 0);
    }
    assert_int_equal(of_group[1], 8);
    assert_int_equal(of_group[2], 5);
    const struct rating_item *notice = &rules->items[rating_rules_item(rules, "aqt9009.2.5")];
    assert_false(notice->is_asked);
    assert_int_equal(notice->condition_count, 3);
    for (uint32_t i = 0; i < 4; i++) {
        static const char *const LETTERS[] = {"P", "S", "M", "U"};
        assert_string_equal(rules->schemes[1].grades[i].id, LETTERS[i]);
    }
    rating_rules_close(rules);
    sibu_text_clear(&text);
}

/* What families ask of evaluators bears on items that the standard rules have, and each family asks something. */
static void questions_of_families_lead_to_items(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct rating_rules *rules = NULL;
    struct plan *plan = NULL;
    struct sibu_fault fault = {0};
    char folder[4096];
    read_standard(&text, &rules);
    file_share("scenarios/families", folder);
    assert_int_equal(plan_open_families(&plan, folder, &fault), SIBU_OK);
    for (uint32_t i = 0; i < plan->families->count; i++) {
        const struct sibu_family *family = &plan->families->items[i];
        uint32_t asked = 0;
        for (uint32_t k = 0; k < family->question_count; k++) {
            const char *item = family->questions[k].item;
            asked += item[0] != '\0' ? 1 : 0;
            if (item[0] != '\0' && rating_rules_item(rules, item) == RATING_UNRATED) {
                fail_msg("%s asks about %s", family->id, item);
            }
        }
        assert_true(asked > 0);
    }
    plan_close(plan);
    rating_rules_close(rules);
    sibu_text_clear(&text);
}

struct wrong {
    const char *from, *to; /* what of the good file is replaced */
    const char *place, *what; /* of the fault */
};

/* The first `from` in the text replaced. */
static void replace(struct sibu_text *out, const char *text, const struct wrong *wrong)
{
    const char *at = strstr(text, wrong->from);
    if (at == NULL) {
        fail_msg("%s does not stand there", wrong->from);
        return;
    }
    sibu_text_add_bytes(out, text, (size_t)(at - text));
    sibu_text_add(out, wrong->to);
    sibu_text_add(out, at + strlen(wrong->from));
}

static void a_wrong_file_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct wrong TABLE[] = {
        {"\"format\": 1", "\"format\": 2", "rules:/format", "2 is out of range"},
        {"\"id\": \"test\"", "\"id\": \"te st\"", "rules:/id", "1 to 64 of letters"},
        {"\"source\"", "\"sauce\"", "rules:/sauce", "unknown name"},
        {"alert.share_within", "alert.of_somebody", "rules:/items/0/rules/0/figure",
         "\"alert.of_somebody\" is no figure"},
        {"\"within_s\": 60", "\"share\": 0.5", "rules:/items/0/rules/0/share", "is not for this figure"},
        {"\"within_s\": 60, ", "", "rules:/items/0/rules/0/within_s", "is missing"},
        {"\"within_s\": 60", "\"within_s\": -1", "rules:/items/0/rules/0/within_s", "out of range"},
        {"\"at-least\"", "\"roughly\"", "rules:/items/0/rules/0/is", "at-least"},
        {"\"top\": 0.9", "\"splendid\": 0.9", "rules:/items/0/rules/0/grades/splendid", "is no grade"},
        {"\"top\": 0.9", "\"top\": 0.4", "rules:/items/0/rules/0/grades/middle", "must be easier to keep"},
        {"\"otherwise\": \"low\"}]", "\"otherwise\": \"top\"}]", "rules:/items/0/rules/0/grades", "better than"},
        {"\"otherwise\": \"low\"}]", "\"otherwise\": \"lowest\"}]", "rules:/items/0/rules/0/otherwise",
         "\"lowest\" is no grade"},
        {"\"group\": \"g\"", "\"group\": \"h\"", "rules:/items/0/group", "\"h\" is no group"},
        {"\"rules\": [" RULE "]", "\"decisive\": false", "rules:/items/0", "must have rules"},
        {"\"rules\": [" RULE "]", "\"rules\": []", "rules:/items/0/rules", "1"},
        {"\"scheme\": \"a\"", "\"scheme\": \"b\"", "rules:/groups/0/scheme", "\"b\" is no scheme"},
        {"\"share\": 0.5, \"decisive\"", "\"share\": 1.5, \"decisive\"", "rules:/schemes/0/overall/steps/1/share",
         "out of range"},
        {"{\"grade\": \"middle\", \"share\"", "{\"grade\": \"top\", \"share\"",
         "rules:/schemes/0/overall/steps/1/grade", "must be worse"},
        {"\"zh\": \"字\"", "\"zh\": \" \"", "rules:/name/zh", "must not be empty"},
        {"[" RULE, "[" RULE ", " RULE, "rules:/items/0/rules/1/id", "\"r\" stands here twice"},
        {ITEM, ITEM ", " ITEM, "rules:/items/1/id", "\"i\" stands here twice"},
    };
    struct sibu_text good = {0};
    case_rules(&good, ITEM);
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        struct sibu_text bad = {0};
        struct sibu_fault fault = {0};
        struct rating_rules *rules = NULL;
        replace(&bad, sibu_text_get(&good), &TABLE[i]);
        assert_int_equal(rating_rules_open(&rules, "rules", sibu_text_get(&bad), bad.length, &fault), SIBU_BAD_INPUT);
        assert_null(rules);
        assert_string_equal(fault.place, TABLE[i].place);
        if (strstr(fault.what[SIBU_EN], TABLE[i].what) == NULL) {
            fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
        }
        assert_true(fault.what[SIBU_ZH][0] != '\0');
        sibu_text_clear(&bad);
    }
    sibu_text_clear(&good);
}

/* Cut off anywhere, the file is refused, and with a reason. */
static void half_a_file_is_no_file(void **state)
{
    (void)state;
    struct sibu_text good = {0};
    case_rules(&good, ITEM);
    for (size_t length = 0; length < good.length; length++) {
        struct sibu_fault fault = {0};
        struct rating_rules *rules = NULL;
        assert_int_equal(rating_rules_open(&rules, "rules", sibu_text_get(&good), length, &fault), SIBU_BAD_INPUT);
        assert_true(fault.what[SIBU_EN][0] != '\0');
    }
    sibu_text_clear(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_rules_are_whole),
        cmocka_unit_test(questions_of_families_lead_to_items),
        cmocka_unit_test(a_wrong_file_is_refused_with_its_place),
        cmocka_unit_test(half_a_file_is_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
