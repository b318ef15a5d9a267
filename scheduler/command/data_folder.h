/* Where a server keeps its data, and how other commands reach that server: shared by serve, surprise, stop and phones. */
#pragma once
#include "command/command.h"

/* --data, or $XDG_DATA_HOME/sibu, or $HOME/.local/share/sibu. */
SIBU_MUST_USE enum sibu_status data_folder(const struct command_call *call, char out[4096], struct sibu_fault *fault);
/* The officer's key from --key-file, or from officer.key in the data folder. `out` has 64 bytes. */
SIBU_MUST_USE enum sibu_status officer_key(const struct command_call *call, char out[64], struct sibu_fault *fault);
/* One call of the officer's API at --server (default http://127.0.0.1:8080): posts `body`, gives status and answer.
 * SIBU_IO where the server cannot be reached, naming it. The caller clears `answer`. */
struct officer_call {
    const char *method, *path, *body;
};
SIBU_MUST_USE enum sibu_status officer_ask(const struct command_call *call, const struct officer_call *ask,
                                           long *http_status, struct sibu_text *answer, struct sibu_fault *fault);
/* Turns an answer that is not 2xx into a fault: 409 is SIBU_NO, 400 and 401 bad input, the rest SIBU_IO. */
SIBU_MUST_USE enum sibu_status officer_verdict(long http_status, const struct sibu_text *answer,
                                               struct sibu_fault *fault);
