/* The file of a record: its first hundred bytes, read before SQLite sees it, and the connection with its guards up.
 *
 * Depends on: SQLite, the file system.
 */
#pragma once
#include "record/record.h"

/* What the head of an SQLite file says. */
struct file_head {
    int64_t size_bytes; /* of the file */
    int64_t page_bytes, page_count; /* as the head has it */
    uint32_t spare_bytes; /* at the end of each page, which hold nothing */
    uint32_t application, version;
    int rests; /* 1: no journal beside it is part of it: as a sealed record lies there */
};

/* Reads the head and refuses what is no record: no such file, a folder, another format, another program's, a newer
 * version, or one that is shorter than it should be. */
SIBU_MUST_USE enum sibu_status file_look(const char *path, struct file_head *head, struct sibu_fault *fault);

enum file_access { FILE_READ, FILE_READ_AT_REST, FILE_WRITE, FILE_MAKE };
/* Opens the connection of record->path: limits set, foreign code kept from running. FILE_READ_AT_REST takes no locks and
 * looks at no journal. */
SIBU_MUST_USE enum sibu_status file_connect(struct sibu_record *record, const char *path, enum file_access access,
                                            struct sibu_fault *fault);
/* Ends the guard on how much work the first statements of a connection may do: a hostile file could keep SQLite busy for
 * ever while its schema is read. To be called once the schema has been checked. */
void file_trust(struct sibu_record *record);
/* Gives a file made at `from` its name, which nothing may have yet. */
SIBU_MUST_USE enum sibu_status file_name(const char *from, const char *to, struct sibu_fault *fault);
