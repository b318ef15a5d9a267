/* One tick's randomness: R, U and the order of starts to the byte, and thresholds.
 *
 * The vectors come from Python's hashlib; they stand in docs/ledger.md too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/tick.h"
#include "sibu/hash.h"

struct scene {
    struct draw_installation who;
    uint8_t r[32];
};

static struct scene scene_of_the_document(void)
{
    struct scene scene = {.who = {.epoch = 1}};
    for (uint8_t i = 0; i < DRAW_INSTALLATION_BYTES; i++) {
        scene.who.id[i] = i;
    }
    for (uint8_t i = 0; i < 32; i++) {
        scene.r[i] = (uint8_t)(0x20 + i);
    }
    return scene;
}

static void assert_hex(const uint8_t bytes[32], const char *expected)
{
    char hex[65];
    sibu_hex(hex, bytes, 32);
    assert_string_equal(hex, expected);
}

static void roots_and_numbers_are_those_of_the_document(void **state)
{
    (void)state;
    struct scene scene = scene_of_the_document();
    uint8_t R[32];
    draw_root(&scene.who, 2992000, scene.r, R);
    assert_hex(R, "2ca2282769b5ee0c658bb4bf61448ce56a7bf8efa505091eca6ca4727a14609d");
    assert_true(draw_u(R, "plant-1") == UINT64_C(0xd5ba2df170c99e3a));
    assert_true(draw_order(R, "plant-1") == UINT64_C(0xa38239e764c3b568));
    draw_root_now(&scene.who, 17, scene.r, R);
    assert_hex(R, "4efd846aa6afe003c9b54a35d4b57df03aeb2d738f8767430a41a016b96c9a7b");
}

static void everything_enters_the_root(void **state)
{
    (void)state;
    struct scene scene = scene_of_the_document();
    uint8_t R[5][32];
    draw_root(&scene.who, 1, scene.r, R[0]);
    draw_root(&scene.who, 2, scene.r, R[1]);
    draw_root_now(&scene.who, 1, scene.r, R[2]);
    scene.who.epoch = 2;
    draw_root(&scene.who, 1, scene.r, R[3]);
    scene.r[31] ^= 1;
    draw_root(&scene.who, 1, scene.r, R[4]);
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < i; k++) {
            assert_memory_not_equal(R[i], R[k], 32);
        }
    }
    assert_true(draw_u(R[0], "a") != draw_u(R[0], "b"));
    assert_true(draw_u(R[0], "a") != draw_order(R[0], "a"));
}

static void thresholds_are_exact(void **state)
{
    (void)state;
    assert_true(draw_threshold(0.0) == 0);
    assert_true(draw_threshold(0.5) == UINT64_C(1) << 63);
    assert_true(draw_threshold(1.0) == DRAW_ALWAYS && draw_threshold(1.5) == DRAW_ALWAYS);
    assert_true(draw_threshold(0x1.fffffffffffffp-1) == UINT64_C(0xfffffffffffff800)); /* below 1: never "always" */
    assert_true(draw_threshold(0x1p-64) == 1 && draw_threshold(0x1p-65) == 0);
    assert_true(draw_fires(UINT64_MAX, DRAW_ALWAYS) && draw_fires(4, 5));
    assert_false(draw_fires(5, 5) || draw_fires(0, 0));
}

static void moments_and_indexes_belong_together(void **state)
{
    (void)state;
    assert_int_equal(draw_tick_index(600, INT64_C(1795444200000000)), 2992407);
    assert_int_equal(draw_tick_time_us(600, 2992407), INT64_C(1795444200000000));
    assert_int_equal(draw_tick_index(600, INT64_C(1795444200000000) - 1), 2992406);
    assert_int_equal(draw_tick_index(60, -1), -1);
    static const char LETTERS[] = "ocgmisn";
    for (int gate = 0; gate < 7; gate++) {
        assert_int_equal(draw_gate_letter((enum draw_gate)gate)[0], LETTERS[gate]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_and_numbers_are_those_of_the_document),
        cmocka_unit_test(everything_enters_the_root),
        cmocka_unit_test(thresholds_are_exact),
        cmocka_unit_test(moments_and_indexes_belong_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
