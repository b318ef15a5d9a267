/* Who can be reached: what stands against a channel, what stands for a person, and what may be shown of an address. */
#include "notify/reach.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notify/push_subscription.h"

/* A subscription as Firefox gives it; the keys are those of RFC 8291, appendix A. */
#define PUSH                                                                                                           \
    "{\"endpoint\":\"https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV\",\"p256dh\":"                     \
    "\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",\"auth\":"            \
    "\"BTBZMqHH6r4Tts7J_aSIgg\"}"

#define EVERY                                                                                                          \
    {                                                                                                                  \
        "http://10.0.0.5:8090/", "wang@plant.example", "+8613800138000", PUSH                                          \
    }
static const struct reach_addresses ALL = EVERY;

static void what_stands_against_a_channel(void **state)
{
    static const struct {
        struct reach_way way;
        struct reach_addresses addresses;
        struct reach_proof proof;
        enum reach_state state;
    } CASES[] = {
        {{"http", "url", 0}, EVERY, {0, 0}, REACH_OPEN},
        {{"mail", "email", 0}, EVERY, {0, 0}, REACH_OPEN},
        {{"sms", "phone", 0}, EVERY, {5, 4}, REACH_OPEN}, /* failed, then went through */
        {{"push", "push", 0}, EVERY, {0, 0}, REACH_OPEN},
        {{"sms", "phone", 0}, EVERY, {4, 5}, REACH_FAILED},
        {{"sms", "phone", 0}, EVERY, {0, 5}, REACH_FAILED},
        {{"sms", "phone", 1}, EVERY, {5, 0}, REACH_DOWN},
        {{"sms", "phone", 1}, EVERY, {4, 5}, REACH_FAILED}, /* is mended last */
        {{"http", "url", 0}, {.url = "http://"}, {0, 0}, REACH_MALFORMED},
        {{"mail", "email", 1}, {.email = "wang"}, {0, 9}, REACH_MALFORMED},
        {{"sms", "phone", 0}, {.phone = "call me"}, {0, 0}, REACH_MALFORMED},
        {{"push", "push", 0}, {.push = "{\"endpoint\":\"http://10.0.0.1/\"}"}, {0, 0}, REACH_MALFORMED},
        {{"push", "push", 0}, {.push = "no"}, {0, 0}, REACH_MALFORMED},
        {{"http", "url", 1}, {.url = ""}, {0, 9}, REACH_NO_ADDRESS},
        {{"http", "url", 0}, {.email = "wang@plant.example"}, {0, 0}, REACH_NO_ADDRESS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(reach_by(&CASES[i].way, &CASES[i].addresses, &CASES[i].proof), CASES[i].state);
    }
}

static void what_stands_for_a_person(void **state)
{
    static const struct reach_addresses NONE = {0}, MAIL = {.email = "wang@plant.example"};
    (void)state;
    enum reach_state one_open[] = {REACH_FAILED, REACH_OPEN, REACH_NO_ADDRESS};
    enum reach_state worse[] = {REACH_NO_ADDRESS, REACH_MALFORMED, REACH_FAILED};
    enum reach_state down[] = {REACH_DOWN, REACH_MALFORMED};
    enum reach_state bad[] = {REACH_MALFORMED, REACH_NO_ADDRESS};
    enum reach_state none[] = {REACH_NO_ADDRESS, REACH_NO_ADDRESS};
    assert_int_equal(reach_sum(one_open, 3, &ALL), REACH_CAN);
    assert_int_equal(reach_sum(worse, 3, &ALL), REACH_WHY_FAILED);
    assert_int_equal(reach_sum(down, 2, &ALL), REACH_WHY_DOWN);
    assert_int_equal(reach_sum(bad, 2, &ALL), REACH_WHY_MALFORMED);
    assert_int_equal(reach_sum(none, 2, &NONE), REACH_WHY_NO_ADDRESS);
    assert_int_equal(reach_sum(none, 2, &MAIL), REACH_WHY_OTHER_KIND);
    assert_int_equal(reach_sum(none, 0, &ALL), REACH_WHY_ONLY_GROUPS);
}

static void expect_mask(const char *kind, const char *value, const char *shown)
{
    struct sibu_text out = {0};
    reach_mask(kind, value, &out);
    assert_string_equal(sibu_text_get(&out), shown);
    sibu_text_clear(&out);
}

static void no_address_is_shown_in_full(void **state)
{
    (void)state;
    expect_mask("email", "wang@plant.example", "w…@plant.example");
    expect_mask("email", "w@plant.example", "…@plant.example"); /* else it were all of it */
    expect_mask("email", "王芳@plant.example", "…@plant.example");
    expect_mask("email", "wang", "…");
    expect_mask("phone", "+8613800138007", "…07");
    expect_mask("phone", "110", "…");
    expect_mask("phone", "ring the bell", "…");
    expect_mask("url", "https://10.0.0.5:8090/p/secret?token=1", "https://10.0.0.5:8090/…");
    expect_mask("url", "http://user:word@host/", "…");
    expect_mask("push", PUSH, "https://push.example.net/…");
    expect_mask("push", "no", "…");
}

static void a_subscription_is_kept_as_it_came_or_refused(void **state)
{
    static const char *const WRONG[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"endpoint\":1}",
        "{\"endpoint\":\"http://push.example.net/x\",\"p256dh\":"
        "\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",\"auth\":"
        "\"BTBZMqHH6r4Tts7J_aSIgg\"}",
        "{\"endpoint\":\"https://push.example.net/x\",\"p256dh\":\"BCVx\",\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}",
        "{\"endpoint\":\"https://push.example.net/x\",\"p256dh\":"
        "\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",\"auth\":"
        "\"BTBZMqHH6r4Tts7J_aSIgg\",\"more\":1}"};
    struct push_subscription found;
    struct sibu_json *document = NULL;
    struct sibu_text out = {0};
    struct sibu_fault fault;
    (void)state;
    assert_int_equal(push_subscription_read("body", PUSH, &document, &found, &fault), SIBU_OK);
    push_subscription_write(&found, &out);
    assert_string_equal(sibu_text_get(&out), PUSH);
    sibu_text_clear(&out);
    sibu_json_close(document);
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_int_equal(push_subscription_read("body", WRONG[i], &document, &found, &fault), SIBU_BAD_INPUT);
        sibu_json_close(document);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_against_a_channel),
        cmocka_unit_test(what_stands_for_a_person),
        cmocka_unit_test(no_address_is_shown_in_full),
        cmocka_unit_test(a_subscription_is_kept_as_it_came_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
