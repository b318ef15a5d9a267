/* The viewer: measured by itself (sibu-view --bench, which prints a line for each figure), because no program but
 * sibu-view has a screen in it.
 *
 * Depends on: bench/bench.h.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"

#define VIEWER_BYTES 4200

extern char **environ;

struct figure {
    const char *name; /* "view/" and what sibu-view calls it */
    const char *unit, *reference;
    int less_is_better;
};

static const struct figure FIGURES[] = {
    {"view/draw/10000", "pictures/s", "SDL's own software renderer, people alone on an empty ground", 0},
    {"view/draw/100000", "pictures/s", "SDL's own software renderer, people alone on an empty ground", 0},
    {"view/draw-beside/10000", "pictures/s", "the same, the people of both plans", 0},
    {"view/draw-beside/100000", "pictures/s", "the same, the people of both plans", 0},
    {"view/draw-over/10000", "pictures/s", "the same, people and ghosts", 0},
    {"view/draw-over/100000", "pictures/s", "the same, people and ghosts", 0},
    {"view/seek/100000", "s, the slowest of 12", "the record read on to its end, frame by frame", 1},
    {"view/first-picture/100000", "s of a new process", "the record read whole before", 1},
};
#define FIGURE_COUNT (sizeof FIGURES / sizeof FIGURES[0])

/* sibu-view stands beside this program. */
static int find_viewer(char out[VIEWER_BYTES])
{
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) {
        return 0;
    }
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    if (slash == NULL) {
        return 0;
    }
    *slash = '\0';
    (void)snprintf(out, VIEWER_BYTES, "%s/sibu-view", self);
    return access(out, X_OK) == 0;
}

static enum sibu_status start(const char *viewer, pid_t *child, FILE **answer, struct sibu_fault *fault)
{
    int ends[2];
    posix_spawn_file_actions_t files;
    char *const words[] = {(char *)(uintptr_t)viewer, (char *)(uintptr_t) "--bench", NULL};
    if (pipe(ends) != 0 || posix_spawn_file_actions_init(&files) != 0) {
        return sibu_fault_set(fault, SIBU_IO, "sibu-view", "无法启动", "does not start");
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int failed = posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    failed = failed ? failed : posix_spawn(child, viewer, &files, NULL, words, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)close(ends[1]);
    *answer = failed == 0 ? fdopen(ends[0], "r") : NULL;
    if (*answer == NULL) {
        (void)close(ends[0]);
        return sibu_fault_set(fault, SIBU_IO, "sibu-view", "无法启动", "does not start");
    }
    return SIBU_OK;
}

/* "draw/10000 232.3 364.6" for the figure "view/draw/10000". */
static int read_figure(FILE *answer, const struct figure *figure, double numbers[2])
{
    char line[128];
    if (fgets(line, sizeof line, answer) == NULL) {
        return 0;
    }
    const char *name = figure->name + strlen("view/");
    size_t length = strlen(name);
    char *end = line;
    if (strncmp(line, name, length) != 0 || line[length] != ' ') {
        return 0;
    }
    numbers[0] = strtod(line + length, &end);
    numbers[1] = strtod(end, &end);
    return *end == '\n' && numbers[0] > 0.0 && numbers[1] > 0.0;
}

static void add(struct bench *bench, const struct figure *figure, const double numbers[2])
{
    struct bench_result result = {.value = numbers[0],
                                  .unit = figure->unit,
                                  .reference = figure->reference,
                                  .reference_value = numbers[1],
                                  .ratio = figure->less_is_better ? numbers[1] / numbers[0] : numbers[0] / numbers[1],
                                  .threads = 1};
    (void)snprintf(result.name, sizeof result.name, "%s", figure->name);
    bench_add(bench, &result);
}

static int ended_well(pid_t child)
{
    int ended = 1;
    return waitpid(child, &ended, 0) == child && WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

/* All figures, or false. */
static int read_all(FILE *answer, double numbers[FIGURE_COUNT][2])
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (!read_figure(answer, &FIGURES[i], numbers[i])) {
            return 0;
        }
    }
    return 1;
}

static enum sibu_status measure(double numbers[FIGURE_COUNT][2], struct sibu_fault *fault)
{
    char viewer[VIEWER_BYTES];
    pid_t child = 0;
    FILE *answer = NULL;
    if (!find_viewer(viewer)) {
        return sibu_fault_set(fault, SIBU_IO, "sibu-view", "不在 sibu 旁边，请一并安装",
                              "is not beside sibu: install it too");
    }
    enum sibu_status status = start(viewer, &child, &answer, fault);
    if (status != SIBU_OK) {
        return status;
    }
    int whole = read_all(answer, numbers);
    (void)fclose(answer);
    return ended_well(child) && whole ? SIBU_OK
                                      : sibu_fault_set(fault, SIBU_IO, "sibu-view", "没有测出结果", "measured nothing");
}

enum sibu_status bench_view(struct bench *bench, struct sibu_fault *fault)
{
    int asked[FIGURE_COUNT], any = 0;
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        asked[i] = !*bench->stop && bench_begins(bench, FIGURES[i].name);
        any |= asked[i];
    }
    double numbers[FIGURE_COUNT][2];
    enum sibu_status status = any ? measure(numbers, fault) : SIBU_OK;
    for (size_t i = 0; i < FIGURE_COUNT && status == SIBU_OK; i++) {
        if (asked[i]) {
            add(bench, &FIGURES[i], numbers[i]);
        }
    }
    return *bench->stop ? SIBU_OK : status;
}
