/* A policy being read: what its parts share. For policy_read.c and policy_rule_read.c only. */
#pragma once
#include "draw/policy.h"
#include "sibu/json.h"

struct policy_reader {
    struct policy *policy;
    struct sibu_json_value root;
    struct sibu_fault *fault;
};

enum sibu_status policy_no_memory(struct sibu_fault *fault);
/* The fault of the value itself (key NULL) or of its member. */
enum sibu_status policy_refuse(struct policy_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en);
/* A copy in the policy's own memory. */
SIBU_MUST_USE enum sibu_status policy_keep(struct policy_reader *reader, const char *text, const char **out);

/* The lists: "windows", "never", "shifts". Absent ones are filled with what is usual. */
SIBU_MUST_USE enum sibu_status policy_read_windows(struct policy_reader *reader);
SIBU_MUST_USE enum sibu_status policy_read_nevers(struct policy_reader *reader);
SIBU_MUST_USE enum sibu_status policy_read_shifts(struct policy_reader *reader);
