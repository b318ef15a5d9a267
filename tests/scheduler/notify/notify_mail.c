/* A mail's bytes, what is refused, and what the server's answers mean. How the bytes are read by others, and a real
 * server, are mail_peer.py's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "notify/mail.h"
#include "notify/mail_send.h"

static struct mail example(void)
{
    return (struct mail){.title = {"【演练】罐区火警", "DRILL: fire in the tank farm"},
                         .text = {"第一行\n第二行", "first line\nsecond line"},
                         .link = "https://drill.example/p/abc?x=1&y=2",
                         .language = SIBU_ZH,
                         .from = "drill@example.com",
                         .to = "zhang.san@example.com",
                         .from_name = "四不演练",
                         .key = "k3y_-AAAAAAAAAAAAAAAAAA",
                         .sent_us = INT64_C(1795681800000000),
                         .expires_us = INT64_C(1795683600000000)};
}

static void has_line(const char *bytes, const char *line)
{
    char whole[256];
    (void)snprintf(whole, sizeof whole, "\r\n%s\r\n", line);
    if (strstr(bytes, whole) == NULL) {
        print_message("%s\nlacks: %s\n", bytes, line);
    }
    assert_non_null(strstr(bytes, whole));
}

/* The subject's first word is the vector of the reference: RFC 2047's B of the title, were it alone. */
static void the_headers_are_those_of_an_urgent_automatic_mail(void **state)
{
    (void)state;
    struct mail mail = example();
    struct sibu_text out = {0};
    struct sibu_fault fault;
    assert_int_equal(mail_write(&mail, &out, &fault), SIBU_OK);
    const char *bytes = sibu_text_get(&out);
    assert_int_equal(strncmp(bytes, "Date: Thu, 26 Nov 2026 08:30:00 +0000\r\n", 39), 0);
    has_line(bytes, "Expires: Thu, 26 Nov 2026 09:00:00 +0000");
    has_line(bytes, "To: <zhang.san@example.com>");
    has_line(bytes, "Message-ID: <k3y_-AAAAAAAAAAAAAAAAAA@example.com>");
    has_line(bytes, "Auto-Submitted: auto-generated");
    has_line(bytes, "X-Priority: 1");
    has_line(bytes, "MIME-Version: 1.0");
    assert_non_null(strstr(bytes, "\r\nSubject: =?UTF-8?B?44CQ5ryU57uD44CR572Q5Yy654Gr6K2m"));
    sibu_text_clear(&out);
}

/* Each word by itself is whole UTF-8 (RFC 2047, section 5): some readers decode them one by one. */
static void check_words(const char *bytes)
{
    static const char BEGIN[] = "=?UTF-8?B?";
    for (const char *at = strstr(bytes, BEGIN); at != NULL; at = strstr(at, BEGIN)) {
        char plain[128];
        size_t length = 0;
        at += sizeof BEGIN - 1;
        assert_int_equal(sodium_base642bin((unsigned char *)plain, sizeof plain, at, strcspn(at, "?"), NULL, &length,
                                           NULL, sodium_base64_VARIANT_ORIGINAL),
                         0);
        assert_true(sibu_utf8_valid(plain, length));
    }
}

/* Of every length of title, so that each place where a word may end comes up. */
static void no_line_is_longer_than_76_and_all_end_with_cr_lf(void **state)
{
    (void)state;
    struct sibu_text out = {0}, title = {0};
    struct sibu_fault fault;
    for (int n = 0; n < 130; n++) {
        struct mail mail = example();
        sibu_text_add(&title, n % 3 == 0 ? "演" : n % 3 == 1 ? "é" : "\U0001F525");
        mail.title[SIBU_ZH] = sibu_text_get(&title);
        mail.from_name = sibu_text_get(&title);
        assert_int_equal(mail_write(&mail, &out, &fault), SIBU_OK);
        const char *at = sibu_text_get(&out);
        check_words(at);
        while (*at != '\0') {
            size_t length = strcspn(at, "\r\n");
            assert_in_range(length, 0, 76);
            assert_true(at[length] == '\r' && at[length + 1] == '\n');
            at += length + 2;
        }
    }
    sibu_text_clear(&title);
    sibu_text_clear(&out);
}

