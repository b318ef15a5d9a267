/* A witness's memory: see shelf.h. Depends on sqlite3.
 *
 * Durable: a rollback journal with synchronous=EXTRA, so that COMMIT returns only after the journal's end is on the disk.
 */
#include "witness/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sibu/memory.h"

#define BUSY_TIMEOUT_MS 5000
#define FILE_NAME "witness.db"
#define FIRST_NAME "sibu-witness"

struct shelf {
    sqlite3 *connection;
    char path[4200];
};

static const char SCHEMA[] =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS witness (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS log (installation BLOB PRIMARY KEY CHECK (length(installation) = 16),"
    "  origin TEXT NOT NULL UNIQUE, key TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL"
    "  CHECK (length(root) = 32), moment_s INTEGER NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS epoch (installation BLOB NOT NULL REFERENCES log, epoch INTEGER NOT NULL,"
    "  ticks INTEGER NOT NULL, tick_s INTEGER NOT NULL, first_tick INTEGER NOT NULL, seed BLOB NOT NULL"
    "  CHECK (length(seed) = 32), PRIMARY KEY (installation, epoch)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS given (installation BLOB NOT NULL, epoch INTEGER NOT NULL, tick INTEGER NOT NULL,"
    "  size INTEGER NOT NULL, root BLOB NOT NULL CHECK (length(root) = 32), time_s INTEGER NOT NULL,"
    "  PRIMARY KEY (installation, epoch, tick), FOREIGN KEY (installation, epoch) REFERENCES epoch)"
    "  STRICT, WITHOUT ROWID; COMMIT;";

static enum sibu_status fault_of(struct shelf *shelf, int code, struct sibu_fault *fault)
{
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return sibu_fault_set(fault, SIBU_NO_MEMORY, shelf->path, "内存不足", "out of memory");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, shelf->path, "不是完好的见证人数据文件，请用备份恢复",
                              "is not a whole file of a witness; put back a backup");
    default:
        return sibu_fault_set(fault, SIBU_IO, shelf->path, "读写失败 (%s)，请检查磁盘和权限",
                              "reading or writing failed (%s); check the disk and its permissions",
                              sqlite3_errstr(code));
    }
}

static enum sibu_status run_sql(struct shelf *shelf, const char *sql, struct sibu_fault *fault)
{
    int code = sqlite3_exec(shelf->connection, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? SIBU_OK : fault_of(shelf, code, fault);
}

/* One question: values are put in order, rows stepped through, the first bad code kept. */
struct question {
    struct shelf *shelf;
    sqlite3_stmt *prepared;
    int put, code;
};

static struct question ask(struct shelf *shelf, const char *sql)
{
    struct question question = {.shelf = shelf};
    question.code = sqlite3_prepare_v2(shelf->connection, sql, -1, &question.prepared, NULL);
    return question;
}

static void keep(struct question *question, int code)
{
    if (question->code == SQLITE_OK) {
        question->code = code;
    }
}

static void put_integer(struct question *question, int64_t value)
{
    keep(question, sqlite3_bind_int64(question->prepared, ++question->put, value));
}

static void put_text(struct question *question, const char *text)
{
    keep(question, sqlite3_bind_text(question->prepared, ++question->put, text, -1, SQLITE_STATIC));
}

static void put_bytes(struct question *question, const void *bytes, size_t length)
{
    keep(question, sqlite3_bind_blob(question->prepared, ++question->put, bytes, (int)length, SQLITE_STATIC));
}

static void put_who(struct question *question, const struct draw_installation *who)
{
    put_bytes(question, who->id, sizeof who->id);
    put_integer(question, (int64_t)who->epoch);
}

static int step(struct question *question)
{
    int code = question->code == SQLITE_OK ? sqlite3_step(question->prepared) : question->code;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        keep(question, code);
    }
    return code == SQLITE_ROW;
}

static enum sibu_status end(struct question *question, struct sibu_fault *fault)
{
    sqlite3_finalize(question->prepared);
    return question->code == SQLITE_OK ? SIBU_OK : fault_of(question->shelf, question->code, fault);
}

static enum sibu_status run(struct question *question, struct sibu_fault *fault)
{
    (void)step(question);
    return end(question, fault);
}

static int64_t integer(const struct question *question, int column)
{
    return sqlite3_column_int64(question->prepared, column);
}

/* Bytes of a known length: another one is a damaged file. */
static void get_bytes(struct question *question, int column, void *out, size_t length)
{
    const void *bytes = sqlite3_column_blob(question->prepared, column);
    if (bytes == NULL || sqlite3_column_bytes(question->prepared, column) != (int)length) {
        keep(question, SQLITE_CORRUPT);
        return;
    }
    memcpy(out, bytes, length);
}

