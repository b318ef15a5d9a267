/* See finding.h. */
#include "finding.h"

#include <stdio.h>
#include <stdlib.h>

void finding(int wrong, const char *what)
{
    if (wrong) {
        (void)fprintf(stderr, "finding: %s\n", what);
        abort();
    }
}
