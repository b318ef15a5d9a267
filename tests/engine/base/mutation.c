/* The readers of outside bytes against bytes gone wrong: tens of thousands of damaged documents, from a fixed seed.
 *
 * Each is given in a block of exactly its length, so that the address sanitizer sees a byte read too far. The law: a
 * reader answers OK or names a fault on one line, and what it took can be walked to its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/csv.h"
#include "sibu/json.h"
#include "sibu/memory.h"
#include "sibu/random.h"
#include "sibu/text.h"

static const char JSON[] =
    "\xEF\xBB\xBF{\"type\": \"FeatureCollection\", \"sibu\": {\"format\": 1, \"name\": {\"zh\": \"化工园\", "
    "\"en\": \"park \\u6f14\\uD83D\\uDE00\"}}, \"features\": [{\"geometry\": {\"coordinates\": "
    "[[[0.0, -1.5e3], [2E-2, 3], [4, 5.25]]]}, \"n\": null, \"t\": true, \"f\": false}, {}, []]}\n";
static const char CSV[] = "\xEF\xBB\xBF工号,姓名,\"zone, id\",phone\r\n1,王伟,A,\"+86 \"\"138\"\"\"\r\n\r\n"
                          "2,\"two\nlines\",B\r\n3,,,\r\n";

/* How many damaged documents: more with SIBU_LONG. */
static int rounds(void)
{
    return getenv("SIBU_LONG") == NULL ? 40000 : 2000000;
}

/* A copy of the sample with up to four bytes changed, dropped, doubled or cut; *length is what it has now. */
static char *damaged(struct sibu_pcg64 *stream, const char *sample, size_t *length)
{
    static const char LIKELY[] = "{}[]\",:\\/0123456789-+.eEutn \n\r\t\xEF\xBB\xBF\xFF\x80\xC2\xED\xA0";
    char *bytes = sibu_array_new(2 * *length, 1);
    memcpy(bytes, sample, *length);
    for (uint64_t i = 1 + sibu_pcg64_below(stream, 4); i > 0 && *length > 1; i--) {
        size_t at = (size_t)sibu_pcg64_below(stream, *length);
        switch (sibu_pcg64_below(stream, 5)) {
        case 0:
            bytes[at] = LIKELY[sibu_pcg64_below(stream, sizeof LIKELY - 1)];
            break;
        case 1:
            bytes[at] = (char)sibu_pcg64_below(stream, 256);
            break;
        case 2:
            memmove(bytes + at, bytes + at + 1, *length - at - 1);
            --*length;
            break;
        case 3:
            memmove(bytes + at + 1, bytes + at, *length - at);
            ++*length;
            break;
        default:
            *length = sibu_pcg64_below(stream, 8) == 0 ? at : *length;
            break;
        }
    }
    char *exact = sibu_array_new(*length, 1);
    memcpy(exact, bytes, *length);
    sibu_array_free(bytes);
    return exact;
}

static void check_fault(const struct sibu_fault *fault, enum sibu_status status)
{
    assert_true(status == SIBU_BAD_INPUT || status == SIBU_LIMIT);
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        const char *what = fault->what[language];
        assert_true(strlen(what) > 5 && strpbrk(what, "\n\r") == NULL);
        assert_true(sibu_utf8_valid(what, strlen(what)));
    }
    assert_memory_equal(fault->place, "name:", 5);
    assert_true(sibu_utf8_valid(fault->place, strlen(fault->place)));
}

static size_t values_below(struct sibu_json_value value, int depth)
{
    size_t count = 1;
    struct sibu_json_value child = sibu_json_first(value);
    for (; depth > 0 && child.node != NULL; child = sibu_json_next(child)) {
        count += values_below(child, depth - 1);
    }
    return count;
}

static struct sibu_pcg64 stream_of(const char *purpose)
{
    uint8_t key[32];
    struct sibu_pcg64 stream;
    sibu_key_of_seed(key, 31);
    sibu_pcg64_open(&stream, key, purpose, 0);
    return stream;
}

static void damaged_json_is_taken_or_refused(void **state)
{
    (void)state;
    struct sibu_pcg64 stream = stream_of("json");
    int taken = 0;
    for (int i = 0; i < rounds(); i++) {
        size_t length = sizeof JSON - 1;
        char *bytes = damaged(&stream, JSON, &length);
        struct sibu_json *document = NULL;
        struct sibu_fault fault = {0};
        enum sibu_status status = sibu_json_open(&document, "name", bytes, length, &fault);
        sibu_array_free(bytes);
        if (status != SIBU_OK) {
            check_fault(&fault, status);
            continue;
        }
        assert_true(values_below(sibu_json_root(document), 64) >= 1);
        sibu_json_close(document);
        taken++;
    }
    printf("%d of %d damaged documents were JSON still\n", taken, rounds());
    assert_in_range(taken, rounds() / 50, rounds() / 2);
}

static void damaged_csv_is_taken_or_refused(void **state)
{
    (void)state;
    struct sibu_pcg64 stream = stream_of("csv");
    int taken = 0;
    for (int i = 0; i < rounds(); i++) {
        size_t length = sizeof CSV - 1;
        char *bytes = damaged(&stream, CSV, &length);
        struct sibu_csv *csv = NULL;
        struct sibu_fault fault = {0};
        enum sibu_status status = sibu_csv_open(&csv, "name", bytes, length, &fault);
        sibu_array_free(bytes);
        if (status != SIBU_OK) {
            check_fault(&fault, status);
            continue;
        }
        for (size_t row = 0; row < sibu_csv_rows(csv); row++) {
            for (size_t column = 0; column < sibu_csv_columns(csv); column++) {
                const char *cell = sibu_csv_cell(csv, row, column);
                assert_true(sibu_utf8_valid(cell, strlen(cell)));
            }
        }
        sibu_csv_close(csv);
        taken++;
    }
    printf("%d of %d damaged tables were CSV still\n", taken, rounds());
    assert_in_range(taken, rounds() / 50, rounds());
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(damaged_json_is_taken_or_refused),
        cmocka_unit_test(damaged_csv_is_taken_or_refused),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
