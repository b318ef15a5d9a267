/* What becomes of the record of a closed drill: see server_state.h. */
#include "web/server_state.h"

enum sibu_status server_finish_record(const struct server *server, const char *path, struct sibu_fault *fault)
{
    (void)server;
    struct sibu_record *record = NULL;
    enum sibu_status status = sibu_record_continue(&record, path, fault);
    if (status == SIBU_OK) {
        status = sibu_record_seal(record, fault);
    }
    sibu_record_close(record);
    return status;
}
