/* See whisper_run.h. A world is a copy of the process (fork) that goes on; afterwards the files are put back, so that all
 * worlds have one history, and at one tick one public state.
 *
 * What a world gives to sockets passes through connect, send, sendto and sendmsg below, which stand in front of libc's.
 * System calls are counted by tracing the thread that steps (ptrace), as strace does.
 */
#define _DEFAULT_SOURCE /* syscall(), MAP_ANONYMOUS */
#include "whisper_run.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "image.h"
#include "stand.h"
#include "web/route.h"

#define TICK_US (RUN_TICK_S * INT64_C(1000000))
#define BEFORE 24 /* ticks before the image, from eight to noon, when the window opens */
#define SECONDS_A_WORLD 40u

static const char RULES[] = "\"tick_s\":600,\"period\":\"month\",\"least\":0,\"most\":64,\"mean\":60,\"gap_days\":0,"
                            "\"windows\":[{\"from\":\"12:00\",\"to\":\"18:00\"}]";

static int64_t sent;

#define SEEN __attribute__((visibility("default")))

SEEN int connect(int fd, const struct sockaddr *to, socklen_t length)
{
    sent++;
    return (int)syscall(SYS_connect, fd, to, length);
}
SEEN ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
    sent += (int64_t)length + 1;
    return syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0);
}
SEEN ssize_t sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t to_length)
{
    sent += (int64_t)length + 1;
    return syscall(SYS_sendto, fd, bytes, length, flags, to, to_length);
}
SEEN ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    sent++;
    return syscall(SYS_sendmsg, fd, message, flags);
}

struct bench {
    struct stand stand;
    struct image image;
    struct run *run;
    char token_path[128];
    int64_t time_us; /* of the image */
};

static int64_t log_size(void)
{
    struct stat found;
    return fstat(STDERR_FILENO, &found) == 0 ? (int64_t)found.st_size : -1;
}

/* How long the handlers' answers are, asked as the server's threads ask them. */
static void ask_pages(struct bench *bench, struct sample *sample)
{
    static void (*const HANDLERS[RUN_PAGES])(struct server *, struct http_request *, struct http_answer *) = {
        api_health, api_muster, api_statistics, page_worker, api_reachability, api_record};
    const char *const paths[RUN_PAGES] = {"/healthz",        "/v1/muster",       "/v1/statistics",
                                          bench->token_path, "/v1/reachability", "/v1/record"};
    for (int i = 0; i < RUN_PAGES; i++) {
        struct http_request request = {.method = "GET", .path = paths[i], .body = ""};
        struct http_answer answer = {0};
        HANDLERS[i](bench->stand.server, &request, &answer);
        sample->pages[i] = answer.status == 200 ? (int64_t)answer.body.length : -(int64_t)answer.status;
        sibu_text_clear(&answer.body);
        sibu_arena_clear(&request.arena);
    }
}

static int64_t last_row_bytes(const struct stand *stand)
{
    struct sibu_arena arena = {0};
    struct store_ledger_row row;
    struct sibu_fault fault;
    int kept = store_ledger_last(stand->server->store, &arena, &row, &fault) == SIBU_OK;
    int64_t bytes = kept ? (int64_t)strlen(row.body) : -1;
    sibu_arena_clear(&arena);
    return bytes;
}

static int64_t now_ns(clockid_t of)
{
    struct timespec now;
    (void)clock_gettime(of, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* One tick, drawn between two looks at the clock. Returns whether a drill began. */
static int tick(struct bench *bench, struct world *world)
{
    struct sample *sample = &world->samples[world->ticks];
    struct stand *stand = &bench->stand;
    ask_pages(bench, sample);
    int64_t rows = book_counts(stand->server->book)->rows, log = log_size();
    sent = 0;
    int64_t begin = now_ns(CLOCK_MONOTONIC), idle = now_ns(CLOCK_THREAD_CPUTIME_ID);
    bench->run->at = world;
    int began = stand_step(stand, bench->time_us + world->ticks * TICK_US).began;
    bench->run->at = NULL;
    sample->work = now_ns(CLOCK_THREAD_CPUTIME_ID) - idle;
    sample->nanoseconds = now_ns(CLOCK_MONOTONIC) - begin;
    struct stand_sizes sizes = stand_sizes(stand);
    sample->sent = sent;
    sample->rows = book_counts(stand->server->book)->rows - rows;
    sample->row_bytes = last_row_bytes(stand);
    sample->log = log_size() - log;
    sample->db = sizes.db;
    sample->wal = sizes.wal;
    sample->shm = sizes.shm;
    sample->others = sizes.others - log_size();
    world->ticks++;
    return began;
}

static void open_log(struct bench *bench)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/log", bench->stand.data);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    stand_need(&bench->stand, fd >= 0 && dup2(fd, STDERR_FILENO) >= 0, path);
    (void)close(fd);
}

/* In the child: never returns. */
static void go_on(struct bench *bench, struct world *world)
{
    (void)alarm(SECONDS_A_WORLD);
    bench->stand.alone = 1;
    open_log(bench);
    if (bench->run->traced) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
            bench->run->refused = 1;
            _exit(0);
        }
        (void)raise(SIGSTOP);
    }
    while (!world->began && world->ticks < RUN_TICKS_MAX) {
        world->began = tick(bench, world);
    }
    world->done = 1;
    _exit(0);
}

