/* Interlocks that are asked over HTTP, against a real peer on loopback. */
#include <arpa/inet.h>
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

#include "base/clock.h"
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

static struct interlock_watch *watch_peer(struct peer *peer, const char **url, int round_ms)
{
    struct interlock_watch *watch = NULL;
    struct sibu_fault fault;
    *url = peer->url;
    struct interlock_watch_def def = {.urls = url, .count = 1, .round_ms = round_ms};
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
    const char *url;
    peer_begin(&peer);
    struct interlock_watch *watch = watch_peer(&peer, &url, 20);
    for (size_t i = 0; i < sizeof CLOSED / sizeof CLOSED[0]; i++) {
        peer_set(&peer, 200, i % 2 == 0 ? "open" : "open since 08:00\n");
        wait_until(watch, 1);
        peer_set(&peer, CLOSED[i].status, CLOSED[i].says);
        pass_two_rounds(&peer);
        assert_false(interlock_watch_is_open(watch, 0));
    }
    assert_int_equal(interlock_watch_find(watch, peer.url), 0);
    assert_int_equal(interlock_watch_find(watch, "http://127.0.0.1:1/"), 1);
    assert_false(interlock_watch_is_open(watch, 1));
    interlock_watch_close(watch);
    peer_end(&peer);
}

static void one_that_does_not_answer_closes(void **state)
{
    (void)state;
    struct peer peer;
    const char *url;
    peer_begin(&peer);
    struct interlock_watch *watch = watch_peer(&peer, &url, 50);
    wait_until(watch, 1);
    peer_end(&peer);
    wait_until(watch, 0);
    interlock_watch_close(watch);
    assert_false(interlock_watch_is_open(NULL, 0));
}

/* Forty questions, one each 20 ms: the median interval is what it should be, though a busy machine delays some. */
static void the_rhythm_is_even(void **state)
{
    (void)state;
    struct peer peer;
    const char *url;
    peer_begin(&peer);
    struct interlock_watch *watch = watch_peer(&peer, &url, 20);
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
    assert_true(near > 20);
    peer_end(&peer);
}

static void a_policy_s_url_closes_its_bit(void **state)
{
    (void)state;
    struct peer peer;
    struct stand stand;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_200_whose_first_word_is_open_is_open),
        cmocka_unit_test(one_that_does_not_answer_closes),
        cmocka_unit_test(the_rhythm_is_even),
        cmocka_unit_test(a_policy_s_url_closes_its_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
