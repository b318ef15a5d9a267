/* What is particular to a plan of a site that an officer brings: see change.h. Inside web/ only, under the lock of changes.
 *
 * A plan takes the place of the one with its id, and of no other: what people, links, records and the ledger hang on is that id.
 */
#pragma once
#include "web/change.h"

/* Before it is read as the next start would read it: that it is good, tried where it does no harm (site_trial.h) where it is new,
 * and that its id is that of the site whose place it takes. Faults are listed as sibu site check lists them. */
SIBU_MUST_USE enum sibu_status change_site_check(const struct server *server, const struct change_ask *ask,
                                                 struct sibu_fault_list *faults, struct sibu_fault *fault);
/* Where it cannot be read so: lists the zones that it leaves out while people of the roster, as the next start would have it, are in
 * them. Nothing where that is not why. */
void change_site_list(const struct server *server, const struct change_ask *ask, struct sibu_fault_list *faults);
/* What differs from what is in force, and that sirens could be reached by it. */
SIBU_MUST_USE enum sibu_status change_site_compare(const struct server *server, struct http_request *request,
                                                   struct change *out, struct sibu_fault *fault);
