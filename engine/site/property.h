/* The properties that many kinds share, read and checked: id, name, floor, flow.
 *
 * Depends on: draft. Each function reports what is wrong and then returns false.
 */
#pragma once
#include "site/draft.h"

#define ID_BYTES_MAX ((size_t)64)
#define NAME_BYTES_MAX ((size_t)160)

int read_id(struct draft *draft, struct sibu_json_value properties, const char **out);
int read_id_or(struct draft *draft, struct sibu_json_value properties, const char *otherwise, const char **out);
/* {"zh": "...", "en": "..."} */
int read_name(struct draft *draft, struct sibu_json_value properties, struct sibu_name *out);
int read_name_if_there(struct draft *draft, struct sibu_json_value properties); /* checked and left */
/* The index of the floor that the member `key` names. */
int read_floor(struct draft *draft, struct sibu_json_value properties, const char *key, uint32_t *out);
int read_flow(struct draft *draft, struct sibu_json_value properties, double *out);
/* A text of 1 to max_bytes bytes on one line. */
int read_text(struct draft *draft, struct sibu_json_value object, const char *key, size_t max_bytes, const char **out);
