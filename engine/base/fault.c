/* Faults as values: filled here, shown at the edge. See sibu/fault.h.
 *
 * Depends on: the C library's vsnprintf. Thread safe; allocates nothing.
 */
#include "sibu/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/place.h"
#include "base/utf8.h"

/* What vsnprintf cut off may have split a character, and quoted input may hold line ends: a fault is one line. */
static void tidy(char *text)
{
    text[utf8_whole_length(text, strlen(text))] = '\0';
    place_make_one_line(text);
}

SIBU_FORMAT(3, 0) static void fill(char *out, size_t size, const char *format, va_list arguments)
{
    if (vsnprintf(out, size, format, arguments) < 0) {
        out[0] = '\0';
    }
    tidy(out);
}

enum sibu_status sibu_fault_set(struct sibu_fault *fault, enum sibu_status status, const char *place, const char *zh,
                                const char *en, ...)
{
    fault->status = status;
    snprintf(fault->place, sizeof fault->place, "%s", place);
    tidy(fault->place);

    va_list arguments;
    va_start(arguments, en);
    fill(fault->what[SIBU_ZH], sizeof fault->what[SIBU_ZH], zh, arguments);
    va_end(arguments);
    va_start(arguments, en);
    fill(fault->what[SIBU_EN], sizeof fault->what[SIBU_EN], en, arguments);
    va_end(arguments);
    return status;
}

int sibu_fault_exit_status(enum sibu_status status)
{
    switch (status) {
    case SIBU_OK:
        return 0;
    case SIBU_NO:
        return 1;
    case SIBU_BAD_INPUT:
    case SIBU_LIMIT:
        return 2;
    case SIBU_IO:
    case SIBU_NO_MEMORY:
        return 3;
    }
    return 3;
}
