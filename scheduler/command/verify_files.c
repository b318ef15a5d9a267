/* The files to be looked at: see verify_files.h. */
#include "command/verify_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/signed.h"
#include "store/ledger_file.h"

#define FILES_MAX 1000000
#define RECORD_ENDS ".drill"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static int ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), more = strlen(end);
    return length > more && strcmp(name + length - more, end) == 0;
}

static enum verify_kind kind_of(const char *path)
{
    return ends_with(path, SIGNED_SUFFIX) ? VERIFY_SIGNATURE
           : ledger_file_recognise(path)  ? VERIFY_LEDGER
                                          : VERIFY_RECORD;
}

static enum sibu_status add(struct verify_files *files, const char *path, struct sibu_fault *fault)
{
    void *items = files->items;
    const char *kept = sibu_arena_text(&files->arena, path, strlen(path));
    if (kept == NULL ||
        !sibu_array_reserve(&items, &files->capacity, files->count + 1, sizeof *files->items, FILES_MAX)) {
        return no_memory(fault);
    }
    files->items = items;
    files->items[files->count++] = (struct verify_file){kept, kind_of(kept)};
    files->ledgers += files->items[files->count - 1].kind == VERIFY_LEDGER ? 1 : 0;
    return SIBU_OK;
}

/* A record with the signature of its report, where one lies beside it and was not given itself. */
static enum sibu_status add_with_signature(struct verify_files *files, const char *path, struct sibu_fault *fault)
{
    struct sibu_text beside = {0};
    enum sibu_status status = add(files, path, fault);
    sibu_text_addf(&beside, "%s" SIGNED_SUFFIX, path);
    int is = sibu_text_ok(&beside) && access(sibu_text_get(&beside), F_OK) == 0;
    for (size_t i = 0; i < files->count && is; i++) {
        is = strcmp(files->items[i].path, sibu_text_get(&beside)) != 0;
    }
    if (status == SIBU_OK && is) {
        status = add(files, sibu_text_get(&beside), fault);
    }
    sibu_text_clear(&beside);
    return status;
}

/* Signatures are listed by themselves: one whose record is gone is looked at too. */
static int is_record_name(const char *name)
{
    return name[0] != '.' && (ends_with(name, RECORD_ENDS) || ends_with(name, RECORD_ENDS SIGNED_SUFFIX));
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const struct verify_file *)a)->path, ((const struct verify_file *)b)->path);
}

/* A server that never held a drill may have no folder of records. */
static enum sibu_status add_records(struct verify_files *files, const char *folder, struct sibu_fault *fault)
{
    struct sibu_text path = {0};
    size_t first = files->count;
    DIR *directory = opendir(folder);
    if (directory == NULL && errno == ENOENT) {
        return SIBU_OK;
    }
    if (directory == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, folder, "打不开记录文件夹",
                              "the folder of records cannot be opened");
    }
    enum sibu_status status = SIBU_OK;
    for (struct dirent *entry = readdir(directory); entry != NULL && status == SIBU_OK; entry = readdir(directory)) {
        if (is_record_name(entry->d_name)) {
            sibu_text_addf(&path, "%s/%s", folder, entry->d_name);
            status = sibu_text_ok(&path) ? add(files, sibu_text_get(&path), fault) : no_memory(fault);
            sibu_text_clear(&path);
        }
    }
    (void)closedir(directory);
    if (files->count > first) {
        qsort(files->items + first, files->count - first, sizeof *files->items, compare_paths);
    }
    return status;
}

static int is_in_postgres(const char *folder)
{
    struct stat about;
    struct sibu_text path = {0};
    sibu_text_addf(&path, "%s/store.url", folder);
    int is_there = stat(sibu_text_get(&path), &about) == 0;
    sibu_text_clear(&path);
    return is_there;
}

static enum sibu_status add_folder(struct verify_files *files, const char *folder, struct sibu_fault *fault)
{
    struct sibu_text path = {0};
    struct stat about;
    sibu_text_addf(&path, "%s/sibu.db", folder);
    enum sibu_status status = sibu_text_ok(&path) ? SIBU_OK : no_memory(fault);
    if (status == SIBU_OK && stat(sibu_text_get(&path), &about) != 0) {
        status =
            is_in_postgres(folder)
                ? sibu_fault_set(fault, SIBU_BAD_INPUT, folder,
                                 "数据在 PostgreSQL 里：先用 sibu ledger export 导出账本，再核对那个文件和 records",
                                 "its data are in PostgreSQL: check what sibu ledger export gives, and its records")
                : sibu_fault_set(fault, SIBU_BAD_INPUT, folder, "没有 sibu.db：不是服务器的数据目录",
                                 "there is no sibu.db in it: it is no server's data folder");
    }
    if (status == SIBU_OK) {
        status = add(files, sibu_text_get(&path), fault);
    }
    sibu_text_clear(&path);
    sibu_text_addf(&path, "%s/records", folder);
    if (status == SIBU_OK) {
        status = sibu_text_ok(&path) ? add_records(files, sibu_text_get(&path), fault) : no_memory(fault);
    }
    sibu_text_clear(&path);
    files->has_folder = 1;
    files->folder = folder;
    return status;
}

/* What records say is known before a ledger is compared with it. */
static enum sibu_status order_by_kind(struct verify_files *files, struct sibu_fault *fault)
{
    struct verify_file *moved = sibu_array_new(files->count, sizeof *moved);
    size_t count = 0;
    if (moved == NULL) {
        return no_memory(fault);
    }
    for (int kind = 0; kind < VERIFY_KINDS; kind++) {
        for (size_t i = 0; i < files->count; i++) {
            if (files->items[i].kind == (enum verify_kind)kind) {
                moved[count++] = files->items[i];
            }
        }
    }
    sibu_array_free(files->items);
    files->items = moved;
    files->capacity = files->count;
    return SIBU_OK;
}

enum sibu_status verify_files_list(struct verify_files *files, const struct command_call *call,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < call->argument_count && status == SIBU_OK; i++) {
        struct stat about;
        const char *path = call->arguments[i];
        int is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
        status = is_folder ? add_folder(files, path, fault) : add_with_signature(files, path, fault);
    }
    return status == SIBU_OK ? order_by_kind(files, fault) : status;
}

void verify_files_clear(struct verify_files *files)
{
    sibu_array_free(files->items);
    sibu_arena_clear(&files->arena);
    memset(files, 0, sizeof *files);
}
