/* A roster without one person: they and nobody else are gone, and the others are read as before. */
#include "roster/roster_without.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void who_has_the_id_and_a_name_goes(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after;
        size_t count;
    } CASES[] = {
        {"id,name,zone\nW1,Wang,a\nW2,Li,b\n", "id,name,zone\nW2,Li,b\n", 1},
        {"\xEF\xBB\xBF工号,姓名,英文名,区域\r\nW1,王,Wang,a\r\nW2,Li,,b\r\n", "工号,姓名,英文名,区域\nW2,Li,,b\n", 1},
        {"zone,name,id\na, Wang , W1 \nb,Li,W2\n", "zone,name,id\nb,Li,W2\n", 1}, /* blanks and order do not matter */
        {"id,name,zone\nW1,Wang,a\nW1,Wang,b\n", "id,name,zone\n", 2},
        {"id,name,zone\nW1,Zhao,a\n", "id,name,zone\nW1,Zhao,a\n", 0}, /* another person at another site */
        {"id,name,zone\nW2,Wang,a\n", "id,name,zone\nW2,Wang,a\n", 0},
        {"id,name,note\nW1,Wang,x\nW2,\"Li, \"\"the\nold\"\"\",y\n", "id,name,note\nW2,\"Li, \"\"the\nold\"\"\",y\n",
         1},
        {"id,name,zone\nW10,Wang,a\nW1,Wangs,a\n", "id,name,zone\nW10,Wang,a\nW1,Wangs,a\n", 0},
    };
    const struct roster_who who = {"W1", "Wang", "Wang"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_text out = {0};
        struct sibu_fault fault = {0};
        size_t count = 99, again = 99;
        assert_int_equal(roster_without(CASES[i].before, strlen(CASES[i].before), &who, &out, &count, &fault), SIBU_OK);
        assert_string_equal(sibu_text_get(&out), CASES[i].after);
        assert_int_equal(count, CASES[i].count);
        assert_int_equal(roster_without(CASES[i].before, strlen(CASES[i].before), &who, NULL, &again, &fault), SIBU_OK);
        assert_int_equal(again, count);
        sibu_text_clear(&out);
    }
}

/* A name that is not known is nobody's. */
static void an_empty_name_means_nobody(void **state)
{
    (void)state;
    static const char TEXT[] = "id,name,name_en,zone\nW1,Wang,,a\n";
    const struct roster_who who = {"W1", "Zhao", ""};
    struct sibu_fault fault = {0};
    size_t count = 99;
    assert_int_equal(roster_without(TEXT, sizeof TEXT - 1, &who, NULL, &count, &fault), SIBU_OK);
    assert_int_equal(count, 0);
}

static void what_is_no_roster_is_refused(void **state)
{
    (void)state;
    static const char *const CASES[] = {"", "id,zone\nW1,a\n", "name,zone\nWang,a\n", "id,name\n\"W1,Wang\n"};
    const struct roster_who who = {"W1", "Wang", "Wang"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_fault fault = {0};
        size_t count = 0;
        assert_int_equal(roster_without(CASES[i], strlen(CASES[i]), &who, NULL, &count, &fault), SIBU_BAD_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_the_id_and_a_name_goes),
        cmocka_unit_test(an_empty_name_means_nobody),
        cmocka_unit_test(what_is_no_roster_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
