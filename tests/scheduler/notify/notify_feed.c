/* The feed of alerts: Atom with what RFC 4287 asks for, kinds apart, the same bytes for the same alerts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "fixture_message.h"
#include "notify/cap_feed.h"

#define FEW 5
#define MANY 3000

/* Alerts of every kind, the newest first, and the feeds made of them. */
struct desk {
    struct sibu_text xml[FIXTURE_KINDS];
    char names[MANY][CAP_IDENTIFIER_BYTES];
    struct cap_feed_item items[MANY];
    struct sibu_text feed;
    int64_t newest_us;
};

static void begin(struct desk *desk)
{
    *desk = (struct desk){.newest_us = -1};
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        struct sibu_fault fault = {0};
        struct alert alert = fixture_alert((enum alert_kind)kind);
        assert_int_equal(cap_write(&alert, &desk->xml[kind], &fault), SIBU_OK);
    }
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(desk->names[i], CAP_IDENTIFIER_BYTES, "sibu.chem-park.2026-%06d.1", MANY - i);
        desk->items[i] = (struct cap_feed_item){.identifier = desk->names[i],
                                                .xml = sibu_text_get(&desk->xml[i % FIXTURE_KINDS]),
                                                .sent_us = FIXTURE_T0_US - i};
    }
}

static void end(struct desk *desk)
{
    for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
        sibu_text_clear(&desk->xml[kind]);
    }
    sibu_text_clear(&desk->feed);
}

static void write_feed(struct desk *desk, int is_exercise, size_t count)
{
    struct sibu_fault fault = {0};
    struct cap_feed feed = {.is_exercise = is_exercise,
                            .installation = "a1b2",
                            .base_url = "https://drill.example",
                            .key = "KEY-_9",
                            .items = desk->items,
                            .count = count};
    assert_int_equal(cap_feed_write(&feed, &desk->feed, &desk->newest_us, &fault), SIBU_OK);
}

/* The value of an XPath expression on the feed, as a text. */
static void look(const struct desk *desk, const char *expression, char out[200])
{
    xmlDocPtr document = xmlReadMemory(sibu_text_get(&desk->feed), (int)desk->feed.length, NULL, NULL, XML_PARSE_NONET);
    assert_non_null(document);
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    assert_int_equal(xmlXPathRegisterNs(context, BAD_CAST "a", BAD_CAST "http://www.w3.org/2005/Atom"), 0);
    xmlXPathObjectPtr object = xmlXPathEvalExpression(BAD_CAST expression, context);
    assert_non_null(object);
    xmlChar *text = xmlXPathCastToString(object);
    (void)snprintf(out, 200, "%s", (const char *)text);
    xmlFree(text);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
}

static void expect(const struct desk *desk, const char *expression, const char *value)
{
    char found[200];
    look(desk, expression, found);
    assert_string_equal(found, value);
}

static void it_has_what_the_standard_asks_for(void **state)
{
    static struct desk desk;
    static const char *const PARTS[] = {
        "boolean(/a:feed/a:author/a:name[text()])", "count(/a:feed/a:id) = 1", "count(/a:feed/a:title[text()]) = 1",
        "count(/a:feed/a:updated) = 1", "count(/a:feed/a:link[@rel='self' and @type='application/atom+xml']) = 1",
        /* each entry */
        "count(//a:entry) = 4", "count(//a:entry[count(a:id) = 1]) = 4", "count(//a:entry[count(a:title) = 1]) = 4",
        "count(//a:entry[count(a:updated) = 1]) = 4", "count(//a:entry[count(a:category[@term = 'Exercise']) = 1]) = 4",
        "count(//a:entry/a:link[@rel='alternate' and @type='application/cap+xml']) = 4",
        /* all ids differ, and are urns */
        "count(//a:id[not(. = preceding::a:id)]) = 5", "count(//a:id[starts-with(., 'urn:uuid:')]) = 5",
        "count(//a:entry[contains(a:title, '【演练】')][contains(a:title, 'DRILL')]) = 4"};
    (void)state;
    begin(&desk);
    write_feed(&desk, 1, FEW);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        expect(&desk, PARTS[i], "true");
    }
    expect(&desk, "string(//a:entry[1]/a:link/@href)",
           "https://drill.example/feed/sibu.chem-park.2026-003000.1.xml?key=KEY-_9");
    expect(&desk, "string(/a:feed/a:updated)", "2026-11-24T09:30:00Z"); /* of the newest */
    end(&desk);
}

static void kinds_are_kept_apart(void **state)
{
    static struct desk desk;
    (void)state;
    begin(&desk);
    write_feed(&desk, 0, FEW);
    expect(&desk, "count(//a:entry) = 1", "true");
    expect(&desk, "string(//a:entry/a:category/@term)", "Actual");
    assert_null(strstr(sibu_text_get(&desk.feed), "演练】"));
    write_feed(&desk, 1, FEW);
    assert_null(strstr(sibu_text_get(&desk.feed), "REAL EMERGENCY"));
    end(&desk);
}

static void ids_stay_wherever_and_whenever_it_is_asked_for(void **state)
{
    static struct desk desk;
    char first[200], second[200];
    (void)state;
    begin(&desk);
    write_feed(&desk, 1, 1);
    look(&desk, "concat(//a:entry/a:id, ' ', /a:feed/a:id)", first);
    struct sibu_fault fault = {0};
    struct cap_feed elsewhere = {.is_exercise = 1,
                                 .installation = "a1b2",
                                 .base_url = "http://10.0.0.1",
                                 .key = "other",
                                 .items = desk.items,
                                 .count = 1};
    assert_int_equal(cap_feed_write(&elsewhere, &desk.feed, &desk.newest_us, &fault), SIBU_OK);
    look(&desk, "concat(//a:entry/a:id, ' ', /a:feed/a:id)", second);
    assert_string_equal(first, second);
    end(&desk);
}

static void without_alerts_it_says_nothing_but_is_a_feed(void **state)
{
    static struct desk desk;
    (void)state;
    begin(&desk);
    write_feed(&desk, 1, 0);
    expect(&desk, "count(//a:entry) = 0", "true");
    expect(&desk, "string(/a:feed/a:updated)", "1970-01-01T00:00:00Z");
    assert_int_equal(desk.newest_us, 0);
    end(&desk);
}

static void it_stays_below_its_limit_and_leaves_out_the_oldest(void **state)
{
    static struct desk desk;
    (void)state;
    begin(&desk);
    write_feed(&desk, 1, MANY);
    assert_true(desk.feed.length <= CAP_FEED_BYTES_MAX);
    assert_true(desk.feed.length > CAP_FEED_BYTES_MAX / 2);
    assert_non_null(strstr(sibu_text_get(&desk.feed), "2026-003000.1.xml"));
    assert_null(strstr(sibu_text_get(&desk.feed), "2026-000002.1.xml"));
    end(&desk);
}

static void what_is_no_alert_is_left_out(void **state)
{
    static struct desk desk;
    (void)state;
    begin(&desk);
    desk.items[0].xml = "<alert/>";
    desk.items[1].xml = "";
    write_feed(&desk, 1, 3);
    expect(&desk, "count(//a:entry) = 1", "true");
    end(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_what_the_standard_asks_for),
        cmocka_unit_test(kinds_are_kept_apart),
        cmocka_unit_test(ids_stay_wherever_and_whenever_it_is_asked_for),
        cmocka_unit_test(without_alerts_it_says_nothing_but_is_a_feed),
        cmocka_unit_test(it_stays_below_its_limit_and_leaves_out_the_oldest),
        cmocka_unit_test(what_is_no_alert_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
