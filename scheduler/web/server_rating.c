/* The rules that drills are rated by, read when the server starts: who changes them does not change how drills before are
 * rated, for each record holds the rules of its T0. See server_state.h.
 */
#include "base/file.h"
#include "web/server_state.h"

enum sibu_status server_rating_open(struct server *server, struct sibu_fault *fault)
{
    char standard[4096];
    const char *path = server->def.rating;
    if (path == NULL) {
        file_share("scenarios/ratings/standard.json", standard);
        path = standard;
    }
    enum sibu_status status = file_read(path, RATING_FILE_BYTES_MAX, &server->rating_bytes, fault);
    return status == SIBU_OK ? rating_rules_open(&server->rating, path, sibu_text_get(&server->rating_bytes),
                                                 server->rating_bytes.length, fault)
                             : status;
}

void server_rating_close(struct server *server)
{
    rating_rules_close(server->rating);
    sibu_text_clear(&server->rating_bytes);
}
