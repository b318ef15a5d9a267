/* A server's life as its parent sees it. See kill.h. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "kill.h"

int kill_live(const struct kill_life *life, int64_t wait_us)
{
    int how = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        kill_life(life);
    }
    if (wait_us > 0) {
        struct timespec wait = {(time_t)(wait_us / 1000000), (long)(wait_us % 1000000) * 1000};
        (void)nanosleep(&wait, NULL);
        (void)kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    atomic_store(&life->shared->child, 0);
    if (!(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL) && !(WIFEXITED(how) && WEXITSTATUS(how) == 0)) {
        fail_msg("a server in %s ended with status %x", life->folder, (unsigned)how);
    }
    return WIFSIGNALED(how);
}
