/* One file of a backup copied, and the folder that takes it: see backup_list.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "command/backup_list.h"
#include "store/store_copy.h"

static enum sibu_status failed(const char *path, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, path, "写不了（错误 %d），请检查权限和磁盘空间",
                          "cannot be written (error %d): check permissions and space", errno);
}

static int write_all(int to, const char *bytes, ssize_t length)
{
    while (length > 0) {
        ssize_t put = write(to, bytes, (size_t)length);
        if (put < 0 && errno != EINTR) {
            return 0;
        }
        bytes += put > 0 ? put : 0;
        length -= put > 0 ? put : 0;
    }
    return 1;
}

static enum sibu_status pour(int from, int to, const char *path, struct sibu_fault *fault)
{
    char block[65536];
    for (;;) {
        ssize_t got = read(from, block, sizeof block);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 || !write_all(to, block, got)) {
            return failed(path, fault);
        }
        if (got == 0) {
            return SIBU_OK;
        }
    }
}

static enum sibu_status copy_bytes(int from, const char *to, struct sibu_fault *fault)
{
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0) {
        return failed(to, fault);
    }
    enum sibu_status status = pour(from, out, to, fault);
    return close(out) == 0 || status != SIBU_OK ? status : failed(to, fault);
}

/* The mode, and onto the disk. */
static enum sibu_status settle(const char *path, unsigned mode, struct sibu_fault *fault)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int done = file >= 0 && fchmod(file, (mode_t)mode) == 0 && fsync(file) == 0;
    enum sibu_status status = done ? SIBU_OK : failed(path, fault);
    if (file >= 0) {
        close(file);
    }
    return status;
}

static int is_database(int file)
{
    static const char MARK[16] = "SQLite format 3";
    char head[sizeof MARK];
    return pread(file, head, sizeof head, 0) == (ssize_t)sizeof head && memcmp(head, MARK, sizeof MARK) == 0;
}

static enum sibu_status make_parent(const char *path, struct sibu_fault *fault)
{
    char folder[BACKUP_PATH_BYTES];
    const char *slash = strrchr(path, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    return file_make_folder(folder, fault);
}

enum sibu_status backup_copy(const char *from, const char *to, const struct backup_file *file, int *is_gone,
                             struct sibu_fault *fault)
{
    char source[2 * BACKUP_PATH_BYTES], target[2 * BACKUP_PATH_BYTES];
    (void)snprintf(source, sizeof source, "%s/%s", from, file->path);
    (void)snprintf(target, sizeof target, "%s/%s", to, file->path);
    int in = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    *is_gone = in < 0 && errno == ENOENT;
    if (in < 0) {
        return *is_gone
                   ? SIBU_OK
                   : sibu_fault_set(fault, SIBU_IO, source, "读不了（错误 %d）", "cannot be read (error %d)", errno);
    }
    int is_live = (file->mode & 0200) != 0 && is_database(in); /* a sealed record cannot be written to */
    enum sibu_status status = make_parent(target, fault);
    if (status == SIBU_OK && !is_live) {
        status = copy_bytes(in, target, fault);
    }
    close(in);
    if (status == SIBU_OK && is_live) {
        status = store_file_copy(source, target, fault);
    }
    return status == SIBU_OK ? settle(target, file->mode, fault) : status;
}

static int is_empty(const char *path)
{
    DIR *folder = opendir(path);
    int found = 0;
    if (folder == NULL) {
        return 0;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        found += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(folder);
    return found == 0;
}

enum sibu_status backup_make_folder(const char *folder, int *is_new, struct sibu_fault *fault)
{
    *is_new = mkdir(folder, 0700) == 0;
    if (*is_new) {
        return SIBU_OK;
    }
    if (errno != EEXIST) {
        return failed(folder, fault);
    }
    return is_empty(folder) ? SIBU_OK
                            : sibu_fault_set(fault, SIBU_NO, folder, "已经存在而且不是空文件夹，请指定另一个",
                                             "is there already and no empty folder; name another one");
}
