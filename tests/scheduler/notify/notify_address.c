/* Which addresses are the server's own network, in every form in which they come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "notify/address.h"

static const struct {
    const char *text;
    enum address_kind kind;
} CASES[] = {
    {"8.8.8.8", ADDRESS_PUBLIC},
    {"0.0.0.0", ADDRESS_UNSPECIFIED},
    {"0.1.2.3", ADDRESS_UNSPECIFIED},
    {"127.0.0.1", ADDRESS_LOOPBACK},
    {"127.255.255.254", ADDRESS_LOOPBACK},
    {"126.255.255.255", ADDRESS_PUBLIC},
    {"128.0.0.0", ADDRESS_PUBLIC},
    {"9.255.255.255", ADDRESS_PUBLIC},
    {"10.0.0.0", ADDRESS_PRIVATE},
    {"10.255.255.255", ADDRESS_PRIVATE},
    {"11.0.0.0", ADDRESS_PUBLIC},
    {"172.15.255.255", ADDRESS_PUBLIC},
    {"172.16.0.0", ADDRESS_PRIVATE},
    {"172.31.255.255", ADDRESS_PRIVATE},
    {"172.32.0.0", ADDRESS_PUBLIC},
    {"192.168.1.1", ADDRESS_PRIVATE},
    {"192.167.255.255", ADDRESS_PUBLIC},
    {"169.254.169.254", ADDRESS_LINK_LOCAL},
    {"100.63.255.255", ADDRESS_PUBLIC},
    {"100.64.0.0", ADDRESS_SHARED},
    {"100.127.255.255", ADDRESS_SHARED},
    {"100.128.0.0", ADDRESS_PUBLIC},
    {"224.0.0.1", ADDRESS_MULTICAST},
    {"239.255.255.255", ADDRESS_MULTICAST},
    {"240.0.0.1", ADDRESS_RESERVED},
    {"255.255.255.255", ADDRESS_RESERVED},
    {"192.0.2.1", ADDRESS_RESERVED},
    {"198.18.0.1", ADDRESS_RESERVED},
    {"198.19.255.255", ADDRESS_RESERVED},
    {"198.20.0.0", ADDRESS_PUBLIC},
    {"203.0.113.9", ADDRESS_RESERVED},
    {"::", ADDRESS_UNSPECIFIED},
    {"::1", ADDRESS_LOOPBACK},
    {"[::1]", ADDRESS_LOOPBACK},
    {"::2", ADDRESS_UNSPECIFIED}, /* of old: 0.0.0.2 */
    {"::127.0.0.1", ADDRESS_LOOPBACK},
    {"::ffff:127.0.0.1", ADDRESS_LOOPBACK},
    {"::ffff:10.1.2.3", ADDRESS_PRIVATE},
    {"::ffff:8.8.8.8", ADDRESS_PUBLIC},
    {"64:ff9b::127.0.0.1", ADDRESS_LOOPBACK},
    {"64:ff9b::a9fe:a9fe", ADDRESS_LINK_LOCAL},
    {"64:ff9b::8.8.8.8", ADDRESS_PUBLIC},
    {"64:ff9b:1::1", ADDRESS_PRIVATE},
    {"2002:7f00:1::", ADDRESS_LOOPBACK},
    {"2002:c0a8:101::1", ADDRESS_PRIVATE},
    {"2002:808:808::1", ADDRESS_PUBLIC},
    {"2001::1", ADDRESS_RESERVED}, /* Teredo */
    {"2001:db8::1", ADDRESS_RESERVED},
    {"2001:4860:4860::8888", ADDRESS_PUBLIC},
    {"240e::1", ADDRESS_PUBLIC},
    {"fc00::1", ADDRESS_UNIQUE_LOCAL},
    {"fdff::1", ADDRESS_UNIQUE_LOCAL},
    {"fe80::1", ADDRESS_LINK_LOCAL},
    {"febf::1", ADDRESS_LINK_LOCAL},
    {"fec0::1", ADDRESS_UNIQUE_LOCAL},
    {"ff02::1", ADDRESS_MULTICAST},
    {"4000::1", ADDRESS_RESERVED},
    {"100::1", ADDRESS_RESERVED},
};

