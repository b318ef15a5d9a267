/* Modes of the draw in words: see verify_modes.h. Depends on: book, catalogue. */
#include "command/verify_modes.h"

#include <inttypes.h>
#include <stdio.h>

#include "sibu/catalogue.h"

/* A way of drawing, how many ticks were drawn so, and what is to be said of it. */
struct mode {
    const char *name;
    int64_t ticks;
    int is_used;
    enum sibu_say_id words, stops;
};
enum { MODES = 4 };

static void list_modes(const struct book_counts *c, struct mode out[MODES])
{
    out[0] = (struct mode){"local", c->local, c->local > 0, SIBU_SAY_LEDGER_LOCAL, SIBU_SAY_LEDGER_STOPS_OPERATOR};
    out[1] = (struct mode){"witness", c->witnessed, c->witnessed > 0, SIBU_SAY_LEDGER_WITNESS,
                           SIBU_SAY_LEDGER_STOPS_WITNESS};
    out[2] =
        (struct mode){"beacon", c->beaconed, c->beaconed > 0, SIBU_SAY_LEDGER_BEACON, SIBU_SAY_LEDGER_STOPS_BEACON};
    out[3] = (struct mode){"both", c->both, c->both > 0, SIBU_SAY_LEDGER_BOTH, SIBU_SAY_LEDGER_STOPS_BOTH};
    out[0].is_used |= c->ticks == 0; /* a ledger without ticks says what it would be */
}

const char *verify_mode(const struct book_counts *counts)
{
    struct mode modes[MODES];
    const char *name = "";
    if (counts->seeded) {
        return "seeded";
    }
    list_modes(counts, modes);
    for (size_t i = 0; i < MODES; i++) {
        if (modes[i].is_used) {
            name = name[0] == '\0' ? modes[i].name : "mixed";
        }
    }
    return name;
}

static void say_count(const struct command_call *call, struct sibu_text *text, enum sibu_say_id id, int64_t count)
{
    char number[32];
    (void)snprintf(number, sizeof number, "%" PRId64, count);
    sibu_say_with(text, call->language, id, (const char *[]){number}, 1);
    sibu_text_add(text, "\n");
}

void verify_modes_words(const struct command_call *call, const struct book_counts *counts, struct sibu_text *text)
{
    struct mode modes[MODES];
    if (counts->seeded) {
        sibu_text_add(text, sibu_say(call->language, SIBU_SAY_LEDGER_SEEDED));
        sibu_text_add(text, "\n");
        return;
    }
    list_modes(counts, modes);
    for (size_t i = 0; i < MODES; i++) {
        if (modes[i].is_used) {
            say_count(call, text, modes[i].words, modes[i].ticks);
        }
    }
    if (counts->withheld > 0) {
        say_count(call, text, SIBU_SAY_LEDGER_WITHHELD, counts->withheld);
    }
}

void verify_modes_json(const struct book_counts *counts, struct sibu_text *text)
{
    sibu_text_addf(text,
                   ",\"epochs\":%" PRId64 ",\"ticks_by\":{\"local\":%" PRId64 ",\"witness\":%" PRId64
                   ",\"beacon\":%" PRId64 ",\"both\":%" PRId64 "},\"withheld\":%" PRId64,
                   counts->epochs, counts->local, counts->witnessed, counts->beaconed, counts->both, counts->withheld);
}

void verify_stops_json(const struct command_call *call, const struct book_counts *counts, struct sibu_text *text)
{
    struct mode modes[MODES];
    enum sibu_say_id stops[MODES + 4];
    size_t count = 0;
    list_modes(counts, modes);
    stops[count++] = counts->seeded ? SIBU_SAY_LEDGER_SEEDED : SIBU_SAY_LEDGER_STOPS_READERS;
    stops[count++] = SIBU_SAY_LEDGER_STOPS_CHANGES;
    for (size_t i = 0; i < MODES; i++) {
        if (modes[i].is_used) {
            stops[count++] = modes[i].stops;
        }
    }
    if (counts->beaconed + counts->both > 0) {
        stops[count++] = SIBU_SAY_LEDGER_STOPS_BLS;
    }
    if (counts->withheld > 0) {
        stops[count++] = SIBU_SAY_LEDGER_STOPS_WITHHELD;
    }
    sibu_text_add(text, ",\"stops\":[");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(text, i > 0 ? "," : "");
        sibu_text_add_json(text, sibu_say(call->language, stops[i]));
    }
    sibu_text_add(text, "]");
}
