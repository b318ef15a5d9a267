/* One line an event to stderr, in logfmt: time, level, room, what. No person's name, number or address in it.
 * Thread safe: a line is written at once. */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"

/* level: "info", "warning", "error". `room` is the folder that speaks ("notify"). time_us as the clock of the caller says. */
SIBU_FORMAT(4, 5) void log_line(int64_t time_us, const char *level, const char *room, const char *format, ...);
/* The fault as a line of level "error", in English. */
void log_fault(int64_t time_us, const char *room, const struct sibu_fault *fault);
