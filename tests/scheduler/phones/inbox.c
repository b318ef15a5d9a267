/* The phones' inbox over real HTTP: what is an alert, what is shown once, what is refused; and the CAP it reads. */
#include "phones/inbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "base/clock.h"
#include "phones/cap_read.h"
#include "sibu/fault.h"

#define CAP_HEAD "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a.1</identifier><sender>s</sender>"
#define CAP_SENT "<sent>2026-11-23T09:30:00+08:00</sent>"
#define CAP_INFO(response)                                                                                             \
    "<scope>Private</scope><info><language>zh-CN</language><responseType>" response                                    \
    "</responseType><headline>【演练】火警</headline></info>"                                                    \
    "<info><language>en-US</language><headline>DRILL: fire</headline></info></alert>"

static const char EXERCISE[] =
    CAP_HEAD CAP_SENT "<status>Exercise</status><msgType>Alert</msgType>" CAP_INFO("Evacuate");
static const char OVER[] = CAP_HEAD CAP_SENT "<status>Exercise</status><msgType>Update</msgType>" CAP_INFO("AllClear");
static const char REAL[] = CAP_HEAD CAP_SENT "<status>Actual</status><msgType>Alert</msgType>" CAP_INFO("Evacuate");

static void a_message_is_read_with_its_time_and_both_headlines(void **unused)
{
    (void)unused;
    struct cap_summary summary;
    assert_true(cap_read(&summary, EXERCISE, strlen(EXERCISE)));
    assert_int_equal(summary.sent_us, INT64_C(1795397400) * 1000000);
    assert_string_equal(summary.status, "Exercise");
    assert_string_equal(summary.headline[SIBU_ZH], "【演练】火警");
    assert_string_equal(summary.headline[SIBU_EN], "DRILL: fire");
}

static void what_is_no_message_is_refused(void **unused)
{
    (void)unused;
    static const char *const CASES[] = {
        "",
        "hello",
        "<alert/>",
        "<alert xmlns=\"urn:other\"><status>Exercise</status></alert>",
        CAP_HEAD "<sent>yesterday</sent><status>Exercise</status><msgType>Alert</msgType></alert>",
        CAP_HEAD "<sent>2026-13-23T09:30:00+08:00</sent><status>Exercise</status><msgType>Alert</msgType></alert>",
        CAP_HEAD CAP_SENT "<msgType>Alert</msgType></alert>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><alert>&x;</alert>",
    };
    struct cap_summary summary;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_false(cap_read(&summary, CASES[i], strlen(CASES[i])));
    }
}

static size_t drop(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

static long post(const struct inbox *inbox, const char *path, const char *key, const char *body)
{
    char url[128];
    char header[160];
    long status = 0;
    CURL *curl = curl_easy_init();
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u%s", (unsigned)inbox_port(inbox), path);
    (void)snprintf(header, sizeof header, "Idempotency-Key: %s", key);
    struct curl_slist *headers = curl_slist_append(NULL, key[0] != '\0' ? header : "X-None: 1");
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}

static void an_alert_is_shown_once_and_everything_else_refused(void **unused)
{
    (void)unused;
    struct inbox *inbox = NULL;
    struct inbox_item item;
    struct clock clock;
    struct sibu_fault fault;
    uint64_t received = 0;
    uint64_t repeated = 0;
    clock_init_standing(&clock, 42);
    assert_int_equal(inbox_open(&inbox, "127.0.0.1", 3, &clock, &fault), SIBU_OK);
    assert_int_equal(post(inbox, "/p/2", "key-1", EXERCISE), 200);
    assert_int_equal(post(inbox, "/p/2", "key-1", EXERCISE), 200); /* a retry whose first answer was lost */
    assert_int_equal(post(inbox, "/p/0", "key-2", OVER), 200);
    assert_int_equal(post(inbox, "/p/1", "key-3", REAL), 200);
    assert_int_equal(post(inbox, "/p/3", "key-4", EXERCISE), 404);
    assert_int_equal(post(inbox, "/p/-1", "key-4", EXERCISE), 404);
    assert_int_equal(post(inbox, "/p/1x", "key-4", EXERCISE), 404);
    assert_int_equal(post(inbox, "/p/1", "", EXERCISE), 400);
    assert_int_equal(post(inbox, "/p/1", "key-5", "not xml"), 400);
    static const struct {
        uint32_t phone;
        enum inbox_kind kind;
    } EXPECTED[] = {{2, INBOX_ALERT}, {0, INBOX_OVER}, {1, INBOX_REAL}};
    for (size_t i = 0; i < 3; i++) {
        assert_true(inbox_take(inbox, &item));
        assert_int_equal(item.phone, EXPECTED[i].phone);
        assert_int_equal(item.kind, EXPECTED[i].kind);
        assert_int_equal(item.received_us, 42);
    }
    assert_false(inbox_take(inbox, &item));
    inbox_counts(inbox, &received, &repeated);
    assert_int_equal(received, 4);
    assert_int_equal(repeated, 1);
    inbox_close(inbox);
    clock_clear(&clock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_read_with_its_time_and_both_headlines),
        cmocka_unit_test(what_is_no_message_is_refused),
        cmocka_unit_test(an_alert_is_shown_once_and_everything_else_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
