/* What must hold of a draw that others have a part in, however often its servers were killed. See kill.h.
 *
 * The others' answers are those that they wrote down themselves (others.db), so a row is compared with what was given and not
 * with what the server says of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kill.h"

/* Links and rounds, with the tick that each is of: a round of this chain is out at its tick's moment. */
#define GIVEN                                                                                                          \
    "(SELECT kind, epoch, number, size, body,"                                                                         \
    " CASE kind WHEN 'round' THEN (1795305600 + (number - 1) * 3) / 60 ELSE number END AS tick"                        \
    " FROM others.answer WHERE kind <> 'epoch')"

static const struct law {
    const char *name, *sql;
} LAWS[] = {
    {"a tick is opened once", "SELECT count(*) FROM (SELECT count(*) AS n FROM ledger WHERE kind = 'open'"
                              " GROUP BY body ->> 'tick' HAVING n <> 1)"},
    {"a tick is drawn once",
     "SELECT count(*) FROM (SELECT count(*) AS n FROM ledger WHERE kind IN ('tick', 'link') GROUP BY body ->> 'tick'"
     " HAVING n <> 1)"},
    {"what is opened is drawn, in its order",
     "SELECT count(*) FROM (SELECT kind, body ->> 'tick' AS tick, lag(kind) OVER (ORDER BY row) AS k,"
     " lag(body ->> 'tick') OVER (ORDER BY row) AS t FROM ledger WHERE kind IN ('open', 'link'))"
     " WHERE (kind = 'link' AND (k <> 'open' OR t <> tick)) OR (kind = 'open' AND (k <> 'link' OR t <> tick - 1))"},
    {"in a shared epoch nothing is skipped, and nothing drawn alone",
     "SELECT count(*) FROM ledger WHERE kind IN ('skip', 'tick') AND row >"
     " (SELECT min(row) FROM ledger WHERE kind = 'open')"},
    {"who is asked again answers the same, to the byte",
     "SELECT count(*) FROM (SELECT count(DISTINCT body) AS n FROM others.answer GROUP BY kind, epoch, number"
     " HAVING n <> 1)"},
    {"a link is given for the ledger up to the row that opened its tick, and that row is there",
     "SELECT count(*) FROM others.answer a WHERE kind = 'link' AND NOT EXISTS (SELECT 1 FROM ledger o"
     " WHERE o.row = a.size AND o.kind = 'open' AND o.body ->> 'tick' = a.number)"},
    {"a row holds the witness's link, time and receipt as they were given, byte for byte",
     "SELECT count(*) FROM ledger l WHERE kind = 'link' AND instr(l.body, '\"witnesses\":[],') = 0 AND NOT EXISTS"
     " (SELECT 1 FROM others.answer a WHERE a.kind = 'link' AND a.number = l.body ->> 'tick' AND instr(l.body,"
     " format('\"witnesses\":[{\"link\":\"%s\",\"time\":%12d,\"receipt\":\"%s\"}]', a.body ->> 'link', a.body ->> 'time',"
     " a.body ->> 'receipt')) > 0)"},
    {"a row holds the round as it was given, byte for byte",
     "SELECT count(*) FROM ledger l WHERE kind = 'link' AND l.body ->> 'round' <> 0 AND NOT EXISTS"
     " (SELECT 1 FROM others.answer a WHERE a.kind = 'round' AND a.number = l.body ->> 'round' AND instr(l.body,"
     " format('\"round\":%12d,\"signature\":\"%s\",', a.number, a.body ->> 'signature')) > 0)"},
    {"a row has a part of each that has a part in its epoch",
     "SELECT count(*) FROM ledger l WHERE kind = 'link' AND 1 <> (SELECT count(*) FROM ledger e WHERE e.kind = 'epoch'"
     " AND l.body ->> 'tick' >= e.body ->> 'from_tick' AND l.body ->> 'tick' < e.body ->> 'to_tick'"
     " AND json_array_length(e.body, '$.witnesses') = json_array_length(l.body, '$.witnesses')"
     " AND (e.body ->> 'beacon' IS NULL) = (l.body ->> 'round' = 0))"},
    {"an epoch has the anchor that the witness told for it",
     "SELECT count(*) FROM ledger e WHERE kind = 'epoch' AND json_array_length(body, '$.witnesses') > 0 AND NOT EXISTS"
     " (SELECT 1 FROM others.answer a WHERE a.kind = 'epoch' AND a.epoch = e.body ->> 'epoch' AND"
     " a.body ->> 'anchor' = e.body ->> '$.witnesses[0].anchor')"},
};

void kill_check_shared(const struct kill_look *look, const char *folder)
{
    for (size_t i = 0; i < sizeof LAWS / sizeof LAWS[0] && kill_look_is_there(look); i++) {
        int64_t broken = kill_look_number(look, LAWS[i].sql);
        if (broken != 0) {
            fail_msg("in %s, not so: %s (%lld)", folder, LAWS[i].name, (long long)broken);
        }
    }
}

int64_t kill_given(const struct kill_look *look)
{
    return kill_look_is_there(look)
               ? kill_look_number(look, "SELECT count(DISTINCT tick) FROM " GIVEN " g WHERE NOT EXISTS (SELECT 1 FROM"
                                        " ledger l WHERE l.kind = 'link' AND l.body ->> 'tick' = g.tick)")
               : 0;
}

int64_t kill_given_again(const struct kill_look *look)
{
    return kill_look_number(look,
                            "SELECT count(*) FROM (SELECT count(*) AS n FROM " GIVEN " g JOIN ledger l ON"
                            " l.kind = 'link' AND l.body ->> 'tick' = g.tick GROUP BY g.kind, g.tick HAVING n > 1)");
}
