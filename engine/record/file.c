/* Files of records: see file.h. */
#include "record/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/schema.h"

#define HEAD_BYTES 100
#define URI_MAX (3 * 4096 + 64) /* every byte of a path may become three */
#define WORK_STEPS 1000000 /* of SQLite's machine, between two looks at the guard */
#define BUSY_MS 5000 /* how long another program's lock is waited for */

static int64_t big_endian(const uint8_t *bytes, int count)
{
    int64_t value = 0;
    for (int i = 0; i < count; i++) {
        value = value * 256 + bytes[i];
    }
    return value;
}

static enum sibu_status not_a_record(const char *path, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "这不是演练记录（.drill 文件）",
                          "this is not a drill record (a .drill file)");
}

static enum sibu_status cannot_open(const char *path, int error, struct sibu_fault *fault)
{
    if (error == ENOENT || error == ENOTDIR) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "没有这个文件", "there is no such file");
    }
    if (error == EACCES) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "没有读取权限", "reading it is not permitted");
    }
    return sibu_fault_set(fault, SIBU_IO, path, "无法打开文件（错误码 %d）", "it cannot be opened (error %d)", error);
}

/* The first bytes of a regular file; *got is how many there were. */
static enum sibu_status read_head(const char *path, uint8_t bytes[HEAD_BYTES], size_t *got, int64_t *size,
                                  struct sibu_fault *fault)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        return cannot_open(path, errno, fault);
    }
    enum sibu_status status = SIBU_OK;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        status = not_a_record(path, fault);
    } else {
        ssize_t count = read(file, bytes, HEAD_BYTES);
        *got = count < 0 ? 0 : (size_t)count;
        *size = about.st_size;
    }
    (void)close(file);
    return status;
}

static enum sibu_status judge(const char *path, const struct file_head *head, struct sibu_fault *fault)
{
    if (head->application != SCHEMA_APPLICATION_ID || head->version == 0) {
        return not_a_record(path, fault);
    }
    if (head->version > SIBU_RECORD_VERSION) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path,
                              "记录由更新版本的四不演练写成（格式 %u，本程序只读到 %d），请升级本程序",
                              "it was written by a newer Sibu (format %u, this one reads up to %d): upgrade to read it",
                              (unsigned)head->version, SIBU_RECORD_VERSION);
    }
    int64_t whole = head->page_bytes * head->page_count;
    if (head->rests && head->size_bytes != whole) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "记录不完整：有 %lld 字节，应为 %lld 字节，请用副本恢复",
                              "it is cut off or damaged: %lld bytes instead of %lld; use a copy",
                              (long long)head->size_bytes, (long long)whole);
    }
    return SIBU_OK;
}

enum sibu_status file_look(const char *path, struct file_head *head, struct sibu_fault *fault)
{
    static const char MAGIC[16] = "SQLite format 3";
    uint8_t bytes[HEAD_BYTES] = {0};
    size_t got = 0;
    enum sibu_status status = read_head(path, bytes, &got, &head->size_bytes, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (got < HEAD_BYTES || memcmp(bytes, MAGIC, sizeof MAGIC) != 0) {
        return not_a_record(path, fault);
    }
    head->page_bytes = big_endian(bytes + 16, 2);
    head->page_bytes = head->page_bytes == 1 ? 65536 : head->page_bytes; /* the format's way to say 65536 in 16 bits */
    head->page_count = big_endian(bytes + 28, 4);
    head->spare_bytes = bytes[20];
    head->version = (uint32_t)big_endian(bytes + 60, 4);
    head->application = (uint32_t)big_endian(bytes + 68, 4);
    head->rests = bytes[18] == 1 && bytes[19] == 1;
    return judge(path, head, fault);
}

/* Whether SQLite takes the byte of a path as it is. A second slash at the beginning would begin the name of a machine. */
static int stays_plain(const char *path, const char *at)
{
    static const char PLAIN[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._";
    if (*at == '/') {
        return at != path + 1 || path[0] != '/';
    }
    return strchr(PLAIN, *at) != NULL;
}

/* "file:" and the path, so that no character of it means anything to SQLite; a relative path cannot be ":memory:". */
static void make_uri(const char *path, const char *query, char out[URI_MAX])
{
    size_t length = (size_t)snprintf(out, URI_MAX, "file:%s", path[0] == '/' ? "" : "./");
    for (const char *at = path; *at != '\0' && length + 4 < URI_MAX - 32; at++) {
        length += (size_t)snprintf(out + length, URI_MAX - length, stays_plain(path, at) ? "%c" : "%%%02X",
                                   (unsigned)(unsigned char)*at);
    }
    (void)snprintf(out + length, URI_MAX - length, "%s", query);
}

/* No more than a record needs: what a file says must not cost more than this. */
static void set_limits(sqlite3 *database)
{
    (void)sqlite3_limit(database, SQLITE_LIMIT_LENGTH, RECORD_DOCUMENT_MAX + 1024);
    (void)sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 16 * 1024);
    (void)sqlite3_limit(database, SQLITE_LIMIT_COLUMN, 32);
    (void)sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 32);
    (void)sqlite3_limit(database, SQLITE_LIMIT_COMPOUND_SELECT, 4);
    (void)sqlite3_limit(database, SQLITE_LIMIT_VDBE_OP, 25000);
    (void)sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_limit(database, SQLITE_LIMIT_TRIGGER_DEPTH, 4);
    (void)sqlite3_limit(database, SQLITE_LIMIT_WORKER_THREADS, 0);
}

static void put_guards_up(sqlite3 *database, int writes)
{
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, writes, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
}

/* Ends the statement: reading a real schema takes a few thousand steps. */
static int end_work(void *nothing)
{
    (void)nothing;
    return 1;
}

void file_trust(struct sibu_record *record)
{
    sqlite3_progress_handler(record->database, 0, NULL, NULL);
}

enum sibu_status file_connect(struct sibu_record *record, const char *path, enum file_access access,
                              struct sibu_fault *fault)
{
    static const int FLAGS[] = {SQLITE_OPEN_READONLY, SQLITE_OPEN_READONLY, SQLITE_OPEN_READWRITE,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
    char uri[URI_MAX];
    make_uri(path, access == FILE_READ_AT_REST ? "?immutable=1" : "", uri);
    int code = sqlite3_open_v2(uri, &record->database, FLAGS[access] | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        return record_fault(record, code, fault);
    }
    (void)sqlite3_extended_result_codes(record->database, 1);
    (void)sqlite3_busy_timeout(record->database, BUSY_MS);
    set_limits(record->database);
    sqlite3_progress_handler(record->database, WORK_STEPS, end_work, NULL);
    put_guards_up(record->database, access == FILE_WRITE || access == FILE_MAKE);
    return record_execute(record, "PRAGMA cell_size_check = ON", fault);
}

enum sibu_status file_name(const char *from, const char *to, struct sibu_fault *fault)
{
    if (link(from, to) == 0) {
        (void)unlink(from);
        return SIBU_OK;
    }
    if (errno != EEXIST && access(to, F_OK) != 0 && rename(from, to) == 0) { /* a file system without links */
        return SIBU_OK;
    }
    int exists = access(to, F_OK) == 0;
    (void)unlink(from);
    if (exists) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, to, "已有这个文件，演练记录不会覆盖它",
                              "a file of this name exists, and a record never overwrites one");
    }
    return sibu_fault_set(fault, SIBU_IO, to, "无法创建文件，请检查磁盘和权限",
                          "it cannot be created: check the disk and its permissions");
}
