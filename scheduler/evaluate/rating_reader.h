/* What the readers of rating rules share. Inside evaluate/ only. */
#pragma once
#include "evaluate/rating_rules.h"
#include "sibu/json.h"

#define RATING_TEXT_BYTES_MAX 1000

struct rating_reader {
    struct rating_rules *rules;
    struct sibu_fault *fault;
};

/* The fault at the value, or at its member `key` where that is not NULL. */
enum sibu_status rating_refuse(const struct rating_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en);
/* The same about a name that stands there. */
enum sibu_status rating_refuse_name(const struct rating_reader *reader, struct sibu_json_value value, const char *key,
                                    const char *zh, const char *en);
SIBU_MUST_USE enum sibu_status rating_no_memory(const struct rating_reader *reader);
/* An id: 1 to 64 letters, digits, '.', '_' and '-'. */
SIBU_MUST_USE enum sibu_status rating_read_id(const struct rating_reader *reader, struct sibu_json_value object,
                                              const char *key, const char **out);
/* {"zh", "en"}, both filled. */
SIBU_MUST_USE enum sibu_status rating_read_pair(const struct rating_reader *reader, struct sibu_json_value object,
                                                const char *key, struct sibu_name *out);
/* The grade of the scheme that is named there. */
SIBU_MUST_USE enum sibu_status rating_read_grade(const struct rating_reader *reader, const struct rating_scheme *scheme,
                                                 struct sibu_json_value object, const char *key, uint32_t *out);
/* Room for the items of an array, whose every item must be an object. */
SIBU_MUST_USE enum sibu_status rating_read_objects(const struct rating_reader *reader, struct sibu_json_value array,
                                                   size_t item_bytes, void **out);

/* rating_read_scheme.c: "schemes" and "groups". */
SIBU_MUST_USE enum sibu_status rating_read_schemes(struct rating_reader *reader, struct sibu_json_value root);
SIBU_MUST_USE enum sibu_status rating_read_groups(struct rating_reader *reader, struct sibu_json_value root);
/* rating_read_item.c: "items"; behind the others. */
SIBU_MUST_USE enum sibu_status rating_read_items(struct rating_reader *reader, struct sibu_json_value root);
