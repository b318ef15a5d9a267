/* What the schema lets pass and cap_check does not: each case changes one thing in a lawful message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "notify/cap.h"

static const char LAWFUL[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>sibu.a.1</identifier><sender>sibu@a</sender>"
    "<sent>2026-11-23T09:30:00+08:00</sent><status>Exercise</status><msgType>Update</msgType><scope>Private</scope>"
    "<addresses>site:a</addresses><note>EXERCISE 1</note>"
    "<references>sibu@a,sibu.a.0,2026-11-23T09:29:00+08:00</references><incidents>1</incidents>"
    "<info><language>zh-CN</language><category>Fire</category><event>演练</event><responseType>Evacuate</responseType>"
    "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"
    "<expires>2026-11-23T10:30:00+08:00</expires><headline>【演练】撤离</headline><description>【演练】模拟</description>"
    "<area><areaDesc>罐区</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon>"
    "<geocode><valueName>zone</valueName><value>Z</value></geocode></area></info>"
    "<info><language>en-US</language><category>Fire</category><event>Drill</event><responseType>Evacuate</responseType>"
    "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"
    "<expires>2026-11-23T10:30:00+08:00</expires><headline>DRILL: go</headline><description>DRILL: simulated</description><web>http://[::1]:80/a</web>"
    "<area><areaDesc>Tank farm</areaDesc></area></info></alert>";

static const struct {
    const char *from, *to; /* the first `from` is replaced */
    const char *place; /* what the fault must name; NULL: still lawful */
} CASES[] = {
    {"sibu.a.1", "sibu.a.1", NULL},
    {"sibu.a.1", "sibu a 1", "/alert/identifier"},
    {"sibu.a.1", "sibu,a.1", "/alert/identifier"},
    {"sibu.a.1", "sibu&amp;a", "/alert/identifier"},
    {"sibu.a.1", "sibu&lt;a", "/alert/identifier"},
    {"sibu.a.1", "", "/alert/identifier"},
    {"<sender>sibu@a", "<sender>sibu @a", "/alert/sender"},
    {"09:30:00+08:00", "09:30:00.5+08:00", "/alert/sent"},
    {"09:30:00+08:00", "01:30:00Z", "/alert/sent"},
    {"09:30:00+08:00", "01:30:00+00:00", "/alert/sent"},
    {"09:30:00+08:00", "25:30:00+08:00", "/alert/sent"},
    {"09:30:00+08:00", "01:30:00-00:00", NULL},
    {"Exercise", " Exercise ", "/alert/status"},
    {"Exercise", "Drill", "/alert/status"},
    {"<addresses>site:a</addresses>", "", "/alert/addresses"},
    {"<addresses>site:a</addresses>", "<addresses> </addresses>", NULL},
    {"<scope>Private", "<scope>Restricted", "/alert/restriction"},
    {"<note>EXERCISE 1</note>", "", "/alert/note"},
    {"<references>sibu@a,sibu.a.0,2026-11-23T09:29:00+08:00</references>", "", "/alert/references"},
    {"sibu@a,sibu.a.0,2026", "sibu.a.0,2026", "/alert/references"},
    {"<msgType>Update", "<msgType>Cancel", NULL},
    {"10:30:00+08:00", "09:30:00+08:00", "/alert/info"}, /* and so the languages differ */
    {"zh-CN", "en-GB", "/alert/info"},
    {"<urgency>Immediate", "<urgency>Past", "/alert/info"},
    {"<responseType>Evacuate", "<responseType>Shelter", "/alert/info"},
    {"【演练】撤离", "撤离【演练】", "/alert/info/headline"},
    {"DRILL: go", "go", "/alert/info/headline"},
    {"【演练】模拟", "模拟", "/alert/info/description"},
    {"<event>演练</event>", "<event></event>", "/alert/info/event"},
    {"<areaDesc>罐区</areaDesc>", "<areaDesc/>", "/alert/info/area/areaDesc"},
    {"1,1 1,2 2,2 1,1", "1,1", "/alert/info/area/polygon"},
    {"1,1 1,2 2,2 1,1", "1,1 1,2 2,2 1,3", "/alert/info/area/polygon"},
    {"1,1 1,2 2,2 1,1", "1,1 1,2 1,1", "/alert/info/area/polygon"},
    {"DRILL: simulated", "DRILL: this is not a drill", "/alert/info"},
    {"DRILL: simulated", "DRILL: this is NOT-A-DRILL", "/alert/info"},
    {"DRILL: simulated", "DRILL: not an exercise", "/alert/info"},
    {"【演练】模拟", "【演练】这不是演练", "/alert/info"},
    {"EXERCISE 1", "EXERCISE 1 非演练", "/alert/info"},
    {"<value>Z</value>", "<value>not a drill</value>", "/alert/info"},
    {"DRILL: simulated", "DRILL: not<!-- x --> a drill", "/alert"},
    {"DRILL: simulated", "DRILL: <![CDATA[not a drill]]>", "/alert/info"},
    {"http://[::1]:80/a", "https://drill.example/x?y=1", NULL},
    {"http://[::1]:80/a", "ftp://a", "/alert/info/web"},
    {"http://[::1]:80/a", "http://a b", "/alert/info/web"},
    {"http://[::1]:80/a", "http://a/%zz", "/alert/info/web"},
    {"cap:1.2", "cap:1.1", ""},
    {"<alert xmlns", "<!DOCTYPE alert [<!ENTITY a \"not a drill\">]><alert xmlns", ""},
    {"</alert>", "", ""},
};

