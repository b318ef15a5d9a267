/* The reader of JSON: what it takes, what it refuses and where it says the fault is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/json.h"
#include "sibu/memory.h"
#include "sibu/text.h"

/* Everything RFC 8259 allows, odd as it may look. */
static void valid_json_is_taken(void **state)
{
    (void)state;
    static const char *const CASES[] = {"0",
                                        "-0",
                                        "1.5e+3",
                                        "1E-2",
                                        "123456789012345678901234567890",
                                        "\"\"",
                                        "\"\\u6f14\\uD83D\\uDE00\"",
                                        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                                        "true",
                                        "false",
                                        "null",
                                        "[]",
                                        "{}",
                                        " \t\r\n[ 1 , 2 ]\n",
                                        "[[[]],{}]",
                                        "{\"a\":{\"a\":{\"a\":1}}}",
                                        "{\"\":0}",
                                        "\"演练\"",
                                        "\"\x7F\"",
                                        "\xEF\xBB\xBF{}",
                                        "5e-324",
                                        "1e-400",
                                        "{\"a\":1,\"A\":2}",
                                        "[\"a\",\"a\"]"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_json *document = NULL;
        struct sibu_fault fault;
        assert_int_equal(sibu_json_open(&document, "x", CASES[i], strlen(CASES[i]), &fault), SIBU_OK);
        assert_true(sibu_json_kind(sibu_json_root(document)) != SIBU_JSON_ABSENT);
        sibu_json_close(document);
    }
}

/* bytes, and the place of the fault */
static const char *const HOSTILE[][2] = {
    {"", "f.json:1:1"},
    {" \n ", "f.json:2:2"},
    {"[1,]", "f.json:1:4"},
    {"[,1]", "f.json:1:2"},
    {"[1 2]", "f.json:1:4"},
    {"[1", "f.json:1:3"},
    {"{", "f.json:1:2"},
    {"{\"a\"", "f.json:1:5"},
    {"{\"a\":", "f.json:1:6"},
    {"{\"a\":1", "f.json:1:7"},
    {"{\"a\":1,", "f.json:1:8"},
    {"{\"a\":1,}", "f.json:1:8"},
    {"{a:1}", "f.json:1:2"},
    {"{'a':1}", "f.json:1:2"},
    {"{1:1}", "f.json:1:2"},
    {"{\"a\" 1}", "f.json:1:6"},
    {"[1]]", "f.json:1:4"},
    {"[1}", "f.json:1:3"},
    {"{\"a\":1]", "f.json:1:7"},
    {"]", "f.json:1:1"},
    {"1 2", "f.json:1:3"},
    {"{} x", "f.json:1:4"},
    {"// c\n1", "f.json:1:1"},
    {"01", "f.json:1:3"},
    {"-", "f.json:1:2"},
    {"-01", "f.json:1:4"},
    {"+1", "f.json:1:1"},
    {".5", "f.json:1:1"},
    {"5.", "f.json:1:3"},
    {"1e", "f.json:1:3"},
    {"1e+", "f.json:1:4"},
    {"-Infinity", "f.json:1:2"},
    {"NaN", "f.json:1:1"},
    {"0x10", "f.json:1:2"},
    {"1e400", "f.json:"},
    {"{\"a\":[0,-1e999]}", "f.json:/a/1"},
    {"nul", "f.json:1:1"},
    {"True", "f.json:1:1"},
    {"\"a", "f.json:1:3"},
    {"\"a\\\"", "f.json:1:5"},
    {"\"\\x\"", "f.json:1:3"},
    {"\"\\u12\"", "f.json:1:6"},
    {"\"\\u0000\"", "f.json:1:8"},
    {"\"\\uD800\"", "f.json:1:8"},
    {"\"\\uDC00\"", "f.json:1:8"},
    {"\"\\uD800\\u0041\"", "f.json:1:14"},
    {"\"a\nb\"", "f.json:1:3"},
    {"\"演\xFF\"", "f.json:1:3"},
    {"\"\xED\xA0\x80\"", "f.json:1:2"},
    {"{\n  \"演\": x\n}", "f.json:2:8"},
    {"{\"a\":1,\"b\":2,\"a\":3}", "f.json:/a"},
    {"{\"x\":[{},{\"a/b~c\":1,\"a/b~c\":1}]}", "f.json:/x/1/a~1b~0c"},
    {"{\"\\u0061\":1,\"a\":2}", "f.json:/a"},
    {"\xEF\xBB\xBF\xEF\xBB\xBF{}", "f.json:1:1"},
    {"\xFF\xFE{\0}\0", "f.json:1:1"},
};

