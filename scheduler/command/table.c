/* Every command of sibu, in the order of the help. A new command adds its file and one line here. */
#include <stddef.h>

#include "command/command.h"

const struct command *const COMMANDS[] = {
    NULL,
};
