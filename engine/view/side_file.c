/* See side_file.h. */
#include "view/side_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct side_file_stamp side_file_stamp_of(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        return (struct side_file_stamp){0};
    }
    return (struct side_file_stamp){.exists = 1,
                                    .device = (uint64_t)facts.st_dev,
                                    .number = (uint64_t)facts.st_ino,
                                    .bytes = (uint64_t)facts.st_size,
                                    .changed_s = (int64_t)facts.st_mtim.tv_sec,
                                    .changed_ns = (int64_t)facts.st_mtim.tv_nsec};
}

int side_file_same(const struct side_file_stamp *a, const struct side_file_stamp *b)
{
    return a->exists == b->exists && a->device == b->device && a->number == b->number && a->bytes == b->bytes &&
           a->changed_s == b->changed_s && a->changed_ns == b->changed_ns;
}

static enum sibu_status cannot_read(const char *path, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, path, "无法读取（错误 %d）", "cannot be read (error %d)", errno);
}

static enum sibu_status read_all(int file, const char *path, size_t max_bytes, struct sibu_text *out,
                                 struct sibu_fault *fault)
{
    char bytes[16384];
    for (;;) {
        ssize_t got = read(file, bytes, sizeof bytes);
        if (got < 0) {
            return cannot_read(path, fault);
        }
        if (got == 0) {
            return sibu_text_ok(out) ? SIBU_OK
                                     : sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "no memory to read it");
        }
        if (out->length + (size_t)got > max_bytes) {
            return sibu_fault_set(fault, SIBU_LIMIT, path, "文件超过 %zu 字节", "the file has more than %zu bytes",
                                  max_bytes);
        }
        sibu_text_add_bytes(out, bytes, (size_t)got);
    }
}

enum sibu_status side_file_read(const char *path, size_t max_bytes, struct sibu_text *out, struct sibu_fault *fault)
{
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe of that name must not keep us waiting */
    if (file < 0) {
        return errno == ENOENT ? SIBU_OK : cannot_read(path, fault);
    }
    enum sibu_status status;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是普通文件", "is no plain file");
    } else {
        status = read_all(file, path, max_bytes, out, fault);
    }
    (void)close(file);
    return status;
}

static int put_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, bytes, length);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return 0;
        }
        bytes += put;
        length -= (size_t)put;
    }
    return fsync(file) == 0;
}

enum sibu_status side_file_write(const char *path, const char *bytes, size_t length, struct sibu_fault *fault)
{
    char part[SIDE_FILE_PATH_MAX + 32];
    int written = snprintf(part, sizeof part, "%s.%ld.part", path, (long)getpid());
    if (written < 0 || (size_t)written >= sizeof part) {
        return sibu_fault_set(fault, SIBU_LIMIT, path, "文件名太长", "the file's name is too long");
    }
    int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int whole = file >= 0 && put_all(file, bytes, length);
    whole = (file < 0 || close(file) == 0) && whole;
    if (!whole || rename(part, path) != 0) {
        int why = errno;
        if (file >= 0) {
            (void)unlink(part);
        }
        return sibu_fault_set(fault, SIBU_IO, path, "无法写入（错误 %d）", "cannot be written (error %d)", why);
    }
    return SIBU_OK;
}