static void hostile_json_is_refused_where_it_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof HOSTILE / sizeof HOSTILE[0]; i++) {
        struct sibu_json *document = (struct sibu_json *)(uintptr_t)1;
        struct sibu_fault fault = {0};
        const char *bytes = HOSTILE[i][0];
        assert_int_equal(sibu_json_open(&document, "f.json", bytes, strlen(bytes), &fault), SIBU_BAD_INPUT);
        assert_null(document);
        assert_string_equal(fault.place, HOSTILE[i][1]);
        assert_true(strlen(fault.what[SIBU_EN]) > 5 && strlen(fault.what[SIBU_ZH]) > 5);
        assert_string_not_equal(fault.what[SIBU_EN], fault.what[SIBU_ZH]);
    }
}

static void a_zero_byte_is_refused_everywhere(void **state)
{
    (void)state;
    static const char BYTES[] = "{\"a\": [1, \"b\"]}";
    for (size_t i = 0; i < sizeof BYTES - 1; i++) {
        char with_zero[sizeof BYTES];
        struct sibu_json *document = NULL;
        struct sibu_fault fault;
        memcpy(with_zero, BYTES, sizeof BYTES);
        with_zero[i] = '\0';
        assert_int_equal(sibu_json_open(&document, "x", with_zero, sizeof BYTES - 1, &fault), SIBU_BAD_INPUT);
    }
}

/* Every beginning of a document that needs its last byte is refused, and read no further than its length. */
static void every_beginning_is_refused(void **state)
{
    (void)state;
    static const char BYTES[] = "{\"name\":{\"zh\":\"演\\u6f14\",\"en\":\"x\"},\"n\":[1.5e3,true,null,-0.0]}";
    for (size_t length = 0; length < sizeof BYTES - 1; length++) {
        char *exact = sibu_array_new(length, 1); /* under the address sanitizer a byte too far is noticed */
        struct sibu_json *document = NULL;
        struct sibu_fault fault;
        memcpy(exact, BYTES, length);
        assert_int_equal(sibu_json_open(&document, "x", exact, length, &fault), SIBU_BAD_INPUT);
        sibu_array_free(exact);
    }
}

static enum sibu_status open_nested(unsigned depth)
{
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    for (unsigned i = 0; i < depth; i++) {
        sibu_text_add(&text, i % 2 == 0 ? "[" : "{\"a\":");
    }
    for (unsigned i = depth; i > 0; i--) {
        sibu_text_add(&text, i % 2 == 1 ? (i == depth ? "1]" : "]") : (i == depth ? "1}" : "}"));
    }
    enum sibu_status status = sibu_json_open(&document, "x", sibu_text_get(&text), text.length, &fault);
    sibu_json_close(document);
    sibu_text_clear(&text);
    return status;
}

static void depth_ends_at_64(void **state)
{
    (void)state;
    assert_int_equal(open_nested(64), SIBU_OK);
    assert_int_equal(open_nested(65), SIBU_BAD_INPUT);
    assert_int_equal(open_nested(100000), SIBU_BAD_INPUT);
}

static void numbers_are_as_long_as_can_be_converted(void **state)
{
    (void)state;
    char digits[80];
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    memset(digits, '7', sizeof digits);
    assert_int_equal(sibu_json_open(&document, "x", digits, 63, &fault), SIBU_OK);
    assert_true(sibu_json_as_number(sibu_json_root(document)) > 7.7e62);
    sibu_json_close(document);
    assert_int_equal(sibu_json_open(&document, "x", digits, 64, &fault), SIBU_BAD_INPUT);
}

static void larger_than_64_mib_is_a_limit(void **state)
{
    (void)state;
    size_t length = ((size_t)64 << 20) + 1;
    char *bytes = sibu_array_new(length, 1);
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    memset(bytes, ' ', length);
    assert_int_equal(sibu_json_open(&document, "x", bytes, length, &fault), SIBU_LIMIT);
    sibu_array_free(bytes);
}

static const char SAMPLE[] =
    "{\"n\": 2.5, \"i\": -7, \"s\": \"text\", \"t\": true, \"z\": null, \"e\": \"\",\n"
    " \"a\": [10, {\"deep\": [\"x\", \"y\"]}, 30], \"o\": {\"k\": 1, \"l\": 2}, \"pick\": \"two\"}";

static struct sibu_json *sample(void)
{
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_json_open(&document, "s.json", SAMPLE, strlen(SAMPLE), &fault), SIBU_OK);
    return document;
}

