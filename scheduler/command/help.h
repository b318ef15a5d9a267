/* What --help prints, made from the table of commands; and its sentences, which the manual says too.
 */
#pragma once
#include "command/command.h"

extern const char *const HELP_ABOUT[SIBU_LANGUAGES]; /* what sibu is */
extern const char *const HELP_EVERY[SIBU_LANGUAGES]; /* what every command has */
extern const char *const HELP_EXIT[SIBU_LANGUAGES]; /* what the exit status says: "0 done, ..." */

/* Both print to stdout and return the exit status: 0, or 3 where stdout failed. */
int help_print_command(const struct command_call *call);
int help_print_program(enum sibu_language language);
