/* Completion of the command line by bash, made from the table of commands: commands, their options, the words that an option
 * takes, files and folders. It needs bash alone; bash-completion, where it is there, finds it by its name.
 */
#pragma once
#include "sibu/text.h"

void completion_add_program(struct sibu_text *out); /* for sibu */
void completion_add_viewer(struct sibu_text *out); /* for sibu-view; its options are those that its --help lists */