static const char *text_of(const struct question *question, int column)
{
    const char *text = (const char *)sqlite3_column_text(question->prepared, column);
    return text != NULL ? text : "";
}

/* Makes the file where there is none, so that nobody else can read it: SQLite would leave that to the umask. */
static enum sibu_status connect_file(struct shelf *shelf, struct sibu_fault *fault)
{
    int file = open(shelf->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return sibu_fault_set(fault, SIBU_IO, shelf->path, "无法打开（错误 %d），请检查权限",
                              "cannot be opened (error %d): check its permissions", errno);
    }
    close(file);
    int code = sqlite3_open_v2(shelf->path, &shelf->connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        return fault_of(shelf, code, fault);
    }
    sqlite3_busy_timeout(shelf->connection, BUSY_TIMEOUT_MS);
    sqlite3_db_config(shelf->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(shelf->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return run_sql(shelf, SCHEMA, fault);
}

static enum sibu_status settle_name(struct shelf *shelf, const char *name, char kept[NOTE_NAME_MAX + 1],
                                    struct sibu_fault *fault)
{
    struct question question = ask(shelf, "INSERT INTO witness VALUES (1, ?1) ON CONFLICT DO NOTHING");
    put_text(&question, name != NULL ? name : FIRST_NAME);
    enum sibu_status status = run(&question, fault);
    if (status != SIBU_OK) {
        return status;
    }
    question = ask(shelf, "SELECT name FROM witness");
    if (step(&question)) {
        (void)snprintf(kept, NOTE_NAME_MAX + 1, "%s", text_of(&question, 0));
    }
    status = end(&question, fault);
    if (status == SIBU_OK && name != NULL && strcmp(name, kept) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--name", "该目录属于见证人“%s”，名称不能更改",
                              "this folder is the witness \"%s\"'s, and a name cannot change", kept);
    }
    return status;
}

enum sibu_status shelf_open(struct shelf **out, const char *folder, const char *name, char kept[NOTE_NAME_MAX + 1],
                            struct sibu_fault *fault)
{
    *out = NULL;
    kept[0] = '\0';
    struct shelf *shelf = sibu_array_new(1, sizeof *shelf);
    if (shelf == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, folder, "内存不足", "out of memory");
    }
    int length = snprintf(shelf->path, sizeof shelf->path, "%s/" FILE_NAME, folder);
    enum sibu_status status = SIBU_OK;
    if (length < 0 || (size_t)length >= sizeof shelf->path) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, "--data", "路径太长", "the path is too long");
    }
    if (status == SIBU_OK) {
        status = connect_file(shelf, fault);
    }
    if (status == SIBU_OK) {
        status = settle_name(shelf, name, kept, fault);
    }
    if (status != SIBU_OK) {
        shelf_close(shelf);
        return status;
    }
    *out = shelf;
    return SIBU_OK;
}

void shelf_close(struct shelf *shelf)
{
    if (shelf != NULL) {
        sqlite3_close(shelf->connection);
        sibu_array_free(shelf);
    }
}

enum sibu_status shelf_begin(struct shelf *shelf, struct sibu_fault *fault)
{
    return run_sql(shelf, "BEGIN IMMEDIATE", fault);
}

enum sibu_status shelf_end(struct shelf *shelf, enum sibu_status status, struct sibu_fault *fault)
{
    if (status == SIBU_OK) {
        status = run_sql(shelf, "COMMIT", fault);
    }
    if (status != SIBU_OK && !sqlite3_get_autocommit(shelf->connection)) {
        struct sibu_fault unheard; /* the first fault is the one to tell */
        enum sibu_status undone = run_sql(shelf, "ROLLBACK", &unheard);
        (void)undone;
    }
    return status;
}

enum sibu_status shelf_find_log(struct shelf *shelf, const uint8_t id[DRAW_INSTALLATION_BYTES], struct shelf_log *out,
                                struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    struct question question = ask(shelf, "SELECT key, size, root, moment_s, note FROM log WHERE installation = ?1");
    put_bytes(&question, id, DRAW_INSTALLATION_BYTES);
    if (step(&question)) {
        out->found = 1;
        out->head.size = (uint64_t)integer(&question, 1);
        get_bytes(&question, 2, out->head.root.bytes, TREE_HASH_BYTES);
        (void)snprintf(out->note, sizeof out->note, "%s", text_of(&question, 4));
        out->moment_s = integer(&question, 3);
        if (!note_key_read(&out->key, text_of(&question, 0))) {
            keep(&question, SQLITE_CORRUPT);
        }
    }
    return end(&question, fault);
}

