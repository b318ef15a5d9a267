/* See reserve.h. */
#include "web/reserve.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static void name_file(const char *folder, char out[4200])
{
    (void)snprintf(out, 4200, "%s/reserve", folder);
}

/* An error number; 0: the room is there. */
static int take_room(const char *path)
{
    struct stat is;
    if (stat(path, &is) == 0 && is.st_size >= RESERVE_BYTES) {
        return 0;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
    int error = posix_fallocate(fd, 0, (off_t)RESERVE_BYTES);
    (void)close(fd);
    return error;
}

void reserve_take(const char *folder, int64_t now_us)
{
    char path[4200];
    name_file(folder, path);
    if (take_room(path) != 0) {
        (void)unlink(path); /* a part of it would be in the way of what there is room for */
        log_line(now_us, "warning", "web", "no room for the reserve (%lld MiB) in the data folder: free some",
                 (long long)(RESERVE_BYTES >> 20));
    }
}

int reserve_give(const char *folder)
{
    char path[4200];
    name_file(folder, path);
    return unlink(path) == 0;
}
