/* Codes of assembly points: to the byte, by the clock, and everything that somebody might make of one.
 *
 * The vectors come from Python's hmac and hashlib, from what code.h says.
 */
#include "web/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#define NOW_US (INT64_C(1795392000) * 1000000)
#define STEP_US (INT64_C(20) * 1000000)
#define DRILL "2026-000017"
static const char ROTATING[] = "042NKHM0DFWH8QHCQPVV2061DHMQ8X3CCMPQEVVJDDSGMK9H";
static const char PRINTED[] = "08000000JT0563RWND9RBDN9DHMQ8X3CCMPQEVVJDDSGMK9H";
static const char WALL[] = "0C000000AZVW2CVGRKTTYX3MWP7842Q9KE3EB448WY1BJ";

static void make_secret(uint8_t out[CODE_SECRET_BYTES])
{
    for (uint8_t i = 0; i < CODE_SECRET_BYTES; i++) {
        out[i] = i;
    }
}

static void assert_written(enum code_kind kind, const char *site, const char *point, const char *expected)
{
    uint8_t secret[CODE_SECRET_BYTES];
    char text[CODE_TEXT_BYTES];
    struct code code, read;
    make_secret(secret);
    assert_true(code_of_point(&code, kind, site, point));
    code.step = kind == CODE_ROTATING ? code_step(NOW_US) : 0;
    code_write(&code, secret, DRILL, text);
    assert_string_equal(text, expected);
    assert_true(code_read(&read, text));
    assert_int_equal(read.kind, kind);
    assert_int_equal(read.step, code.step);
    assert_string_equal(read.site, site);
    assert_string_equal(read.point, point);
    assert_true(code_is_signed(&read, secret, DRILL));
}

static void codes_are_those_of_the_document(void **state)
{
    (void)state;
    assert_written(CODE_ROTATING, "little-works", "M1", ROTATING);
    assert_written(CODE_PRINTED, "little-works", "M1", PRINTED);
    assert_written(CODE_WALL, "厂", "集合点", WALL);
}

/* What is found of a code's text, scanned so, and by how many steps. */
struct wanted {
    const char *code;
    struct code_scan scan;
    enum code_found found;
    int64_t steps;
};

static void assert_found(const struct wanted *wanted, size_t row)
{
    uint8_t secret[CODE_SECRET_BYTES];
    struct code code;
    int64_t steps = 99;
    make_secret(secret);
    assert_true(code_read(&code, wanted->code));
    enum code_found found = code_judge(&code, secret, &wanted->scan, &steps);
    if (found != wanted->found || steps != wanted->steps) {
        fail_msg("row %zu: %s by %lld steps", row, code_found_name(found), (long long)steps);
    }
}

static void a_code_is_judged_by_place_and_time(void **state)
{
    (void)state;
#define HERE DRILL, "little-works", ""
#define AT(steps) (NOW_US + (steps)*STEP_US)
    static const struct wanted TABLE[] = {
        {ROTATING, {HERE, 0, AT(0)}, CODE_GOOD, 0},
        {ROTATING, {HERE, 0, AT(1)}, CODE_GOOD, -1},
        {ROTATING, {HERE, 0, AT(2) - 1}, CODE_GOOD, -1},
        {ROTATING, {HERE, 0, AT(2)}, CODE_STALE, -2},
        {ROTATING, {HERE, 0, AT(-1)}, CODE_GOOD, 1},
        {ROTATING, {HERE, 0, AT(-1) - 1}, CODE_STALE, 2},
        {ROTATING, {HERE, AT(0), AT(90)}, CODE_LATE, 0},
        {ROTATING, {HERE, AT(1), AT(90)}, CODE_LATE, -1},
        {ROTATING, {HERE, AT(60), AT(90)}, CODE_STALE, -60},
        {ROTATING, {HERE, AT(91), AT(90)}, CODE_STALE, -90}, /* a phone whose clock is ahead is not believed */
        {ROTATING, {HERE, AT(50), AT(1)}, CODE_GOOD, -1}, /* and not needed where the server saw it in time */
        {ROTATING, {DRILL, "other", "", 0, AT(0)}, CODE_WRONG_POINT, 0},
        {ROTATING, {DRILL, "little-works", "M2", 0, AT(0)}, CODE_WRONG_POINT, 0},
        {ROTATING, {DRILL, "little-works", "M1", 0, AT(0)}, CODE_GOOD, 0},
        {ROTATING, {"2026-000018", "little-works", "", 0, AT(0)}, CODE_FORGED, 0},
        {ROTATING, {"", "little-works", "", 0, AT(0)}, CODE_FORGED, 0},
        {PRINTED, {HERE, 0, AT(123456)}, CODE_GOOD, 0},
        {PRINTED, {"", "little-works", "", 0, AT(0)}, CODE_GOOD, 0},
        {PRINTED, {DRILL, "other", "", 0, AT(0)}, CODE_WRONG_POINT, 0},
        {WALL, {DRILL, "厂", "", 0, AT(0)}, CODE_FORGED, 0}, /* who sees a wall's link has no code yet */
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_found(&TABLE[i], i);
    }
    assert_true(code_doubtful(CODE_STALE) && code_doubtful(CODE_FORGED) && code_doubtful(CODE_WRONG_POINT));
    assert_false(code_doubtful(CODE_GOOD) || code_doubtful(CODE_LATE));
}

