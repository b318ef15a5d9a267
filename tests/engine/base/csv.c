/* The reader of CSV: tables as spreadsheets write them, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/csv.h"
#include "sibu/memory.h"
#include "sibu/text.h"

/* The table as one text: cells between |, rows between /, so that a case is one line. */
static void flatten(const struct sibu_csv *csv, struct sibu_text *out)
{
    for (size_t row = 0; row < sibu_csv_rows(csv); row++) {
        sibu_text_add(out, row == 0 ? "" : "/");
        for (size_t column = 0; column < sibu_csv_columns(csv); column++) {
            sibu_text_addf(out, "%s%s", column == 0 ? "" : "|", sibu_csv_cell(csv, row, column));
        }
    }
}

static void tables_are_read_as_rfc_4180_says(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"a", "a"},
        {"a,b\n1,2", "a|b/1|2"},
        {"a,b\r\n1,2\r\n", "a|b/1|2"},
        {"\xEF\xBB\xBF"
         "工号,姓名\n7,王伟\n",
         "工号|姓名/7|王伟"},
        {"a,b\n1\n", "a|b/1|"},
        {"a,b\n,\n", "a|b/|"},
        {"a,b,c\n1,,3\n", "a|b|c/1||3"},
        {"\n\na,b\n\r\n\n1,2\n\n", "a|b/1|2"},
        {"\"a\",\"b\"\n\"1\",2", "a|b/1|2"},
        {"a\n\"x, y\"\n", "a/x, y"},
        {"a\n\"say \"\"hi\"\"\"\n", "a/say \"hi\""},
        {"a,b\n\"two\nlines\",2\n", "a|b/two\nlines|2"},
        {"a,b\n\"two\r\nlines\",2\n", "a|b/two\r\nlines|2"},
        {"a,b\n\"\",\"\"\n", "a|b/|"},
        {"a,b\n\"\"\"\",x\n", "a|b/\"|x"},
        {"a,b\n 1 ,\t2\n", "a|b/ 1 |\t2"},
        {"a;b\n1;2\n", "a;b/1;2"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_csv *csv = NULL;
        struct sibu_fault fault;
        struct sibu_text flat = {0};
        assert_int_equal(sibu_csv_open(&csv, "r.csv", CASES[i][0], strlen(CASES[i][0]), &fault), SIBU_OK);
        flatten(csv, &flat);
        assert_string_equal(sibu_text_get(&flat), CASES[i][1]);
        sibu_text_clear(&flat);
        sibu_csv_close(csv);
    }
}

static void what_is_no_table_is_refused_at_its_line(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "r.csv:1"},
        {"\n\n", "r.csv:3"},
        {"a,b\n1,2,3\n", "r.csv:2"},
        {"a,b\n\n\n1,2\n1,2,\n", "r.csv:5"},
        {"a\n\"open\n\n\n", "r.csv:2"},
        {"a\n\"x\"y\n", "r.csv:2"},
        {"a\nx\"y\n", "r.csv:2"},
        {"a\nx\"\n", "r.csv:2"},
        {"a\n\"x\" \n", "r.csv:2"},
        {"a,b\r1,2\r", "r.csv:1"},
        {"a\n\"x\"\r", "r.csv:2"},
        {"a\nb\n\xD1\xDD\xC1\xB7\n", "r.csv:3"}, /* GBK */
        {"\xFF\xFE"
         "a",
         "r.csv:1"},
        {"a,b\n\"x\n\ny\",2\n1,2,3", "r.csv:5"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_csv *csv = (struct sibu_csv *)(uintptr_t)1;
        struct sibu_fault fault = {0};
        assert_int_equal(sibu_csv_open(&csv, "r.csv", CASES[i][0], strlen(CASES[i][0]), &fault), SIBU_BAD_INPUT);
        assert_null(csv);
        assert_string_equal(fault.place, CASES[i][1]);
        assert_true(strlen(fault.what[SIBU_ZH]) > 5 && strlen(fault.what[SIBU_EN]) > 5);
    }
}

static void a_zero_byte_is_refused(void **state)
{
    (void)state;
    struct sibu_csv *csv = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_csv_open(&csv, "r.csv", "a,b\n1,\0\n", 8, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "r.csv:2");
}

