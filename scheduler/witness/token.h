/* The token that who asks a witness must show: 16 to 255 letters, digits or -._~+/=, the first line of a file. */
#pragma once
#include "sibu/fault.h"

#define WITNESS_TOKEN_MIN 16
#define WITNESS_TOKEN_MAX 255

/* SIBU_BAD_INPUT where the file cannot be read or its first line is none; `out` is "" then. */
SIBU_MUST_USE enum sibu_status token_read(const char *path, char out[WITNESS_TOKEN_MAX + 1], struct sibu_fault *fault);
