/* A policy being read: what its parts share. For policy_read.c and its neighbours policy_*_read.c only. */
#pragma once
#include "draw/policy.h"
#include "sibu/json.h"

struct policy_reader {
    struct policy *policy;
    struct sibu_json_value root;
    struct sibu_json_value object; /* whose rules are being read: the root or a group */
    struct policy_rules *rules; /* go here; they hold what is usual before */
    struct sibu_fault *fault;
};

enum sibu_status policy_no_memory(struct sibu_fault *fault);
/* The fault of the value itself (key NULL) or of its member. */
enum sibu_status policy_refuse(struct policy_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en);
/* A copy in the policy's own memory. */
SIBU_MUST_USE enum sibu_status policy_keep(struct policy_reader *reader, const char *text, const char **out);
/* The text at `key`, kept and not empty; absent: `otherwise`, which is static (NULL: it must stand there). */
SIBU_MUST_USE enum sibu_status policy_keep_member(struct policy_reader *reader, struct sibu_json_value object,
                                                  const char *key, const char *otherwise, const char **out);
/* A whole number at `key`, or what *out holds already. */
SIBU_MUST_USE enum sibu_status policy_integer(struct policy_reader *reader, struct sibu_json_value object,
                                              const char *key, const int64_t range[2], int64_t *out);
/* {"zh", "en"} at `key`, kept; absent: two empty texts. */
SIBU_MUST_USE enum sibu_status policy_keep_name(struct policy_reader *reader, struct sibu_json_value object,
                                                const char *key, struct sibu_name *out);
/* The list at `key` of the object being read, at most `max` items; absent: no node. */
SIBU_MUST_USE enum sibu_status policy_list(struct policy_reader *reader, const char *key, size_t max,
                                           struct sibu_json_value *list, size_t *count);
SIBU_MUST_USE enum sibu_status policy_expect_object(struct policy_reader *reader, struct sibu_json_value item,
                                                    const char *const *keys);

/* What each reads of the object; absent members leave the rules as they are. */
SIBU_MUST_USE enum sibu_status policy_read_counts(struct policy_reader *reader); /* policy_rules_read.c */
SIBU_MUST_USE enum sibu_status policy_check_counts(struct policy_reader *reader); /* of a group, once all is read */
SIBU_MUST_USE enum sibu_status policy_read_lists(struct policy_reader *reader); /* policy_list_read.c */
SIBU_MUST_USE enum sibu_status policy_read_interlocks(struct policy_reader *reader); /* policy_interlock_read.c */
SIBU_MUST_USE enum sibu_status policy_read_results(struct policy_reader *reader); /* policy_results_read.c */
SIBU_MUST_USE enum sibu_status policy_read_times(struct policy_reader *reader); /* policy_times_read.c */
SIBU_MUST_USE enum sibu_status policy_read_shifts(struct policy_reader *reader); /* policy_shift_read.c; of the root */
SIBU_MUST_USE enum sibu_status
policy_read_budgets(struct policy_reader *reader); /* policy_budgets_read.c; of the root */
SIBU_MUST_USE enum sibu_status policy_read_proof(struct policy_reader *reader); /* policy_proof_read.c; of the root */
