/* See stand.h. */
#include "stand.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/file.h"

void stand_need(const struct stand *stand, int holds, const char *what)
{
    if (!holds && stand->alone) {
        (void)fprintf(stderr, "%s\n", what);
        _exit(1);
    }
    if (!holds) {
        fail_msg("%s", what);
    }
}

static void write_policy(const struct stand *stand, const char *rules, char path[128])
{
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(path, 128, "%s/policy.json", stand->folder);
    FILE *file = fopen(path, "w");
    stand_need(stand, source != NULL && file != NULL, path);
    (void)fprintf(
        file,
        "{\"format\":1,%s,\"shifts\":{\"never-now\":{\"days\":[\"mon\"],\"from\":\"03:00\",\"to\":\"03:01\"}},"
        "\"families\":\"%s/scenarios/families\",\"sites\":[{\"site\":\"%s/tests/system/little/site.geojson\","
        "\"roster\":\"%s/tests/system/little/roster.csv\"}]}",
        rules, source, source, source);
    stand_need(stand, fclose(file) == 0, path);
}

/* As `sibu serve` reads it: with what officers keep. */
static void read_plan(struct stand *stand, const char *policy)
{
    struct sibu_fault fault = {0};
    char kept[128];
    const struct plan_files files = {.policy = policy, .kept = kept};
    (void)snprintf(kept, sizeof kept, "%s/" SERVER_KEPT, stand->data);
    stand_need(stand, plan_open_files(&stand->plan, &files, &fault) == SIBU_OK, fault.what[SIBU_EN]);
}

void stand_again(struct stand *stand)
{
    char policy[128];
    (void)snprintf(policy, sizeof policy, "%s/policy.json", stand->folder);
    stand_stop(stand);
    plan_close(stand->plan);
    read_plan(stand, policy);
    stand_serve(stand);
}

void stand_program(char out[400])
{
    const char *build = getenv("SIBU_BUILD");
    (void)snprintf(out, 400, "%s/bin/sibu", build != NULL ? build : ".");
}

void stand_serve(struct stand *stand)
{
    struct sibu_fault fault = {0};
    stand_program(stand->program);
    struct server_def def = {.plan = stand->plan,
                             .clock = &stand->clock,
                             .program = stand->program,
                             .folder = stand->data,
                             .address = "127.0.0.1",
                             .interlock_round_ms = 20,
                             .password_passes = 1,
                             .password_bytes = 8192, /* the least that libsodium takes */
                             .channels = stand->channels,
                             .keep_people_us = stand->keep_people_us,
                             .keeps_record_open = !stand->finishes};
    stand_need(stand, server_open(&stand->server, &def, &fault) == SIBU_OK, fault.what[SIBU_EN]);
}

void stand_open(struct stand *stand, const char *rules)
{
    stand->finishes = 0;
    stand->keep_people_us = 0;
    stand->channels = NULL;
    stand_open_as_set(stand, rules);
}

void stand_open_as_set(struct stand *stand, const char *rules)
{
    char policy[128];
    stand->alone = 0;
    const char *temporary = getenv("TMPDIR"); /* memory, where a test would wait for the disk too often */
    (void)snprintf(stand->folder, sizeof stand->folder, "%.40s/sibu-stand-XXXXXX",
                   temporary != NULL ? temporary : "/tmp");
    stand_need(stand, mkdtemp(stand->folder) != NULL, stand->folder);
    (void)snprintf(stand->data, sizeof stand->data, "%s/data", stand->folder);
    write_policy(stand, rules, policy);
    read_plan(stand, policy);
    clock_init_standing(&stand->clock, STAND_MORNING_US);
    stand_serve(stand);
}

void stand_change(struct stand *stand, const char *rules)
{
    char policy[128];
    plan_close(stand->plan);
    write_policy(stand, rules, policy);
    read_plan(stand, policy);
}

void stand_close(struct stand *stand)
{
    server_close(stand->server);
    plan_close(stand->plan);
    clock_clear(&stand->clock);
    file_remove_folder(stand->folder);
}

void stand_stop(struct stand *stand)
{
    server_close(stand->server);
    stand->server = NULL;
}

int64_t stand_number(const char *data, const char *sql)
{
    char path[128];
    sqlite3 *connection = NULL;
    sqlite3_stmt *statement = NULL;
    (void)snprintf(path, sizeof path, "%s/sibu.db", data);
    assert_int_equal(sqlite3_open(path, &connection), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(connection, sql, -1, &statement, NULL), SQLITE_OK);
    int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(connection);
    return value;
}

int64_t stand_rows(const struct stand *stand, const char *kind)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM ledger WHERE kind = '%s'", kind);
    return stand_number(stand->data, sql);
}

struct server_news stand_step(struct stand *stand, int64_t time_us)
{
    struct server_news news;
    struct sibu_fault fault = {0};
    clock_set_us(&stand->clock, time_us);
    stand_need(stand, server_step(stand->server, &news, &fault) == SIBU_OK, fault.what[SIBU_EN]);
    return news;
}

void stand_surprise(struct stand *stand, int64_t within_s)
{
    struct sibu_fault fault = {0};
    double bits = 0.0;
    stand_need(stand, server_surprise(stand->server, "", within_s, &bits, &fault) == SIBU_OK, fault.what[SIBU_EN]);
}

/* The sizes of a folder's files; not of folders in it. */
static void add_folder(const struct stand *stand, const char *folder, struct stand_sizes *sizes)
{
    char path[4600];
    struct stat found;
    DIR *list = opendir(folder);
    stand_need(stand, list != NULL, folder);
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        const char *name = entry->d_name;
        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
        if (stat(path, &found) != 0 || !S_ISREG(found.st_mode)) {
            continue;
        }
        int64_t *to = strcmp(name, "sibu.db") == 0       ? &sizes->db
                      : strcmp(name, "sibu.db-wal") == 0 ? &sizes->wal
                      : strcmp(name, "sibu.db-shm") == 0 ? &sizes->shm
                                                         : &sizes->others;
        *to += found.st_size;
    }
    (void)closedir(list);
}

struct stand_sizes stand_sizes(const struct stand *stand)
{
    char records[96];
    struct stand_sizes sizes = {0};
    (void)snprintf(records, sizeof records, "%s/records", stand->data);
    add_folder(stand, stand->data, &sizes);
    add_folder(stand, records, &sizes);
    return sizes;
}
