/* Other programs, for measurements that need them: a database server, pgbench, servers of Sibu.
 *
 * Depends on POSIX. Words are the program's path and its arguments, with NULL at the end. One thread.
 */
#pragma once
#include <sys/types.h>

#include "sibu/text.h"

#define PROGRAM_WORDS_MAX 32

/* `own` where this process is root and `words` are for who owns a PostgreSQL server, which refuses to run as root: the same as the
 * user "postgres". out: the words; NULL-terminated. */
void program_as_owner(const char *const words[], const char *out[PROGRAM_WORDS_MAX]);

/* Runs the program to its end. What it prints goes into `said` (the last 64 KiB of output and errors; the caller clears it),
 * NULL: nowhere. SIBU_IO where it does not start or its status is not 0: the fault then quotes its last line. */
SIBU_MUST_USE enum sibu_status program_run(const char *const words[], struct sibu_text *said, struct sibu_fault *fault);

/* A program that goes on beside this one. All zero: none. */
struct program {
    pid_t pid;
};
/* Starts it; its errors go into the file `log`, which is appended to. Returns once it has printed a line, which `line` gets (the
 * caller clears it). SIBU_IO where it ends before. */
SIBU_MUST_USE enum sibu_status program_start(struct program *program, const char *const words[], const char *log,
                                             struct sibu_text *line, struct sibu_fault *fault);
/* Asks it to end, and waits; after ten seconds it is ended. Nothing where there is none. */
void program_stop(struct program *program);
