/* What an interlock says, and whether that is open. */
#include "web/interlock_rule.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/plan.h"

#define NOW_US (INT64_C(1795392000) * 1000000) /* 2026-11-23T00:00Z, 08:00 in Shanghai */

static int says(const struct policy_interlock *interlock, const char *bytes)
{
    struct zone *zone = NULL;
    struct sibu_fault fault;
    assert_int_equal(plan_zone_open(&zone, "Asia/Shanghai", &fault), SIBU_OK);
    int open = interlock_says_open(interlock, bytes, strlen(bytes), NOW_US, zone);
    zone_close(zone);
    return open;
}

struct one {
    const char *bytes;
    int open;
};

static void assert_all(const struct policy_interlock *interlock, const struct one *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (says(interlock, all[i].bytes) != all[i].open) {
            fail_msg("\"%s\" should be %s", all[i].bytes, all[i].open ? "open" : "closed");
        }
    }
}

static void a_word(void **state)
{
    (void)state;
    static const struct one ALL[] = {{"open", 1},  {"open\n", 1}, {"open since 08:00", 1}, {"", 0},
                                     {" open", 0}, {"opens", 0},  {"closed", 0},           {"OPEN", 0}};
    assert_all(&(struct policy_interlock){.id = "w", .reading = POLICY_WORD}, ALL, sizeof ALL / sizeof ALL[0]);
}

static void a_number_within_its_limits(void **state)
{
    (void)state;
    static const struct one WIND[] = {{"{\"now\":[{\"wind/m\":17}]}", 1},
                                      {"{\"now\":[{\"wind/m\":-3.5}]}", 1},
                                      {"{\"now\":[{\"wind/m\":17.001}]}", 0},
                                      {"{\"now\":[{\"wind/m\":\"3\"}]}", 0},
                                      {"{\"now\":[{\"wind/m\":null}]}", 0},
                                      {"{\"now\":[{\"wind\":3}]}", 0},
                                      {"{\"now\":{\"wind/m\":3}}", 0},
                                      {"{\"now\":[]}", 0},
                                      {"{\"now\":[{\"wind/m\":3}]", 0},
                                      {"open", 0},
                                      {"", 0}};
    static const struct one HEAT[] = {{"{\"t\":-10}", 1}, {"{\"t\":35}", 1}, {"{\"t\":-10.1}", 0}, {"{\"t\":35.1}", 0}};
    assert_all(
        &(struct policy_interlock){
            .id = "w", .reading = POLICY_NUMBER, .pointer = "/now/0/wind~1m", .min = -DBL_MAX, .max = 17},
        WIND, sizeof WIND / sizeof WIND[0]);
    assert_all(&(struct policy_interlock){.id = "h", .reading = POLICY_NUMBER, .pointer = "/t", .min = -10, .max = 35},
               HEAT, sizeof HEAT / sizeof HEAT[0]);
}

/* A member's name may have 199 bytes in a pointer; and ~0 is a tilde. */
static void a_pointer_s_parts(void **state)
{
    (void)state;
    char pointer[260], document[300];
    for (size_t length = 198; length <= 201; length++) {
        (void)snprintf(pointer, sizeof pointer, "/%0*d", (int)length, 7);
        (void)snprintf(document, sizeof document, "{\"%s\":3}", pointer + 1);
        const struct policy_interlock interlock = {
            .id = "w", .reading = POLICY_NUMBER, .pointer = pointer, .min = 0, .max = 17};
        assert_int_equal(says(&interlock, document), length < 200);
    }
    static const struct {
        const char *pointer, *document;
        int open;
    } ALL[] = {{"/a~0b", "{\"a~b\":3,\"a/b\":99}", 1},
               {"/a~1b", "{\"a~b\":99,\"a/b\":3}", 1},
               {"/1", "[99,3]", 1},
               {"/2", "[3,3]", 0},
               {"/000000000", "[3]", 0},
               {"/-1", "[3]", 0},
               {"/", "[3]", 0},
               {"/a/b", "{\"a\":{\"b\":3}}", 1},
               {"/a/c", "{\"a\":{\"b\":3}}", 0}};
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++) {
        const struct policy_interlock interlock = {
            .id = "w", .reading = POLICY_NUMBER, .pointer = ALL[i].pointer, .min = 0, .max = 17};
        if (says(&interlock, ALL[i].document) != ALL[i].open) {
            fail_msg("%s in %s", ALL[i].pointer, ALL[i].document);
        }
    }
}

#define HEAD "permit,state,from,to\n"

