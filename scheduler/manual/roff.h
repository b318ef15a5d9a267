/* Text put into a manual page so that roff takes it as text.
 */
#pragma once
#include "sibu/text.h"

/* Appends the first `length` bytes: what roff would take for a request, an escape or a dash of another kind is escaped. The
 * text begins a line. */
void roff_add_bytes(struct sibu_text *out, const char *text, size_t length);
void roff_add(struct sibu_text *out, const char *text);
/* ".SH NAME", with what --help calls the part, in its language. */
void roff_add_section(struct sibu_text *out, const char *name);
