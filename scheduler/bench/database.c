/* A PostgreSQL server for a measurement: see database.h. */
#include "bench/database.h"

#include <glob.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "bench/program.h"

int database_programs(char out[256])
{
    glob_t found;
    out[0] = '\0';
    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0) {
        const char *last = found.gl_pathv[found.gl_pathc - 1]; /* sorted: the newest */
        (void)snprintf(out, 256, "%.*s", (int)(strlen(last) - strlen("/initdb")), last);
    }
    globfree(&found);
    return out[0] != '\0';
}

/* A program of PostgreSQL's, as who may run it. */
static enum sibu_status run_as_owner(const char *const words[], struct sibu_fault *fault)
{
    const char *whole[PROGRAM_WORDS_MAX];
    program_as_owner(words, whole);
    return program_run(whole, NULL, fault);
}

static enum sibu_status make_folder(struct database *database, struct sibu_fault *fault)
{
    const char *root = getenv("TMPDIR");
    (void)snprintf(database->folder, sizeof database->folder, "%.30s/sibu-city-XXXXXX", root != NULL ? root : "/tmp");
    if (mkdtemp(database->folder) == NULL) {
        database->folder[0] = '\0';
        return sibu_fault_set(fault, SIBU_IO, "TMPDIR", "无法建立临时文件夹", "no temporary folder can be made");
    }
    const struct passwd *owner = geteuid() == 0 ? getpwnam("postgres") : NULL;
    if (geteuid() == 0 && (owner == NULL || chown(database->folder, owner->pw_uid, owner->pw_gid) != 0)) {
        return sibu_fault_set(fault, SIBU_IO, database->folder, "没有用户 postgres,数据库不能以 root 运行",
                              "there is no user postgres, and a database does not run as root");
    }
    return SIBU_OK;
}

static enum sibu_status start(struct database *database, struct sibu_fault *fault)
{
    char initdb[300], pg_ctl[300], data[80], log[80], options[400];
    (void)snprintf(initdb, sizeof initdb, "%s/initdb", database->programs);
    (void)snprintf(pg_ctl, sizeof pg_ctl, "%s/pg_ctl", database->programs);
    (void)snprintf(data, sizeof data, "%s/data", database->folder);
    (void)snprintf(log, sizeof log, "%s/log", database->folder);
    (void)snprintf(options, sizeof options,
                   "-c listen_addresses='' -c unix_socket_directories=%s -c max_connections=400 -c shared_buffers=256MB"
                   " -c max_wal_size=4GB -c shared_preload_libraries=pg_stat_statements -c synchronous_commit=on"
                   " -c pg_stat_statements.track=top",
                   database->folder);
    const char *const MAKE[] = {initdb,  "-D", data,   "-U",         "sibu",      "-A",
                                "trust", "-E", "UTF8", "--locale=C", "--no-sync", NULL};
    const char *const START[] = {pg_ctl, "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start", NULL};
    enum sibu_status status = run_as_owner(MAKE, fault);
    return status == SIBU_OK ? run_as_owner(START, fault) : status;
}

static void ignore(void *data, const PGresult *notice)
{
    (void)data;
    (void)notice;
}

/* Runs SQL of our own; its first number into *out, where that is not NULL. */
static enum sibu_status ask(const char *url, const char *sql, double *out, struct sibu_fault *fault)
{
    PGconn *connection = PQconnectdb(url);
    (void)PQsetNoticeReceiver(connection, ignore, NULL);
    PGresult *result = PQexec(connection, sql);
    int done = PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK;
    enum sibu_status status = SIBU_OK;
    if (!done) {
        const char *said = PQerrorMessage(connection);
        status =
            sibu_fault_set(fault, SIBU_IO, "PostgreSQL", "失败：%.*s", "failed: %.*s", (int)strcspn(said, "\n"), said);
    } else if (out != NULL) {
        *out = PQntuples(result) > 0 ? strtod(PQgetvalue(result, 0, 0), NULL) : 0.0;
    }
    PQclear(result);
    PQfinish(connection);
    return status;
}

enum sibu_status database_number(const struct database *database, const char *sql, double *out,
                                 struct sibu_fault *fault)
{
    return ask(database->url, sql, out, fault);
}

static enum sibu_status open_own(struct database *database, struct sibu_fault *fault)
{
    char server[128];
    if (!database_programs(database->programs)) {
        return sibu_fault_set(fault, SIBU_IO, "PostgreSQL",
                              "未安装：请安装软件包 postgresql-15，或用 --store 指定数据库",
                              "is not installed: install the package postgresql-15, or name a database with --store");
    }
    enum sibu_status status = make_folder(database, fault);
    status = status == SIBU_OK ? start(database, fault) : status;
    (void)snprintf(server, sizeof server, "postgresql://sibu@/postgres?host=%s", database->folder);
    (void)snprintf(database->url, sizeof database->url, "postgresql://sibu@/city?host=%s", database->folder);
    status = status == SIBU_OK ? ask(server, "CREATE DATABASE city", NULL, fault) : status;
    return status == SIBU_OK
               ? ask(database->url, "CREATE SCHEMA statements; CREATE EXTENSION pg_stat_statements SCHEMA statements",
                     NULL, fault)
               : status;
}

