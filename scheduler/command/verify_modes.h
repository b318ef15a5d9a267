/* How the ticks of a ledger were drawn, and whom that stops: what `sibu verify` says of it. */
#pragma once
#include "command/command.h"
#include "draw/book.h"

/* "seeded", "local", "witness", "beacon", "both"; "mixed" where ticks were drawn in more than one way. Static. */
const char *verify_mode(const struct book_counts *counts);
/* A line for each way that ticks were drawn in, and one for ticks that were withheld. */
void verify_modes_words(const struct command_call *call, const struct book_counts *counts, struct sibu_text *text);
/* ,"epochs":…,"ticks_by":{…},"withheld":… */
void verify_modes_json(const struct book_counts *counts, struct sibu_text *text);
/* ,"stops":[…]: sentences, in the call's language. */
void verify_stops_json(const struct command_call *call, const struct book_counts *counts, struct sibu_text *text);
