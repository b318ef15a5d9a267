/* Key files: the 32 bytes that an Ed25519 key or a chain comes from, as base64 in a file that only its owner may read.
 * The edge to the disk of note.h. */
#pragma once
#include "draw/note.h"
#include "sibu/fault.h"

/* Reads the file. SIBU_BAD_INPUT where there is none, it is no key file, or others than its owner may read it. */
SIBU_MUST_USE enum sibu_status note_seed_read(const char *path, uint8_t seed[NOTE_SEED_BYTES],
                                              struct sibu_fault *fault);
/* Reads the file, or makes it (mode 0600) with bytes of the kernel where there is none. */
SIBU_MUST_USE enum sibu_status note_seed_open(const char *path, uint8_t seed[NOTE_SEED_BYTES],
                                              struct sibu_fault *fault);
