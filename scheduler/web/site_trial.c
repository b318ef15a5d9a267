/* A site tried in a process of its own: see site_trial.h.
 *
 * The program reads the text as its standard input, out of memory that has no name, and answers in JSON. It is a new program and not a
 * copy of this one: what a server's other threads hold at that moment, a lock or a connection, is not there.
 */
#define _GNU_SOURCE /* memfd_create, prlimit, what a new program is not to inherit */
#include "web/site_trial.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "sibu/json.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#define LOOK_MS 20 /* how often the parent looks at the child's memory */
#define FAULTS_MOST 1000 /* as sibu_site_check lists */
#define ANSWER_BYTES_MOST ((size_t)4 << 20)
#define INPUT "/dev/stdin" /* what the program takes for the file's name */
extern char **environ; /* as POSIX has it */

struct trial {
    const struct site_trial_terms *terms;
    pid_t child;
    int from; /* the pipe */
    int64_t begun_us;
    struct sibu_text answer;
};

static enum sibu_status no_process(const char *name, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, name, "系统不给新进程：请稍后再试",
                          "the system gives no process to check it in: try again in a moment");
}

static int write_all(int to, const char *bytes, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count = write(to, bytes + done, length - done);
        if (count < 0 && errno != EINTR) {
            return 0;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    return 1;
}

/* The text as a file that only this process and the new one have; -1: there is no room. */
static int text_file(const char *bytes, size_t length)
{
    int file = memfd_create("site", MFD_CLOEXEC);
    if (file >= 0 && (!write_all(file, bytes, length) || lseek(file, 0, SEEK_SET) != 0)) {
        (void)close(file);
        file = -1;
    }
    return file;
}

static int spawn_with(posix_spawn_file_actions_t *files, struct trial *trial)
{
    char site[] = "site", check[] = "check", json[] = "--json", input[] = INPUT, name[] = "sibu";
    char *arguments[] = {name, site, check, json, input, NULL};
    const char *program = trial->terms->program != NULL ? trial->terms->program : "/proc/self/exe";
    const struct rlimit cpu = {(rlim_t)trial->terms->cpu_s, (rlim_t)trial->terms->cpu_s}, none = {0, 0};
    if (posix_spawn(&trial->child, program, files, NULL, arguments, environ) != 0) {
        return 0;
    }
    (void)prlimit(trial->child, RLIMIT_CPU, &cpu, NULL); /* no picture of a person's plan is left behind either */
    (void)prlimit(trial->child, RLIMIT_CORE, &none, NULL);
    return 1;
}

static int spawn(int input, int output, struct trial *trial)
{
    posix_spawn_file_actions_t files;
    if (posix_spawn_file_actions_init(&files) != 0) {
        return 0;
    }
    int is_good = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO) == 0 &&
                  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO) == 0 &&
                  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
                  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1) == 0 && spawn_with(&files, trial);
    (void)posix_spawn_file_actions_destroy(&files);
    return is_good;
}

/* What the process has in memory; 0: it cannot be found out. */
static int64_t memory_of(pid_t process)
{
    char path[64], text[128] = "";
    (void)snprintf(path, sizeof path, "/proc/%ld/statm", (long)process);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t count = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0) {
        (void)close(fd);
    }
    const char *resident = count > 0 ? strchr(text, ' ') : NULL;
    return resident != NULL ? strtoll(resident, NULL, 10) * sysconf(_SC_PAGESIZE) : 0;
}

static int is_too_much(const struct trial *trial)
{
    return memory_of(trial->child) > trial->terms->memory_bytes ||
           clock_monotonic_us() - trial->begun_us > trial->terms->wall_ms * 1000;
}

/* Until the program has said all, or takes more than it may. */
static void hear(struct trial *trial)
{
    struct pollfd pipe = {.fd = trial->from, .events = POLLIN};
    char bytes[4096];
    while (!is_too_much(trial)) {
        ssize_t count = poll(&pipe, 1, LOOK_MS) > 0 ? read(trial->from, bytes, sizeof bytes) : -1;
        if (count == 0) {
            return;
        }
        sibu_text_add_bytes(&trial->answer, bytes, count > 0 ? (size_t)count : 0);
    }
}

