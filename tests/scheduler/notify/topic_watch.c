/* What a real broker says last on topics. */
#include "notify/topic_watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "broker.h"

#define PATIENCE_US INT64_C(30000000) /* only a failing test waits so long */

static const char *const TOPICS[] = {"plant/crane", "plant/lift"};

static struct topic_watch *watch(const struct broker *broker, const char *user, const char *password)
{
    struct topic_watch *watch = NULL;
    struct sibu_fault fault;
    struct topic_watch_def def = {.host = "127.0.0.1",
                                  .port = broker->port,
                                  .user = user,
                                  .password = password,
                                  .ca_file = "",
                                  .topics = TOPICS,
                                  .count = 2,
                                  .again_ms = 20};
    assert_int_equal(topic_watch_open(&watch, &def, &fault), SIBU_OK);
    return watch;
}

/* Waits until the topic's last message is this; returns when it came. */
static int64_t wait_for(struct topic_watch *watch, size_t number, const char *words)
{
    struct sibu_text last = {0};
    int64_t heard_us = 0, until_us = clock_monotonic_us() + PATIENCE_US;
    while (!topic_watch_last(watch, number, &last, &heard_us) || strcmp(sibu_text_get(&last), words) != 0) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(1000);
    }
    sibu_text_clear(&last);
    return heard_us;
}

static void the_last_word_counts_and_a_retained_one_is_heard(void **state)
{
    (void)state;
    struct broker broker;
    struct device device;
    struct sibu_text last = {0};
    int64_t heard_us = 0;
    broker_make(&broker, "");
    broker_start(&broker);
    device_open(&device, &broker, "crane", "plant/nothing");
    device_keep(&device, TOPICS[0], "open");
    struct topic_watch *ear = watch(&broker, "", "");
    int64_t first_us = wait_for(ear, 0, "open");
    assert_false(topic_watch_last(ear, 1, &last, &heard_us)); /* no message ever */
    assert_int_equal(last.length, 0);
    assert_false(topic_watch_last(ear, 2, &last, &heard_us)); /* no such topic */
    device_say(&device, TOPICS[0], "closed", NULL);
    device_keep(&device, TOPICS[1], "");
    assert_true(wait_for(ear, 0, "closed") > first_us);
    device_close(&device);
    topic_watch_close(ear);
    broker_remove(&broker);
}

/* The longest word counts; of a longer one nothing does, not even what was said before. */
static void a_word_that_is_too_long_is_none(void **state)
{
    (void)state;
    static char longest[TOPIC_WATCH_BYTES_MAX + 1], longer[TOPIC_WATCH_BYTES_MAX + 2];
    struct broker broker;
    struct device device;
    memset(longest, 'x', sizeof longest - 1);
    memset(longer, 'x', sizeof longer - 1);
    broker_make(&broker, "");
    broker_start(&broker);
    device_open(&device, &broker, "crane", "plant/nothing");
    device_keep(&device, TOPICS[0], longest);
    struct topic_watch *ear = watch(&broker, "", "");
    int64_t first_us = wait_for(ear, 0, longest);
    device_keep(&device, TOPICS[0], longer);
    assert_true(wait_for(ear, 0, "") > first_us);
    device_close(&device);
    topic_watch_close(ear);
    broker_remove(&broker);
}

/* What was heard stays, with its time, while the broker is away; and one that comes back is heard again. */
static void a_broker_that_comes_back_is_heard_again(void **state)
{
    (void)state;
    struct broker broker;
    struct device device;
    broker_make(&broker, "");
    struct topic_watch *ear = watch(&broker, "", ""); /* it is not there yet */
    broker_start(&broker);
    device_open(&device, &broker, "crane", "plant/nothing");
    device_keep(&device, TOPICS[0], "open");
    int64_t first_us = wait_for(ear, 0, "open");
    device_close(&device);
    broker_stop(&broker);
    assert_int_equal(wait_for(ear, 0, "open"), first_us);
    broker_start(&broker);
    device_open(&device, &broker, "crane", "plant/nothing");
    device_keep(&device, TOPICS[0], "closed");
    (void)wait_for(ear, 0, "closed");
    device_close(&device);
    topic_watch_close(ear);
    broker_remove(&broker);
}

/* Nobody is let in: nothing is heard, and closing does not wait for the broker. */
static void a_broker_that_refuses_is_none(void **state)
{
    (void)state;
    struct broker broker;
    struct sibu_text last = {0};
    int64_t heard_us = 0;
    broker_make(&broker, "allow_anonymous false\n");
    broker_start(&broker);
    struct topic_watch *ear = watch(&broker, "sibu", "wrong");
    for (int64_t until_us = clock_monotonic_us() + 200000; clock_monotonic_us() < until_us; clock_rest(10000)) {
        assert_false(topic_watch_last(ear, 0, &last, &heard_us));
    }
    int64_t began_us = clock_monotonic_us();
    topic_watch_close(ear);
    assert_true(clock_monotonic_us() - began_us < PATIENCE_US / 2);
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_word_counts_and_a_retained_one_is_heard),
        cmocka_unit_test(a_word_that_is_too_long_is_none),
        cmocka_unit_test(a_broker_that_comes_back_is_heard_again),
        cmocka_unit_test(a_broker_that_refuses_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
