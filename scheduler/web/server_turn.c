/* Whose turn it is, of several servers on one store: to open, to draw. See server_state.h, docs/store.md.
 *
 * Who has the claim "tick" draws; the others read what it writes into their books and try to take it every third of the
 * lease. A server that begins to draw has read the ledger to its end after it took the claim, so it goes on where the last one
 * stopped: nobody but officers adds rows meanwhile, and each row is kept only where it is the next one.
 */
#include <string.h>

#include "base/log.h"
#include "web/server_state.h"
#include "web/server_turn.h"

#define OPENING "open" /* who has it makes keys, reads rosters and writes the first rows of a start */
#define OPENING_US (INT64_C(300) * 1000000)
#define AGAIN_US 50000

enum sibu_status turn_to_open(struct server *server, struct sibu_fault *fault)
{
    int64_t until_us = clock_monotonic_us() + OPENING_US;
    enum sibu_status status = server->node != NULL ? node_take(server->node, OPENING, fault) : SIBU_OK;
    while (status == SIBU_NO && clock_monotonic_us() < until_us) {
        clock_rest(AGAIN_US);
        status = node_take(server->node, OPENING, fault);
    }
    return status;
}

void turn_opened(struct server *server)
{
    if (server->node != NULL) {
        node_give_up(server->node, OPENING);
    }
}

void turn_hold(struct server *server)
{
    server->draws = server->node != NULL && node_holds(server->node, NODE_TICK, &server->turn);
}

/* Takes it where nobody has it. The links that others give are asked for anew. */
static enum sibu_status follow_holder(struct server *server, struct sibu_fault *fault)
{
    int64_t now_us = clock_monotonic_us();
    if (now_us < server->turn_us) {
        return SIBU_OK;
    }
    server->turn_us = now_us + node_lease_us(server->node) / 3;
    enum sibu_status status = node_take(server->node, NODE_TICK, fault);
    if (status != SIBU_OK) {
        return status == SIBU_NO ? SIBU_OK : status;
    }
    log_line(server->row_us, "info", "draw", "this server draws now node=%s", node_id(server->node));
    status = ledger_follow(server, fault); /* from here on nobody else writes a tick */
    if (status == SIBU_OK) {
        status = proof_take_over(server, fault);
    }
    turn_hold(server);
    return status;
}

enum sibu_status turn_take(struct server *server, struct sibu_fault *fault)
{
    server->draws = 0;
    if (server->node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = ledger_follow(server, fault);
    if (status != SIBU_OK) {
        node_give_up(server->node, NODE_TICK); /* whoever can read the ledger may go on */
        return status;
    }
    turn_hold(server);
    return server->draws ? SIBU_OK : follow_holder(server, fault);
}

enum sibu_status turn_leave(struct server *server, enum sibu_status status, struct sibu_fault *fault)
{
    int overtaken = status == SIBU_NO && server->overtaken;
    server->draws = 0;
    server->overtaken = 0;
    if (!overtaken) {
        return status;
    }
    node_check(server->node, NODE_TICK);
    return ledger_follow(server, fault);
}

int turn_is_ours(struct server *server)
{
    return server->node == NULL || node_holds(server->node, NODE_TICK, NULL);
}

enum sibu_status turn_elsewhere(const struct server *server, enum sibu_status status, struct sibu_fault *fault)
{
    if (status != SIBU_NO || server->node == NULL) {
        return status;
    }
    const struct sibu_fault was = *fault;
    return sibu_fault_set(fault, SIBU_NO, was.place, "%s%.0s（或在开始它的那台服务器上：请到那里去做）",
                          "%.0s%s (or it is on the server where it was begun: do it there)", was.what[SIBU_ZH],
                          was.what[SIBU_EN]);
}