static void a_register_in_which_nothing_goes_on(void **state)
{
    (void)state;
    static const struct one ALL[] = {
        {HEAD, 1},
        {HEAD "1,issued,2026-11-23 07:00,2026-11-23 07:59\n2,issued,2026-11-23T08:01,2026-11-23T09:00\n", 1},
        {HEAD "1,issued,2026-11-23 07:00,2026-11-23 08:00\n", 1}, /* ends now */
        {HEAD "1,issued,2026-11-23 08:00,2026-11-23 09:00\n", 0}, /* begins now */
        {HEAD "1,closed,2026-11-23 07:00,2026-11-23 09:00\n", 1},
        {HEAD "1,issued,2026-11-22T23:00:00Z,2026-11-23T00:00:01Z\n", 0},
        {HEAD "1,issued,2026-11-22T23:00:00Z,2026-11-23T00:00:00Z\n", 1},
        {HEAD "1,issued,2026-11-23T08:30+09:00,2026-11-23T09:30+09:00\n", 0},
        {HEAD "1,issued,2026-11-22T20:30-03:00,2026-11-22T20:59-03:00\n", 1},
        {HEAD "1,issued,2026-11-22T20:30-03:00,2026-11-22T21:01-03:00\n", 0},
        {HEAD "1,active,2026-11-20T08:00,2026-11-20T09:00\n", 0}, /* never handed back */
        {HEAD "1,issued,,\n", 0},
        {HEAD "1,issued,2026-11-24T08:00,\n", 1},
        {HEAD "1,issued,tomorrow,\n", 0},
        {HEAD "1,issued,2026-02-30 08:00,\n", 0},
        {HEAD "1,issued,2026-11-24 24:00,\n", 0},
        {HEAD "1,issued,2026-11-23T06:00:59,2026-11-23T07:59:59\n", 1},
        {HEAD "1,issued,2026-11-23T06:00:60,2026-11-23T07:00\n", 0}, /* no time that there is: nobody can tell */
        {HEAD "1,issued,2026-11-23T06:60,2026-11-23T07:00\n", 0},
        {HEAD "1,issued,2026-11-23T06:59,2026-11-23T07:00\n", 1},
        {HEAD "1,issued,2026-11-23x06:00,2026-11-23T07:00\n", 0},
        {HEAD "1,issued,2026-11-23T06:00+08:00:00,2026-11-23T07:00\n", 0},
        {HEAD "1,issued,2026-11-23T06:00+25:00,2026-11-23T07:00\n", 0},
        {HEAD "1,issued,2026-11-23T06:00 08:00,2026-11-23T07:00\n", 0},
        {HEAD "1,issued,2026-11-24T08:00,later\n", 0},
        {HEAD "1,active,,\n2,closed,,\n", 0}, /* one is enough */
        {HEAD "1,closed,,\n2,active,,\n", 0},
        {HEAD "1,closed,,\n2,closed,,\n", 1},
        {"[{\"state\":\"active\"},{\"state\":\"closed\"}]", 0},
        {"[{\"state\":\"closed\"},{\"state\":\"active\"}]", 0},
        {"[1,{\"state\":\"closed\"}]", 0},
        {"[{\"state\":\"closed\"},{\"state\":\"closed\"}]", 1},
        {"\xEF\xBB\xBF[{\"state\":\"closed\"}]", 1},
        {" \r\n\t[{\"state\":\"closed\"}]", 1},
        {"\xEF\xBB\xBF\n{\"permits\":[{\"state\":\"closed\"}]}", 1},
        {"[{\"state\":null}]", 0},
        {"[{\"state\":7}]", 0},
        {"\xEF\xBB\xBF编号,状态,开始,结束\n1,已关闭,2026-11-23 07:00,2026-11-23 09:00\n", 1},
        {"编号,状态,开始,结束\n1,进行中,,\n", 0},
        {"permit,from,to\n", 0}, /* it does not say how they stand */
        {"", 0},
        {"[]", 1},
        {"{\"permits\":[]}", 1},
        {"{\"other\":[]}", 0},
        {"[{\"state\":\"issued\",\"from\":\"2026-11-23T08:30\",\"to\":null}]", 1},
        {"[{\"state\":\"issued\",\"from\":\"2026-11-23T07:30\"}]", 0},
        {"[{\"state\":\"issued\",\"from\":1795392000,\"to\":\"2026-11-23T07:30\"}]", 0},
        {"[{\"from\":\"2026-11-23T08:30\"}]", 0},
        {"[1]", 0},
        {"[", 0},
    };
    assert_all(&(struct policy_interlock){.id = "p", .reading = POLICY_REGISTER}, ALL, sizeof ALL / sizeof ALL[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word),
        cmocka_unit_test(a_number_within_its_limits),
        cmocka_unit_test(a_pointer_s_parts),
        cmocka_unit_test(a_register_in_which_nothing_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
