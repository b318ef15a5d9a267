/* What a backup consists of: the files of a folder, each with its size, mode and SHA-256, listed in manifest.json.
 *
 * A backup is a folder: sibu.db (SQLite, from whichever database), the data folder's other files under their own paths, and
 * manifest.json, which is written last: a folder without it is no backup. It may come from anywhere and is not trusted: its
 * paths lead nowhere but below the folder.
 */
#pragma once
#include <stdint.h>

#include "command/command.h"
#include "sibu/memory.h"

#define BACKUP_LIST_NAME "manifest.json"
#define BACKUP_FILES_MAX 1000000
#define BACKUP_PATH_BYTES 4200

struct backup_file {
    const char *path; /* from the folder: "records/2026-000017.drill" */
    int64_t bytes;
    unsigned mode; /* permissions */
    uint8_t sha256[32];
};
struct backup_list {
    struct backup_file *files; /* owned */
    size_t count, capacity;
    struct sibu_arena arena;
};
void backup_list_clear(struct backup_list *list);
/* The files of the folder and of those below it, without the databases' own and what is only there for a moment. */
SIBU_MUST_USE enum sibu_status backup_list_walk(struct backup_list *list, const char *folder, struct sibu_fault *fault);
/* One file more; its sum is not known yet. */
SIBU_MUST_USE enum sibu_status backup_list_add(struct backup_list *list, const char *path, unsigned mode,
                                               struct sibu_fault *fault);
/* Finds sizes and sums of all files in the folder, or, where is_check is 1, compares them with those that are known: SIBU_NO,
 * naming the first that is missing or another. */
SIBU_MUST_USE enum sibu_status backup_list_sum(const struct command_call *call, struct backup_list *list,
                                               const char *folder, int is_check, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status backup_list_write(const struct backup_list *list, const char *folder,
                                                 struct sibu_fault *fault);
/* SIBU_BAD_INPUT: there is none, or it is not one. */
SIBU_MUST_USE enum sibu_status backup_list_read(struct backup_list *list, const char *folder, struct sibu_fault *fault);
/* Copies one file below another folder, makes the folders for it, and sets its mode; an SQLite file that is written to as it is
 * at one moment. *is_gone: 1 where it is not there any more. It is on the disk when this returns. */
SIBU_MUST_USE enum sibu_status backup_copy(const char *from, const char *to, const struct backup_file *file,
                                           int *is_gone, struct sibu_fault *fault);
/* Makes the folder (mode 0700), which must not be there or be empty: SIBU_NO. *is_new: 1 where it was made. */
SIBU_MUST_USE enum sibu_status backup_make_folder(const char *folder, int *is_new, struct sibu_fault *fault);
