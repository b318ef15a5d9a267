/* Rows of what unfolded are read whole or refused by name, whatever stands in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sibu/random.h"
#include "sibu/unfold_row.h"

#define WORDS "\"words\":{\"zh\":\"出口封住\",\"en\":\"exit lost\"}"
#define WHOLE                                                                                                          \
    "{\"number\":2,\"what\":\"exit-lost\",\"place_name\":{\"zh\":\"西门\",\"en\":\"West\"},\"rate_per_min\":0.21,"   \
    "\"share\":0.43,\"heading\":37," WORDS "}"

static struct sibu_record_event event_of(int64_t time_us, const char *detail)
{
    return (struct sibu_record_event){.time_us = time_us, .kind = "unfold", .place = "E1", .detail = detail};
}

static void a_whole_row_is_read_whole(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_unfold_row row;
    struct sibu_fault fault;
    struct sibu_record_event event = event_of(77, WHOLE);
    assert_int_equal(sibu_unfold_read(&row, &event, 4, &arena, &fault), SIBU_OK);
    assert_true(row.time_us == 77);
    assert_int_equal(row.number, 2);
    assert_int_equal(row.what, SIBU_UNFOLD_EXIT_LOST);
    assert_string_equal(row.place, "E1");
    assert_string_equal(row.place_name.in[SIBU_ZH], "西门");
    assert_string_equal(row.place_name.in[SIBU_EN], "West");
    assert_string_equal(row.words.in[SIBU_ZH], "出口封住");
    assert_string_equal(row.words.in[SIBU_EN], "exit lost");
    assert_true(row.rate_per_min > 0.2099 && row.rate_per_min < 0.2101);
    assert_true(row.share > 0.4299 && row.share < 0.4301);
    assert_int_equal(row.heading_persons, 37);
    assert_false(row.has_point || row.has_bearing);
    sibu_arena_clear(&arena);
}

static void places_and_winds_are_read_where_they_are_said(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_unfold_row row;
    struct sibu_fault fault;
    struct sibu_record_event source =
        event_of(0, "{\"number\":1,\"what\":\"second-source\",\"rate_per_min\":0,\"share\":1,"
                    "\"heading\":0,\"x_m\":-3.5,\"y_m\":12," WORDS "}");
    struct sibu_record_event wind = event_of(0, "{\"number\":1,\"what\":\"wind-turned\",\"rate_per_min\":0,\"share\":1,"
                                                "\"heading\":0,\"bearing_deg\":247," WORDS "}");
    assert_int_equal(sibu_unfold_read(&row, &source, 1, &arena, &fault), SIBU_OK);
    assert_true(row.has_point && !row.has_bearing && row.x_m < -3.4 && row.y_m > 11.9);
    assert_string_equal(row.place_name.in[SIBU_EN], "");
    assert_string_equal(row.alert, "");
    assert_int_equal(sibu_unfold_read(&row, &wind, 1, &arena, &fault), SIBU_OK);
    assert_true(row.has_bearing && !row.has_point && row.bearing_deg > 246.9);
    sibu_arena_clear(&arena);
}

#define REST "\"rate_per_min\":0.2,\"share\":0.4,\"heading\":3," WORDS "}"
static const struct {
    const char *detail, *place; /* what is wrong with it, and where the fault says that it is */
} WRONG[] = {
    {"", "event:9"},
    {"{", "event:9"},
    {"[]", "event:9"},
    {"7", "event:9"},
    {"null", "event:9"},
    {"\xff\xfe", "event:9"},
    {WHOLE "x", "event:9"},
    {"{\"what\":\"exit-lost\"," REST, "event:9:/number"},
    {"{\"number\":0,\"what\":\"exit-lost\"," REST, "event:9:/number"},
    {"{\"number\":1.5,\"what\":\"exit-lost\"," REST, "event:9:/number"},
    {"{\"number\":1e18,\"what\":\"exit-lost\"," REST, "event:9:/number"},
    {"{\"number\":1,\"what\":\"meteor\"," REST, "event:9:/what"},
    {"{\"number\":1,\"what\":7," REST, "event:9:/what"},
    {"{\"number\":1," REST, "event:9:/what"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"place_name\":7," REST, "event:9:/place_name"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"place_name\":{\"zh\":\"门\"}," REST, "event:9:/place_name/en"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"alert\":7," REST, "event:9:/alert"},
    {"{\"number\":1,\"what\":\"second-source\",\"x_m\":1," REST, "event:9:/y_m"},
    {"{\"number\":1,\"what\":\"second-source\",\"x_m\":1e300,\"y_m\":1," REST, "event:9:/x_m"},
    {"{\"number\":1,\"what\":\"wind-turned\",\"bearing_deg\":361," REST, "event:9:/bearing_deg"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"rate_per_min\":-1,\"share\":0.4,\"heading\":3," WORDS "}",
     "event:9:/rate_per_min"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"rate_per_min\":1,\"share\":1.01,\"heading\":3," WORDS "}",
     "event:9:/share"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"rate_per_min\":1,\"share\":\"half\",\"heading\":3," WORDS "}",
     "event:9:/share"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"rate_per_min\":1,\"share\":1,\"heading\":-3," WORDS "}",
     "event:9:/heading"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"rate_per_min\":1,\"share\":1,\"heading\":3}", "event:9:/words"},
    {"{\"number\":1,\"what\":\"exit-lost\",\"rate_per_min\":1,\"share\":1,\"heading\":3,\"words\":{\"en\":\"x\"}}",
     "event:9:/words/zh"},
};

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct sibu_arena arena = {0};
        struct sibu_unfold_row row;
        struct sibu_fault fault = {0};
        struct sibu_record_event event = event_of(0, WRONG[i].detail);
        if (sibu_unfold_read(&row, &event, 9, &arena, &fault) != SIBU_BAD_INPUT) {
            fail_msg("taken: %s", WRONG[i].detail);
        }
        if (strncmp(fault.place, WRONG[i].place, strlen(WRONG[i].place)) != 0) {
            fail_msg("%s: the fault is at %s", WRONG[i].detail, fault.place);
        }
        assert_true(fault.what[SIBU_ZH][0] != '\0' && fault.what[SIBU_EN][0] != '\0');
        sibu_arena_clear(&arena);
    }
    struct sibu_arena arena = {0};
    struct sibu_unfold_row row;
    struct sibu_fault fault;
    struct sibu_record_event other = {.kind = "alert", .place = "", .detail = WHOLE};
    assert_int_equal(sibu_unfold_read(&row, &other, 1, &arena, &fault), SIBU_BAD_INPUT);
    sibu_arena_clear(&arena);
}

