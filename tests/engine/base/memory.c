/* Arrays, arenas and growing texts: their limits, and what they do when there is no memory left.
 *
 * The linker puts __wrap_posix_memalign and __wrap_calloc before the C library's, which is where all memory of Sibu comes
 * from.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/memory.h"
#include "sibu/text.h"

int __real_posix_memalign(void **out, size_t alignment, size_t size);
int __wrap_posix_memalign(void **out, size_t alignment, size_t size);

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

/* How many allocations succeed before all fail; negative: all succeed. Only this test program has it. */
static int allocations_left = -1;

int __wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
    if (allocations_left == 0) {
        return ENOMEM;
    }
    allocations_left -= allocations_left > 0;
    return __real_posix_memalign(out, alignment, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    if (allocations_left == 0) {
        return NULL;
    }
    allocations_left -= allocations_left > 0;
    return __real_calloc(count, size);
}

static int zero(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) {
        if (at[i] != 0) {
            return 0;
        }
    }
    return 1;
}

static void a_block_is_zeroed_and_aligned(void **state)
{
    (void)state;
    for (size_t count = 0; count < 600; count += 7) {
        float *block = sibu_array_new(count, sizeof *block);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % (count * sizeof *block > 1024 ? 64 : 16), 0);
        assert_true(zero(block, count * sizeof *block));
        memset(block, 0xAB, count * sizeof *block);
        sibu_array_free(block);
    }
}

/* An item that has to be aligned to more than 16 bytes has a size of a multiple of that. */
static void a_small_block_is_aligned_as_its_items(void **state)
{
    (void)state;
    static const size_t SIZES[] = {32, 64, 128, 192, 384, 960};
    void *blocks[8];
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        for (size_t k = 0; k < 8; k++) { /* all at once: each begins somewhere else */
            blocks[k] = sibu_array_new(1, SIZES[i]);
            assert_int_equal((uintptr_t)blocks[k] % 32, 0);
        }
        for (size_t k = 0; k < 8; k++) {
            sibu_array_free(blocks[k]);
        }
    }
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    static const size_t SIZES[][2] = {
        {SIZE_MAX, 1}, {SIZE_MAX, 2}, {SIZE_MAX / 2, 8}, {(size_t)1 << 33, (size_t)1 << 33}, {SIZE_MAX - 3, 1}};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct sibu_arena arena = {0};
        assert_null(sibu_array_new(SIZES[i][0], SIZES[i][1]));
        assert_null(sibu_arena_take(&arena, SIZES[i][0], SIZES[i][1]));
        assert_int_equal(arena.used_bytes, 0);
        sibu_arena_clear(&arena);
    }
    struct sibu_arena arena = {0};
    assert_null(sibu_arena_text(&arena, "", SIZE_MAX));
}

static void an_array_grows_and_keeps_what_it_holds(void **state)
{
    (void)state;
    void *items = NULL;
    size_t capacity = 0;
    size_t growths = 0;
    for (size_t i = 0; i < 10000; i++) {
        size_t before = capacity;
        assert_true(sibu_array_reserve(&items, &capacity, i + 1, sizeof(uint32_t), 10000));
        growths += capacity != before;
        assert_int_equal(((uint32_t *)items)[i], 0);
        ((uint32_t *)items)[i] = (uint32_t)i;
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(((uint32_t *)items)[i], i);
    }
    assert_true(growths < 30);
    assert_int_equal(capacity, 10000);
    sibu_array_free(items);
}

static void an_array_that_cannot_grow_stays_as_it_was(void **state)
{
    (void)state;
    void *items = NULL;
    size_t capacity = 0;
    assert_true(sibu_array_reserve(&items, &capacity, 10, 1, 20));
    memcpy(items, "123456789", 10);
    void *before = items;
    assert_false(sibu_array_reserve(&items, &capacity, 21, 1, 20));
    allocations_left = 0;
    _Bool grown = sibu_array_reserve(&items, &capacity, 20, 1, 20);
    allocations_left = -1;
    assert_false(grown);
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, 10);
    assert_string_equal(items, "123456789");
    sibu_array_free(items);
}

