/* sibu move: what a server's data folder keeps in SQLite goes into PostgreSQL, or back.
 *
 * Depends on store/store_copy.h. The store that was left stays as it was, set aside: sibu.db.moved, or the database.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/copying.h"
#include "command/data_folder.h"
#include "store/store_where.h"

static const struct command_option OPTIONS[] = {
    {"to",
     "STORE",
     {"搬到哪里：postgresql://…（空的数据库），或 sqlite（数据目录中的 sibu.db）",
      "where to: postgresql://... (an empty database), or sqlite (sibu.db in the data folder)"}},
    {"data", "DIR", {"数据目录（默认 $XDG_DATA_HOME/sibu）", "the data folder (default $XDG_DATA_HOME/sibu)"}},
    {NULL, NULL, {NULL, NULL}},
};

struct moving {
    char folder[4096];
    char from[STORE_WHERE_BYTES]; /* as store_open takes it */
    char to[STORE_WHERE_BYTES];
    int is_to_file;
    struct copying copying;
};

static int is_url(const char *where)
{
    return strncmp(where, "postgres", 8) == 0 && strchr(where, ':') != NULL;
}

static enum sibu_status read_call(const struct command_call *call, struct moving *moving, struct sibu_fault *fault)
{
    const char *to = command_value(call, "to");
    moving->is_to_file = to != NULL && strcmp(to, "sqlite") == 0;
    if (to == NULL || (!moving->is_to_file && !is_url(to)) || strlen(to) >= sizeof moving->to - 200) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--to", "要写 sqlite 或 postgresql://主机:端口/库名",
                              "takes sqlite or postgresql://HOST:PORT/NAME");
    }
    enum sibu_status status = data_folder(call, moving->folder, fault);
    if (status == SIBU_OK) {
        status = store_where_there(moving->folder, moving->from, fault);
    }
    if (status == SIBU_OK && is_url(moving->from) == !moving->is_to_file) {
        return sibu_fault_set(fault, SIBU_NO, moving->folder, "数据已经在那一种数据库里",
                              "its data are in that kind of database already");
    }
    if (moving->is_to_file) {
        (void)snprintf(moving->to, sizeof moving->to, "%s/sibu.db.part", moving->folder);
    } else {
        (void)snprintf(moving->to, sizeof moving->to, "%s", to);
    }
    return status == SIBU_OK ? store_where_check_move(moving->folder, fault) : status;
}

static enum sibu_status copy(const struct command_call *call, struct moving *moving, struct store *from,
                             struct sibu_fault *fault)
{
    struct store *to = NULL;
    enum sibu_status status = store_open(&to, moving->to, fault);
    if (status == SIBU_OK && !moving->is_to_file) {
        status = store_alone(to, fault);
    }
    if (status == SIBU_OK) {
        status = copying_run(call, from, to, &moving->copying, fault);
    }
    store_close(to);
    return status;
}

static void remove_part(const struct moving *moving)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0] && moving->is_to_file; i++) {
        char path[STORE_WHERE_BYTES + 8];
        (void)snprintf(path, sizeof path, "%s%s", moving->to, SUFFIXES[i]);
        (void)unlink(path);
    }
}

static enum sibu_status move(const struct command_call *call, struct moving *moving, struct sibu_fault *fault)
{
    struct store *from = NULL;
    enum sibu_status status = store_open(&from, moving->from, fault);
    if (status == SIBU_OK) {
        status = store_alone(from, fault);
    }
    if (status == SIBU_OK) {
        remove_part(moving); /* of one that was killed */
        status = copy(call, moving, from, fault);
    }
    if (status == SIBU_OK) {
        status = store_where_move(moving->folder, moving->is_to_file ? NULL : moving->to, fault);
    } else if (from != NULL) {
        remove_part(moving);
    }
    store_close(from);
    return status;
}

static void tell(const struct command_call *call, const struct moving *moving, struct sibu_text *text)
{
    char rows[24];
    if (call->json) {
        sibu_text_add(text, "{\"moved\":true,");
        copying_json(&moving->copying, text);
        sibu_text_add(text, "}\n");
        return;
    }
    (void)snprintf(rows, sizeof rows, "%lld", (long long)moving->copying.rows);
    const char *const values[] = {rows, moving->folder};
    sibu_say_with(text, call->language, moving->is_to_file ? SIBU_SAY_BACKUP_MOVED_BACK : SIBU_SAY_BACKUP_MOVED, values,
                  2);
    sibu_text_add(text, "\n");
}

static int run(struct command_call *call)
{
    struct moving moving = {0};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    enum sibu_status status = read_call(call, &moving, &fault);
    if (status == SIBU_OK) {
        status = move(call, &moving, &fault);
    }
    if (status != SIBU_OK) {
        return command_fail(call, &fault);
    }
    tell(call, &moving, &text);
    return copying_answer(call, &moving.copying, &text);
}

const struct command COMMAND_MOVE = {
    .name = "move",
    .arguments = "",
    .summary = {"把停下的服务器的数据从 SQLite 搬进 PostgreSQL，或搬回来",
                "move the data of a stopped server from SQLite into PostgreSQL, or back"},
    .options = OPTIONS,
    .run = run,
};
