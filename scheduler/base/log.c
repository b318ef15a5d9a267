/* Log lines: see log.h. Depends on stderr. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "sibu/text.h"

void log_line(int64_t time_us, const char *level, const char *room, const char *format, ...)
{
    char what[512];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(what, sizeof what, format, values);
    va_end(values);
    for (char *c = what; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ') {
            *c = ' '; /* nobody's text breaks a line in two */
        }
    }
    char time[32];
    sibu_time_text(time, time_us);
    char line[700];
    int length = snprintf(line, sizeof line, "time=%s level=%s room=%s %s\n", time, level, room, what);
    if (length > 0) {
        size_t bytes = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
        (void)!write(STDERR_FILENO, line, bytes); /* where stderr is gone there is nobody left to tell */
    }
}

void log_fault(int64_t time_us, const char *room, const struct sibu_fault *fault)
{
    log_line(time_us, "error", room, "place=\"%s\" what=\"%s\"", fault->place, fault->what[SIBU_EN]);
}