static void hear_and_end(struct trial *trial)
{
    hear(trial);
    (void)kill(trial->child, SIGKILL);
    while (waitpid(trial->child, NULL, 0) < 0 && errno == EINTR) {
    }
}

static void read_fault(struct sibu_json_value item, const char *name, struct sibu_fault *out)
{
    const char *place = sibu_json_as_string(sibu_json_member(item, "place"));
    const char *behind = strncmp(place, INPUT, strlen(INPUT)) == 0 ? place + strlen(INPUT) : "";
    char whole[sizeof out->place];
    (void)snprintf(whole, sizeof whole, "%.120s%.110s", name, behind);
    (void)sibu_fault_set(out, SIBU_BAD_INPUT, whole, "%s", "%s", "");
    (void)snprintf(out->what[SIBU_ZH], sizeof out->what[SIBU_ZH], "%s",
                   sibu_json_as_string(sibu_json_member(item, "zh")));
    (void)snprintf(out->what[SIBU_EN], sizeof out->what[SIBU_EN], "%s",
                   sibu_json_as_string(sibu_json_member(item, "en")));
}

/* True where there was room for them all. */
static int read_faults(struct sibu_json_value items, const char *name, struct sibu_fault_list *out)
{
    size_t count = sibu_json_count(items) < FAULTS_MOST ? sibu_json_count(items) : FAULTS_MOST;
    out->items = sibu_array_new(count + 1, sizeof *out->items);
    out->capacity = out->items != NULL ? count + 1 : 0;
    struct sibu_json_value item = sibu_json_first(items);
    for (; out->items != NULL && out->count < count; item = sibu_json_next(item)) {
        read_fault(item, name, &out->items[out->count++]);
    }
    return out->items != NULL;
}

static enum sibu_status too_much(const struct trial *trial, const char *name, struct sibu_fault *fault)
{
    return sibu_fault_set(
        fault, SIBU_LIMIT, name,
        "检查这份平面图要用超过 %" PRId64 " 秒或 %" PRId64
        " MiB 内存：请减少重叠和多余的顶点，或由管理这台机器的人更换",
        "to check this plan takes more than %" PRId64 " s or %" PRId64
        " MiB: take out what overlaps and points that nobody needs, or have it changed on the machine",
        trial->terms->cpu_s, trial->terms->memory_bytes >> 20);
}

/* What the program found, of an answer that came whole: else its time was up, or it fell. */
static enum sibu_status tell(const struct trial *trial, const char *name, struct sibu_fault_list *faults,
                             struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    enum sibu_status status = SIBU_OK;
    if (sibu_json_open(&document, name, sibu_text_get(&trial->answer), trial->answer.length, fault) != SIBU_OK) {
        return too_much(trial, name, fault);
    }
    struct sibu_json_value root = sibu_json_root(document);
    if (!read_faults(sibu_json_member(root, "faults"), name, faults)) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
    } else if (faults->count > 0) {
        *fault = faults->items[0];
        status = SIBU_BAD_INPUT;
    } else if (!sibu_json_as_bool(sibu_json_member(root, "ok"))) {
        status = too_much(trial, name, fault);
    }
    sibu_json_close(document);
    return status;
}

enum sibu_status site_trial(const char *name, const char *bytes, size_t length, const struct site_trial_terms *terms,
                            struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    int ends[2];
    struct trial trial = {
        .terms = terms, .begun_us = clock_monotonic_us(), .answer = {.max_length = ANSWER_BYTES_MOST}};
    *faults = (struct sibu_fault_list){NULL, 0, 0};
    int input = text_file(bytes, length);
    if (input < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        (void)(input >= 0 && close(input));
        return no_process(name, fault);
    }
    int is_there = spawn(input, ends[1], &trial);
    (void)close(input);
    (void)close(ends[1]);
    trial.from = ends[0];
    if (is_there) {
        hear_and_end(&trial);
    }
    (void)close(ends[0]);
    enum sibu_status status = is_there ? tell(&trial, name, faults, fault) : no_process(name, fault);
    sibu_text_clear(&trial.answer);
    return status;
}
