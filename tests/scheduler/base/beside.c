/* Two pieces of work side by side; and one after the other where no thread is to be had. */
#include "base/beside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Neither gets past here alone. */
static void wait_for_the_other(void *of)
{
    int met = pthread_barrier_wait(of);
    assert_true(met == 0 || met == PTHREAD_BARRIER_SERIAL_THREAD);
}

static void both_are_done_at_the_same_time(void **state)
{
    (void)state;
    pthread_barrier_t barrier;
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
    beside_do(wait_for_the_other, wait_for_the_other, &barrier);
    assert_int_equal(pthread_barrier_destroy(&barrier), 0);
}

struct order {
    int count, mine, other; /* which of them was done as which, from 1 */
};

static void do_mine(void *of)
{
    struct order *order = of;
    order->mine = ++order->count;
}

static void do_other(void *of)
{
    struct order *order = of;
    order->other = ++order->count;
}

#define NOBODY 65534

/* In a process that may have no thread more. */
static void without_a_thread_the_other_is_done_first(void **state)
{
    (void)state;
    int how = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct order order = {0, 0, 0};
        const struct rlimit none = {0, 0};
        int is_bound = (geteuid() != 0 || setuid(NOBODY) == 0) && setrlimit(RLIMIT_NPROC, &none) == 0;
        beside_do(do_mine, do_other, &order);
        _exit(is_bound && order.other == 1 && order.mine == 2 ? 0 : 3);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_done_at_the_same_time),
        cmocka_unit_test(without_a_thread_the_other_is_done_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
