/* Fields of multipart/form-data: found as browsers send them, and nothing is read beyond the body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/form_data.h"

#define PART(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, value)                                                                                         \
    "--XX\r\nContent-Disposition: form-data; name=\"" name                                                             \
    "\"; filename=\"r.csv\"\r\nContent-Type: text/csv\r\n\r\n" value "\r\n"

static void a_boundary_is_read_from_the_type(void **state)
{
    (void)state;
    static const struct {
        const char *type, *boundary; /* NULL: there is none */
    } CASES[] = {{"multipart/form-data; boundary=----WebKitFormBoundaryA1", "----WebKitFormBoundaryA1"},
                 {"Multipart/Form-Data; charset=utf-8; boundary=\"a b\"; x=1", "a"},
                 {"multipart/form-data; boundary=XX; charset=utf-8", "XX"},
                 {"multipart/form-data", NULL},
                 {"multipart/form-data; boundary=", NULL},
                 {"multipart/form-data; boundary="
                  "00000000001111111111222222222233333333334444444444555555555566666666667",
                  NULL},
                 {"application/x-www-form-urlencoded", NULL},
                 {NULL, NULL}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char boundary[FORM_BOUNDARY_MOST + 1];
        int is = form_boundary(CASES[i].type, boundary);
        assert_int_equal(is, CASES[i].boundary != NULL);
        if (is) {
            assert_string_equal(boundary, CASES[i].boundary);
        }
    }
}

static void a_field_is_found_by_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *body, *name, *value; /* NULL: it is not there */
    } CASES[] = {
        {PART("do", "look") PART("text", "a\r\nb") "--XX--\r\n", "text", "a\r\nb"},
        {PART("do", "look") PART("text", "a") "--XX--\r\n", "do", "look"},
        {PART("do", "look") FILE_PART("file", "id,name\r\n1,2\r\n") "--XX--\r\n", "file", "id,name\r\n1,2\r\n"},
        {FILE_PART("file", "") PART("do", "x") "--XX--", "file", ""},
        {FILE_PART("file", "--XX is no end") PART("do", "x") "--XX--", "file", "--XX is no end"},
        {PART("text", "name=\"do\"; name=\"do\"") "--XX--", "do", NULL},
        {PART("dodo", "1") PART("d", "2") "--XX--", "do", NULL},
        {PART("do", "first") PART("do", "second") "--XX--", "do", "first"},
        {"--XX\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\nnever ends", "do", NULL},
        {"--XX\r\nContent-Disposition: form-data; name=\"do", "do", NULL},
        {"do=look&text=1", "do", NULL},
        {"", "do", NULL},
        {"--XX--", "do", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *value = NULL;
        size_t length = strlen(CASES[i].body), found = 0;
        char *copy = malloc(length + 1); /* its own size, so that a reader beyond it is caught */
        assert_non_null(copy);
        memcpy(copy, CASES[i].body, length);
        const struct form_body body = {copy, length, "XX"};
        int is = form_data_find(&body, CASES[i].name, &value, &found);
        if (is != (CASES[i].value != NULL) ||
            (is && (found != strlen(CASES[i].value) || memcmp(value, CASES[i].value, found) != 0))) {
            fail_msg("%s in %s", CASES[i].name, CASES[i].body);
        }
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_boundary_is_read_from_the_type),
        cmocka_unit_test(a_field_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
