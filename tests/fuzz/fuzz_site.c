/* Any bytes as a site file: it is opened whole or refused with a reason, and the check of all faults agrees.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "finding.h"
#include "fuzz.h"
#include "sibu/site.h"
#include "sibu/world.h"

/* What is open can be used: drawn, and walked over. */
static void use(const struct sibu_site *site)
{
    struct sibu_text picture = {0};
    struct sibu_fault fault = {0};
    finding(sibu_site_svg(site, SIBU_NONE, SIBU_ZH, &picture, &fault) != SIBU_OK, "an open site cannot be drawn");
    sibu_text_clear(&picture);
    struct sibu_ways *ways = NULL;
    enum sibu_status status = sibu_ways_open(&ways, site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault);
    finding(status != SIBU_OK && fault.what[SIBU_EN][0] == '\0', "ways are refused without a reason");
    sibu_ways_close(ways);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct sibu_site *site = NULL;
    struct sibu_fault fault = {0};
    struct sibu_fault_list list = {0};
    enum sibu_status status = sibu_site_open(&site, "site", (const char *)bytes, length, &fault);
    enum sibu_status checked = sibu_site_check("site", (const char *)bytes, length, &list);
    finding((status == SIBU_OK) != (site != NULL), "half a site");
    finding((status == SIBU_OK) != (checked == SIBU_OK), "open and check differ");
    finding((checked == SIBU_OK) != (list.count == 0), "faults and verdict differ");
    finding(status != SIBU_OK && (fault.what[SIBU_EN][0] == '\0' || fault.what[SIBU_ZH][0] == '\0'), "no reason given");
    if (site) {
        use(site);
    }
    sibu_fault_list_clear(&list);
    sibu_site_close(site);
    return 0;
}