static enum sibu_status open_in(struct database *database, const char *store, struct sibu_fault *fault)
{
    char sql[80];
    (void)database_programs(database->programs);
    (void)snprintf(database->schema, sizeof database->schema, "sibu_bench_%lld", (long long)clock_world_us());
    (void)snprintf(sql, sizeof sql, "CREATE SCHEMA %s", database->schema);
    enum sibu_status status = ask(store, sql, NULL, fault);
    if (status != SIBU_OK) {
        database->schema[0] = '\0';
        return status;
    }
    (void)snprintf(database->url, sizeof database->url, "%.400s%coptions=-csearch_path%%3D%s", store,
                   strchr(store, '?') != NULL ? '&' : '?', database->schema);
    return SIBU_OK;
}

enum sibu_status database_open(struct database *database, const char *store, struct sibu_fault *fault)
{
    *database = (struct database){.url = ""};
    return store != NULL ? open_in(database, store, fault) : open_own(database, fault);
}

void database_close(struct database *database)
{
    struct sibu_fault ignored;
    if (database->folder[0] != '\0') {
        char pg_ctl[300], data[80];
        (void)snprintf(pg_ctl, sizeof pg_ctl, "%s/pg_ctl", database->programs);
        (void)snprintf(data, sizeof data, "%s/data", database->folder);
        const char *const STOP[] = {pg_ctl, "-D", data, "-m", "immediate", "-w", "stop", NULL};
        const char *const REMOVE[] = {"/bin/rm", "-rf", "--", database->folder, NULL};
        (void)!run_as_owner(STOP, &ignored);
        (void)!program_run(REMOVE, NULL, &ignored);
    }
    if (database->schema[0] != '\0') {
        char sql[120];
        (void)snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", database->schema);
        (void)!ask(database->url, sql, NULL, &ignored);
    }
    *database = (struct database){.url = ""};
}

enum sibu_status database_work(const struct database *database, struct database_work *out, struct sibu_fault *fault)
{
    static const char *const SQL[] = {
        "SELECT sum(calls) FROM statements.pg_stat_statements JOIN pg_database d ON d.oid = dbid"
        " WHERE d.datname = current_database()",
        "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()",
        "SELECT tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname = current_database()",
        "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')",
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relkind = 'r' AND relnamespace ="
        " current_schema()::regnamespace"};
    double *const NUMBERS[] = {&out->statements, &out->transactions, &out->rows, &out->wal_bytes, &out->table_bytes};
    enum sibu_status status = SIBU_OK;
    *out = (struct database_work){0};
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0] && status == SIBU_OK; i++) {
        if (i > 0 || database->schema[0] == '\0') {
            status = ask(database->url, SQL[i], NUMBERS[i], fault);
        }
    }
    return status;
}

/* pgbench's own line: "tps = 1234.5 (without initial connection time)". */
static int read_rate(const struct sibu_text *said, double *per_s)
{
    const char *line = strstr(sibu_text_get(said), "tps = ");
    *per_s = line != NULL ? strtod(line + strlen("tps = "), NULL) : 0.0;
    return *per_s > 0.0;
}

static const char ROW[] =
    "CREATE TABLE IF NOT EXISTS bench_row (site_no bigint NOT NULL, number bigserial, drill bigint NOT NULL,"
    " received_us bigint NOT NULL, client_us bigint NOT NULL, person bigint NOT NULL, kind text NOT NULL,"
    " place text NOT NULL, key text NOT NULL, PRIMARY KEY (site_no, number))";
static const char SCRIPT[] =
    "\\set person random" /* of pgbench */ "(1, 1000000)\n"
    "INSERT INTO bench_row (site_no, drill, received_us, client_us, person, kind, place, key) VALUES"
    " (0, 1, 1795000000000000, 0, :person, 'check-in', 'yard', 'bench-0-' || :person);\n";

enum sibu_status database_pgbench(const struct database *database, unsigned clients, unsigned seconds, double *per_s,
                                  struct sibu_fault *fault)
{
    char program[300], script[] = "/tmp/sibu-pgbench-XXXXXX", count[16], duration[16];
    struct sibu_text said = {0};
    int file = mkstemp(script);
    if (file < 0) {
        return sibu_fault_set(fault, SIBU_IO, script, "无法写入", "cannot be written");
    }
    (void)close(file);
    (void)snprintf(program, sizeof program, "%s/pgbench", database->programs);
    (void)snprintf(count, sizeof count, "%u", clients);
    (void)snprintf(duration, sizeof duration, "%u", seconds);
    const char *const WORDS[] = {program, "-n", "-M", "prepared", "-f",     script,        "-c",
                                 count,   "-j", "2",  "-T",       duration, database->url, NULL};
    enum sibu_status status = file_write(script, SCRIPT, strlen(SCRIPT), 0600, fault);
    status = status == SIBU_OK ? ask(database->url, ROW, NULL, fault) : status;
    status = status == SIBU_OK ? program_run(WORDS, &said, fault) : status;
    if (status == SIBU_OK && !read_rate(&said, per_s)) {
        status = sibu_fault_set(fault, SIBU_IO, "pgbench", "没有测出结果", "measured nothing");
    }
    sibu_text_clear(&said);
    (void)unlink(script);
    return status;
}