static void lines_are_those_of_the_file(void **state)
{
    (void)state;
    static const char BYTES[] = "\na,b\n\n\"1\n1\",2\n3,4\n";
    struct sibu_csv *csv = NULL;
    struct sibu_fault fault;
    char place[240];
    assert_int_equal(sibu_csv_open(&csv, "dir/r.csv", BYTES, strlen(BYTES), &fault), SIBU_OK);
    assert_int_equal(sibu_csv_line(csv, 0), 2);
    assert_int_equal(sibu_csv_line(csv, 1), 4);
    assert_int_equal(sibu_csv_line(csv, 2), 6);
    sibu_csv_place(csv, 2, place);
    assert_string_equal(place, "dir/r.csv:6");
    assert_string_equal(sibu_csv_cell(csv, 99, 0), "");
    assert_string_equal(sibu_csv_cell(csv, 0, 99), "");
    sibu_csv_close(csv);
}

static enum sibu_status open_repeated(const char *head, const char *piece, size_t times)
{
    struct sibu_text text = {.max_length = (size_t)80 << 20};
    struct sibu_csv *csv = NULL;
    struct sibu_fault fault;
    sibu_text_add(&text, head);
    for (size_t i = 0; i < times; i++) {
        sibu_text_add(&text, piece);
    }
    enum sibu_status status = sibu_csv_open(&csv, "r.csv", sibu_text_get(&text), text.length, &fault);
    sibu_csv_close(csv);
    sibu_text_clear(&text);
    return status;
}

static void limits_hold(void **state)
{
    (void)state;
    assert_int_equal(open_repeated("a", ",a", 255), SIBU_OK);
    assert_int_equal(open_repeated("a", ",a", 256), SIBU_LIMIT);
    assert_int_equal(open_repeated("", "a", 65536), SIBU_OK);
    assert_int_equal(open_repeated("", "a", 65537), SIBU_LIMIT);
    assert_int_equal(open_repeated("", "a\n", 1000000), SIBU_OK);
    assert_int_equal(open_repeated("", "a\n", 1000001), SIBU_LIMIT);
    assert_int_equal(open_repeated("", "a\n", (size_t)33 << 20), SIBU_LIMIT);
}

/* Whatever is cut off, the reader reads no further than the length and gives an answer. */
static void every_beginning_is_read_or_refused(void **state)
{
    (void)state;
    static const char BYTES[] = "id,\"na\"\"me\"\r\n1,\"x\r\n, y\"\r\n\r\n2,王伟\r\n";
    for (size_t length = 0; length < sizeof BYTES - 1; length++) {
        char *exact = sibu_array_new(length, 1);
        struct sibu_csv *csv = NULL;
        struct sibu_fault fault;
        memcpy(exact, BYTES, length);
        enum sibu_status status = sibu_csv_open(&csv, "r.csv", exact, length, &fault);
        assert_true(status == SIBU_OK || status == SIBU_BAD_INPUT);
        assert_int_equal(status == SIBU_OK, csv != NULL);
        sibu_csv_close(csv);
        sibu_array_free(exact);
    }
}

static void what_is_written_as_csv_reads_the_same(void **state)
{
    (void)state;
    static const char *const CELLS[] = {"plain", "with, comma", "with \"quotes\"", "two\nlines", "", "王伟", "a\r\nb"};
    struct sibu_text text = {0};
    struct sibu_csv *csv = NULL;
    struct sibu_fault fault;
    enum { COUNT = sizeof CELLS / sizeof CELLS[0] };
    for (size_t i = 0; i < COUNT; i++) {
        sibu_text_add(&text, i == 0 ? "" : ",");
        sibu_text_add_csv(&text, CELLS[i]);
    }
    assert_int_equal(sibu_csv_open(&csv, "r.csv", sibu_text_get(&text), text.length, &fault), SIBU_OK);
    assert_int_equal(sibu_csv_columns(csv), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_string_equal(sibu_csv_cell(csv, 0, i), CELLS[i]);
    }
    sibu_csv_close(csv);
    sibu_text_clear(&text);
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(tables_are_read_as_rfc_4180_says),
        cmocka_unit_test(what_is_no_table_is_refused_at_its_line),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(lines_are_those_of_the_file),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(every_beginning_is_read_or_refused),
        cmocka_unit_test(what_is_written_as_csv_reads_the_same),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
