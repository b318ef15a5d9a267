/* The program that writes the manual pages and completions while Sibu is built: manual_make FOLDER VERSION DATE.
 * Exit status 3 where one cannot be written. */
#include <stdio.h>

#include "manual/manual_files.h"

int main(int argc, char **argv)
{
    struct sibu_fault fault;
    if (argc != 4) {
        (void)fputs("usage: manual_make FOLDER VERSION DATE\n", stderr);
        return 2;
    }
    if (manual_write_files(argv[1], (struct manual){.version = argv[2], .date = argv[3]}, &fault) != SIBU_OK) {
        (void)fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return 3;
    }
    return 0;
}