/* A call begins while a step is under way: what it is goes into the tick's path. */
static void count_call(struct run *run, pid_t child)
{
    struct __ptrace_syscall_info info = {0};
    if (run->at != NULL && ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) > 0 &&
        info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        struct sample *sample = &run->at->samples[run->at->ticks];
        sample->calls++;
        sample->path = (sample->path ^ info.entry.nr) * UINT64_C(1099511628211);
    }
}

/* Waits for the child's end, and counts its calls where it wants to be traced. */
static void follow(struct run *run, pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSTOPPED(status)) {
        long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
        assert_int_equal(ptrace(PTRACE_SETOPTIONS, child, NULL, options), 0);
    }
    for (int signal = 0; WIFSTOPPED(status);) {
        if (ptrace(PTRACE_SYSCALL, child, NULL, (long)signal) != 0 && kill(child, SIGKILL) != 0) {
            break;
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        int is_call = WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80);
        signal = WIFSTOPPED(status) && !is_call ? WSTOPSIG(status) : 0;
        if (is_call) {
            count_call(run, child);
        }
    }
}

/* Only the calling thread is copied: where another held a lock just then, the copy stands still, ends by its alarm, and
 * is made again. */
static void make_world(struct bench *bench, struct world *world)
{
    struct run *run = bench->run;
    for (int attempt = 0; attempt < 3 && !world->done && !run->refused; attempt++) {
        memset(world, 0, sizeof *world);
        run->at = NULL;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            go_on(bench, world);
        }
        follow(run, child);
        image_put_back(&bench->image, &bench->stand);
    }
}

static void find_token(struct bench *bench)
{
    struct sibu_arena arena = {0};
    struct store_person *people = NULL;
    struct sibu_fault fault;
    size_t count = 0;
    assert_int_equal(store_people(bench->stand.server->store, NULL, &arena, &people, &count, &fault), SIBU_OK);
    assert_true(count > 0);
    (void)snprintf(bench->token_path, sizeof bench->token_path, "/w/%s", people[0].token);
    sibu_arena_clear(&arena);
}

/* Ticks pass outside the window; then the image is taken. */
static void open_bench(struct bench *bench)
{
    stand_open(&bench->stand, RULES);
    bench->time_us = STAND_MORNING_US + BEFORE * TICK_US;
    for (int i = 0; i < BEFORE; i++) {
        assert_false(stand_step(&bench->stand, STAND_MORNING_US + i * TICK_US).began);
    }
    find_token(bench);
    if (bench->run->by_surprise) {
        clock_set_us(&bench->stand.clock, bench->time_us - TICK_US / 2);
        stand_surprise(&bench->stand, RUN_WINDOW * RUN_TICK_S - RUN_TICK_S / 2);
    }
    image_take(&bench->image, &bench->stand);
}

struct run *run_open(const struct run_def *def)
{
    struct bench *bench = sibu_array_new(1, sizeof *bench);
    struct run *run = mmap(NULL, sizeof *run, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_non_null(bench);
    assert_ptr_not_equal(run, MAP_FAILED);
    run->by_surprise = def->by_surprise;
    run->traced = def->traced;
    bench->run = run;
    open_bench(bench);
    while (run->starts < def->starts && run->count < RUN_WORLDS_MAX && !run->refused) {
        struct world *world = &run->worlds[run->count];
        make_world(bench, world);
        assert_true(world->done || run->refused);
        run->count += world->done;
        run->starts += world->began;
    }
    stand_close(&bench->stand);
    image_clear(&bench->image);
    sibu_array_free(bench);
    return run;
}

void run_close(struct run *run)
{
    assert_int_equal(munmap(run, sizeof *run), 0);
}
