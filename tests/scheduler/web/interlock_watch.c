/* Interlocks as the server asks them, against a real peer and a real broker on loopback. */
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <microhttpd.h>

#include "../notify/broker.h"
#include "base/clock.h"
#include "base/file.h"
#include "notify/channels.h"
#include "stand.h"
#include "web/interlock_watch.h"

#define PATIENCE_US ((int64_t)20 * 1000000) /* only a failing test waits so long */
#define QUESTIONS_MAX 1024

struct peer {
    struct MHD_Daemon *daemon;
    char url[64];
    pthread_mutex_t mutex; /* guards what follows */
    unsigned status;
    char says[64];
    size_t questions;
    int64_t asked_us[QUESTIONS_MAX];
};

static enum MHD_Result answer(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *length, void **state)
{
    struct peer *peer = data;
    char says[64];
    (void)url, (void)method, (void)version, (void)piece, (void)length;
    if (*state == NULL) {
        *state = peer;
        return MHD_YES;
    }
    pthread_mutex_lock(&peer->mutex);
    unsigned status = peer->status;
    memcpy(says, peer->says, sizeof says);
    if (peer->questions < QUESTIONS_MAX) {
        peer->asked_us[peer->questions++] = clock_monotonic_us();
    }
    pthread_mutex_unlock(&peer->mutex);
    struct MHD_Response *response = MHD_create_response_from_buffer(strlen(says), says, MHD_RESPMEM_MUST_COPY);
    (void)MHD_add_response_header(response, "Location", "/elsewhere");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static void peer_set(struct peer *peer, unsigned status, const char *says)
{
    pthread_mutex_lock(&peer->mutex);
    peer->status = status;
    (void)snprintf(peer->says, sizeof peer->says, "%s", says);
    pthread_mutex_unlock(&peer->mutex);
}

static void peer_begin(struct peer *peer)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    memset(peer, 0, sizeof *peer);
    pthread_mutex_init(&peer->mutex, NULL);
    peer->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, peer, MHD_OPTION_SOCK_ADDR,
                                    &where, MHD_OPTION_END);
    assert_non_null(peer->daemon);
    (void)snprintf(peer->url, sizeof peer->url, "http://127.0.0.1:%u/permits",
                   (unsigned)MHD_get_daemon_info(peer->daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    peer_set(peer, 200, "open\n");
}

static void peer_end(struct peer *peer)
{
    MHD_stop_daemon(peer->daemon);
    pthread_mutex_destroy(&peer->mutex);
}

static size_t count_questions(struct peer *peer)
{
    pthread_mutex_lock(&peer->mutex);
    size_t count = peer->questions;
    pthread_mutex_unlock(&peer->mutex);
    return count;
}

/* Two questions from now on have been answered: what is told now is what the peer says now. */
static void pass_two_rounds(struct peer *peer)
{
    size_t from = count_questions(peer);
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (count_questions(peer) < from + 3) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(1000);
    }
}

static void wait_until(struct interlock_watch *watch, int open)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (interlock_watch_is_open(watch, 0) != open) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(1000);
    }
}

struct watched {
    struct clock clock;
    struct policy_interlock interlock;
    const struct policy_interlock *item;
    const struct zone *zone;
};

static struct interlock_watch *watch_peer(struct peer *peer, struct watched *watched, int round_ms)
{
    struct interlock_watch *watch = NULL;
    struct sibu_fault fault;
    clock_init_standing(&watched->clock, STAND_MORNING_US);
    watched->interlock = (struct policy_interlock){.id = "permits", .url = peer->url};
    watched->item = &watched->interlock;
    watched->zone = NULL; /* a word needs none */
    struct interlock_watch_def def = {
        .items = &watched->item, .zones = &watched->zone, .clock = &watched->clock, .count = 1, .round_ms = round_ms};
    assert_int_equal(interlock_watch_open(&watch, &def, &fault), SIBU_OK);
    return watch;
}

static void only_a_200_whose_first_word_is_open_is_open(void **state)
{
    (void)state;
    static const struct {
        unsigned status;
        const char *says;
    } CLOSED[] = {{200, "closed"}, {200, "opening"}, {200, ""}, {200, " open"},
                  {500, "open"},   {302, "open"},    {204, ""}, {200, "OPEN"}};
    struct peer peer;
    struct watched watched;
    peer_begin(&peer);
    struct interlock_watch *watch = watch_peer(&peer, &watched, 20);
    for (size_t i = 0; i < sizeof CLOSED / sizeof CLOSED[0]; i++) {
        peer_set(&peer, 200, i % 2 == 0 ? "open" : "open since 08:00\n");
        wait_until(watch, 1);
        peer_set(&peer, CLOSED[i].status, CLOSED[i].says);
        pass_two_rounds(&peer);
        assert_false(interlock_watch_is_open(watch, 0));
    }
    assert_int_equal(interlock_watch_find(watch, "permits"), 0);
    assert_int_equal(interlock_watch_find(watch, "crane"), 1);
    assert_false(interlock_watch_is_open(watch, 1));
    interlock_watch_close(watch);
    peer_end(&peer);
}

