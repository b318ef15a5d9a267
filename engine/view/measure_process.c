/* From a program's start to its first picture. See measure.h. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "view/measure.h"

#define WORDS 10

extern char **environ;

/* Of all children that have ended. */
static double children_s(void)
{
    struct rusage used = {0};
    (void)getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

/* What the child prints would be taken for a figure of ours. */
static int start(pid_t *child, const char *program, char *const words[WORDS])
{
    posix_spawn_file_actions_t files;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed) {
        return failed;
    }
    failed = posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    failed = failed ? failed : posix_spawn(child, program, &files, NULL, words, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    return failed;
}

enum sibu_status measure_new_process(const char *program, const char *record, const char *picture, double *seconds,
                                     struct sibu_fault *fault)
{
    const char *const line[WORDS] = {program,  record, "--snapshot", "0",        picture,
                                     "--lang", "en",   "--size",     "1280x720", NULL};
    char *words[WORDS];
    pid_t child = 0, ended = 0;
    int how = 1;
    double before_s = children_s();
    for (size_t i = 0; i < WORDS; i++) {
        words[i] = (char *)(uintptr_t)line[i]; /* posix_spawn takes char *, and leaves them as they are */
    }
    int failed = start(&child, program, words);
    do {
        ended = failed ? -1 : waitpid(child, &how, 0);
    } while (!failed && ended < 0 && errno == EINTR);
    if (ended < 0 || !WIFEXITED(how) || WEXITSTATUS(how) != 0) {
        return sibu_fault_set(fault, SIBU_IO, "sibu-view", "未能画出首幅画面", "made no first picture");
    }
    *seconds = children_s() - before_s;
    return SIBU_OK;
}
