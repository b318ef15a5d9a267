/* The rules that drills are rated by, from JSON that an organisation may change (docs/rating.md, docs/rating.schema.json).
 *
 * A file has schemes (AQ/T 9009, HSEEP, one's own) with their grades, best first; groups of a scheme (the standard's groups,
 * capabilities); and items of a group. An item is judged by rules over named figures, or asked of evaluators, or both. Rules that
 * are wrong are refused whole: the fault names file and JSON pointer. Immutable once open; many threads may read it.
 * Depends on: rating_figure, json, hash.
 */
#pragma once
#include "evaluate/rating_figure.h"
#include "sibu/hash.h"
#include "sibu/site.h"

#define RATING_FILE_BYTES_MAX ((size_t)1 << 20)
#define RATING_SCHEMES_MAX 8
#define RATING_GRADES_MAX 6 /* of a scheme; at least 2 */
#define RATING_GROUPS_MAX 128
#define RATING_ITEMS_MAX 256
#define RATING_RULES_MAX 8 /* of an item, and conditions likewise */
#define RATING_ID_BYTES_MAX 64
#define RATING_UNRATED UINT32_MAX /* in place of a grade */

enum rating_is { RATING_AT_LEAST, RATING_AT_MOST };

struct rating_grade {
    const char *id; /* "excellent", "P" */
    struct sibu_name name;
};

/* The grade of a scheme as a whole: the first step that fits gives it, else `otherwise`. A step fits where at least
 * `share` of the rated items have its grade or better, and every rated decisive item has `decisive` or better. */
struct rating_step {
    uint32_t grade, decisive; /* indices of grades */
    double share; /* 0 to 1 */
};
struct rating_overall {
    int known; /* 0: the scheme gives none */
    struct sibu_name text;
    uint32_t least_rated; /* with fewer rated items there is none */
    const struct rating_step *steps;
    uint32_t step_count;
    uint32_t otherwise;
    uint32_t broken_off; /* of a drill that was aborted; RATING_UNRATED: none */
};
struct rating_scheme {
    const char *id; /* "aqt9009" */
    struct sibu_name name;
    const struct rating_grade *grades; /* best first */
    uint32_t grade_count;
    struct rating_overall overall;
};
struct rating_group {
    const char *id; /* "aqt9009.2" */
    struct sibu_name name;
    uint32_t scheme;
};

/* A figure, with the argument that it takes. */
struct rating_named {
    const struct rating_figure_def *figure;
    double argument; /* 0 where it takes none */
};
/* What must be so for the item to be rated at all. */
struct rating_condition {
    struct rating_named named;
    struct sibu_name text;
    enum rating_is is;
    double limit;
};
/* The first grade whose limit the figure keeps, else `otherwise`. */
struct rating_rule {
    const char *id; /* unique in the file */
    struct sibu_name text;
    struct rating_named named;
    uint32_t least_n; /* fewer: no evidence */
    enum rating_is is;
    int has_limit[RATING_GRADES_MAX]; /* by grade */
    double limits[RATING_GRADES_MAX];
    uint32_t otherwise;
    int optional; /* 1: without evidence of this one the item is rated by the others */
};
struct rating_item {
    const char *id; /* "aqt9009.2.5" */
    uint32_t group;
    struct sibu_name text;
    int decisive;
    const struct rating_condition *conditions;
    uint32_t condition_count;
    const struct rating_rule *rules;
    uint32_t rule_count;
    int is_asked; /* of evaluators, by `question` */
    struct sibu_name question;
};

struct rating_rules {
    const char *id;
    struct sibu_name name, source;
    const struct rating_scheme *schemes;
    uint32_t scheme_count;
    const struct rating_group *groups;
    uint32_t group_count;
    const struct rating_item *items;
    uint32_t item_count;
    uint8_t hash[SIBU_HASH_BYTES]; /* of the file's bytes, tag "sibu rating v1" */
    struct sibu_arena arena; /* owns all that is pointed to */
};

/* Reads and checks the bytes; `name` stands for the file in faults. On failure *out is NULL. The caller closes it. */
SIBU_MUST_USE enum sibu_status rating_rules_open(struct rating_rules **out, const char *name, const char *bytes,
                                                 size_t length, struct sibu_fault *fault);
void rating_rules_close(struct rating_rules *rules); /* NULL is allowed */

/* Indices, RATING_UNRATED where there is none of that id. */
uint32_t rating_rules_item(const struct rating_rules *rules, const char *id);
uint32_t rating_scheme_grade(const struct rating_scheme *scheme, const char *id);
const struct rating_scheme *rating_item_scheme(const struct rating_rules *rules, const struct rating_item *item);
