/* A works with an administrator and two officers who have signed in, for tests of what officers bring: see change.h.
 * The functions fail the test where something is not as it should be.
 */
#pragma once
#include "visitor.h"

#define HOUSE_SELDOM "\"tick_s\":3600,\"least\":0,\"mean\":0.01,\"windows\":[{}]"

struct house {
    struct stand stand;
    struct visitor anna, otto, olga, phone; /* administrator, two officers, and a worker's phone */
};

void house_open(struct house *house);
void house_close(struct house *house);
/* Brings a text on the page, and keeps the address of its preview. */
long house_bring(struct visitor *visitor, const char *page, const char *text);
/* Looks at the preview that was just brought. */
void house_look(struct visitor *visitor);
/* A button under the preview that is shown. */
long house_press(struct visitor *visitor, const char *page, const char *what);
/* How many rows of the trail have these words. */
int64_t house_rows(const struct house *house, const char *who, const char *action, const char *like);
/* Whether anything is kept in place of a file. */
int house_is_kept(const struct house *house);
