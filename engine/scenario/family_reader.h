/* One family file being read: what its parts share. Inside scenario/ only.
 *
 * Depends on: json, memory, family. What is read is copied into the arena.
 */
#pragma once
#include "sibu/family.h"
#include "sibu/json.h"
#include "sibu/memory.h"

struct family_reader {
    struct sibu_arena *arena;
    struct sibu_fault *fault;
    struct sibu_json_value root;
};

/* SIBU_BAD_INPUT at the member `key` of the value, or at the value itself where key is NULL. */
enum sibu_status family_refuse(struct family_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en);
enum sibu_status family_no_memory(struct sibu_fault *fault);
/* *out is a copy in the arena. SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status family_keep(struct family_reader *reader, const char *text, const char **out);

/* "growth" and "events" (family_range.c). */
SIBU_MUST_USE enum sibu_status family_read_growths(struct family_reader *reader, struct sibu_family *family);
SIBU_MUST_USE enum sibu_status family_read_events(struct family_reader *reader, struct sibu_family *family);
/* "substances", and whether the growths that make fields are what they should be; after the growths (family_field.c). */
SIBU_MUST_USE enum sibu_status family_read_field(struct family_reader *reader, struct sibu_family *family);
