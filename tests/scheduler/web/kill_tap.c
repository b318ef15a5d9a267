/* The calls that reach the disk, counted, and the end of the process at one of them. See kill.h.
 *
 * The functions here stand before those of the C library, also for SQLite; the kernel is called as they would.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kill.h"

struct tap {
    struct kill_shared *shared; /* NULL: nothing is counted */
    atomic_llong left; /* calls to the end; 0: there is none */
    int is_half;
};

static struct tap *the_tap(void)
{
    static struct tap tap;
    return &tap;
}

struct kill_shared *kill_share(void)
{
    void *memory = mmap(NULL, sizeof(struct kill_shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void kill_tap_open(struct kill_shared *shared)
{
    the_tap()->shared = shared;
}

void kill_tap_arm(int64_t call, int is_half)
{
    the_tap()->is_half = is_half;
    atomic_store(&the_tap()->left, call);
}

static _Noreturn void die(void)
{
    for (;;) {
        (void)kill(getpid(), SIGKILL);
    }
}

/* Whether this is the call to die at. */
static int is_due(int is_page)
{
    struct tap *tap = the_tap();
    if (tap->shared == NULL) {
        return 0;
    }
    atomic_fetch_add(&tap->shared->calls, 1);
    atomic_fetch_add(&tap->shared->pages, is_page);
    return atomic_load(&tap->left) > 0 && atomic_fetch_sub(&tap->left, 1) == 1;
}

static void pass(int is_page)
{
    if (is_due(is_page)) {
        die();
    }
}

#pragma GCC visibility push(default) /* SQLite's library is to find them */

ssize_t write(int fd, const void *bytes, size_t length)
{
    if (is_due(0)) {
        (void)syscall(SYS_write, fd, bytes, the_tap()->is_half ? length / 2 : 0);
        die();
    }
    return syscall(SYS_write, fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
    if (is_due(1)) {
        (void)syscall(SYS_pwrite64, fd, bytes, the_tap()->is_half ? length / 2 : 0, at);
        die();
    }
    return syscall(SYS_pwrite64, fd, bytes, length, at);
}

int fsync(int fd)
{
    pass(0);
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    pass(1);
    return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t length)
{
    pass(0);
    return (int)syscall(SYS_ftruncate, fd, length);
}

int unlink(const char *path)
{
    pass(0);
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int link(const char *from, const char *to)
{
    pass(0);
    return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int rename(const char *from, const char *to)
{
    pass(0);
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int chmod(const char *path, mode_t mode)
{
    pass(0);
    return (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
}

int mkdir(const char *path, mode_t mode)
{
    pass(0);
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

#pragma GCC visibility pop