static void values_are_what_the_file_says(void **state)
{
    (void)state;
    struct sibu_json *document = sample();
    struct sibu_json_value root = sibu_json_root(document);
    struct sibu_json_value array = sibu_json_member(root, "a");
    assert_int_equal(sibu_json_kind(root), SIBU_JSON_OBJECT);
    assert_int_equal(sibu_json_count(root), 9);
    assert_int_equal(sibu_json_kind(sibu_json_member(root, "z")), SIBU_JSON_NULL);
    assert_int_equal(sibu_json_kind(sibu_json_member(root, "t")), SIBU_JSON_BOOL);
    assert_true(sibu_json_as_bool(sibu_json_member(root, "t")));
    assert_false(sibu_json_as_bool(sibu_json_member(root, "n")));
    assert_int_equal(sibu_json_kind(array), SIBU_JSON_ARRAY);
    assert_int_equal(sibu_json_count(array), 3);
    assert_true(sibu_json_as_number(sibu_json_item(array, 2)) > 29.9);
    assert_int_equal(sibu_json_kind(sibu_json_item(array, 3)), SIBU_JSON_ABSENT);
    assert_string_equal(sibu_json_key(sibu_json_item(root, 1)), "i");
    assert_string_equal(sibu_json_key(sibu_json_item(array, 0)), "");
    assert_string_equal(sibu_json_as_string(sibu_json_member(root, "n")), "");
    int n = 0;
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL; item = sibu_json_next(item)) {
        n++;
    }
    assert_int_equal(n, 3);
    sibu_json_close(document);
}

static void asking_the_absent_gives_the_absent(void **state)
{
    (void)state;
    struct sibu_json *document = sample();
    struct sibu_json_value absent = sibu_json_member(sibu_json_root(document), "nowhere");
    assert_null(absent.node);
    assert_null(sibu_json_member(sibu_json_member(absent, "a"), "b").node);
    assert_null(sibu_json_first(absent).node);
    assert_null(sibu_json_next(absent).node);
    assert_null(sibu_json_item(absent, 0).node);
    assert_null(sibu_json_member(sibu_json_member(sibu_json_root(document), "a"), "a").node);
    assert_int_equal(sibu_json_count(absent), 0);
    assert_string_equal(sibu_json_key(absent), "");
    assert_string_equal(sibu_json_as_string(absent), "");
    sibu_json_close(document);
}

static void places_are_json_pointers(void **state)
{
    (void)state;
    struct sibu_json *document = sample();
    struct sibu_json_value root = sibu_json_root(document);
    struct sibu_json_value deep = sibu_json_member(sibu_json_item(sibu_json_member(root, "a"), 1), "deep");
    char place[240];
    sibu_json_place(root, NULL, place);
    assert_string_equal(place, "s.json:");
    sibu_json_place(root, "a/b", place);
    assert_string_equal(place, "s.json:/a~1b");
    sibu_json_place(sibu_json_item(deep, 1), NULL, place);
    assert_string_equal(place, "s.json:/a/1/deep/1");
    sibu_json_place(sibu_json_member(sibu_json_member(root, "o"), "l"), NULL, place);
    assert_string_equal(place, "s.json:/o/l");
    sibu_json_close(document);
}

static void members_in_range_are_read(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"one", "two", NULL};
    struct sibu_json *document = sample();
    struct sibu_json_value root = sibu_json_root(document), value;
    struct sibu_fault fault;
    double number = 0.0;
    int64_t integer = 0;
    size_t choice = 0;
    const char *string = NULL;
    assert_int_equal(sibu_json_number(root, "n", 2.5, 2.5, &number, &fault), SIBU_OK);
    assert_true(number > 2.4 && number < 2.6);
    assert_int_equal(sibu_json_number_or(root, "none", (const double[]){0.0, 1.0, 9.0}, &number, &fault), SIBU_OK);
    assert_true(number > 8.9 && number < 9.1);
    assert_int_equal(sibu_json_number_or(root, "n", (const double[]){0.0, 3.0, 9.0}, &number, &fault), SIBU_OK);
    assert_true(number < 3.0);
    assert_int_equal(sibu_json_integer(root, "i", INT64_MIN, INT64_MAX, &integer, &fault), SIBU_OK);
    assert_int_equal(integer, -7);
    assert_int_equal(sibu_json_string(root, "s", 4, &string, &fault), SIBU_OK);
    assert_string_equal(string, "text");
    assert_int_equal(sibu_json_string_or(root, "none", "other", &string, &fault), SIBU_OK);
    assert_string_equal(string, "other");
    assert_int_equal(sibu_json_choice(root, "pick", NAMES, &choice, &fault), SIBU_OK);
    assert_int_equal(choice, 1);
    assert_int_equal(sibu_json_array(root, "a", 3, 3, &value, &fault), SIBU_OK);
    assert_int_equal(sibu_json_object(root, "o", &value, &fault), SIBU_OK);
    assert_int_equal(sibu_json_only(value, (const char *const[]){"l", "k", NULL}, &fault), SIBU_OK);
    sibu_json_close(document);
}

