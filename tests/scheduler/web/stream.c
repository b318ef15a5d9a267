/* Streams of events: each phone hears what is new on its channel, once, whole, in pieces of any size; who is slow goes on with the
 * newest; nothing to read means suspended, and whatever comes resumes. */
#include "web/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/clock.h"

#define SECOND_US INT64_C(1000000)

/* A connection of nobody: it counts. */
struct phone {
    struct stream *stream;
    int suspended;
    char heard[8192];
    size_t length;
};

static void suspend(void *connection)
{
    struct phone *phone = connection;
    assert_int_equal(phone->suspended, 0);
    phone->suspended = 1;
}

static void resume(void *connection)
{
    struct phone *phone = connection;
    assert_int_equal(phone->suspended, 1);
    phone->suspended = 0;
}

static void begin(struct phone *phone, struct streams *streams, uint32_t channel, const char *last)
{
    const struct stream_def def = {channel, 0, last};
    *phone = (struct phone){.stream = stream_begin(streams, &def)};
    const struct stream_line line = {phone, suspend, resume};
    assert_non_null(phone->stream);
    stream_connect(phone->stream, &line);
}

/* Reads in pieces of `room` until it is suspended or over; what was read, without the first line. */
static const char *hear(struct phone *phone, size_t room)
{
    phone->length = 0;
    while (!phone->suspended) {
        ssize_t count = stream_read(phone->stream, phone->heard + phone->length, room);
        if (count <= 0) {
            break;
        }
        phone->length += (size_t)count;
        assert_true(phone->length + room < sizeof phone->heard);
    }
    phone->heard[phone->length] = '\0';
    if (strncmp(phone->heard, "retry: ", 7) == 0) {
        assert_true(phone->heard[7] >= '2' && phone->heard[7] <= '5' && phone->heard[11] == '\n');
        return phone->heard + 13;
    }
    return phone->heard;
}

static struct streams *open_two(void)
{
    struct streams *streams = NULL;
    struct sibu_fault fault;
    assert_int_equal(streams_open(&streams, 2, &fault), SIBU_OK);
    return streams;
}

static void tell(struct streams *streams, uint32_t channel, const char *id, const char *data)
{
    struct sibu_fault fault;
    assert_int_equal(streams_tell(streams, channel, id, data, &fault), SIBU_OK);
}

static void each_hears_its_channel_once(void **state)
{
    (void)state;
    struct streams *streams = open_two();
    struct phone one, two;
    begin(&one, streams, 0, NULL);
    begin(&two, streams, 1, NULL);
    assert_string_equal(hear(&one, 100), "");
    assert_string_equal(hear(&two, 100), "");
    assert_true(one.suspended && two.suspended);
    tell(streams, 0, "7", "{\"a\":1}");
    assert_false(one.suspended);
    assert_string_equal(hear(&one, 100), "id: 7\nevent: drill\ndata: {\"a\":1}\n\n");
    assert_true(one.suspended);
    assert_true(two.suspended); /* and wakes nobody else */
    tell(streams, 0, "7", "{\"a\":2}");
    assert_true(one.suspended); /* the same id tells nothing */
    assert_int_equal(streams_count(streams), 2);
    stream_end(one.stream);
    assert_int_equal(streams_count(streams), 1);
    streams_close(streams);
}

static void who_comes_later_hears_how_it_stands(void **state)
{
    (void)state;
    struct streams *streams = open_two();
    struct phone fresh, back, behind;
    tell(streams, 0, "7", "{}");
    begin(&fresh, streams, 0, NULL);
    assert_string_equal(hear(&fresh, 7), "id: 7\nevent: drill\ndata: {}\n\n");
    begin(&back, streams, 0, "7");
    assert_string_equal(hear(&back, 100), "");
    begin(&behind, streams, 0, "6");
    assert_string_equal(hear(&behind, 1), "id: 7\nevent: drill\ndata: {}\n\n");
    streams_close(streams);
}

