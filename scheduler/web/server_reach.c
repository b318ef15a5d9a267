/* What of reaching people lives as long as the server: openings that wait to be kept, and the feeds. See server_state.h. */
#include "web/feed.h"
#include "web/openings.h"
#include "web/server_state.h"

enum sibu_status server_reach_open(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = openings_open(&server->openings, fault);
    return status == SIBU_OK ? feeds_open(&server->feeds, server, fault) : status;
}

void server_reach_close(struct server *server)
{
    feeds_close(server->feeds);
    openings_close(server->openings);
}

void server_note_opening(struct server *server, const struct drill_person_view *person, enum store_sign sign)
{
    struct store_opening opening = {person->drill, person->person.key, sign, clock_now_us(server->def.clock)};
    if (person->in_drill) {
        openings_note(server->openings, &opening);
    }
}
