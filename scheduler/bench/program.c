/* Other programs: see program.h. */
#include "bench/program.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#define SAID_MAX ((size_t)64 << 10)
#define LINE_MAX_BYTES ((size_t)16 << 10)
#define PATIENCE_US (INT64_C(10) * 1000000)
#define LOOK_US 5000

extern char **environ;

void program_as_owner(const char *const words[], const char *out[PROGRAM_WORDS_MAX])
{
    static const char *const OWNER[] = {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                                        "--"};
    size_t count = 0;
    for (size_t i = 0; geteuid() == 0 && i < sizeof OWNER / sizeof OWNER[0]; i++) {
        out[count++] = OWNER[i];
    }
    for (size_t i = 0; words[i] != NULL; i++) {
        assert(count < PROGRAM_WORDS_MAX - 1);
        out[count++] = words[i];
    }
    out[count] = NULL;
}

/* Where a program's output and errors go: -1: nowhere. */
struct outlets {
    int output, errors;
};

/* Every program has a group of its own: Ctrl-C is for this one, which ends them in order. */
static int spawn(pid_t *child, const char *const words[], struct outlets outlets)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    char *given[PROGRAM_WORDS_MAX + 1] = {NULL};
    for (size_t i = 0; words[i] != NULL; i++) {
        assert(i < PROGRAM_WORDS_MAX);
        given[i] = (char *)(uintptr_t)words[i];
    }
    if (posix_spawn_file_actions_init(&files) != 0) {
        return 0;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        return 0;
    }
    int failed = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    failed |= posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    failed |= posix_spawn_file_actions_adddup2(&files, outlets.output, STDOUT_FILENO);
    failed |= posix_spawn_file_actions_adddup2(&files, outlets.errors, STDERR_FILENO);
    failed = failed ? failed : posix_spawn(child, words[0], &files, &attributes, given, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attributes);
    return failed == 0;
}

static int open_pipe(int ends[2])
{
    if (pipe(ends) != 0) {
        return 0;
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 1;
}

static enum sibu_status does_not_start(const char *const words[], struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, words[0], "无法启动", "does not start");
}

/* To the end; what does not fit is read all the same, so that the program does not wait. */
static void read_all(int from, struct sibu_text *said)
{
    char bytes[4096];
    for (;;) {
        ssize_t got = read(from, bytes, sizeof bytes);
        if (got <= 0 && !(got < 0 && errno == EINTR)) {
            return;
        }
        if (got > 0 && said->length + (size_t)got <= SAID_MAX) {
            sibu_text_addf(said, "%.*s", (int)got, bytes);
        }
    }
}

static int ended_well(pid_t child)
{
    int ended = 1;
    pid_t got = 0;
    do {
        got = waitpid(child, &ended, 0);
    } while (got < 0 && errno == EINTR);
    return got == child && WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

static enum sibu_status quote(const char *const words[], const struct sibu_text *said, struct sibu_fault *fault)
{
    const char *text = sibu_text_get(said);
    size_t end = said->length;
    while (end > 0 && text[end - 1] == '\n') {
        end--;
    }
    size_t from = end;
    while (from > 0 && text[from - 1] != '\n') {
        from--;
    }
    int length = (int)(end - from < 100 ? end - from : 100);
    return sibu_fault_set(fault, SIBU_IO, words[0], "失败：%.*s", "failed: %.*s", length, text + from);
}

enum sibu_status program_run(const char *const words[], struct sibu_text *said, struct sibu_fault *fault)
{
    int ends[2];
    pid_t child = 0;
    struct sibu_text own = {0};
    if (!open_pipe(ends)) {
        return does_not_start(words, fault);
    }
    int started = spawn(&child, words, (struct outlets){ends[1], ends[1]});
    (void)close(ends[1]);
    if (started) {
        read_all(ends[0], &own);
    }
    (void)close(ends[0]);
    enum sibu_status status = !started            ? does_not_start(words, fault)
                              : ended_well(child) ? SIBU_OK
                                                  : quote(words, &own, fault);
    if (said != NULL) {
        *said = own;
    } else {
        sibu_text_clear(&own);
    }
    return status;
}

static int read_line(int from, struct sibu_text *line)
{
    char byte = 0;
    while (line->length < LINE_MAX_BYTES) {
        ssize_t got = read(from, &byte, 1);
        if (got == 1 && byte == '\n') {
            return 1;
        }
        if (got == 1) {
            sibu_text_addf(line, "%c", byte);
        } else if (!(got < 0 && errno == EINTR)) {
            return 0;
        }
    }
    return 0;
}

/* Why it ended: the last line of its log. */
static enum sibu_status quote_log(const char *const words[], const char *log, struct sibu_fault *fault)
{
    struct sibu_text said = {0};
    enum sibu_status status = file_read(log, SAID_MAX, &said, fault);
    if (status == SIBU_OK) {
        status = quote(words, &said, fault);
    }
    sibu_text_clear(&said);
    return status;
}

enum sibu_status program_start(struct program *program, const char *const words[], const char *log,
                               struct sibu_text *line, struct sibu_fault *fault)
{
    int ends[2];
    *program = (struct program){0};
    int errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (errors < 0 || !open_pipe(ends)) {
        (void)close(errors);
        return does_not_start(words, fault);
    }
    int started = spawn(&program->pid, words, (struct outlets){ends[1], errors});
    (void)close(ends[1]);
    (void)close(errors);
    if (!started) {
        program->pid = 0;
    }
    int told = started && read_line(ends[0], line);
    (void)close(ends[0]); /* it prints nothing more that anybody reads */
    if (!told) {
        program_stop(program);
        return quote_log(words, log, fault);
    }
    return SIBU_OK;
}

void program_stop(struct program *program)
{
    int ended = 0;
    if (program->pid <= 0) {
        return;
    }
    int64_t limit_us = clock_monotonic_us() + PATIENCE_US;
    (void)kill(program->pid, SIGTERM);
    while (waitpid(program->pid, &ended, WNOHANG) == 0) {
        if (clock_monotonic_us() > limit_us) {
            (void)kill(program->pid, SIGKILL);
        }
        clock_rest(LOOK_US);
    }
    program->pid = 0;
}
