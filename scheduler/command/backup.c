/* sibu backup: all that a server keeps, into a folder, while it runs.
 *
 * Files come first and the database after them, as one moment of it: a record may then be behind the database, as after a crash,
 * and a server that starts on it brings it up; it is never ahead. What came to be meanwhile, as a key of the ledger, is
 * taken afterwards, but for records: those are made anew from the database.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "command/backup_list.h"
#include "command/command.h"
#include "command/copying.h"
#include "command/data_folder.h"
#include "store/store_where.h"

static const struct command_option OPTIONS[] = {
    {"data", "DIR", {"数据目录（默认 $XDG_DATA_HOME/sibu）", "the data folder (default $XDG_DATA_HOME/sibu)"}},
    {NULL, NULL, {NULL, NULL}},
};

struct backing_up {
    const char *to;
    char folder[4096], from[STORE_WHERE_BYTES];
    struct backup_list list; /* what is in the backup */
    struct copying copying;
};

static int is_there(const char *folder, const char *path)
{
    char whole[2 * BACKUP_PATH_BYTES];
    (void)snprintf(whole, sizeof whole, "%s/%s", folder, path);
    return access(whole, F_OK) == 0;
}

/* The files of the data folder that the backup has not; the second time without records. */
static enum sibu_status take_files(const struct command_call *call, struct backing_up *it, int is_second,
                                   struct sibu_fault *fault)
{
    struct backup_list found = {0};
    enum sibu_status status = backup_list_walk(&found, it->folder, fault);
    for (size_t i = 0; i < found.count && status == SIBU_OK; i++) {
        const struct backup_file *file = &found.files[i];
        int is_gone = 1;
        if (is_second && (strncmp(file->path, "records/", 8) == 0 || is_there(it->to, file->path))) {
            continue;
        }
        command_progress(call, file->path);
        status = copying_goes_on(call, fault);
        if (status == SIBU_OK) {
            status = backup_copy(it->folder, it->to, file, &is_gone, fault);
        }
        if (status == SIBU_OK && !is_gone) {
            status = backup_list_add(&it->list, file->path, file->mode, fault);
        }
    }
    backup_list_clear(&found);
    return status;
}

static enum sibu_status take_database(const struct command_call *call, struct backing_up *it, struct sibu_fault *fault)
{
    char path[BACKUP_PATH_BYTES];
    struct store *from = NULL, *to = NULL;
    (void)snprintf(path, sizeof path, "%s/sibu.db", it->to);
    enum sibu_status status = store_open(&from, it->from, fault);
    if (status == SIBU_OK) {
        status = store_open(&to, path, fault);
    }
    if (status == SIBU_OK) {
        status = copying_run(call, from, to, &it->copying, fault);
    }
    store_close(to);
    store_close(from);
    return status == SIBU_OK ? backup_list_add(&it->list, "sibu.db", 0600, fault) : status;
}

static enum sibu_status take_all(const struct command_call *call, struct backing_up *it, struct sibu_fault *fault)
{
    enum sibu_status status = take_files(call, it, 0, fault);
    if (status == SIBU_OK) {
        status = take_database(call, it, fault);
    }
    if (status == SIBU_OK) {
        status = take_files(call, it, 1, fault);
    }
    if (status == SIBU_OK) {
        status = backup_list_sum(call, &it->list, it->to, 0, fault);
    }
    return status == SIBU_OK ? backup_list_write(&it->list, it->to, fault) : status;
}

static void tell(const struct command_call *call, const struct backing_up *it, struct sibu_text *text)
{
    char rows[24], files[24];
    if (call->json) {
        sibu_text_addf(text, "{\"files\":%zu,", it->list.count);
        copying_json(&it->copying, text);
        sibu_text_add(text, "}\n");
        return;
    }
    (void)snprintf(rows, sizeof rows, "%lld", (long long)it->copying.rows);
    (void)snprintf(files, sizeof files, "%zu", it->list.count);
    const char *const values[] = {rows, files, it->to};
    sibu_say_with(text, call->language, SIBU_SAY_BACKUP_DONE, values, 3);
    sibu_text_add(text, "\n");
}

/* A backup that was not finished is taken away; the folder itself only where it was made. */
static void undo(const char *folder, int is_new)
{
    file_remove_folder(folder);
    if (!is_new) {
        (void)mkdir(folder, 0700);
    }
}

static enum sibu_status back_up(const struct command_call *call, struct backing_up *it, struct sibu_fault *fault)
{
    int is_new = 0;
    enum sibu_status status = data_folder(call, it->folder, fault);
    if (status == SIBU_OK) {
        status = store_where_there(it->folder, it->from, fault);
    }
    if (status == SIBU_OK) {
        status = backup_make_folder(it->to, &is_new, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    status = take_all(call, it, fault);
    if (status != SIBU_OK) {
        undo(it->to, is_new);
    }
    return status;
}

static int run(struct command_call *call)
{
    struct backing_up it = {.to = call->arguments[0]};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    int exit_status = 0;
    if (back_up(call, &it, &fault) != SIBU_OK) {
        exit_status = command_fail(call, &fault);
    } else {
        tell(call, &it, &text);
        exit_status = copying_answer(call, &it.copying, &text);
    }
    backup_list_clear(&it.list);
    return exit_status;
}

const struct command COMMAND_BACKUP = {
    .name = "backup",
    .arguments = "FOLDER",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"把服务器保存的一切备份到一个新文件夹，服务器可以照常运行",
                "back up all that a server keeps into a new folder, while it runs"},
    .options = OPTIONS,
    .run = run,
};
