/* Check-ins that rest until they are on disk: what becomes of them when nothing can be kept for a while, when who sent them goes
 * away, and when the server ends. */
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/clock.h"
#include "drill/host.h"
#include "stand.h"

enum { PHONES = 40, PROBES = 400, PATIENCE_US = 4000000 };

struct scene {
    struct stand stand;
    struct sibu_arena arena;
    struct store_person *people;
    size_t count;
    sqlite3 *other; /* another program, which keeps the database locked */
    int phones[PHONES];
};

static void open_scene(struct scene *scene)
{
    struct sibu_fault fault = {0};
    *scene = (struct scene){.count = 0};
    stand_open(&scene->stand, "\"tick_s\":600,\"least\":0,\"mean\":0.01");
    (void)stand_step(&scene->stand, STAND_MORNING_US);
    assert_int_equal(server_now(scene->stand.server, "", &fault), SIBU_OK);
    assert_int_equal(
        store_people(scene->stand.server->store, NULL, &scene->arena, &scene->people, &scene->count, &fault), SIBU_OK);
}

static void close_scene(struct scene *scene)
{
    sibu_arena_clear(&scene->arena);
    stand_close(&scene->stand);
}

static void lock_database(struct scene *scene)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/sibu.db", scene->stand.data);
    assert_int_equal(sqlite3_open(path, &scene->other), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(scene->other, 20000), SQLITE_OK); /* the notifier writes too */
    assert_int_equal(sqlite3_exec(scene->other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
}

static void unlock_database(struct scene *scene)
{
    assert_int_equal(sqlite3_exec(scene->other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(scene->other), SQLITE_OK);
}

/* A phone with a connection of its own, which has sent its check-in. */
static int check_in(const struct scene *scene, size_t number)
{
    char body[200], request[500];
    struct sockaddr_in where = {.sin_family = AF_INET,
                                .sin_port = htons(server_port(scene->stand.server)),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&where, sizeof where), 0);
    int length = snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"resting-%zu\",\"point\":\"yard\"}",
                          scene->people[number % scene->count].token, number);
    length = snprintf(request, sizeof request, "POST /v1/check-in HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s",
                      length, body);
    assert_int_equal(send(fd, request, (size_t)length, MSG_NOSIGNAL), length);
    return fd;
}

/* The status of the answer that comes within so many ms; 0: none has come. The connection is closed with an answer. */
static int answer_of(int fd, int wait_ms)
{
    char answer[2000] = "";
    int status = 0;
    struct pollfd at = {.fd = fd, .events = POLLIN};
    if (poll(&at, 1, wait_ms) != 1) {
        return 0;
    }
    ssize_t got = recv(fd, answer, sizeof answer - 1, 0);
    assert_true(got > 0);
    assert_int_equal(sscanf(answer, "HTTP/1.1 %d", &status), 1);
    assert_int_equal(close(fd), 0);
    return status;
}

/* How many wait to be kept; *keeps: whether some are being kept. */
static size_t look(struct drill_host *host, int *keeps)
{
    pthread_mutex_lock(&host->intake.mutex);
    size_t count = host->intake.coming.count;
    pthread_mutex_unlock(&host->intake.mutex);
    *keeps = pthread_mutex_trylock(&host->mutex) != 0;
    if (!*keeps) {
        pthread_mutex_unlock(&host->mutex);
    }
    return count;
}

static void wait_for(struct scene *scene, size_t coming)
{
    int keeps = 0;
    int64_t from_us = clock_monotonic_us();
    while (look(scene->stand.server->drill, &keeps) != coming || !keeps) {
        assert_true(clock_monotonic_us() - from_us < PATIENCE_US);
        clock_rest(1000);
    }
}

/* All have sent theirs, the first is being kept and cannot be, and the others rest. */
static void let_all_rest(struct scene *scene)
{
    lock_database(scene);
    scene->phones[0] = check_in(scene, 0);
    wait_for(scene, 0);
    for (size_t i = 1; i < PHONES; i++) {
        scene->phones[i] = check_in(scene, i);
    }
    wait_for(scene, PHONES - 1);
}

static int64_t rows(const struct scene *scene)
{
    return stand_number(scene->stand.data, "SELECT count(*) FROM response WHERE kind = 'check-in'");
}

/* More rest than the server has threads, and it answers others meanwhile; who has gone away is kept no less. */
static void who_goes_away_disturbs_nobody(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene);
    let_all_rest(&scene);
    for (size_t i = 0; i < PHONES; i++) {
        assert_int_equal(answer_of(scene.phones[i], 0), 0); /* nothing is said before it is on disk */
    }
    assert_int_equal(rows(&scene), 0);
    for (size_t i = 1; i < PHONES; i += 2) {
        assert_int_equal(close(scene.phones[i]), 0);
    }
    unlock_database(&scene);
    for (size_t i = 0; i < PHONES; i += 2) {
        assert_int_equal(answer_of(scene.phones[i], 10000), 200);
    }
    assert_int_equal(answer_of(check_in(&scene, PHONES), 10000), 200);
    assert_int_equal(rows(&scene), PHONES + 1);
    close_scene(&scene);
}

static void *end_server(void *data)
{
    struct scene *scene = data;
    server_close(scene->stand.server);
    return NULL;
}

/* What rests when the server ends is kept and answered; what comes afterwards is told to come again. */
static void a_server_that_ends_answers_what_rests(void **state)
{
    (void)state;
    struct scene scene;
    pthread_t ending;
    int probes[PROBES];
    size_t resting = 0;
    int status = 0;
    open_scene(&scene);
    let_all_rest(&scene);
    assert_int_equal(pthread_create(&ending, NULL, end_server, &scene), 0);
    for (; status == 0 && resting < PROBES; resting += status == 0) {
        probes[resting] = check_in(&scene, PHONES + resting);
        status = answer_of(probes[resting], 10);
    }
    assert_int_equal(status, 503);
    unlock_database(&scene);
    for (size_t i = 0; i < PHONES; i++) {
        assert_int_equal(answer_of(scene.phones[i], 10000), 200);
    }
    for (size_t i = 0; i < resting; i++) {
        assert_int_equal(answer_of(probes[i], 10000), 200);
    }
    assert_int_equal(pthread_join(ending, NULL), 0);
    scene.stand.server = NULL;
    assert_int_equal(rows(&scene), PHONES + resting);
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_goes_away_disturbs_nobody),
                                       cmocka_unit_test(a_server_that_ends_answers_what_rests)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