static void who_is_slow_hears_each_event_whole_and_then_the_newest(void **state)
{
    (void)state;
    struct streams *streams = open_two();
    struct phone slow;
    char piece[32];
    begin(&slow, streams, 0, NULL);
    (void)hear(&slow, 100);
    tell(streams, 0, "1", "first");
    assert_int_equal(stream_read(slow.stream, piece, 10), 10);
    assert_memory_equal(piece, "id: 1\neven", 10);
    tell(streams, 0, "2", "second");
    tell(streams, 0, "3", "third");
    assert_string_equal(hear(&slow, 9), "t: drill\ndata: first\n\nid: 3\nevent: drill\ndata: third\n\n");
    streams_close(streams);
}

static void beats_come_at_their_time_and_not_before(void **state)
{
    (void)state;
    struct streams *streams = open_two();
    struct phone phone;
    int64_t now_us = clock_monotonic_us();
    begin(&phone, streams, 0, NULL);
    (void)hear(&phone, 100);
    streams_beat(streams, now_us + 14 * SECOND_US);
    assert_true(phone.suspended);
    streams_beat(streams, now_us + 26 * SECOND_US);
    assert_false(phone.suspended);
    assert_string_equal(hear(&phone, 100), ":\n\n");
    streams_beat(streams, now_us + 27 * SECOND_US);
    assert_true(phone.suspended);
    streams_close(streams);
}

static void a_stop_ends_them_all(void **state)
{
    (void)state;
    struct streams *streams = open_two();
    struct phone phone, late;
    char piece[32];
    begin(&phone, streams, 0, NULL);
    (void)hear(&phone, 100);
    streams_stop(streams);
    assert_false(phone.suspended);
    assert_int_equal(stream_read(phone.stream, piece, sizeof piece), -1);
    begin(&late, streams, 0, NULL);
    assert_int_equal(stream_read(late.stream, piece, sizeof piece), -1);
    streams_close(streams);
}

static void what_is_no_event_is_refused(void **state)
{
    (void)state;
    static char large[STREAM_WORDS_BYTES_MAX + 2];
    struct streams *streams = open_two();
    struct phone phone;
    struct sibu_fault fault;
    begin(&phone, streams, 0, NULL);
    (void)hear(&phone, 100);
    memset(large, 'x', sizeof large - 1);
    assert_int_equal(streams_tell(streams, 0, "1", large, &fault), SIBU_LIMIT);
    assert_int_equal(streams_tell(streams, 0, "1", "a\nid: 9", &fault), SIBU_LIMIT);
    large[STREAM_ID_BYTES] = '\0';
    assert_int_equal(streams_tell(streams, 0, large, "a", &fault), SIBU_LIMIT);
    assert_true(phone.suspended);
    const struct stream_def nowhere = {.channel = 2};
    assert_null(stream_begin(streams, &nowhere));
    streams_close(streams);
}

static void nobody_has_more_than_their_share(void **state)
{
    (void)state;
    struct streams *streams = open_two();
    const struct stream_def mine = {.owner = 7}, another = {.owner = 8};
    struct stream *one = stream_begin(streams, &mine);
    for (int i = 1; i < STREAMS_PER_OWNER; i++) {
        assert_non_null(stream_begin(streams, &mine));
    }
    assert_null(stream_begin(streams, &mine));
    assert_non_null(stream_begin(streams, &another));
    stream_end(one);
    assert_non_null(stream_begin(streams, &mine));
    assert_int_equal(streams_count(streams), STREAMS_PER_OWNER + 1);
    streams_close(streams);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_hears_its_channel_once),
        cmocka_unit_test(who_comes_later_hears_how_it_stands),
        cmocka_unit_test(who_is_slow_hears_each_event_whole_and_then_the_newest),
        cmocka_unit_test(beats_come_at_their_time_and_not_before),
        cmocka_unit_test(a_stop_ends_them_all),
        cmocka_unit_test(what_is_no_event_is_refused),
        cmocka_unit_test(nobody_has_more_than_their_share),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