static enum sibu_status read_wrongly(struct sibu_json_value root, int which, struct sibu_fault *fault)
{
    static const char *const NAMES[] = {"one", "three", NULL};
    double number = 0.0;
    int64_t integer = 0;
    size_t choice = 0;
    const char *string = NULL;
    struct sibu_json_value value = {0};
    switch (which) {
    case 0:
        return sibu_json_number(root, "n", 3.0, 4.0, &number, fault);
    case 1:
        return sibu_json_number(root, "s", 3.0, 4.0, &number, fault);
    case 2:
        return sibu_json_number(root, "none", 3.0, 4.0, &number, fault);
    case 3:
        return sibu_json_number_or(root, "s", (const double[]){0.0, 1.0, 9.0}, &number, fault);
    case 4:
        return sibu_json_integer(root, "n", 0, 10, &integer, fault);
    case 5:
        return sibu_json_integer(root, "i", 0, 10, &integer, fault);
    case 6:
        return sibu_json_string(root, "s", 3, &string, fault);
    case 7:
        return sibu_json_string(root, "n", 3, &string, fault);
    case 8:
        return sibu_json_string_or(root, "z", "", &string, fault);
    case 9:
        return sibu_json_choice(root, "pick", NAMES, &choice, fault);
    case 10:
        return sibu_json_array(root, "a", 4, 9, &value, fault);
    case 11:
        return sibu_json_array(root, "o", 0, 9, &value, fault);
    case 12:
        return sibu_json_object(root, "a", &value, fault);
    default:
        return sibu_json_only(sibu_json_member(root, "o"), (const char *const[]){"k", NULL}, fault);
    }
}

static void wrong_members_are_refused_by_name(void **state)
{
    (void)state;
    static const char *const PLACES[] = {"/n", "/s", "/none", "/s", "/n", "/i", "/s",
                                         "/n", "/z", "/pick", "/a", "/o", "/a", "/o/l"};
    struct sibu_json *document = sample();
    for (int i = 0; i < 14; i++) {
        struct sibu_fault fault = {0};
        assert_int_equal(read_wrongly(sibu_json_root(document), i, &fault), SIBU_BAD_INPUT);
        assert_memory_equal(fault.place, "s.json:", 7);
        assert_string_equal(fault.place + 7, PLACES[i]);
        assert_true(strlen(fault.what[SIBU_EN]) > 5);
    }
    struct sibu_fault fault = {0};
    (void)read_wrongly(sibu_json_root(document), 9, &fault);
    assert_string_equal(fault.what[SIBU_EN], "\"two\" is not one of: one, three");
    sibu_json_close(document);
}

/* Finding twins among many members must not take the square of their number. */
static void a_hundred_thousand_members_are_checked_in_a_moment(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    sibu_text_add(&text, "{");
    for (int i = 0; i < 100000; i++) {
        sibu_text_addf(&text, "%s\"k%d\":%d", i == 0 ? "" : ",", i, i);
    }
    sibu_text_add(&text, ",\"k77777\":0}");
    assert_int_equal(sibu_json_open(&document, "x", sibu_text_get(&text), text.length, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "x:/k77777");
    sibu_text_clear(&text);
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(valid_json_is_taken),
        cmocka_unit_test(hostile_json_is_refused_where_it_is_wrong),
        cmocka_unit_test(a_zero_byte_is_refused_everywhere),
        cmocka_unit_test(every_beginning_is_refused),
        cmocka_unit_test(depth_ends_at_64),
        cmocka_unit_test(numbers_are_as_long_as_can_be_converted),
        cmocka_unit_test(larger_than_64_mib_is_a_limit),
        cmocka_unit_test(values_are_what_the_file_says),
        cmocka_unit_test(asking_the_absent_gives_the_absent),
        cmocka_unit_test(places_are_json_pointers),
        cmocka_unit_test(members_in_range_are_read),
        cmocka_unit_test(wrong_members_are_refused_by_name),
        cmocka_unit_test(a_hundred_thousand_members_are_checked_in_a_moment),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
