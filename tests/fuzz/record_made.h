/* A record made of bytes, for the viewer to open: see fuzz_view.c for what they stand for. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Writes the record to `path`, over what is there. False where the bytes make none that could be written. */
int record_made(const char *path, const uint8_t *bytes, size_t length);
/* Beside `path`: a sound record of the same site, made once, to compare with. */
const char *record_made_other(const char *path);
