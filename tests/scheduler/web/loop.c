/* Threads that have many connections each: nobody waits because many come at once, because another's answer takes its time, or
 * because two things happen at the same moment. */
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "web/http.h"

enum { CROWD = 128, ROUNDS = 300, FEW = 16, PATIENCE_MS = 10000 };

struct scene {
    struct http_server *server;
    uint16_t port;
    atomic_int holds; /* 1: whoever asks for /hold waits, in the thread that answers */
    atomic_int held, filled;
    pthread_t waker;
    atomic_int ends;
    struct http_request *_Atomic resting[FEW];
};

static void answer_rested(void *data, struct http_request *request, struct http_answer *answer)
{
    (void)data;
    (void)request;
    answer->status = 200;
}

static void answer_any(void *data, struct http_request *request, struct http_answer *answer)
{
    struct scene *scene = data;
    const struct http_handler then = {.answer = answer_rested};
    answer->status = 200;
    if (strcmp(request->path, "/hold") == 0) {
        atomic_fetch_add(&scene->held, 1);
        while (atomic_load(&scene->holds)) {
            clock_rest(1000);
        }
        atomic_fetch_add(&scene->filled, 1);
        sibu_text_add(&answer->body, "held");
    } else if (strncmp(request->path, "/rest/", 6) == 0 && http_rest(request, &then, answer)) {
        atomic_store(&scene->resting[(request->path[6] - 'a') % FEW], request);
    }
}

static int all_but_hold(void *data, const struct http_request *request)
{
    (void)data;
    return strcmp(request->path, "/hold") != 0;
}

static void open_scene(struct scene *scene, unsigned threads, int has_crew)
{
    struct sibu_fault fault = {0};
    int fd = -1;
    memset(scene, 0, sizeof *scene);
    const struct http_handler handler = {
        .answer = answer_any, .data = scene, .is_quick = has_crew ? all_but_hold : NULL};
    assert_int_equal(http_listen("127.0.0.1", 0, &fd, &scene->port, &fault), SIBU_OK);
    assert_int_equal(http_open(&scene->server, fd, threads, NULL, handler, &fault), SIBU_OK);
}

static int join(const struct scene *scene)
{
    struct sockaddr_in where = {
        .sin_family = AF_INET, .sin_port = htons(scene->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&where, sizeof where), 0);
    return fd;
}

static void ask(int fd, const char *path)
{
    char request[100];
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
    assert_int_equal(send(fd, request, (size_t)length, MSG_NOSIGNAL), length);
}

/* The answer's status; 0: none comes while a test has patience. */
static int answer_of(int fd)
{
    char answer[2000] = "";
    int status = 0;
    struct pollfd at = {.fd = fd, .events = POLLIN};
    if (poll(&at, 1, PATIENCE_MS) != 1 || recv(fd, answer, sizeof answer - 1, 0) <= 0) {
        return 0;
    }
    assert_int_equal(sscanf(answer, "HTTP/1.1 %d", &status), 1);
    return status;
}

static void await(const atomic_int *number, int wanted)
{
    int64_t from_us = clock_monotonic_us();
    while (atomic_load(number) < wanted) {
        assert_true(clock_monotonic_us() - from_us < PATIENCE_MS * 1000);
        clock_rest(1000);
    }
}

/* Libmicrohttpd takes 128 events at a time: exactly so many have come while its thread was busy. */
static void many_that_ask_at_once_are_answered_at_once(void **state)
{
    (void)state;
    static struct scene scene;
    int fds[CROWD];
    open_scene(&scene, 1, 0);
    int holder = join(&scene);
    for (size_t i = 0; i < CROWD; i++) {
        fds[i] = join(&scene);
        ask(fds[i], "/");
        assert_int_equal(answer_of(fds[i]), 200);
    }
    atomic_store(&scene.holds, 1);
    ask(holder, "/hold");
    await(&scene.held, 1);
    for (size_t i = 0; i < CROWD; i++) {
        ask(fds[i], "/");
    }
    atomic_store(&scene.holds, 0);
    for (size_t i = 0; i < CROWD; i++) {
        assert_int_equal(answer_of(fds[i]), 200);
        assert_int_equal(close(fds[i]), 0);
    }
    assert_int_equal(answer_of(holder), 200);
    assert_int_equal(close(holder), 0);
    http_close(scene.server);
}

