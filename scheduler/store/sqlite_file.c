/* An SQLite file copied while others write to it: see store_copy.h. Depends on sqlite3. */
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/store_copy.h"

static int copy(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL) {
        return sqlite3_errcode(to);
    }
    int code = sqlite3_backup_step(backup, -1); /* all at once: one moment */
    int ended = sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? ended : code;
}

static int open_and_copy(const char *from, const char *to)
{
    sqlite3 *source = NULL, *target = NULL;
    int code = sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_open_v2(to, &target, SQLITE_OPEN_READWRITE, NULL);
    }
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(source, 5000);
        code = copy(source, target);
    }
    (void)sqlite3_close(source);
    int closed = sqlite3_close(target);
    return code == SQLITE_OK ? closed : code;
}

enum sibu_status store_file_copy(const char *from, const char *to, struct sibu_fault *fault)
{
    int file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return sibu_fault_set(fault, SIBU_IO, to, "无法写入", "cannot be written");
    }
    close(file);
    int code = open_and_copy(from, to);
    if (code == SQLITE_OK) {
        return SIBU_OK;
    }
    (void)unlink(to);
    return sibu_fault_set(fault, SIBU_IO, from, "无法复制 (%s)", "cannot be copied (%s)", sqlite3_errstr(code));
}
