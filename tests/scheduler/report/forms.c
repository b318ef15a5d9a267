/* All forms made beside each other are, byte by byte, those made one by one. */
#include "report/forms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../evaluate/drill_table.h"
#include "base/file.h"

static void put_site(struct sibu_record *record)
{
    char path[4096];
    struct sibu_text bytes = {0};
    struct sibu_fault fault;
    file_share("scenarios/sites/metal-works.geojson", path);
    assert_int_equal(file_read(path, (size_t)1 << 20, &bytes, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "site", sibu_text_get(&bytes), bytes.length, &fault), SIBU_OK);
    sibu_text_clear(&bytes);
}

/* Everything that can be asked for, each paper in each language, and the PDF also where it is not the first. */
static size_t ask_for_all(struct report_made *made)
{
    size_t count = 0;
    for (int tongue = REPORT_IN_ZH; tongue <= REPORT_IN_BOTH; tongue++) {
        for (size_t i = 0; i < REPORT_FORMS; i++) {
            const struct report_form *form = &REPORT_FORM[i];
            if (form->has_tongue || tongue == REPORT_IN_BOTH) {
                made[count++] = (struct report_made){
                    .form = form, .tongue = form->has_tongue ? (enum report_tongue)tongue : REPORT_IN_NONE};
            }
        }
    }
    return count;
}

static void expect_the_same(const struct report *report, struct report_made *made)
{
    struct sibu_text alone = {0};
    struct sibu_fault fault;
    assert_int_equal(report_form_make(report, made->form, made->tongue, &alone, &fault), SIBU_OK);
    assert_int_equal(made->status, SIBU_OK);
    assert_true(made->text.length > 0);
    assert_int_equal(made->text.length, alone.length);
    assert_memory_equal(sibu_text_get(&made->text), sibu_text_get(&alone), alone.length);
    sibu_text_clear(&alone);
    sibu_text_clear(&made->text);
}

static void what_is_made_beside_is_what_is_made_alone(void **state)
{
    (void)state;
    char path[64];
    struct report report;
    struct report_made made[3 * REPORT_FORMS];
    struct sibu_fault fault;
    struct sibu_record *record = table_record(path);
    put_site(record);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    assert_non_null(report.site);
    size_t count = ask_for_all(made);
    assert_int_equal(count, 15);
    for (size_t from = 0; from < count; from += 5) { /* one PDF in each */
        assert_int_equal(report_forms_make(&report, made + from, 5, &fault), SIBU_OK);
    }
    for (size_t i = 0; i < count; i++) {
        expect_the_same(&report, &made[i]);
    }
    report_close(&report);
    table_clear(record, path);
}

static void nothing_asked_for_is_nothing_made(void **state)
{
    (void)state;
    struct report report = {.site = NULL};
    struct sibu_fault fault;
    assert_int_equal(report_forms_make(&report, NULL, 0, &fault), SIBU_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_made_beside_is_what_is_made_alone),
        cmocka_unit_test(nothing_asked_for_is_nothing_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