enum sibu_status shelf_find_epoch(struct shelf *shelf, const struct draw_installation *who, struct shelf_epoch *out,
                                  struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    struct question question =
        ask(shelf, "SELECT e.ticks, e.tick_s, e.first_tick, e.seed, l.key FROM epoch e JOIN log l USING (installation)"
                   " WHERE e.installation = ?1 AND e.epoch = ?2");
    put_who(&question, who);
    if (step(&question)) {
        out->found = 1;
        out->epoch = (struct witness_epoch){.who = *who,
                                            .ticks = integer(&question, 0),
                                            .tick_s = integer(&question, 1),
                                            .first_tick = integer(&question, 2)};
        get_bytes(&question, 3, out->seed, sizeof out->seed);
        if (!note_key_read(&out->epoch.log, text_of(&question, 4)) || !witness_epoch_is_good(&out->epoch)) {
            keep(&question, SQLITE_CORRUPT);
        }
    }
    return end(&question, fault);
}

enum sibu_status shelf_count(struct shelf *shelf, const char *origin, int64_t *epochs, int *is_taken,
                             struct sibu_fault *fault)
{
    struct question question =
        ask(shelf, "SELECT (SELECT count(*) FROM epoch), EXISTS (SELECT 1 FROM log WHERE origin = ?1)");
    put_text(&question, origin);
    if (step(&question)) {
        *epochs = integer(&question, 0);
        *is_taken = integer(&question, 1) != 0;
    }
    return end(&question, fault);
}

enum sibu_status shelf_find_given(struct shelf *shelf, const struct draw_installation *who, int64_t tick,
                                  struct shelf_given *out, int64_t *last_tick, struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    *last_tick = INT64_MIN;
    struct question question =
        ask(shelf, "SELECT size, root, time_s FROM given WHERE installation = ?1 AND epoch = ?2 AND tick = ?3");
    put_who(&question, who);
    put_integer(&question, tick);
    if (step(&question)) {
        out->found = 1;
        out->given = (struct witness_given){.tick = tick, .time_s = integer(&question, 2)};
        out->given.head.size = (uint64_t)integer(&question, 0);
        get_bytes(&question, 1, out->given.head.root.bytes, TREE_HASH_BYTES);
    }
    enum sibu_status status = end(&question, fault);
    if (status != SIBU_OK) {
        return status;
    }
    question = ask(shelf, "SELECT tick FROM given WHERE installation = ?1 AND epoch = ?2 ORDER BY tick DESC LIMIT 1");
    put_who(&question, who);
    if (step(&question)) {
        *last_tick = integer(&question, 0);
    }
    return end(&question, fault);
}

static enum sibu_status add_log(struct shelf *shelf, const struct witness_epoch *epoch, struct sibu_fault *fault)
{
    char key[NOTE_KEY_TEXT_MAX];
    struct tree none = {0};
    struct tree_hash root = tree_root(&none);
    note_key_text(key, &epoch->log);
    struct question question =
        ask(shelf, "INSERT INTO log VALUES (?1, ?2, ?3, 0, ?4, ?5, '') ON CONFLICT (installation) DO NOTHING");
    put_bytes(&question, epoch->who.id, sizeof epoch->who.id);
    put_text(&question, epoch->log.name);
    put_text(&question, key);
    put_bytes(&question, root.bytes, sizeof root.bytes);
    put_integer(&question, INT64_MIN);
    return run(&question, fault);
}

enum sibu_status shelf_add_epoch(struct shelf *shelf, const struct witness_epoch *epoch,
                                 const uint8_t seed[CHAIN_LINK_BYTES], struct sibu_fault *fault)
{
    enum sibu_status status = add_log(shelf, epoch, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct question question = ask(shelf, "INSERT INTO epoch VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    put_who(&question, &epoch->who);
    put_integer(&question, epoch->ticks);
    put_integer(&question, epoch->tick_s);
    put_integer(&question, epoch->first_tick);
    put_bytes(&question, seed, CHAIN_LINK_BYTES);
    return run(&question, fault);
}

enum sibu_status shelf_add_given(struct shelf *shelf, const struct draw_installation *who,
                                 const struct witness_given *given, const char *note, struct sibu_fault *fault)
{
    struct question question = ask(shelf, "INSERT INTO given VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    put_who(&question, who);
    put_integer(&question, given->tick);
    put_integer(&question, (int64_t)given->head.size);
    put_bytes(&question, given->head.root.bytes, TREE_HASH_BYTES);
    put_integer(&question, given->time_s);
    enum sibu_status status = run(&question, fault);
    if (status != SIBU_OK) {
        return status;
    }
    question = ask(shelf, "UPDATE log SET size = ?2, root = ?3, moment_s = ?4, note = ?5 WHERE installation = ?1");
    put_bytes(&question, who->id, sizeof who->id);
    put_integer(&question, (int64_t)given->head.size);
    put_bytes(&question, given->head.root.bytes, TREE_HASH_BYTES);
    put_integer(&question, given->moment_s);
    put_text(&question, note);
    return run(&question, fault);
}