static void one_thing_wrong_is_found_and_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_text xml = {0};
        struct sibu_fault fault = {.place = ""};
        const char *at = strstr(LAWFUL, CASES[i].from);
        assert_non_null(at);
        sibu_text_add_bytes(&xml, LAWFUL, (size_t)(at - LAWFUL));
        sibu_text_add(&xml, CASES[i].to);
        sibu_text_add(&xml, at + strlen(CASES[i].from));
        enum sibu_status status = cap_check("m.xml", sibu_text_get(&xml), xml.length, &fault);
        if ((status == SIBU_OK) != (CASES[i].place == NULL)) {
            print_message("case %zu: \"%s\" gave status %d, %s\n", i, CASES[i].to, (int)status, fault.what[SIBU_EN]);
        }
        assert_int_equal(status, CASES[i].place == NULL ? SIBU_OK : SIBU_BAD_INPUT);
        if (CASES[i].place != NULL) {
            assert_non_null(strstr(fault.place, CASES[i].place));
        }
        sibu_text_clear(&xml);
    }
}

static void both_expiries_before_the_sending_are_found(void **state)
{
    (void)state;
    struct sibu_text xml = {0};
    struct sibu_fault fault;
    for (const char *c = LAWFUL; *c != '\0'; c++) {
        int expires = strncmp(c, "10:30:00", 8) == 0;
        sibu_text_add_bytes(&xml, expires ? "09:30:00" : c, expires ? 8 : 1);
        c += expires ? 7 : 0;
    }
    assert_int_equal(cap_check("m.xml", sibu_text_get(&xml), xml.length, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "m.xml:/alert/info/expires");
    sibu_text_clear(&xml);
}

static void bytes_that_are_no_alert_are_refused(void **state)
{
    (void)state;
    static const char *const BYTES[] = {"", "x", "<a/>", "<alert/>", "\xff\xfe", "<?xml version=\"1.0\"?>"};
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof BYTES / sizeof BYTES[0]; i++) {
        assert_int_equal(cap_check("m.xml", BYTES[i], strlen(BYTES[i]), &fault), SIBU_BAD_INPUT);
        assert_int_equal(cap_is_exercise(BYTES[i], strlen(BYTES[i])), 0);
    }
}

/* Every beginning of the message, and the message with each byte changed in turn: an answer, never a crash. */
static void no_broken_message_breaks_the_check(void **state)
{
    (void)state;
    static char bytes[sizeof LAWFUL];
    struct sibu_fault fault;
    for (size_t length = 0; length < sizeof LAWFUL - 1; length += 7) {
        enum sibu_status status = cap_check("m.xml", LAWFUL, length, &fault);
        assert_int_equal(status, SIBU_BAD_INPUT);
    }
    for (size_t i = 0; i < sizeof LAWFUL - 1; i++) {
        memcpy(bytes, LAWFUL, sizeof bytes);
        bytes[i] = (char)(bytes[i] ^ (1 << (i % 8)));
        enum sibu_status status = cap_check("m.xml", bytes, sizeof LAWFUL - 1, &fault);
        assert_true(status == SIBU_OK || status == SIBU_BAD_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thing_wrong_is_found_and_named),
        cmocka_unit_test(both_expiries_before_the_sending_are_found),
        cmocka_unit_test(bytes_that_are_no_alert_are_refused),
        cmocka_unit_test(no_broken_message_breaks_the_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