static void pieces_of_an_arena_are_apart_zeroed_and_aligned(void **state)
{
    (void)state;
    enum { PIECES = 2000 };
    static unsigned char *pieces[PIECES];
    struct sibu_arena arena = {0};
    for (size_t i = 0; i < PIECES; i++) {
        size_t length = i * 37 % 900;
        pieces[i] = sibu_arena_take(&arena, length, 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        assert_true(zero(pieces[i], length));
        memset(pieces[i], (int)(i % 251), length);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t n = 0; n < i * 37 % 900; n++) {
            assert_int_equal(pieces[i][n], i % 251);
        }
    }
    sibu_arena_clear(&arena);
    assert_null(arena.blocks);
    assert_int_equal(arena.used_bytes, 0);
}

static void an_arena_keeps_its_limit(void **state)
{
    (void)state;
    struct sibu_arena arena = {.max_bytes = 100};
    assert_non_null(sibu_arena_take(&arena, 90, 1)); /* 96, rounded up */
    assert_null(sibu_arena_take(&arena, 5, 1));
    assert_null(sibu_arena_take(&arena, 0, 1));
    assert_int_equal(arena.used_bytes, 96);
    sibu_arena_clear(&arena);
    assert_non_null(sibu_arena_take(&arena, 90, 1));
    sibu_arena_clear(&arena);
}

static void a_piece_larger_than_any_block_has_its_own(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    char *small = sibu_arena_text(&arena, "small", 5);
    unsigned char *large = sibu_arena_take(&arena, (size_t)5 << 20, 1);
    char *after = sibu_arena_text(&arena, "after\0tail", 10);
    assert_non_null(large);
    assert_true(zero(large, (size_t)5 << 20));
    assert_string_equal(small, "small");
    assert_memory_equal(after, "after\0tail", 11);
    sibu_arena_clear(&arena);
}

static void an_arena_without_memory_says_so(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    allocations_left = 0;
    void *piece = sibu_arena_take(&arena, 1, 1);
    char *text = sibu_arena_text(&arena, "a", 1);
    allocations_left = -1;
    assert_null(piece);
    assert_null(text);
    assert_int_equal(arena.used_bytes, 0);
    assert_non_null(sibu_arena_text(&arena, "a", 1));
    sibu_arena_clear(&arena);
}

/* The n-th allocation fails, n = 1, 2, ...: whatever the moment, the text is a beginning of the whole. */
static void a_text_without_memory_fails_and_stays_whole(void **state)
{
    (void)state;
    int ok = 0;
    for (int n = 0; n < 40 && !ok; n++) {
        struct sibu_text text = {0};
        size_t length = 0;
        allocations_left = n;
        for (int i = 0; i < 200; i++) {
            sibu_text_add(&text, "0123456789");
            assert_true(text.failed ? text.length == length || text.length % 10 == 0 : 1);
            length = text.length;
        }
        sibu_text_addf(&text, "%d", 7);
        allocations_left = -1;
        ok = sibu_text_ok(&text);
        assert_int_equal(strlen(sibu_text_get(&text)), text.length);
        assert_int_equal(ok, text.length == 2001);
        sibu_text_clear(&text);
    }
    assert_true(ok);
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(a_block_is_zeroed_and_aligned),
        cmocka_unit_test(a_small_block_is_aligned_as_its_items),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(an_array_grows_and_keeps_what_it_holds),
        cmocka_unit_test(an_array_that_cannot_grow_stays_as_it_was),
        cmocka_unit_test(pieces_of_an_arena_are_apart_zeroed_and_aligned),
        cmocka_unit_test(an_arena_keeps_its_limit),
        cmocka_unit_test(a_piece_larger_than_any_block_has_its_own),
        cmocka_unit_test(an_arena_without_memory_says_so),
        cmocka_unit_test(a_text_without_memory_fails_and_stays_whole),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
