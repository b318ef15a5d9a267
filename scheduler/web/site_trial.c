/* A site tried in a process of its own: see site_trial.h.
 *
 * The child is a copy of the server with this one thread: it reads the text, writes what it found into a pipe, and is gone. It opens
 * nothing, and first of all closes what it was born with: else a peer would wait for the end of a connection, and the next server
 * for the port.
 */
#include "web/site_trial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "sibu/memory.h"

#define LOOK_MS 20 /* how often the parent looks at the child's memory */
#define FAULTS_MOST 1000 /* as sibu_site_check lists */

struct finding { /* before the faults, in the pipe */
    enum sibu_status status;
    size_t count;
};
struct trial {
    const struct site_trial_limits *limits;
    pid_t child;
    int from; /* the pipe */
    int64_t begun_us, begun_bytes;
    struct finding finding;
    struct sibu_fault_list *faults;
    size_t have; /* bytes that came */
};

static void close_all_but(int kept)
{
    DIR *folder = opendir("/proc/self/fd");
    int own = folder != NULL ? dirfd(folder) : -1;
    for (struct dirent *entry = folder != NULL ? readdir(folder) : NULL; entry != NULL; entry = readdir(folder)) {
        long fd = strtol(entry->d_name, NULL, 10);
        if (fd > STDERR_FILENO && fd != kept && fd != own) {
            (void)close((int)fd);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
}

static void write_all(int to, const void *bytes, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count = write(to, (const char *)bytes + done, length - done);
        if (count < 0 && errno != EINTR) {
            return; /* nobody reads any more */
        }
        done += count > 0 ? (size_t)count : 0;
    }
}

/* In the child. Time is kept by the kernel; no picture of the server's memory is left behind. */
static void try_it(int to, const char *name, const char *bytes, size_t length, const struct site_trial_limits *limits)
{
    struct sibu_fault_list list = {NULL, 0, 0};
    const struct rlimit cpu = {(rlim_t)limits->cpu_s, (rlim_t)limits->cpu_s}, none = {0, 0};
    close_all_but(to);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &cpu);
    struct finding finding = {.status = sibu_site_check(name, bytes, length, &list)};
    finding.count = list.count;
    write_all(to, &finding, sizeof finding);
    write_all(to, list.items, list.count * sizeof *list.items);
    _exit(0);
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
    return memory_of(trial->child) - trial->begun_bytes > trial->limits->memory_bytes ||
           clock_monotonic_us() - trial->begun_us > trial->limits->wall_ms * 1000;
}

/* Where the next bytes of the pipe belong, and how many: first the finding, then its faults. 0: nothing more is to come. */
static size_t next_room(struct trial *trial, char **out)
{
    struct sibu_fault_list *list = trial->faults;
    if (trial->have < sizeof trial->finding) {
        *out = (char *)&trial->finding + trial->have;
        return sizeof trial->finding - trial->have;
    }
    size_t done = trial->have - sizeof trial->finding;
    if (trial->finding.count > FAULTS_MOST) {
        return 0;
    }
    if (list->items == NULL) {
        list->items = sibu_array_new(trial->finding.count + 1, sizeof *list->items);
        list->capacity = trial->finding.count + 1;
    }
    *out = (char *)list->items + done;
    return list->items != NULL ? trial->finding.count * sizeof *list->items - done : 0;
}

/* True where all of the finding came. */
static int hear(struct trial *trial)
{
    struct pollfd pipe = {.fd = trial->from, .events = POLLIN};
    char *room = NULL;
    for (size_t most = next_room(trial, &room); most > 0; most = next_room(trial, &room)) {
        if (poll(&pipe, 1, LOOK_MS) > 0) {
            ssize_t count = read(trial->from, room, most);
            if (count == 0 || (count < 0 && errno != EINTR)) {
                return 0; /* it has ended: its time was up, or it fell */
            }
            trial->have += count > 0 ? (size_t)count : 0;
        } else if (is_too_much(trial)) {
            return 0;
        }
    }
    trial->faults->count = trial->faults->items != NULL ? trial->finding.count : 0;
    return trial->faults->items != NULL;
}

static enum sibu_status tell(const struct trial *trial, const char *name, int is_whole, struct sibu_fault *fault)
{
    if (!is_whole) {
        return sibu_fault_set(
            fault, SIBU_LIMIT, name,
            "检查这份平面图要用超过 %" PRId64 " 秒或 %" PRId64
            " MiB 内存：请减少重叠和多余的顶点，或由管理这台机器的人更换",
            "to check this plan takes more than %" PRId64 " s or %" PRId64
            " MiB: take out what overlaps and points that nobody needs, or have it changed on the machine",
            trial->limits->cpu_s, trial->limits->memory_bytes >> 20);
    }
    if (trial->finding.status == SIBU_NO_MEMORY) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
    }
    if (trial->faults->count > 0) {
        *fault = trial->faults->items[0];
    }
    return trial->finding.status;
}

static enum sibu_status no_process(const char *name, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, name, "系统不给新进程：请稍后再试",
                          "the system gives no process to check it in: try again in a moment");
}

enum sibu_status site_trial(const char *name, const char *bytes, size_t length, const struct site_trial_limits *limits,
                            struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    int ends[2];
    struct trial trial = {.limits = limits, .faults = faults, .begun_us = clock_monotonic_us()};
    *faults = (struct sibu_fault_list){NULL, 0, 0};
    if (pipe(ends) != 0) {
        return no_process(name, fault);
    }
    trial.child = fork();
    if (trial.child == 0) {
        try_it(ends[1], name, bytes, length, limits);
    }
    (void)close(ends[1]);
    if (trial.child < 0) {
        (void)close(ends[0]);
        return no_process(name, fault);
    }
    trial.from = ends[0];
    trial.begun_bytes = memory_of(trial.child);
    int is_whole = hear(&trial);
    (void)kill(trial.child, SIGKILL);
    while (waitpid(trial.child, NULL, 0) < 0 && errno == EINTR) {
    }
    (void)close(ends[0]);
    return tell(&trial, name, is_whole, fault);
}