static struct sockaddr_storage read_address(const char *text)
{
    struct sockaddr_storage address;
    if (!address_read(text, strlen(text), &address)) {
        fail_msg("%s is no address", text);
    }
    return address;
}

static void each_block_begins_and_ends_where_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sockaddr_storage address = read_address(CASES[i].text);
        enum address_kind kind = address_kind((const struct sockaddr *)&address, sizeof address);
        if (kind != CASES[i].kind) {
            fail_msg("%s is %s, not %s", CASES[i].text, address_kind_name(kind), address_kind_name(CASES[i].kind));
        }
        assert_int_equal(address_is_allowed((const struct sockaddr *)&address, sizeof address, NULL, 0),
                         CASES[i].kind == ADDRESS_PUBLIC);
    }
}

static int allows(const char *range, const char *text)
{
    struct address_range ranges[1];
    struct sockaddr_storage address = read_address(text);
    assert_true(address_range_read(range, &ranges[0]));
    return address_is_allowed((const struct sockaddr *)&address, sizeof address, ranges, 1);
}

static void a_range_allows_what_lies_in_it_and_no_more(void **state)
{
    (void)state;
    assert_true(allows("10.0.0.0/8", "10.255.0.1"));
    assert_false(allows("10.0.0.0/8", "192.168.0.1"));
    assert_false(allows("10.0.0.0/9", "10.128.0.1"));
    assert_true(allows("10.0.0.0/9", "10.127.0.1"));
    assert_true(allows("10.1.2.3", "10.1.2.3"));
    assert_false(allows("10.1.2.3", "10.1.2.2"));
    assert_true(allows("10.0.0.0/8", "::ffff:10.0.0.1"));
    assert_true(allows("10.0.0.0/8", "64:ff9b::10.0.0.1"));
    assert_true(allows("127.0.0.0/8", "127.0.0.1"));
    assert_false(allows("127.0.0.0/8", "::1"));
    assert_true(allows("::1", "::1"));
    assert_true(allows("fd00::/8", "fd12::9"));
    assert_false(allows("fd00::/8", "fc12::9"));
    assert_false(allows("fd00::/8", "10.0.0.1"));
    assert_true(allows("10.0.0.0/8", "8.8.8.8"));
}

static void what_is_no_range_is_refused(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"",
                                        "/8",
                                        "10.0.0.0/",
                                        "10.0.0.0/33",
                                        "10.0.0.0/-1",
                                        "10.0.0.0/08",
                                        "10.0.0/8",
                                        "10.0.0.1/8",
                                        "0.0.0.0/0",
                                        "::/0",
                                        "fd00::/129",
                                        "fd00::1/8",
                                        "a/8",
                                        "10.0.0.0/8 ",
                                        " 10.0.0.0/8",
                                        "10.0.0.0/8/8",
                                        "[fd00::]/8",
                                        "localhost",
                                        "10.0.0.0/99999999999999999999"};
    struct address_range range;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        if (address_range_read(TEXTS[i], &range)) {
            fail_msg("\"%s\" was taken for a range", TEXTS[i]);
        }
    }
}

static void what_is_no_address_is_not_allowed(void **state)
{
    (void)state;
    struct sockaddr_storage none = {.ss_family = AF_UNIX};
    struct sockaddr_storage v4 = read_address("8.8.8.8"), v6 = read_address("2400::1");
    struct address_range range;
    assert_true(address_range_read("10.0.0.0/8", &range));
    assert_int_equal(address_kind((const struct sockaddr *)&none, sizeof none), ADDRESS_NONE);
    assert_false(address_is_allowed((const struct sockaddr *)&none, sizeof none, &range, 1));
    assert_int_equal(address_kind((const struct sockaddr *)&v4, 4), ADDRESS_NONE);
    assert_int_equal(address_kind((const struct sockaddr *)&v6, sizeof(struct sockaddr_in)), ADDRESS_NONE);
    assert_false(address_read("127.1", 5, &none));
    assert_false(address_read("sibu.example", 12, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_block_begins_and_ends_where_it_should),
        cmocka_unit_test(a_range_allows_what_lies_in_it_and_no_more),
        cmocka_unit_test(what_is_no_range_is_refused),
        cmocka_unit_test(what_is_no_address_is_not_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
