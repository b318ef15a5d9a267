/* The tree that cJSON builds, walked without recursion.
 *
 * Depends on: cJSON. A walk belongs to one thread; the tree is only read.
 */
#pragma once
#include <cjson/cJSON.h>

#include "base/json_scan.h"
#include "sibu/json.h"

struct sibu_json {
    cJSON *root; /* owned */
    char *name; /* owned */
};

/* path[0] is the root, path[depth] the node that the walk has come to. */
struct json_walk {
    const cJSON *path[JSON_DEPTH_MAX + 2];
    unsigned depth;
};

/* Goes on to the next node, parents before children, in file order. False after the last. */
int json_walk_next(struct json_walk *walk);

/* Checks what the grammar cannot: no object names a member twice, every number is finite. */
enum sibu_status json_tree_check(const struct sibu_json *document, struct sibu_fault *fault);
