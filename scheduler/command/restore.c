/* sibu restore: a backup becomes the data folder of a server, with its database in SQLite or in PostgreSQL.
 *
 * Everything is checked, copied and brought into the database below DATA/restore.part first, and then moved into its place, what
 * makes the folder a server's last. What fails, or is stopped, before that leaves nothing.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/backup_list.h"
#include "command/command.h"
#include "command/copying.h"
#include "command/data_folder.h"
#include "store/store_where.h"

#define PART "restore.part"

static const struct command_option OPTIONS[] = {
    {"data",
     "DIR",
     {"恢复到的数据目录，必须没有或是空的（默认 $XDG_DATA_HOME/sibu）",
      "the data folder to make, not there yet or empty (default $XDG_DATA_HOME/sibu)"}},
    {"store",
     "URL",
     {"数据库恢复到这里：postgresql://…（空的数据库）；默认 SQLite",
      "where the database goes: postgresql://... (an empty database); default SQLite"}},
    {NULL, NULL, {NULL, NULL}},
};

struct restoring {
    const char *from, *url; /* url NULL: SQLite */
    char folder[4096], part[BACKUP_PATH_BYTES];
    struct backup_list list;
    struct copying copying;
};

static enum sibu_status take_files(const struct command_call *call, struct restoring *it, struct sibu_fault *fault)
{
    enum sibu_status status = backup_list_sum(call, &it->list, it->from, 1, fault);
    for (size_t i = 0; i < it->list.count && status == SIBU_OK; i++) {
        int is_gone = 0;
        status = copying_goes_on(call, fault);
        if (status == SIBU_OK) {
            status = backup_copy(it->from, it->part, &it->list.files[i], &is_gone, fault);
        }
        if (status == SIBU_OK && is_gone) {
            status = sibu_fault_set(fault, SIBU_NO, it->list.files[i].path, "缺失", "is missing");
        }
    }
    return status;
}

/* From the backup's file, which is a copy of ours by now, into PostgreSQL. */
static enum sibu_status fill_database(const struct command_call *call, struct restoring *it, struct store *from,
                                      struct sibu_fault *fault)
{
    struct store *to = NULL;
    enum sibu_status status = store_open(&to, it->url, fault);
    if (status == SIBU_OK) {
        status = store_alone(to, fault);
    }
    if (status == SIBU_OK) {
        status = copying_run(call, from, to, &it->copying, fault);
    }
    store_close(to);
    return status;
}

static enum sibu_status open_database(const struct command_call *call, struct restoring *it, struct sibu_fault *fault)
{
    char path[BACKUP_PATH_BYTES + 20], records[8300], whole[4096];
    struct store *store = NULL;
    (void)snprintf(path, sizeof path, "%s/sibu.db", it->part);
    if (it->folder[0] != '/' && getcwd(whole, sizeof whole) == NULL) {
        return sibu_fault_set(fault, SIBU_IO, it->folder, "找不到", "is not to be found");
    }
    int is_whole = it->folder[0] == '/'; /* a server may be started elsewhere */
    (void)snprintf(records, sizeof records, "%s%s%s/records", is_whole ? "" : whole, is_whole ? "" : "/", it->folder);
    enum sibu_status status = store_open(&store, path, fault);
    if (status == SIBU_OK) {
        status = store_records_in(store, records, fault);
    }
    if (status == SIBU_OK) {
        status = it->url != NULL ? fill_database(call, it, store, fault) : copying_check(store, &it->copying, fault);
    }
    store_close(store);
    if (status == SIBU_OK && it->url != NULL) {
        (void)unlink(path);
        (void)snprintf(path, sizeof path, "%s/store.url", it->part);
        status = file_write(path, it->url, strlen(it->url), 0600, fault);
    }
    return status;
}

static enum sibu_status put(const struct restoring *it, const char *name, struct sibu_fault *fault)
{
    char from[BACKUP_PATH_BYTES + 300], to[BACKUP_PATH_BYTES + 300];
    (void)snprintf(from, sizeof from, "%s/%s", it->part, name);
    (void)snprintf(to, sizeof to, "%s/%s", it->folder, name);
    return rename(from, to) == 0
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_IO, to, "无法改名，请检查权限", "cannot be renamed; check permissions");
}

static enum sibu_status put_all(const struct restoring *it, struct sibu_fault *fault)
{
    const char *const last = it->url != NULL ? "store.url" : "sibu.db";
    DIR *folder = opendir(it->part);
    if (folder == NULL) {
        return sibu_fault_set(fault, SIBU_IO, it->part, "读不了", "cannot be read");
    }
    enum sibu_status status = SIBU_OK;
    for (struct dirent *entry = readdir(folder); entry != NULL && status == SIBU_OK; entry = readdir(folder)) {
        int is_own = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        status = is_own || strcmp(entry->d_name, last) == 0 ? SIBU_OK : put(it, entry->d_name, fault);
    }
    closedir(folder);
    if (status == SIBU_OK) {
        status = put(it, last, fault);
    }
    (void)rmdir(it->part);
    return status;
}

static enum sibu_status read_call(const struct command_call *call, struct restoring *it, struct sibu_fault *fault)
{
    it->from = call->arguments[0];
    it->url = command_value(call, "store");
    enum sibu_status status = data_folder(call, it->folder, fault);
    (void)snprintf(it->part, sizeof it->part, "%s/" PART, it->folder);
    if (status == SIBU_OK && it->url != NULL) {
        status = store_where_check(it->folder, it->url, fault);
    }
    return status == SIBU_OK ? backup_list_read(&it->list, it->from, fault) : status;
}

static enum sibu_status restore(const struct command_call *call, struct restoring *it, struct sibu_fault *fault)
{
    int is_new = 0, is_part_new = 0;
    enum sibu_status status = read_call(call, it, fault);
    if (status == SIBU_OK) {
        status = backup_make_folder(it->folder, &is_new, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    status = backup_make_folder(it->part, &is_part_new, fault);
    if (status == SIBU_OK) {
        status = take_files(call, it, fault);
    }
    if (status == SIBU_OK) {
        status = open_database(call, it, fault);
    }
    if (status == SIBU_OK) {
        return put_all(it, fault);
    }
    file_remove_folder(it->part);
    if (is_new) {
        (void)rmdir(it->folder);
    }
    return status;
}

static void tell(const struct command_call *call, const struct restoring *it, struct sibu_text *text)
{
    char files[24];
    if (call->json) {
        sibu_text_addf(text, "{\"files\":%zu,\"whole\":%s}\n", it->list.count, it->copying.is_whole ? "true" : "false");
        return;
    }
    (void)snprintf(files, sizeof files, "%zu", it->list.count);
    const char *const values[] = {files, it->folder};
    sibu_say_with(text, call->language, SIBU_SAY_BACKUP_RESTORED, values, 2);
    sibu_text_add(text, "\n");
}

static int run(struct command_call *call)
{
    struct restoring it = {0};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    int exit_status = 0;
    if (restore(call, &it, &fault) != SIBU_OK) {
        exit_status = command_fail(call, &fault);
    } else {
        tell(call, &it, &text);
        exit_status = copying_answer(call, &it.copying, &text);
    }
    backup_list_clear(&it.list);
    return exit_status;
}

const struct command COMMAND_RESTORE = {
    .name = "restore",
    .arguments = "FOLDER",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"核对一份备份，把它恢复成服务器的数据目录", "check a backup and make it the data folder of a server"},
    .options = OPTIONS,
    .run = run,
};