static void one_that_does_not_answer_closes(void **state)
{
    (void)state;
    struct peer peer;
    struct watched watched;
    peer_begin(&peer);
    struct interlock_watch *watch = watch_peer(&peer, &watched, 50);
    wait_until(watch, 1);
    peer_end(&peer);
    wait_until(watch, 0);
    interlock_watch_close(watch);
    assert_false(interlock_watch_is_open(NULL, 0));
}

/* A listening socket of 127.0.0.1 that answers by hand; its address in `url`. */
static int listen_bare(char url[64])
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof where;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0 && bind(fd, (const struct sockaddr *)&where, sizeof where) == 0 && listen(fd, 16) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&where, &length), 0);
    (void)snprintf(url, 64, "http://127.0.0.1:%u/permits", (unsigned)ntohs(where.sin_port));
    return fd;
}

/* The next question, all of it; it has to come within so many milliseconds. */
static int accept_question(int listening, int within_ms)
{
    char question[2000];
    struct pollfd wait = {.fd = listening, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, within_ms), 1);
    int fd = accept(listening, NULL, NULL);
    assert_true(fd >= 0);
    assert_true(recv(fd, question, sizeof question, 0) > 0);
    return fd;
}

/* A 200 that breaks off says nothing, even if what came of it is "open"; and who hangs is not waited for longer than a round. */
static void half_an_answer_and_none_are_closed(void **state)
{
    (void)state;
    static const char HALF[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nopen";
    struct peer peer = {.daemon = NULL};
    struct watched watched;
    int listening = listen_bare(peer.url), hung[2];
    struct interlock_watch *watch = watch_peer(&peer, &watched, 50);
    for (int i = 0; i < 3; i++) {
        int fd = accept_question(listening, (int)(PATIENCE_US / 1000));
        assert_false(interlock_watch_is_open(watch, 0)); /* whatever the one before has said */
        assert_int_equal(send(fd, HALF, sizeof HALF - 1, MSG_NOSIGNAL), sizeof HALF - 1);
        close(fd);
    }
    for (int i = 0; i < 2; i++) {
        hung[i] = accept_question(listening, 8000); /* 10 s is the longest that anybody is waited for */
        assert_false(interlock_watch_is_open(watch, 0));
    }
    interlock_watch_close(watch);
    close(hung[0]);
    close(hung[1]);
    close(listening);
}

/* Forty questions, one each 20 ms: the median interval is what it should be, though a busy machine delays some. */
static int is_even_once(void)
{
    struct peer peer;
    struct watched watched;
    peer_begin(&peer);
    struct interlock_watch *watch = watch_peer(&peer, &watched, 20);
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (count_questions(&peer) < 40) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(1000);
    }
    interlock_watch_close(watch);
    size_t near = 0;
    for (size_t i = 1; i < 40; i++) {
        int64_t step_us = peer.asked_us[i] - peer.asked_us[i - 1];
        near += step_us > 10000 && step_us < 30000;
    }
    peer_end(&peer);
    return near > 20;
}

/* Another rhythm is never even; a machine that is busy for a second is so once or twice. */
static void the_rhythm_is_even(void **state)
{
    (void)state;
    int even = 0;
    for (int i = 0; i < 8 && !even; i++) {
        even = is_even_once();
    }
    assert_true(even);
}

static void a_policy_s_url_closes_its_bit(void **state)
{
    (void)state;
    struct peer peer;
    struct stand stand = {0};
    char rules[256];
    peer_begin(&peer);
    (void)snprintf(rules, sizeof rules, "\"mean\":2,\"interlocks\":[{\"id\":\"permits\",\"url\":\"%s\"}]", peer.url);
    stand_open(&stand, rules);
    wait_until(stand.server->interlocks, 1);
    assert_int_equal(server_interlocks(stand.server), 0);
    stand_close(&stand);
    peer_set(&peer, 200, "closed");
    stand_open(&stand, rules);
    pass_two_rounds(&peer);
    assert_int_equal(server_interlocks(stand.server), 1);
    stand_close(&stand);
    peer_end(&peer);
}

/* Two rules on what one address tells: wind and heat. */
static void the_weather_closes_by_its_numbers(void **state)
{
    (void)state;
    struct peer peer;
    struct stand stand = {0};
    char rules[400];
    peer_begin(&peer);
    peer_set(&peer, 200, "{\"wind_speed_m_s\": 12, \"t\": 41.5}");
    (void)snprintf(
        rules, sizeof rules,
        "\"mean\":2,\"interlocks\":[{\"id\":\"wind\",\"url\":\"%s\",\"pointer\":\"/wind_speed_m_s\",\"max\":17},"
        "{\"id\":\"heat\",\"url\":\"%s\",\"pointer\":\"/t\",\"min\":-10,\"max\":35}]",
        peer.url, peer.url);
    stand_open(&stand, rules);
    wait_until(stand.server->interlocks, 1);
    pass_two_rounds(&peer);
    assert_int_equal(server_interlocks(stand.server), 2);
    peer_set(&peer, 200, "{\"wind_speed_m_s\": 17.5, \"t\": 20}");
    pass_two_rounds(&peer);
    pass_two_rounds(&peer); /* each asks by itself */
    assert_int_equal(server_interlocks(stand.server), 1);
    stand_close(&stand);
    peer_end(&peer);
}

