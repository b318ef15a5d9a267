/* Growing texts, the escapes of XML, JSON and CSV, and moments as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/json.h"
#include "sibu/text.h"

static void an_empty_text_is_an_empty_string(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    assert_string_equal(sibu_text_get(&text), "");
    assert_true(sibu_text_ok(&text));
    sibu_text_add(&text, "");
    assert_string_equal(sibu_text_get(&text), "");
    sibu_text_clear(&text);
}

static void appends_follow_one_another(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    sibu_text_add(&text, "a");
    sibu_text_addf(&text, "%d-%s", 12, "b");
    sibu_text_add_bytes(&text, "cde", 2);
    sibu_text_addf(&text, "%s", "");
    assert_string_equal(sibu_text_get(&text), "a12-bcd");
    assert_int_equal(text.length, 7);
    sibu_text_clear(&text);
    assert_string_equal(sibu_text_get(&text), "");
}

static void a_full_text_fails_and_takes_nothing_more(void **state)
{
    (void)state;
    struct sibu_text text = {.max_length = 10};
    sibu_text_add(&text, "0123456789");
    assert_true(sibu_text_ok(&text));
    sibu_text_add(&text, "x");
    assert_false(sibu_text_ok(&text));
    sibu_text_add(&text, "");
    sibu_text_addf(&text, "%s", "");
    assert_string_equal(sibu_text_get(&text), "0123456789");
    sibu_text_clear(&text);
    assert_true(sibu_text_ok(&text));
    assert_int_equal(text.max_length, 10);
    sibu_text_addf(&text, "%s", "0123456789a");
    assert_false(sibu_text_ok(&text));
    assert_string_equal(sibu_text_get(&text), "");
    sibu_text_clear(&text);
}

struct escape_case {
    const char *string;
    const char *expected;
};

static void check_escapes(const struct escape_case *cases, size_t count, void (*add)(struct sibu_text *, const char *))
{
    for (size_t i = 0; i < count; i++) {
        struct sibu_text text = {0};
        add(&text, cases[i].string);
        assert_string_equal(sibu_text_get(&text), cases[i].expected);
        assert_true(sibu_utf8_valid(sibu_text_get(&text), text.length));
        sibu_text_clear(&text);
    }
}

static void xml_is_escaped(void **state)
{
    (void)state;
    static const struct escape_case CASES[] = {
        {"", ""},
        {"演练 A", "演练 A"},
        {"<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"},
        {"a\tb\nc\rd", "a\tb\nc&#13;d"},
        {"\x01\x1F", "\uFFFD\uFFFD"},
        {"\xFF<", "\uFFFD&lt;"},
        {"\xE6\xBC", "\uFFFD\uFFFD"},
        {"\xEF\xBF\xBE", "\uFFFD"},
    };
    check_escapes(CASES, sizeof CASES / sizeof CASES[0], sibu_text_add_xml);
}

static void json_is_escaped(void **state)
{
    (void)state;
    static const struct escape_case CASES[] = {
        {"", "\"\""},
        {"演练", "\"演练\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\n\r\t\x01\x1F\x7F", "\"\\n\\r\\t\\u0001\\u001f\\u007f\""},
        {"\u2028\u2029", "\"\\u2028\\u2029\""},
        {"\xFF", "\"\uFFFD\""},
        {"</script>", "\"</script>\""},
    };
    check_escapes(CASES, sizeof CASES / sizeof CASES[0], sibu_text_add_json);
}

static void csv_is_quoted_and_harmless_in_a_spreadsheet(void **state)
{
    (void)state;
    static const struct escape_case CASES[] = {
        {"", ""},
        {"王伟", "王伟"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=1+1", "'=1+1"},
        {"+86 138", "'+86 138"},
        {"-5", "'-5"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
        {"a=b", "a=b"},
    };
    check_escapes(CASES, sizeof CASES / sizeof CASES[0], sibu_text_add_csv);
}

/* Every character, written as JSON and read again, is itself. */
static void what_is_written_as_json_reads_the_same(void **state)
{
    (void)state;
    for (int first = 1; first < 0x250; first++) {
        char string[4] = {0};
        if (first < 0x80) {
            string[0] = (char)first;
        } else {
            string[0] = (char)(0xC0 | first >> 6);
            string[1] = (char)(0x80 | (first & 0x3F));
        }
        struct sibu_text text = {0};
        struct sibu_json *document = NULL;
        struct sibu_fault fault;
        sibu_text_add_json(&text, string);
        assert_int_equal(sibu_json_open(&document, "x", sibu_text_get(&text), text.length, &fault), SIBU_OK);
        assert_string_equal(sibu_json_as_string(sibu_json_root(document)), string);
        sibu_json_close(document);
        sibu_text_clear(&text);
    }
}

static void moments_are_written_in_iso_8601(void **state)
{
    (void)state;
    static const struct {
        int64_t time_us;
        const char *expected;
    } CASES[] = {
        {0, "1970-01-01T00:00:00.000000Z"},
        {1, "1970-01-01T00:00:00.000001Z"},
        {-1, "1969-12-31T23:59:59.999999Z"},
        {INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z"},
        {INT64_C(951868799999999), "2000-02-29T23:59:59.999999Z"},
        {INT64_C(4107542400000000), "2100-03-01T00:00:00.000000Z"},
        {INT64_C(1795473000123456), "2026-11-23T22:30:00.123456Z"},
        {INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
        {INT64_MIN, "0001-01-01T00:00:00.000000Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999999Z"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[32];
        sibu_time_text(text, CASES[i].time_us);
        assert_string_equal(text, CASES[i].expected);
        assert_int_equal(strlen(text), 27);
    }
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(an_empty_text_is_an_empty_string),
        cmocka_unit_test(appends_follow_one_another),
        cmocka_unit_test(a_full_text_fails_and_takes_nothing_more),
        cmocka_unit_test(xml_is_escaped),
        cmocka_unit_test(json_is_escaped),
        cmocka_unit_test(csv_is_quoted_and_harmless_in_a_spreadsheet),
        cmocka_unit_test(what_is_written_as_json_reads_the_same),
        cmocka_unit_test(moments_are_written_in_iso_8601),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