/* Each character of a code replaced: it reads as no code, or as a forged one, or, by another step or place, as forged too. */
static void no_changed_code_is_good(void **state)
{
    (void)state;
    static const char OTHERS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint8_t secret[CODE_SECRET_BYTES];
    const struct code_scan scan = {HERE, 0, NOW_US};
    make_secret(secret);
    for (size_t i = 0; i < sizeof ROTATING - 1; i++) {
        for (size_t k = 0; k < sizeof OTHERS - 1; k++) {
            char text[CODE_TEXT_BYTES];
            struct code code;
            int64_t steps;
            (void)snprintf(text, sizeof text, "%s", ROTATING);
            text[i] = OTHERS[k];
            if (text[i] != ROTATING[i] && code_read(&code, text)) {
                assert_int_equal(code_judge(&code, secret, &scan, &steps), CODE_FORGED);
            }
        }
    }
}

static void a_code_is_read_as_people_write_it(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "0",
                                      "04",
                                      "U42NKHM0DFWH8QHCQPVV2061DHMQ8X3CCMPQEVVJDDSGMK9H",
                                      "../../etc/passwd",
                                      "042NKHM0DFWH8QHCQPVV2061DHMQ8X3CCMPQEVVJDDSGMK9H0",
                                      "042NKHM0DFWH8QHCQPVV2061",
                                      "0G000000JT0563RWND9RBDN9DHMQ8X3CCMPQEVVJDDSGMK9H"};
    struct code code;
    char lower[CODE_TEXT_BYTES], longest[400];
    for (size_t i = 0; i < sizeof ROTATING; i++) {
        char c = ROTATING[i];
        lower[i] = c == '0' ? 'o' : c == '1' ? 'l' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    assert_true(code_read(&code, lower));
    assert_string_equal(code.point, "M1");
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        if (code_read(&code, BAD[i])) {
            fail_msg("read: %s", BAD[i]);
        }
    }
    memset(longest, '0', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(code_read(&code, longest));
}

static void an_id_that_does_not_fit_has_no_code(void **state)
{
    (void)state;
    struct code code, read;
    uint8_t secret[CODE_SECRET_BYTES];
    char id[CODE_ID_MAX + 2], text[CODE_TEXT_BYTES];
    make_secret(secret);
    memset(id, 'x', sizeof id);
    id[CODE_ID_MAX + 1] = '\0';
    assert_false(code_of_point(&code, CODE_PRINTED, id, "M1"));
    assert_false(code_of_point(&code, CODE_PRINTED, "site", ""));
    assert_false(code_of_point(&code, CODE_PRINTED, "a\nb", "M1"));
    id[CODE_ID_MAX] = '\0';
    assert_true(code_of_point(&code, CODE_PRINTED, id, id));
    code_write(&code, secret, "", text);
    assert_true(code_read(&read, text));
    assert_string_equal(read.point, id);
}

static void what_the_server_saw_is_believed_only_as_it_wrote_it(void **state)
{
    (void)state;
    uint8_t secret[CODE_SECRET_BYTES];
    char seen[CODE_SEEN_BYTES];
    make_secret(secret);
    code_seen_write(secret, ROTATING, NOW_US, seen);
    assert_true(code_seen_read(secret, ROTATING, seen) == NOW_US);
    assert_true(code_seen_read(secret, PRINTED, seen) == 0);
    assert_true(code_seen_read(secret, ROTATING, "") == 0);
    for (size_t i = 0; i < sizeof seen - 1; i++) {
        char kept = seen[i];
        seen[i] = kept == '1' ? '2' : '1';
        assert_true(code_seen_read(secret, ROTATING, seen) == 0);
        seen[i] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_document),
        cmocka_unit_test(a_code_is_judged_by_place_and_time),
        cmocka_unit_test(no_changed_code_is_good),
        cmocka_unit_test(a_code_is_read_as_people_write_it),
        cmocka_unit_test(an_id_that_does_not_fit_has_no_code),
        cmocka_unit_test(what_the_server_saw_is_believed_only_as_it_wrote_it),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
