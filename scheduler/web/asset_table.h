/* The files of assets/web, made into a table while building. */
#pragma once
#include <stddef.h>

struct asset {
    const char *path; /* "/app.js"; NULL: the end */
    const unsigned char *bytes;
    size_t length;
};
extern const struct asset ASSETS[];
