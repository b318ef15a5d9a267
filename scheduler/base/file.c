/* Files read and written whole: see file.h. The edge to the file system; no state. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/place.h"

#define PATH_BYTES 4096

struct file_bytes {
    const char *bytes;
    size_t length;
};

static enum sibu_status unreadable(const char *path, struct sibu_fault *fault)
{
    if (errno == EACCES) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "没有读取权限", "no permission to read it");
    }
    if (errno == ENOENT || errno == ENOTDIR) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "没有这个文件", "there is no such file");
    }
    return sibu_fault_set(fault, SIBU_IO, path, "读不了（错误 %d）", "cannot be read (error %d)", errno);
}

/* Reads to the end; the size seen before is only a hint, the file may grow meanwhile. */
static enum sibu_status read_all(int fd, const char *path, size_t max_bytes, struct sibu_text *text,
                                 struct sibu_fault *fault)
{
    char block[65536];
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return unreadable(path, fault);
        }
        if (text->length + (size_t)got > max_bytes) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "文件太大，最多 %zu 字节",
                                  "too large, at most %zu bytes", max_bytes);
        }
        sibu_text_add_bytes(text, block, (size_t)got);
    }
    if (!sibu_text_ok(text)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "out of memory");
    }
    return SIBU_OK;
}

enum sibu_status file_read(const char *path, size_t max_bytes, struct sibu_text *text, struct sibu_fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return unreadable(path, fault);
    }
    struct stat about;
    enum sibu_status status;
    if (fstat(fd, &about) != 0) {
        status = unreadable(path, fault);
    } else if (!S_ISREG(about.st_mode)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是普通文件", "is not a regular file");
    } else {
        text->max_length = max_bytes + 1;
        status = read_all(fd, path, max_bytes, text, fault);
    }
    close(fd);
    return status;
}

static enum sibu_status unwritable(const char *path, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, path, "写不了（错误 %d）,请检查权限和磁盘空间",
                          "cannot be written (error %d): check permissions and space", errno);
}

static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return 0;
        }
        bytes += put;
        length -= (size_t)put;
    }
    return 1;
}

/* The new name is on the disk only when the folder is. */
static int sync_folder_of(const char *path)
{
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    int length = slash == NULL || slash == path ? 1 : (int)(slash - path);
    (void)snprintf(folder, sizeof folder, "%.*s", length, slash == NULL ? "." : path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return 1; /* who may write there need not be allowed to read there */
    }
    int ok = fsync(fd) == 0 || errno == EINVAL; /* some file systems have nothing to do here */
    close(fd);
    return ok;
}

/* Of this process alone, whichever machine of several that share the folder it runs on. */
static int name_part(const char *path, char out[PATH_BYTES])
{
    char host[24] = "";
    (void)gethostname(host, sizeof host - 1);
    int n = snprintf(out, PATH_BYTES, "%s.%s-%ld.part", path, host, (long)getpid());
    return n > 0 && n < PATH_BYTES;
}

/* What is where may not be: a file system without links has the moment between the look and the renaming. */
static int make_of(const char *part, const char *path)
{
    if (link(part, path) == 0) {
        return unlink(part) == 0;
    }
    return errno != EEXIST && access(path, F_OK) != 0 && rename(part, path) == 0;
}

static enum sibu_status write_file(const char *path, struct file_bytes bytes, unsigned mode, int is_new,
                                   struct sibu_fault *fault)
{
    char part[PATH_BYTES];
    if (!name_part(path, part)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "路径太长", "the path is too long");
    }
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (fd < 0) {
        return unwritable(path, fault);
    }
    int ok = write_all(fd, bytes.bytes, bytes.length) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && (is_new ? make_of(part, path) : rename(part, path) == 0) && sync_folder_of(path);
    if (ok) {
        return SIBU_OK;
    }
    enum sibu_status status = unwritable(path, fault);
    (void)unlink(part);
    return status;
}

enum sibu_status file_write(const char *path, const char *bytes, size_t length, unsigned mode, struct sibu_fault *fault)
{
    return write_file(path, (struct file_bytes){bytes, length}, mode, 0, fault);
}

enum sibu_status file_make(const char *path, const char *bytes, size_t length, unsigned mode, struct sibu_fault *fault)
{
    enum sibu_status status = write_file(path, (struct file_bytes){bytes, length}, mode, 1, fault);
    return status != SIBU_OK && access(path, F_OK) == 0
               ? sibu_fault_set(fault, SIBU_NO, path, "已有这个文件", "there is such a file already")
               : status;
}

enum sibu_status file_time(const char *path, int64_t *time_us, struct sibu_fault *fault)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return sibu_fault_set(fault, SIBU_IO, path, "读不了（错误 %d）", "cannot be read (error %d)", errno);
    }
    *time_us = (int64_t)about.st_mtim.tv_sec * 1000000 + about.st_mtim.tv_nsec / 1000;
    return SIBU_OK;
}

enum sibu_status file_set_time(const char *path, int64_t time_us, struct sibu_fault *fault)
{
    const struct timespec time = {.tv_sec = (time_t)(time_us / 1000000), .tv_nsec = (long)(time_us % 1000000) * 1000};
    const struct timespec both[2] = {time, time};
    return utimensat(AT_FDCWD, path, both, 0) == 0 || errno == ENOENT ? SIBU_OK : unwritable(path, fault);
}

enum sibu_status file_make_folder(const char *path, struct sibu_fault *fault)
{
    char part[PATH_BYTES];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof part) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "路径为空或太长", "the path is empty or too long");
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            return unwritable(part, fault);
        }
    }
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是文件夹", "is not a folder");
    }
    return SIBU_OK;
}

/* Empties the folder behind fd, which it closes. Its depth is counted down, so a strange tree ends somewhere. */
static void empty_folder(int fd, int depth)
{
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        close(fd);
        return;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            unlinkat(fd, entry->d_name, 0) == 0) {
            continue;
        }
        int below = depth > 1 ? openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (below >= 0) {
            empty_folder(below, depth - 1);
            (void)unlinkat(fd, entry->d_name, AT_REMOVEDIR);
        }
    }
    closedir(folder);
}

void file_remove_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        empty_folder(fd, 3);
        (void)rmdir(path);
    }
}

void file_beside(const char *beside, const char *path, char out[4096])
{
    const char *slash = strrchr(beside, '/');
    if (path[0] == '/' || slash == NULL) {
        (void)snprintf(out, PATH_BYTES, "%s", path);
    } else {
        (void)snprintf(out, PATH_BYTES, "%.*s/%s", (int)(slash - beside), beside, path);
    }
}

/* The file below the nearest folder above the program that has a share/sibu; 0 where none is found. */
static int share_above_program(const char *name, char out[PATH_BYTES])
{
    char program[PATH_BYTES];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    for (char *slash = strrchr(program, '/'); slash != NULL; slash = strrchr(program, '/')) {
        *slash = '\0';
        int written = snprintf(out, PATH_BYTES, "%s/share/sibu/%s", program, name);
        if (written > 0 && written < PATH_BYTES && access(out, R_OK) == 0) {
            return 1;
        }
    }
    return 0;
}

void file_share(const char *name, char out[4096])
{
    const char *set = getenv("SIBU_SHARE");
    if (set != NULL && set[0] != '\0') {
        (void)snprintf(out, PATH_BYTES, "%s/%s", set, name);
    } else if (!share_above_program(name, out)) {
        (void)snprintf(out, PATH_BYTES, "%s/%s", PLACE_SHARE, name);
    }
}