/* As many as the crew has threads, and more, and there is one thread for connections. */
static void an_answer_that_takes_its_time_keeps_nobody_waiting(void **state)
{
    (void)state;
    static struct scene scene;
    int fds[FEW], other;
    open_scene(&scene, 1, 1);
    atomic_store(&scene.holds, 1);
    for (size_t i = 0; i < FEW; i++) {
        fds[i] = join(&scene);
        ask(fds[i], "/hold");
    }
    await(&scene.held, 1);
    other = join(&scene);
    for (int i = 0; i < 3; i++) {
        ask(other, "/");
        assert_int_equal(answer_of(other), 200);
    }
    assert_int_equal(atomic_load(&scene.filled), 0);
    assert_int_equal(close(fds[0]), 0); /* who goes away meanwhile disturbs nobody */
    atomic_store(&scene.holds, 0);
    for (size_t i = 1; i < FEW; i++) {
        assert_int_equal(answer_of(fds[i]), 200);
        assert_int_equal(close(fds[i]), 0);
    }
    await(&scene.filled, FEW);
    assert_int_equal(close(other), 0);
    http_close(scene.server);
}

static void *close_server(void *data)
{
    struct scene *scene = data;
    http_close(scene->server);
    return NULL;
}

static void a_server_that_ends_sends_what_takes_its_time(void **state)
{
    (void)state;
    static struct scene scene;
    pthread_t ending;
    open_scene(&scene, 1, 1);
    atomic_store(&scene.holds, 1);
    int fd = join(&scene);
    ask(fd, "/hold");
    await(&scene.held, 1);
    assert_int_equal(pthread_create(&ending, NULL, close_server, &scene), 0);
    clock_rest(50000);
    atomic_store(&scene.holds, 0);
    assert_int_equal(answer_of(fd), 200);
    assert_int_equal(pthread_join(ending, NULL), 0);
    assert_int_equal(close(fd), 0);
}

static void *wake_all(void *data)
{
    struct scene *scene = data;
    while (!atomic_load(&scene->ends)) {
        for (size_t i = 0; i < FEW; i++) {
            struct http_request *request = atomic_exchange(&scene->resting[i], NULL);
            if (request != NULL) {
                http_wake(request);
            }
        }
    }
    return NULL;
}

/* Another thread wakes them as soon as they rest, while those of the connections look for what has come. */
static void none_that_is_woken_is_forgotten(void **state)
{
    (void)state;
    static struct scene scene;
    char path[] = "/rest/a";
    int fds[FEW];
    open_scene(&scene, 2, 1);
    assert_int_equal(pthread_create(&scene.waker, NULL, wake_all, &scene), 0);
    for (int i = 0; i < FEW; i++) {
        fds[i] = join(&scene);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < FEW; i++) {
            path[6] = (char)('a' + i);
            ask(fds[i], path);
        }
        for (int i = 0; i < FEW; i++) {
            assert_int_equal(answer_of(fds[i]), 200);
        }
    }
    for (int i = 0; i < FEW; i++) {
        assert_int_equal(close(fds[i]), 0);
    }
    atomic_store(&scene.ends, 1);
    assert_int_equal(pthread_join(scene.waker, NULL), 0);
    http_close(scene.server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_that_ask_at_once_are_answered_at_once),
                                       cmocka_unit_test(an_answer_that_takes_its_time_keeps_nobody_waiting),
                                       cmocka_unit_test(a_server_that_ends_sends_what_takes_its_time),
                                       cmocka_unit_test(none_that_is_woken_is_forgotten)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
