/* The threads that drive libmicrohttpd: see loop.h. */
#include "web/loop.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sibu/memory.h"

struct loop {
    struct MHD_Daemon *daemon;
    int epoll_fd; /* the daemon's */
    int wake_fd; /* can be read when there is something to resume, or the end has come */
    atomic_int ends;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    struct loop_wake *wakes; /* to be resumed, the last one first; NULL: none */
};
struct loops {
    size_t count; /* with a daemon */
    size_t running; /* with a thread */
    struct loop all[LOOPS_MAX];
};

/* For how long nothing is to be done where nothing comes, in ms; -1: for ever. */
static int patience_ms(struct MHD_Daemon *daemon)
{
    MHD_UNSIGNED_LONG_LONG wait_ms = 0;
    if (MHD_get_timeout(daemon, &wait_ms) != MHD_YES) {
        return -1;
    }
    return wait_ms < INT_MAX ? (int)wait_ms : INT_MAX;
}

/* Wakes its thread; a counter that is full wakes it no less. */
static void ring(const struct loop *loop)
{
    const uint64_t one = 1;
    ssize_t written = write(loop->wake_fd, &one, sizeof one);
    (void)written;
}

static void resume_all(struct loop *loop)
{
    pthread_mutex_lock(&loop->mutex);
    struct loop_wake *wake = loop->wakes;
    loop->wakes = NULL;
    pthread_mutex_unlock(&loop->mutex);
    while (wake != NULL) {
        struct loop_wake *next = wake->next; /* read first: once it is resumed it is no longer ours */
        MHD_resume_connection(wake->connection);
        wake = next;
    }
}

static void *run(void *data)
{
    struct loop *loop = data;
    struct pollfd waits[] = {{.fd = loop->epoll_fd, .events = POLLIN}, {.fd = loop->wake_fd, .events = POLLIN}};
    while (!atomic_load(&loop->ends)) {
        (void)MHD_run(loop->daemon);
        if (poll(waits, sizeof waits / sizeof waits[0], patience_ms(loop->daemon)) > 0 && waits[1].revents != 0) {
            uint64_t rung;
            ssize_t got = read(loop->wake_fd, &rung, sizeof rung);
            (void)got;
            resume_all(loop);
        }
    }
    return NULL;
}

static int start_daemon(struct loop *loop, int fd, loop_start start, void *data)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    loop->daemon = own >= 0 ? start(data, own) : NULL;
    if (loop->daemon == NULL && own >= 0) {
        close(own);
    }
    const union MHD_DaemonInfo *info =
        loop->daemon != NULL ? MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (info != NULL) {
        loop->epoll_fd = info->epoll_fd;
    }
    return info != NULL;
}

static void clear_loop(struct loop *loop)
{
    resume_all(loop);
    if (loop->daemon != NULL) {
        MHD_stop_daemon(loop->daemon);
    }
    pthread_mutex_destroy(&loop->mutex);
    close(loop->wake_fd);
}

static int open_loop(struct loop *loop, int fd, loop_start start, void *data)
{
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->wake_fd < 0) {
        return 0;
    }
    if (pthread_mutex_init(&loop->mutex, NULL) != 0) {
        close(loop->wake_fd);
        return 0;
    }
    if (!start_daemon(loop, fd, start, data)) {
        clear_loop(loop);
        return 0;
    }
    return 1;
}

static int open_all(struct loops *loops, int fd, size_t count, loop_start start, void *data)
{
    while (loops->count < count && loops->count < LOOPS_MAX && open_loop(&loops->all[loops->count], fd, start, data)) {
        loops->count++;
    }
    while (loops->running < loops->count &&
           pthread_create(&loops->all[loops->running].thread, NULL, run, &loops->all[loops->running]) == 0) {
        loops->running++;
    }
    return loops->running == count;
}

enum sibu_status loops_open(struct loops **out, int fd, size_t count, loop_start start, void *data,
                            struct sibu_fault *fault)
{
    *out = NULL;
    struct loops *loops = sibu_array_new(1, sizeof *loops);
    if (loops == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    if (!open_all(loops, fd, count, start, data)) {
        loops_close(loops);
        return sibu_fault_set(fault, SIBU_IO, "HTTP", "服务线程无法启动", "the server's threads cannot be started");
    }
    *out = loops;
    return SIBU_OK;
}

void loops_resume(struct loops *loops, struct loop_wake *wake)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(wake->connection, MHD_CONNECTION_INFO_DAEMON);
    struct loop *loop = loops->all;
    while (loop->daemon != info->daemon) {
        loop++;
    }
    pthread_mutex_lock(&loop->mutex);
    int first = loop->wakes == NULL;
    wake->next = loop->wakes;
    loop->wakes = wake;
    pthread_mutex_unlock(&loop->mutex);
    if (first) {
        ring(loop);
    }
}

void loops_close(struct loops *loops)
{
    if (loops == NULL) {
        return;
    }
    for (size_t i = 0; i < loops->running; i++) {
        atomic_store(&loops->all[i].ends, 1);
        ring(&loops->all[i]);
    }
    for (size_t i = 0; i < loops->running; i++) {
        (void)pthread_join(loops->all[i].thread, NULL);
    }
    for (size_t i = 0; i < loops->count; i++) {
        clear_loop(&loops->all[i]);
    }
    sibu_array_free(loops);
}
