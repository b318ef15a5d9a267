/* Writes the sample drill, for tests that drive the program from outside:
 *
 *     view_sample drill|plan|simulation|emergency|unfolding PEOPLE FILE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_drill.h"

int main(int argc, char **argv)
{
    struct sibu_fault fault = {0};
    if (argc != 4) {
        fputs("usage: view_sample drill|plan|simulation|emergency|unfolding PEOPLE FILE\n", stderr);
        return 2;
    }
    struct sample_def def = {.people = (unsigned)strtoul(argv[2], NULL, 10),
                             .frames = strcmp(argv[1], "plan") != 0,
                             .drill = strcmp(argv[1], "simulation") != 0,
                             .real_emergency = strcmp(argv[1], "emergency") == 0,
                             .unfolds = strcmp(argv[1], "unfolding") == 0};
    enum sibu_status status = def.people <= 200 ? sample_drill_write(argv[3], &def, &fault) : SIBU_LIMIT;
    if (status != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
    }
    return sibu_fault_exit_status(status);
}
