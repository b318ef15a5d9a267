/* The manual pages, for man(1), made from what --help says: sibu, each of its commands, and the viewer.
 *
 * Pure: text in, text out. A page ends in one newline; nothing in the table can become a request of roff.
 */
#pragma once
#include "command/command.h"

#define MANUAL_NAME_BYTES 64

struct manual {
    const char *version; /* "0.1.0" */
    const char *date; /* of the version, "2026-11-27" */
    enum sibu_language language;
};

/* "sibu-site-check": what the page of the command is called. */
void manual_name(const struct command *command, char out[MANUAL_NAME_BYTES]);
void manual_add_program(struct sibu_text *out, const struct manual *manual);
void manual_add_command(struct sibu_text *out, const struct manual *manual, const struct command *command);
/* Of sibu-view, from the text that its --help prints: usage, what it is, options, exit status. */
void manual_add_viewer(struct sibu_text *out, const struct manual *manual);
