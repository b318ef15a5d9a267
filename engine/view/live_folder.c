/* See live_folder.h. */
#include "view/live_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEGIN "sibu-live-"
#define LOCK "in-use"
#define NEW_LOCK "in-use.new"
#define PATH_BYTES (LIVE_FOLDER_PATH + 256)

static const char *temporary(void)
{
    const char *below = getenv("TMPDIR");
    return below != NULL && below[0] == '/' ? below : "/tmp";
}

/* Opens and holds the file, or -1. */
static int hold(int folder, const char *name, int flags)
{
    int file = openat(folder, name, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0) {
        (void)close(file);
        return -1;
    }
    return file;
}

/* Everything in it that is no folder; the lock at the end, so that what is interrupted is finished another time. */
static void empty(int folder)
{
    DIR *list = fdopendir(dup(folder));
    for (const struct dirent *each = list != NULL ? readdir(list) : NULL; each != NULL; each = readdir(list)) {
        if (strcmp(each->d_name, LOCK) != 0) {
            (void)unlinkat(folder, each->d_name, 0);
        }
    }
    if (list != NULL) {
        (void)closedir(list);
    }
    (void)unlinkat(folder, LOCK, 0);
}

static int is_ours(int folder)
{
    struct stat facts;
    return fstat(folder, &facts) == 0 && facts.st_uid == geteuid() && (facts.st_mode & 0077) == 0;
}

/* Takes the folder away where it is this user's and was left. */
static void remove_left(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int lock = folder >= 0 && is_ours(folder) ? hold(folder, LOCK, 0) : -1;
    if (lock >= 0) {
        empty(folder);
        (void)rmdir(path);
        (void)close(lock);
    }
    if (folder >= 0) {
        (void)close(folder);
    }
}

static void remove_all_left(const char *below)
{
    char path[PATH_BYTES];
    DIR *list = opendir(below);
    for (const struct dirent *each = list != NULL ? readdir(list) : NULL; each != NULL; each = readdir(list)) {
        int length = strncmp(each->d_name, BEGIN, strlen(BEGIN)) == 0
                         ? snprintf(path, sizeof path, "%s/%s", below, each->d_name)
                         : -1;
        if (length > 0 && (size_t)length < sizeof path) {
            remove_left(path);
        }
    }
    if (list != NULL) {
        (void)closedir(list);
    }
}

/* The lock has its name only once it is held: who looks in between does not take the folder for one that was left. */
static int take(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int lock = folder >= 0 ? hold(folder, NEW_LOCK, O_CREAT | O_EXCL) : -1;
    if (lock >= 0 && renameat(folder, NEW_LOCK, folder, LOCK) != 0) {
        (void)unlinkat(folder, NEW_LOCK, 0);
        (void)close(lock);
        lock = -1;
    }
    if (folder >= 0) {
        (void)close(folder);
    }
    return lock;
}

enum sibu_status live_folder_open(struct live_folder *folder, struct sibu_fault *fault)
{
    const char *below = temporary();
    *folder = (struct live_folder){.lock = -1};
    remove_all_left(below);
    int length = snprintf(folder->path, sizeof folder->path, "%s/" BEGIN "XXXXXX", below);
    int made = length > 0 && (size_t)length < sizeof folder->path && mkdtemp(folder->path) != NULL;
    folder->lock = made ? take(folder->path) : -1;
    if (folder->lock >= 0) {
        return SIBU_OK;
    }
    if (made) {
        (void)rmdir(folder->path);
    }
    (void)sibu_fault_set(fault, SIBU_IO, folder->path, "无法创建临时文件夹", "cannot make a temporary folder");
    folder->path[0] = '\0';
    return SIBU_IO;
}

void live_folder_close(struct live_folder *folder)
{
    int open_here = folder->path[0] != '\0' ? open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (open_here >= 0) {
        empty(open_here);
        (void)close(open_here);
    }
    if (folder->path[0] != '\0') {
        (void)rmdir(folder->path);
        (void)close(folder->lock);
    }
    *folder = (struct live_folder){.lock = -1};
}
