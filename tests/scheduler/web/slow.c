/* Who says a byte now and then has a time for all of it; what the server itself lets wait has not. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "web/http.h"

enum { REQUEST_MS = 500, STEP_US = 20000, PATIENCE_US = 8000000 };

struct scene {
    struct http_server *server;
    struct streams *streams;
    uint16_t port;
    struct http_request *_Atomic resting;
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
    const struct stream_def def = {.channel = 0};
    const struct http_handler then = {.answer = answer_rested};
    answer->status = 200;
    if (strcmp(request->path, "/events") == 0) {
        answer->stream = stream_begin(scene->streams, &def);
        assert_non_null(answer->stream);
    } else if (strcmp(request->path, "/rest") == 0 && http_rest(request, &then, answer)) {
        atomic_store(&scene->resting, request);
    }
}

static void open_scene(struct scene *scene)
{
    struct sibu_fault fault = {0};
    int fd = -1;
    memset(scene, 0, sizeof *scene);
    const struct http_handler handler = {.answer = answer_any, .data = scene, .request_ms = REQUEST_MS};
    assert_int_equal(streams_open(&scene->streams, 1, &fault), SIBU_OK);
    assert_int_equal(http_listen("127.0.0.1", 0, &fd, &scene->port, &fault), SIBU_OK);
    assert_int_equal(http_open(&scene->server, fd, 2, NULL, handler, &fault), SIBU_OK);
}

static int connect_and_say(const struct scene *scene, const char *words)
{
    struct sockaddr_in where = {
        .sin_family = AF_INET, .sin_port = htons(scene->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&where, sizeof where), 0);
    assert_int_equal(send(fd, words, strlen(words), MSG_NOSIGNAL), strlen(words));
    return fd;
}

/* Reads what is there, and says whether the connection has ended; what was read begins with `out`'s length of it. */
static int has_ended(int fd, char out[64])
{
    char bytes[2000];
    ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got > 0) {
        size_t kept = (size_t)got < 63 ? (size_t)got : 63;
        memcpy(out, bytes, kept);
        out[kept] = '\0';
    }
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

/* How they begin, and whether they go on with a byte at a time. */
static const struct {
    const char *beginning;
    int goes_on;
} SLOW[] = {{"", 0},
            {"POST /head HTTP/1.1\r\nX: ", 1},
            {"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n", 1},
            {"GET /next HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nX: ", 1}};
enum { SLOW_COUNT = sizeof SLOW / sizeof SLOW[0] };

/* Until all of them have ended. */
static void dribble(const int fds[SLOW_COUNT], char said[SLOW_COUNT][64])
{
    int64_t from_us = clock_monotonic_us();
    int over[SLOW_COUNT] = {0};
    for (size_t left = SLOW_COUNT; left > 0; clock_rest(STEP_US)) {
        for (size_t i = 0; i < SLOW_COUNT; i++) {
            if (!over[i] && has_ended(fds[i], said[i])) {
                over[i] = 1;
                left--;
                assert_true(clock_monotonic_us() - from_us >= (REQUEST_MS - 100) * 1000);
            } else if (!over[i] && SLOW[i].goes_on) {
                (void)send(fds[i], "a", 1, MSG_NOSIGNAL);
            }
        }
        for (size_t i = 0; i < SLOW_COUNT && clock_monotonic_us() - from_us > PATIENCE_US; i++) {
            if (!over[i]) {
                fail_msg("case %zu goes on", i);
            }
        }
    }
}

static void expect_words(int fd, const char *words)
{
    char bytes[2000] = "";
    size_t length = 0;
    const struct timeval patience = {.tv_sec = PATIENCE_US / 1000000};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    while (strstr(bytes, words) == NULL) {
        ssize_t got = recv(fd, bytes + length, sizeof bytes - 1 - length, 0);
        assert_true(got > 0);
        length += (size_t)got;
    }
}

static void who_dribbles_is_ended_and_what_waits_is_not(void **state)
{
    (void)state;
    static struct scene scene;
    struct sibu_fault fault = {0};
    char said[SLOW_COUNT][64] = {{0}};
    int fds[SLOW_COUNT];
    open_scene(&scene);
    int stream = connect_and_say(&scene, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    int rest = connect_and_say(&scene, "GET /rest HTTP/1.1\r\nHost: a\r\n\r\n");
    for (size_t i = 0; i < SLOW_COUNT; i++) {
        fds[i] = connect_and_say(&scene, SLOW[i].beginning);
    }
    dribble(fds, said);
    for (size_t i = 0; i < SLOW_COUNT; i++) {
        assert_int_equal(strncmp(said[i], "HTTP/1.1 200", 12) == 0,
                         i == SLOW_COUNT - 1); /* the whole one was answered */
        assert_int_equal(close(fds[i]), 0);
    }
    assert_int_equal(streams_tell(scene.streams, 0, "1", "still here", &fault), SIBU_OK);
    expect_words(stream, "still here");
    assert_non_null(atomic_load(&scene.resting));
    http_wake(atomic_load(&scene.resting));
    expect_words(rest, "HTTP/1.1 200");
    streams_stop(scene.streams);
    http_close(scene.server);
    streams_close(scene.streams);
    assert_int_equal(close(stream), 0);
    assert_int_equal(close(rest), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_dribbles_is_ended_and_what_waits_is_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
