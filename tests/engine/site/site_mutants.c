/* Whatever is done to a site file: the reader answers, and opening agrees with checking. Run under the sanitizers this is
 * the reader's fuzz test; the mutants are drawn from a fixed seed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/random.h"
#include "sibu/site.h"
#include "site_text.h"

#define MUTANTS 1500

static const char *const PIECES[] = {"0",     "-1",   "1e9",    "1e-9", "null", "[]", "{}",      "[[0, 0]]",
                                     "\"x\"", "true", "9999.9", "F2",   "Z1",   "[[", "\"\":1,", "5.2"};

/* A place where a value or a piece of one begins: what stands there is cut out, and something else is put in. */
static void mutate(struct sibu_text *text, struct sibu_pcg64 *random)
{
    struct sibu_text changed = {0};
    size_t at = (size_t)sibu_pcg64_below(random, text->length);
    size_t next = at + strcspn(text->bytes + at, " ,]}");
    size_t cut = sibu_pcg64_below(random, 3) == 0 ? 1 : strcspn(text->bytes + next, ",]}") + next - at;
    size_t end = at + cut > text->length ? text->length : at + cut;
    sibu_text_add_bytes(&changed, text->bytes, at);
    if (sibu_pcg64_below(random, 4) != 0) {
        sibu_text_add(&changed, PIECES[sibu_pcg64_below(random, sizeof PIECES / sizeof PIECES[0])]);
    }
    sibu_text_add_bytes(&changed, text->bytes + end, text->length - end);
    sibu_text_clear(text);
    *text = changed;
}

/* One coordinate somewhere is moved: the file stays JSON, the shapes become odd. */
static void mutate_number(struct sibu_text *text, struct sibu_pcg64 *random)
{
    struct sibu_text changed = {0};
    const char *from = strstr(text->bytes, "\"features\"");
    size_t start = (size_t)(from - text->bytes);
    size_t at = start + (size_t)sibu_pcg64_below(random, text->length - start);
    while (at < text->length && strchr("0123456789", text->bytes[at]) == NULL) {
        at++;
    }
    size_t digits = strspn(text->bytes + at, "0123456789.");
    sibu_text_add_bytes(&changed, text->bytes, at);
    sibu_text_addf(&changed, "%.3f", sibu_draw_between(random, 0.0, 40.0));
    sibu_text_add_bytes(&changed, text->bytes + at + digits, text->length - at - digits);
    sibu_text_clear(text);
    *text = changed;
}

/* Returns whether the file is good. */
static int check(const struct sibu_text *text)
{
    struct sibu_fault_list list;
    struct sibu_fault fault;
    struct sibu_site *site = NULL;
    enum sibu_status checked = sibu_site_check("t", text->bytes, text->length, &list);
    enum sibu_status opened = sibu_site_open(&site, "t", text->bytes, text->length, &fault);
    assert_true((checked == SIBU_OK) == (list.count == 0));
    assert_true((checked == SIBU_OK) == (opened == SIBU_OK));
    assert_true((opened == SIBU_OK) == (site != NULL));
    if (opened != SIBU_OK) {
        assert_string_equal(fault.place, list.items[0].place);
        assert_string_equal(fault.what[SIBU_EN], list.items[0].what[SIBU_EN]);
    }
    sibu_site_close(site);
    sibu_fault_list_clear(&list);
    return opened == SIBU_OK;
}

static void every_mutant_is_answered(void **state)
{
    (void)state;
    uint8_t key[32];
    struct sibu_pcg64 random;
    int good = 0;
    sibu_key_of_seed(key, 31);
    sibu_pcg64_open(&random, key, "mutants", 0);
    for (int i = 0; i < MUTANTS; i++) {
        struct sibu_text text = {0};
        text_of_file(&text, "tests/engine/site/base.geojson");
        for (int k = 0; k <= i % 3; k++) {
            if (i % 2 == 0) {
                mutate_number(&text, &random);
            } else {
                mutate(&text, &random);
            }
        }
        good += check(&text);
        sibu_text_clear(&text);
    }
    assert_in_range(good, 1, MUTANTS / 2); /* some are harmless, most are not */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_mutant_is_answered)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
