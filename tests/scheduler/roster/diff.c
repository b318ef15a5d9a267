/* Two rosters side by side: who comes, leaves and changes, and which shift is left without anybody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "roster/roster_diff.h"

#define HEAD "id,name,zone,shift,role,phone\n"

static struct roster *open_text(const char *lines)
{
    char text[400];
    struct roster *roster = NULL;
    struct sibu_fault fault = {0};
    (void)snprintf(text, sizeof text, HEAD "%s", lines);
    const struct roster_source source = {"r.csv", text, strlen(text), NULL, NULL};
    if (roster_open(&roster, &source, &fault) != SIBU_OK) {
        fail_msg("%s %s", fault.place, fault.what[SIBU_EN]);
    }
    return roster;
}

/* "+B -A C:zone:shift " */
static void tell(const struct roster_diff *diff, char out[200])
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < diff->count; i++) {
        const struct roster_change *it = &diff->changes[i];
        length += (size_t)snprintf(out + length, 200 - length, "%s%s",
                                   it->before == NULL  ? "+"
                                   : it->after == NULL ? "-"
                                                       : "",
                                   (it->after != NULL ? it->after : it->before)->id);
        for (int k = 0; k < ROSTER_COLUMNS; k++) {
            if ((it->fields >> k & 1U) != 0) {
                length += (size_t)snprintf(out + length, 200 - length, ":%s",
                                           roster_column_name((enum roster_column)k, SIBU_EN));
            }
        }
        length += (size_t)snprintf(out + length, 200 - length, " ");
    }
}

static void each_difference_is_told_once(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *says;
        const char *empty; /* the shift without anybody, or NULL */
    } CASES[] = {
        {"A,a,Z,day,,\n", "A,a,Z,day,worker,\n", "", NULL}, /* an empty cell means the usual word */
        {"A,a,Z,day,,\nB,b,Z,day,,\n", "B,b,Z,day,,\nA,a,Z,day,,\n", "", NULL}, /* the order says nothing */
        {"A,a,Z,day,,\n", "A,a,Z,day,,\nB,b,Z,day,,\n", "+B ", NULL},
        {"A,a,Z,day,,\nB,b,Z,day,,\n", "A,a,Z,day,,\n", "-B ", NULL},
        {"B,b,Z,day,,\n", "A,a,Z,day,,\n", "+A -B ", NULL},
        {"A,a,Z,day,,\nB,b,Z,day,,\n", "A,a,Z,day,,\nB,b,Y,day,warden,123456\n", "B:zone:role:phone ", NULL},
        {"A,a,Z,day,,\nB,b,Z,night,,\n", "A,a,Z,day,,\nB,b,Z,day,,\n", "B:shift ", "night"},
        {"A,a,Z,day,,\nB,b,Z,night,,\n", "B,b,Z,night,,\n", "-A ", "day"},
        {"A,a,Z,day,,\nB,b,Z,night,,\n", "A,a,Z,night,,\nB,b,Z,day,,\n", "A:shift B:shift ", NULL},
        {"A,a,Z,day,,\n", "A,a,Z,,,\n", "A:shift ", "day"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char says[200];
        struct roster_diff diff;
        struct sibu_arena arena = {0};
        struct roster *before = open_text(CASES[i].before), *after = open_text(CASES[i].after);
        assert_true(roster_diff_make(before, after, &arena, &diff));
        tell(&diff, says);
        assert_string_equal(says, CASES[i].says);
        assert_int_equal(diff.count, diff.come + diff.leave + diff.change);
        assert_string_equal(diff.empty_shift != NULL ? diff.empty_shift : "",
                            CASES[i].empty != NULL ? CASES[i].empty : "");
        sibu_arena_clear(&arena);
        roster_close(before);
        roster_close(after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_difference_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
