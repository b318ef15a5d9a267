/* A command of `sibu`: what it is called, what it takes, what it does; and what every command may ask of its call.
 *
 * Each command stands in a file of its own with one `const struct command`, listed in table.c. Help, the manual and
 * completion are made from it. --help, --json and --lang belong to every command and are handled here. Threads: one.
 */
#pragma once
#include <signal.h>
#include <stdint.h>

#include "sibu/catalogue.h"
#include "sibu/fault.h"
#include "sibu/text.h"

struct command_option {
    const char *name; /* "people", given as --people N or --people=N */
    const char *value; /* "N"; NULL for a flag */
    const char *help[SIBU_LANGUAGES]; /* one sentence without a full stop */
};

struct command_call;

struct command {
    const char *name; /* "simulate", "site check" */
    const char *arguments; /* "SITE", "FILE...", "" */
    int least_arguments, most_arguments;
    const char *summary[SIBU_LANGUAGES];
    const struct command_option *options; /* ends with name NULL; NULL: none of its own */
    int (*run)(struct command_call *call); /* returns the exit status */
};

#define COMMAND_VALUES_MAX 64

/* One call, parsed. All strings belong to the program's arguments. */
struct command_call {
    const struct command *command;
    enum sibu_language language;
    int json;
    int argument_count;
    const char *arguments[COMMAND_VALUES_MAX];
    int value_count;
    const char *value_names[COMMAND_VALUES_MAX];
    const char *values[COMMAND_VALUES_MAX]; /* "" for a flag */
    const volatile sig_atomic_t *stop; /* becomes 1 at Ctrl-C, 2 at the second */
    const struct command_signals *signals;
};
/* What the program keeps of signals. */
struct command_signals {
    const volatile sig_atomic_t *stop;
    const volatile sig_atomic_t *renewals; /* is another number after each SIGHUP, once `on_renewal` handles it */
    void (*on_renewal)(int number); /* for a command that reads something again; without it SIGHUP ends the program */
};

/* The value of --name, or NULL where it was not given; the last one counts. */
const char *command_value(const struct command_call *call, const char *name);
/* The number given with --name, in [min, max]; `otherwise` where it was not given. */
SIBU_MUST_USE enum sibu_status command_number(const struct command_call *call, const char *name, const double range[2],
                                              double otherwise, double *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status command_integer(const struct command_call *call, const char *name,
                                               const int64_t range[2], int64_t otherwise, int64_t *out,
                                               struct sibu_fault *fault);
/* Prints "place: what" in the language of the call to stderr and returns the exit status that belongs to it. */
int command_fail(const struct command_call *call, const struct sibu_fault *fault);
/* Prints the text to stderr: every fault of a file, one line each. Returns the exit status of bad input, or 3 where the
 * text is not whole. Clears the text. */
int command_fail_all(const struct command_call *call, struct sibu_text *text);
/* Prints the text to stdout: the answer. Returns 0, or 3 where stdout failed. Clears the text. */
int command_answer(const struct command_call *call, struct sibu_text *text);
/* True where stderr is a terminal: only then progress is shown, one line rewritten. */
int command_shows_progress(const struct command_call *call);
/* Rewrites the progress line (no newline). The next answer or fault starts on a fresh line. */
void command_progress(const struct command_call *call, const char *line);

/* The options of every command, unless it has one of that name itself; ends with name NULL. (help.c) */
extern const struct command_option COMMAND_SHARED[];
/* The option whose name is the first `length` bytes of `name`; NULL where there is none, or no options. */
const struct command_option *command_find_option(const struct command_option *options, const char *name, size_t length);

/* All commands, in the order of the help; ends with NULL. (table.c) */
extern const struct command *const COMMANDS[];
/* Runs the program: finds the command, parses, calls. Returns the exit status. */
int command_main(int argc, char **argv, const struct command_signals *signals);
