/* What every manual page has: its head, and the parts that are made alike.
 */
#pragma once
#include "manual/manual.h"

enum manual_part {
    PART_NAME,
    PART_SYNOPSIS,
    PART_DESCRIPTION,
    PART_COMMANDS,
    PART_OPTIONS,
    PART_EXIT,
    PART_ENVIRONMENT,
    PART_FILES,
    PART_ALSO
};

/* The heading of a part, in the page's language. */
void manual_add_part(struct sibu_text *out, const struct manual *manual, enum manual_part part);
/* The page's first line, and what it is called with what that is: `name` "sibu-serve", `summary` a line. */
void manual_add_head(struct sibu_text *out, const struct manual *manual, const char *name, const char *summary);
/* `command` as it is typed, `arguments` as the table has them, "" for none. */
void manual_add_synopsis(struct sibu_text *out, const struct manual *manual, const char *command,
                         const char *arguments);
void manual_add_exit(struct sibu_text *out, const struct manual *manual, const char *says);
/* Points at another page of section 1. */
void manual_add_also(struct sibu_text *out, const struct manual *manual, const char *page);