static void a_list_is_by_time_and_leaves_out_what_it_cannot_read(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_unfold_list list;
    struct sibu_fault fault;
    struct sibu_record_event events[] = {event_of(30, WHOLE), event_of(10, "{}"),  event_of(10, WHOLE),
                                         event_of(20, "7"),   event_of(10, WHOLE), event_of(5, WHOLE)};
    events[5].kind = "alert";
    events[2].place = "first";
    events[4].place = "second";
    assert_int_equal(sibu_unfold_read_all(&list, events, 6, &arena, &fault), SIBU_OK);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.unreadable, 2);
    assert_string_equal(list.rows[0].place, "first");
    assert_string_equal(list.rows[1].place, "second");
    assert_string_equal(list.rows[2].place, "E1");
    assert_memory_equal(list.first_unreadable.place, "event:2", 7);
    assert_int_equal(sibu_unfold_read_all(&list, NULL, 0, &arena, &fault), SIBU_OK);
    assert_int_equal(list.count + list.unreadable, 0);
    sibu_arena_clear(&arena);
}

/* Any bytes at all: read within the ranges that the header states, or refused. */
static void damaged_rows_do_no_harm(void **state)
{
    (void)state;
    struct sibu_pcg64 stream;
    uint8_t key[32];
    size_t taken = 0, refused = 0;
    sibu_key_of_seed(key, 7);
    sibu_pcg64_open(&stream, key, "unfold rows", 0);
    for (int round = 0; round < 20000; round++) {
        struct sibu_arena arena = {0};
        struct sibu_unfold_row row;
        struct sibu_fault fault;
        char detail[sizeof WHOLE];
        memcpy(detail, WHOLE, sizeof WHOLE);
        for (int i = 0; i <= round % 3; i++) {
            detail[(size_t)(sibu_draw_unit(&stream) * (double)(sizeof WHOLE - 1))] =
                (char)(int)(sibu_draw_unit(&stream) * 256.0);
        }
        struct sibu_record_event event = event_of(0, detail);
        if (sibu_unfold_read(&row, &event, 1, &arena, &fault) == SIBU_OK) {
            taken++;
            assert_true(row.what < SIBU_UNFOLD_KINDS && row.share >= 0.0 && row.share <= 1.0);
            assert_true(row.rate_per_min >= 0.0 && row.rate_per_min <= 1e6 && row.number >= 1);
            assert_non_null(row.words.in[SIBU_ZH]);
            assert_non_null(row.place_name.in[SIBU_EN]);
        } else {
            refused++;
        }
        sibu_arena_clear(&arena);
    }
    assert_true(taken > 100 && refused > 1000);
}

static void words_and_numbers_of_what_agree(void **state)
{
    (void)state;
    for (int i = 0; i < SIBU_UNFOLD_KINDS; i++) {
        assert_int_equal(sibu_unfold_of(sibu_unfold_name((enum sibu_unfold_kind)i)), i);
    }
    assert_int_equal(sibu_unfold_of(""), SIBU_UNFOLD_KINDS);
    assert_int_equal(sibu_unfold_of("exit-lost2"), SIBU_UNFOLD_KINDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_row_is_read_whole),
        cmocka_unit_test(places_and_winds_are_read_where_they_are_said),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_list_is_by_time_and_leaves_out_what_it_cannot_read),
        cmocka_unit_test(damaged_rows_do_no_harm),
        cmocka_unit_test(words_and_numbers_of_what_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
