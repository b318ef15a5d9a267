/* What sibu-view does, by its arguments: help, version, pictures, a film, a measurement, or a window. Writes answers to
 * standard output, and progress to standard error where that is a terminal.
 */
#pragma once
#include <signal.h>

#include "view/arguments.h"

/* Whether *stop is looked at meanwhile: then Ctrl-C should set it. */
int program_heeds_signals(const struct arguments *arguments);
/* SIGPIPE must be ignored. */
SIBU_MUST_USE enum sibu_status program_run(const struct arguments *arguments, const volatile sig_atomic_t *stop,
                                           struct sibu_fault *fault);
