/* Two policies side by side, member by member. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/policy_diff.h"
#include "sibu/text.h"

static void each_member_that_differs_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *says; /* "pointer before>after " */
    } CASES[] = {
        {"{}", "{}", ""},
        {"{\"a\":1,\"b\":[1,{\"c\":true}]}", " { \"b\" : [1.0, {\"c\": true}], \"a\": 1e0 }", ""},
        {"{\"a\":1}", "{\"a\":2}", "/a 1>2 "},
        {"{\"a\":1}", "{\"a\":\"1\"}", "/a 1>\"1\" "},
        {"{\"a\":1}", "{}", "/a 1> "},
        {"{}", "{\"a\":{\"b\":[false,null]}}", "/a/b/0 >false /a/b/1 >null "},
        {"{\"a\":{\"b\":[false,null]}}", "{}", "/a/b/0 false> /a/b/1 null> "},
        {"{\"a\":[1,2,3]}", "{\"a\":[1,3]}", "/a/1 2>3 /a/2 3> "},
        {"{\"a\":[]}", "{\"a\":[{}]}", "/a/0 >{} "},
        {"{\"a\":{\"b\":1}}", "{\"a\":[1]}", "/a {…}>[…] "},
        {"{\"a/b\":{\"~\":1}}", "{\"a/b\":{\"~\":2}}", "/a~1b/~0 1>2 "},
        {"{\"a\":{\"x\":1},\"z\":0}", "{\"a\":{\"x\":1},\"z\":5}", "/z 0>5 "},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_fault fault = {0};
        struct sibu_arena arena = {0};
        struct sibu_text says = {0};
        struct policy_diff diff;
        const struct policy_text before = {CASES[i].before, strlen(CASES[i].before)};
        const struct policy_text after = {CASES[i].after, strlen(CASES[i].after)};
        if (policy_diff_make(&before, &after, &arena, &diff, &fault) != SIBU_OK) {
            fail_msg("%s", fault.what[SIBU_EN]);
        }
        for (size_t k = 0; k < diff.count; k++) {
            sibu_text_addf(&says, "%s %s>%s ", diff.changes[k].pointer, diff.changes[k].before, diff.changes[k].after);
        }
        assert_string_equal(sibu_text_get(&says), CASES[i].says);
        sibu_text_clear(&says);
        sibu_arena_clear(&arena);
    }
}

static void more_than_can_be_shown_is_refused(void **state)
{
    (void)state;
    struct sibu_text many = {0};
    struct sibu_arena arena = {0};
    struct sibu_fault fault = {0};
    struct policy_diff diff;
    sibu_text_add(&many, "{\"a\":[0");
    for (int i = 0; i < POLICY_DIFF_MAX; i++) {
        sibu_text_add(&many, ",1");
    }
    sibu_text_add(&many, "]}");
    const struct policy_text before = {"{}", 2}, after = {sibu_text_get(&many), many.length};
    assert_int_equal(policy_diff_make(&before, &after, &arena, &diff, &fault), SIBU_LIMIT);
    assert_int_equal(policy_diff_make(&after, &after, &arena, &diff, &fault), SIBU_OK);
    assert_int_equal(diff.count, 0);
    sibu_arena_clear(&arena);
    sibu_text_clear(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_member_that_differs_is_told),
        cmocka_unit_test(more_than_can_be_shown_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
