/* The ledger of findings as JSON, for `sibu findings --json` and the server's API. Keys: docs/findings.md. Pure. */
#pragma once
#include "evaluate/finding_book.h"
#include "sibu/text.h"

/* Which of them; all zero: all. */
struct finding_wanted {
    int open, overdue; /* 1: those alone */
};
int finding_is_wanted(const struct finding_item *item, const struct finding_wanted *wanted, int64_t now_us);
/* {"findings":[...],"grades":[...],"open":n,"overdue":n}; the two numbers are of the whole book. Ended by a newline. */
void finding_book_json(const struct finding_book *book, const struct finding_wanted *wanted, int64_t now_us,
                       struct sibu_text *out);
