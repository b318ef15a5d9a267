/* The lines of an iCalendar file (RFC 5545 section 3.1): folded lines put together again, each taken apart into its
 * name, the parameters that matter to us, and its value.
 *
 * Nothing is believed: bytes that are not UTF-8, a line that has no name, a quote that never ends are faults that name
 * the line. A line may be as long as the file. Depends on: memory, text. Pure; one thread a reader.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"
#include "sibu/memory.h"

struct ics_line {
    const char *name; /* upper case; NULL after the last line */
    const char *value; /* as it stands, "" where there is none */
    const char *tzid, *range; /* the parameters TZID and RANGE; "" where absent */
    int number; /* the line of the file it begins on, from 1 */
};

struct ics_lines {
    const char *file; /* stands for the file in faults */
    char *bytes; /* in the arena, changed while it is read */
    size_t at, length;
    int number;
};

/* Copies the bytes (a BOM is left out); `file` must live as long as the reader. */
SIBU_MUST_USE enum sibu_status ics_lines_open(struct ics_lines *out, const char *file, const char *bytes, size_t length,
                                              struct sibu_arena *arena, struct sibu_fault *fault);
/* The next line that is not empty. What it points to lives as long as the arena. */
SIBU_MUST_USE enum sibu_status ics_lines_next(struct ics_lines *lines, struct ics_line *out, struct sibu_fault *fault);

/* "file:line", for faults. */
struct ics_place {
    char text[240];
};
struct ics_place ics_place(const char *file, int line);
enum sibu_status ics_no_memory(const char *file, struct sibu_fault *fault);
