/* How people stand in a report: by roster id alone, as ever; with their names too; or each under a pseudonym, so that whoever may
 * not know them can still follow one person through a drill.
 *
 * A pseudonym is "P-" and 12 hexadecimal digits (an account's "A-"): the first 48 bits of HMAC-SHA256 with a secret key over
 * "sibu-pseudonym/v1\n", the drill, its draw's hash, its T0, what kind of id it is, and the id, a line each. So it is the same in all
 * forms of one drill's report and another in every other drill; only who has the key can tell which belong together, or try ids.
 * Numbers in the roster's order are left out with it, and people stand in the order of their pseudonyms.
 * Depends on: libsodium's HMAC-SHA256, record.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

enum report_names { REPORT_NAMES_IDS, REPORT_NAMES_SHOWN, REPORT_NAMES_PSEUDONYMS };
#define REPORT_NAMES_KEY_BYTES 32
#define REPORT_NAMES_MODES 3

/* "ids", "shown", "pseudonyms". *out is only set where the word is one. */
const char *report_names_word(enum report_names names);
int report_names_find(const char *word, enum report_names *out);

struct report;
struct sibu_record;
/* One person as the forms show them. */
struct report_person {
    const char *id; /* the roster's, or the pseudonym */
    const char *name; /* as the roster has it; "" where names are not shown */
    int has_number; /* 0: the number in the record would tell who it is */
};
/* Names the report's people so from here on. `key`: REPORT_NAMES_KEY_BYTES, for pseudonyms alone; not kept. The record that the
 * report was opened from; it is read for REPORT_NAMES_SHOWN alone. May be called once after report_open. */
SIBU_MUST_USE enum sibu_status report_name(struct report *report, struct sibu_record *record, enum report_names names,
                                           const uint8_t *key, struct sibu_fault *fault);
/* The person of this index in evaluation.people. */
struct report_person report_person(const struct report *report, size_t index);
/* The index of the n-th person of evaluation.people in the order in which forms list everybody. */
size_t report_person_at(const struct report *report, size_t n);
/* The account of the n-th of evaluation.sweeps, or its pseudonym. Never NULL. */
const char *report_account(const struct report *report, size_t n);
