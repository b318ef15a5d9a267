/* Visitors of a server: see visitor.h. */
#include "bench/visitor.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "sibu/memory.h"

#define REQUEST_BYTES_MAX 4096
#define ANSWER_BYTES_MAX 65536

struct crowd { /* what the visitors share */
    const struct visit *visit;
    int64_t from_us;
    double *waits_ms; /* of each request */
};
struct visitor {
    pthread_t thread;
    const struct crowd *crowd;
    size_t index;
    size_t refused;
    unsigned refused_with;
    int failed;
};

static int connect_to(uint16_t port)
{
    struct sockaddr_in where = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&where, sizeof where) != 0) {
        (void)close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static int send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return 0;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return 1;
}

/* How long the whole answer is, once its head is there; 0: not yet. */
static size_t answer_length(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    const char *body = strstr(answer, "Content-Length:");
    if (end == NULL) {
        return 0;
    }
    return (size_t)(end - answer) + 4 + (body != NULL && body < end ? strtoul(body + 15, NULL, 10) : 0);
}

/* Reads one answer; its status, or 0 where the connection broke. */
static unsigned read_answer(int fd, char *answer)
{
    size_t have = 0, wanted = 0;
    while (wanted == 0 || have < wanted) {
        ssize_t got = recv(fd, answer + have, ANSWER_BYTES_MAX - 1 - have, 0);
        if (got <= 0) {
            return 0;
        }
        have += (size_t)got;
        answer[have] = '\0';
        wanted = wanted == 0 ? answer_length(answer) : wanted;
    }
    return have > 12 ? (unsigned)strtoul(answer + 9, NULL, 10) : 0;
}

static int64_t due_us(const struct crowd *crowd, size_t number)
{
    double per_s = crowd->visit->per_s;
    return per_s > 0.0 ? crowd->from_us + (int64_t)((double)number / per_s * 1e6) : clock_monotonic_us();
}

static int ask_one(struct visitor *visitor, int fd, size_t number, char *answer)
{
    const struct visit *visit = visitor->crowd->visit;
    char request[REQUEST_BYTES_MAX];
    int64_t at_us = due_us(visitor->crowd, number), early_us = at_us - clock_monotonic_us();
    if (early_us > 0) {
        clock_rest(early_us);
    }
    size_t length = visit->write(visit->data, number, request, sizeof request);
    unsigned status = send_all(fd, request, length) ? read_answer(fd, answer) : 0;
    visitor->crowd->waits_ms[number] = (double)(clock_monotonic_us() - at_us) / 1e3;
    if (status != 200) {
        visitor->refused++;
        visitor->refused_with = status;
    }
    return status != 0;
}

/* The server of this visitor. */
static uint16_t port_of(const struct visit *visit, size_t visitor)
{
    size_t servers = 1;
    while (servers <= VISIT_OTHERS_MAX && visit->others[servers - 1] != 0) {
        servers++;
    }
    size_t number = visitor % servers;
    return number == 0 ? visit->port : visit->others[number - 1];
}

static void *visit_one(void *data)
{
    struct visitor *visitor = data;
    const struct visit *visit = visitor->crowd->visit;
    char *answer = sibu_array_new(ANSWER_BYTES_MAX, 1);
    int fd = connect_to(port_of(visit, visitor->index));
    visitor->failed = answer == NULL || fd < 0;
    for (size_t i = visitor->index; i < visit->requests && !visitor->failed; i += visit->visitors) {
        visitor->failed = !ask_one(visitor, fd, i, answer);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    sibu_array_free(answer);
    return NULL;
}

static int compare_waits(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void sum_up(const struct crowd *crowd, const struct visitor *visitors, struct visit_outcome *out)
{
    const struct visit *visit = crowd->visit;
    double took_s = (double)(clock_monotonic_us() - crowd->from_us) / 1e6;
    for (size_t i = 0; i < visit->visitors; i++) {
        out->refused += visitors[i].refused;
        out->refused_with = visitors[i].refused_with != 0 ? visitors[i].refused_with : out->refused_with;
    }
    qsort(crowd->waits_ms, visit->requests, sizeof *crowd->waits_ms, compare_waits);
    out->per_s = (double)(visit->requests - out->refused) / took_s;
    out->p50_ms = crowd->waits_ms[visit->requests / 2];
    out->p99_ms = crowd->waits_ms[visit->requests * 99 / 100];
}

/* Starts the visitors and waits for them; 0 where one failed. */
static int visit_all(const struct crowd *crowd, struct visitor *visitors)
{
    size_t started = 0;
    int fine = 1;
    for (; started < crowd->visit->visitors; started++) {
        visitors[started] = (struct visitor){.crowd = crowd, .index = started};
        if (pthread_create(&visitors[started].thread, NULL, visit_one, &visitors[started]) != 0) {
            break;
        }
    }
    fine = started == crowd->visit->visitors;
    for (size_t i = 0; i < started; i++) {
        (void)pthread_join(visitors[i].thread, NULL);
        fine = fine && !visitors[i].failed;
    }
    return fine;
}

enum sibu_status visit_server(const struct visit *visit, struct visit_outcome *out, struct sibu_fault *fault)
{
    struct visitor visitors[VISITORS_MAX];
    struct crowd crowd = {.visit = visit, .waits_ms = sibu_array_new(visit->requests, sizeof(double))};
    *out = (struct visit_outcome){0};
    if (crowd.waits_ms == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "bench", "内存不足", "out of memory");
    }
    crowd.from_us = clock_monotonic_us();
    int fine = visit_all(&crowd, visitors);
    if (fine) {
        sum_up(&crowd, visitors, out);
    }
    sibu_array_free(crowd.waits_ms);
    return fine ? SIBU_OK
                : sibu_fault_set(fault, SIBU_IO, "bench", "与服务器的连接中断", "a connection to the server broke");
}
