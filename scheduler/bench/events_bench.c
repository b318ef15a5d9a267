/* Open streams of events: how long it takes until all phones have heard of one event, and how much memory a stream costs.
 *
 * Server and phones are one process: as many streams as its files allow, 10,000 at most, over loopback. The reference of the
 * time is the same bytes written to, and read from, bare connections by one loop; that of the memory is the aim of 40 kB.
 * Depends on: web/http.h, web/stream.h, base/clock.h, Linux (epoll, /proc).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "bench/bench.h"
#include "web/http.h"

#define STREAMS_MAX 10000u
#define FILES_BESIDE 400u
#define BARE 1000u
#define WAIT_US (INT64_C(30) * 1000000)
#define MEMORY_AIM_KB 40.0
static const char DATA[] =
    "{\"drill\":{\"id\":\"2026-000001\",\"state\":\"running\",\"ask\":\"evacuate\",\"real\":false,\"over\":false,\"alert\":1,"
    "\"alert_us\":1795711140758466,\"expires_us\":1795712340758466,\"where\":{\"zh\":\"车间\",\"en\":\"Workshop\"},\"updates\":[]}}";

/* The phones: each has one socket, and reads. */
struct phones {
    uint16_t port;
    uint32_t count;
    int poll;
    int *sockets;
    uint32_t *events; /* that each has heard of */
};

static void answer(void *data, struct http_request *request, struct http_answer *answer)
{
    answer->status = 200;
    const struct stream_def def = {.last = http_header(request, "Last-Event-ID")};
    answer->stream = stream_begin(data, &def);
    if (answer->stream == NULL) {
        http_answer_no(answer, 503, "out of memory");
    }
}

static enum sibu_status fault_of(struct sibu_fault *fault, const char *what)
{
    char words[128] = "";
    (void)strerror_r(errno, words, sizeof words);
    return sibu_fault_set(fault, SIBU_IO, what, "%s", "%s", words);
}

static int connect_to(uint16_t port)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&where, sizeof where) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int begin_phone(struct phones *phones, uint32_t index)
{
    static const char ASK[] = "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    int fd = connect_to(phones->port);
    struct epoll_event wanted = {.events = EPOLLIN, .data = {.u32 = index}};
    phones->sockets[index] = fd;
    return fd >= 0 && send(fd, ASK, sizeof ASK - 1, MSG_NOSIGNAL) == (ssize_t)sizeof ASK - 1 &&
           epoll_ctl(phones->poll, EPOLL_CTL_ADD, fd, &wanted) == 0;
}

/* Reads what is there for one phone; events end with the second of two line feeds behind "data". */
static void read_phone(struct phones *phones, uint32_t index)
{
    char bytes[4096];
    ssize_t length = recv(phones->sockets[index], bytes, sizeof bytes - 1, MSG_DONTWAIT);
    if (length <= 0) {
        return;
    }
    bytes[length] = '\0';
    for (const char *at = strstr(bytes, "data: {"); at != NULL; at = strstr(at + 1, "data: {")) {
        phones->events[index]++;
    }
}

/* Waits until each phone has heard of `wanted` events. */
static enum sibu_status hear_all(struct phones *phones, uint32_t wanted, struct sibu_fault *fault)
{
    struct epoll_event ready[256];
    int64_t end_us = clock_monotonic_us() + WAIT_US;
    for (uint32_t done = 0; done < phones->count;) {
        int count = epoll_wait(phones->poll, ready, 256, 1000);
        if (clock_monotonic_us() > end_us) {
            return sibu_fault_set(fault, SIBU_IO, "events", "有手机没有收到事件", "a phone did not hear of the event");
        }
        for (int i = 0; i < count; i++) {
            uint32_t index = ready[i].data.u32;
            uint32_t before = phones->events[index];
            read_phone(phones, index);
            done += before < wanted && phones->events[index] >= wanted;
        }
    }
    return SIBU_OK;
}

static enum sibu_status begin_phones(struct phones *phones, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < phones->count; i++) {
        if (!begin_phone(phones, i)) {
            return fault_of(fault, "connect");
        }
    }
    return hear_all(phones, 1, fault);
}

static double resident_kb(void)
{
    struct sibu_text text = {0};
    struct sibu_fault ignored;
    long pages = 0;
    if (file_read("/proc/self/statm", 4096, &text, &ignored) == SIBU_OK) {
        (void)sscanf(sibu_text_get(&text), "%*d %ld", &pages);
    }
    sibu_text_clear(&text);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024.0;
}

/* Two events to all; *seconds: until the last phone had the second, *kb: what a stream costs. */
static enum sibu_status time_event(struct phones *phones, struct streams *streams, double *seconds, double *kb,
                                   struct sibu_fault *fault)
{
    double before_kb = resident_kb();
    enum sibu_status status = streams_tell(streams, 0, "1", DATA, fault);
    status = status == SIBU_OK ? begin_phones(phones, fault) : status;
    int64_t from_us = clock_monotonic_us();
    status = status == SIBU_OK ? streams_tell(streams, 0, "2", DATA, fault) : status;
    status = status == SIBU_OK ? hear_all(phones, 2, fault) : status;
    *seconds = (double)(clock_monotonic_us() - from_us) * 1e-6;
    *kb = (resident_kb() - before_kb) / phones->count;
    return status;
}