static void put(const struct stand *stand, const char *name, const char *text)
{
    char path[160];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/%s", stand->folder, name);
    assert_int_equal(file_write(path, text, strlen(text), 0600, &fault), SIBU_OK);
}

/* It is read again each time: the clock alone makes a permit begin and end. */
static void a_register_closes_while_work_goes_on(void **state)
{
    (void)state;
    struct stand stand = {0};
    stand_open(&stand, "\"mean\":2,\"interlocks\":[{\"id\":\"permits\",\"file\":\"register.csv\",\"register\":true}]");
    assert_int_equal(server_interlocks(stand.server), 1); /* there is none */
    put(&stand, "register.csv", "no,state,from,to\n1,issued,2026-11-23 09:00,2026-11-23 10:00\n");
    assert_int_equal(server_interlocks(stand.server), 0);
    clock_set_us(&stand.clock, STAND_MORNING_US + INT64_C(3600000000));
    assert_int_equal(server_interlocks(stand.server), 1);
    clock_set_us(&stand.clock, STAND_MORNING_US + INT64_C(7200000000));
    assert_int_equal(server_interlocks(stand.server), 0);
    put(&stand, "register.csv", "no,state,from,to\n1,active,2026-11-23 09:00,2026-11-23 10:00\n");
    assert_int_equal(server_interlocks(stand.server), 1);
    stand_close(&stand);
}

/* The little works have one warden, who is always on shift. */
static void too_few_wardens_close(void **state)
{
    (void)state;
    struct stand stand = {0};
    stand_open(&stand, "\"mean\":2,\"interlocks\":[{\"id\":\"one\",\"wardens\":1},{\"id\":\"two\",\"wardens\":2}]");
    assert_int_equal(server_interlocks(stand.server), 2);
    stand_close(&stand);
}

static void wait_for_bits(struct stand *stand, uint32_t bits)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (server_interlocks(stand->server) != bits) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(1000);
    }
}

/* Channels that name the broker. */
static struct channels *open_channels(const struct broker *broker)
{
    char path[160], text[256];
    struct sibu_fault fault = {0};
    struct channels *channels = NULL;
    int n = snprintf(
        text, sizeof text,
        "{\"sibu_channels\":1,\"channels\":[{\"id\":\"sirens\",\"kind\":\"mqtt\",\"host\":\"127.0.0.1\",\"port\":%d}]}",
        broker->port);
    (void)snprintf(path, sizeof path, "%s/channels.json", broker->folder);
    assert_int_equal(file_write(path, text, (size_t)n, 0600, &fault), SIBU_OK);
    if (channels_open(&channels, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return channels;
}

/* Closed until a message says else, and where no broker is named the server does not start. */
static void a_topic_closes_until_it_says_open(void **state)
{
    (void)state;
    struct broker broker;
    struct device crane;
    struct sibu_fault fault = {0};
    broker_make(&broker, "");
    broker_start(&broker);
    struct channels *channels = open_channels(&broker);
    struct stand stand = {.channels = channels};
    stand_open_as_set(&stand,
                      "\"mean\":2,\"interlocks\":[{\"id\":\"crane\",\"topic\":\"plant/crane\"},{\"id\":\"lift\","
                      "\"topic\":\"plant/lift\",\"pointer\":\"/load_t\",\"max\":0}]");
    assert_int_equal(server_interlocks(stand.server), 3);
    device_open(&crane, &broker, "crane", "plant/nothing");
    device_keep(&crane, "plant/crane", "open");
    wait_for_bits(&stand, 2);
    device_keep(&crane, "plant/lift", "{\"load_t\":0}");
    wait_for_bits(&stand, 0);
    device_keep(&crane, "plant/crane", "closed: lifting");
    wait_for_bits(&stand, 1);
    device_close(&crane);
    stand_stop(&stand);
    struct server_def def = {.plan = stand.plan, .clock = &stand.clock, .folder = stand.data, .address = "127.0.0.1"};
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "interlocks");
    stand_close(&stand);
    channels_close(channels);
    broker_remove(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_200_whose_first_word_is_open_is_open),
        cmocka_unit_test(one_that_does_not_answer_closes),
        cmocka_unit_test(half_an_answer_and_none_are_closed),
        cmocka_unit_test(the_rhythm_is_even),
        cmocka_unit_test(a_policy_s_url_closes_its_bit),
        cmocka_unit_test(the_weather_closes_by_its_numbers),
        cmocka_unit_test(a_register_closes_while_work_goes_on),
        cmocka_unit_test(too_few_wardens_close),
        cmocka_unit_test(a_topic_closes_until_it_says_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