static void nothing_can_become_a_header(void **state)
{
    (void)state;
    static const char *const ADDRESSES[] = {
        "",
        "a",
        "@example.com",
        "a@",
        "a@b@c",
        "a@example.com\r\nBcc: x@example.com",
        "a@example.com\nX: y",
        "a\r@example.com",
        "a b@example.com",
        "a@exam ple.com",
        "<a@example.com>",
        "a@example.com>",
        "a@example.com,b@example.com",
        "\"a\"@example.com",
        "a(x)@example.com",
        "a;@example.com",
        "a@.example.com",
        "a@example..com",
        "a@example.com.",
        ".a@example.com",
        "a.@example.com",
        "张@example.com",
        "a@例.com",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com"};
    struct sibu_text out = {0};
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof ADDRESSES / sizeof ADDRESSES[0]; i++) {
        struct mail mail = example();
        mail.to = ADDRESSES[i];
        assert_int_equal(mail_write(&mail, &out, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, "mail to");
        assert_int_equal(out.length, 0);
        mail = example();
        mail.from = ADDRESSES[i];
        assert_int_equal(mail_write(&mail, &out, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, "mail from");
    }
    struct mail mail = example();
    mail.title[SIBU_EN] = "DRILL\r\nBcc: x@example.com";
    mail.from_name = "a\r\nBcc: x@example.com";
    mail.text[SIBU_EN] = "\r\n\r\nBcc: x@example.com\r\n.\r\n";
    assert_int_equal(mail_write(&mail, &out, &fault), SIBU_OK);
    assert_null(strstr(sibu_text_get(&out), "Bcc"));
    assert_null(strstr(sibu_text_get(&out), "\r\n.\r\n"));
    sibu_text_clear(&out);
}

static void usual_addresses_are_taken(void **state)
{
    (void)state;
    static const char *const GOOD[] = {"a@b", "first.last+tag@mail.example.com", "x_y-z@ex-ample.com",
                                       "o'hara@example.ie", "1234567@qq.com"};
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        assert_int_equal(mail_address_check(GOOD[i], "here", &fault), SIBU_OK);
    }
}

static void what_makes_no_mail_is_refused(void **state)
{
    (void)state;
    struct sibu_text out = {0};
    struct sibu_fault fault;
    for (int i = 0; i < 9; i++) {
        struct mail mail = example();
        mail.link = i == 0   ? "javascript:alert(1)"
                    : i == 1 ? "https://x/\"onclick="
                    : i == 2 ? "https://x/ y"
                             : mail.link;
        mail.key = i == 3 ? "" : i == 4 ? "a b" : i == 5 ? "a@b" : mail.key;
        mail.title[SIBU_EN] = i == 6 ? "" : i == 7 ? "\xff" : mail.title[SIBU_EN];
        mail.text[SIBU_ZH] = i == 8 ? "\xc0\x80" : mail.text[SIBU_ZH];
        assert_int_equal(mail_write(&mail, &out, &fault), SIBU_BAD_INPUT);
    }
    static char longest[MAIL_TEXT_MAX + 2];
    struct mail mail = example();
    memset(longest, '"', MAIL_TEXT_MAX);
    mail.text[SIBU_ZH] = mail.text[SIBU_EN] = longest;
    assert_int_equal(mail_write(&mail, &out, &fault), SIBU_LIMIT);
    longest[MAIL_TEXT_MAX] = '"';
    assert_int_equal(mail_write(&mail, &out, &fault), SIBU_BAD_INPUT);
    memset(longest, 'a', MAIL_TEXT_MAX);
    longest[MAIL_TEXT_MAX] = '\0';
    assert_int_equal(mail_write(&mail, &out, &fault), SIBU_OK);
    sibu_text_clear(&out);
}

static void a_password_goes_over_tls_or_stays_on_this_machine(void **state)
{
    (void)state;
    static const struct {
        struct mail_server it;
        enum sibu_status status;
    } CASES[] = {
        {{"mail.example.com", 587, MAIL_TLS_REQUIRED, "u", "p", NULL}, SIBU_OK},
        {{"mail.example.com", 465, MAIL_TLS_FIRST, "u", "p", NULL}, SIBU_OK},
        {{"mail.example.com", 25, MAIL_TLS_OPTIONAL, "u", "p", NULL}, SIBU_BAD_INPUT},
        {{"mail.example.com", 25, MAIL_TLS_NONE, "u", "p", NULL}, SIBU_BAD_INPUT},
        {{"127.0.0.1.example.com", 25, MAIL_TLS_NONE, "u", "p", NULL}, SIBU_BAD_INPUT},
        {{"mail.example.com", 25, MAIL_TLS_NONE, "", NULL, NULL}, SIBU_OK},
        {{"127.0.0.1", 25, MAIL_TLS_NONE, "u", "p", NULL}, SIBU_OK},
        {{"::1", 25, MAIL_TLS_OPTIONAL, "u", "p", NULL}, SIBU_OK},
        {{"", 25, MAIL_TLS_NONE, NULL, NULL, NULL}, SIBU_BAD_INPUT},
        {{"a/b", 25, MAIL_TLS_NONE, NULL, NULL, NULL}, SIBU_BAD_INPUT},
        {{"a@b", 25, MAIL_TLS_NONE, NULL, NULL, NULL}, SIBU_BAD_INPUT},
        {{"a", 0, MAIL_TLS_NONE, NULL, NULL, NULL}, SIBU_BAD_INPUT},
        {{"a", 65536, MAIL_TLS_NONE, NULL, NULL, NULL}, SIBU_BAD_INPUT},
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(mail_server_check(&CASES[i].it, &fault), CASES[i].status);
    }
}

static void the_servers_code_decides(void **state)
{
    (void)state;
    static const struct {
        CURLcode result;
        long code;
        enum mail_verdict verdict;
        const char *fault;
    } CASES[] = {
        {CURLE_OK, 250, MAIL_ACCEPTED, ""},
        {CURLE_SEND_ERROR, 550, MAIL_GIVE_UP, "refused"},
        {CURLE_SEND_ERROR, 451, MAIL_RETRY, "later"},
        {CURLE_OK, 554, MAIL_GIVE_UP, "refused"},
        {CURLE_GOT_NOTHING, 421, MAIL_RETRY, "later"},
        {CURLE_GOT_NOTHING, 354, MAIL_RETRY, "broken"},
        {CURLE_OK, 354, MAIL_RETRY, "broken"},
        {CURLE_USE_SSL_FAILED, 250, MAIL_GIVE_UP, "tls"},
        {CURLE_PEER_FAILED_VERIFICATION, 220, MAIL_GIVE_UP, "tls"},
        {CURLE_SSL_CONNECT_ERROR, 220, MAIL_RETRY, "tls"},
        {CURLE_LOGIN_DENIED, 535, MAIL_GIVE_UP, "login"},
        {CURLE_LOGIN_DENIED, 454, MAIL_RETRY, "later"},
        {CURLE_LOGIN_DENIED, 250, MAIL_GIVE_UP, "login"},
        {CURLE_COULDNT_CONNECT, 0, MAIL_RETRY, "connect"},
        {CURLE_COULDNT_RESOLVE_HOST, 0, MAIL_RETRY, "resolve"},
        {CURLE_OPERATION_TIMEDOUT, 250, MAIL_RETRY, "timeout"},
        {CURLE_URL_MALFORMAT, 0, MAIL_GIVE_UP, "address"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mail_judgement judgement = mail_judge(CASES[i].result, CASES[i].code);
        assert_int_equal(judgement.verdict, CASES[i].verdict);
        assert_string_equal(judgement.fault, CASES[i].fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_headers_are_those_of_an_urgent_automatic_mail),
        cmocka_unit_test(no_line_is_longer_than_76_and_all_end_with_cr_lf),
        cmocka_unit_test(nothing_can_become_a_header),
        cmocka_unit_test(usual_addresses_are_taken),
        cmocka_unit_test(what_makes_no_mail_is_refused),
        cmocka_unit_test(a_password_goes_over_tls_or_stays_on_this_machine),
        cmocka_unit_test(the_servers_code_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