/* The same bytes through `BARE` connections, one after the other, for as many as there are phones. */
static enum sibu_status time_bare(uint32_t phones, double *seconds, struct sibu_fault *fault)
{
    int pairs[BARE][2], listening = -1;
    uint16_t port = 0;
    uint32_t count = 0;
    char bytes[1024];
    enum sibu_status status = http_listen("127.0.0.1", 0, &listening, &port, fault);
    for (; status == SIBU_OK && count < BARE; count++) {
        pairs[count][0] = connect_to(port);
        pairs[count][1] = pairs[count][0] >= 0 ? accept(listening, NULL, NULL) : -1;
        if (pairs[count][1] < 0) {
            (void)close(pairs[count][0]);
            status = fault_of(fault, "accept");
            break;
        }
    }
    int64_t from_us = clock_monotonic_us();
    for (uint32_t i = 0; i < count && status == SIBU_OK; i++) {
        status = send(pairs[i][1], DATA, sizeof DATA, MSG_NOSIGNAL) > 0 && recv(pairs[i][0], bytes, sizeof bytes, 0) > 0
                     ? SIBU_OK
                     : fault_of(fault, "send");
    }
    *seconds = (double)(clock_monotonic_us() - from_us) * 1e-6 * phones / BARE;
    for (uint32_t i = 0; i < count; i++) {
        (void)close(pairs[i][0]);
        (void)close(pairs[i][1]);
    }
    (void)close(listening);
    return status;
}

static void add_results(struct bench *bench, uint32_t count, const double seconds[2], double kb)
{
    struct bench_result time = {.value = seconds[0],
                                .unit = "s to all",
                                .reference = "the same bytes through bare connections",
                                .reference_value = seconds[1],
                                .ratio = seconds[1] / seconds[0],
                                .threads = 2};
    struct bench_result memory = {.value = kb,
                                  .unit = "kB a stream",
                                  .reference = "the aim",
                                  .reference_value = MEMORY_AIM_KB,
                                  .ratio = MEMORY_AIM_KB / kb,
                                  .threads = 2};
    (void)snprintf(time.name, sizeof time.name, "events/to-all/%u", (unsigned)count);
    (void)snprintf(memory.name, sizeof memory.name, "events/memory/%u", (unsigned)count);
    bench_add(bench, &time);
    bench_add(bench, &memory);
}

static uint32_t phones_max(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 100;
    }
    rlim_t most = files.rlim_cur > 2 * FILES_BESIDE ? (files.rlim_cur - FILES_BESIDE) / 2 : 100;
    return most < STREAMS_MAX ? (uint32_t)most : STREAMS_MAX;
}

static enum sibu_status measure(struct bench *bench, struct phones *phones, struct streams *streams,
                                struct sibu_fault *fault)
{
    struct http_server *server = NULL;
    struct http_handler handler = {.answer = answer, .data = streams};
    double seconds[2] = {0.0, 0.0}, kb = 0.0;
    int fd = -1;
    enum sibu_status status = http_listen("127.0.0.1", 0, &fd, &phones->port, fault);
    if (status == SIBU_OK) {
        status = http_open(&server, fd, 2, NULL, handler, fault);
    }
    phones->count = phones_max(); /* the server has raised what the process may have */
    if (status == SIBU_OK) {
        status = time_event(phones, streams, &seconds[0], &kb, fault);
    }
    streams_stop(streams);
    http_close(server);
    for (uint32_t i = 0; i < phones->count && phones->sockets[i] > 0; i++) {
        (void)close(phones->sockets[i]);
    }
    status = status == SIBU_OK ? time_bare(phones->count, &seconds[1], fault) : status;
    if (status == SIBU_OK) {
        add_results(bench, phones->count, seconds, kb);
    }
    return status;
}

enum sibu_status bench_events(struct bench *bench, struct sibu_fault *fault)
{
    struct streams *streams = NULL;
    struct phones phones = {.count = 0};
    if (*bench->stop || !bench_begins(bench, "events")) {
        return SIBU_OK;
    }
    phones.poll = epoll_create1(EPOLL_CLOEXEC);
    phones.sockets = sibu_array_new(STREAMS_MAX, sizeof *phones.sockets);
    phones.events = sibu_array_new(STREAMS_MAX, sizeof *phones.events);
    enum sibu_status status = phones.poll >= 0 && phones.sockets != NULL && phones.events != NULL
                                  ? streams_open(&streams, 1, fault)
                                  : fault_of(fault, "epoll");
    if (status == SIBU_OK) {
        status = measure(bench, &phones, streams, fault);
    }
    streams_close(streams);
    if (phones.poll >= 0) {
        (void)close(phones.poll);
    }
    sibu_array_free(phones.sockets);
    sibu_array_free(phones.events);
    return status;
}
