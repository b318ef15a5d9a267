/* Any bytes as an iCalendar file: read whole or refused with a reason; what is read is in order, within the window and
 * shown in valid UTF-8.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <string.h>

#include "draw/calendar_ics.h"
#include "draw/plan.h"
#include "finding.h"
#include "fuzz.h"
#include "sibu/text.h"

#define FROM_US INT64_C(1798732800000000) /* 2026-12-31T16:00:00Z */
#define TO_US INT64_C(1830268800000000)

static void look(const struct ics_never *nevers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct ics_never *never = &nevers[i];
        finding(never->from_us >= never->to_us, "lasts no time");
        finding(never->from_us >= TO_US || never->to_us <= FROM_US, "out of the window");
        finding(i > 0 && never->from_us < nevers[i - 1].from_us, "not in order");
        finding(strlen(never->summary) > 200 || !sibu_utf8_valid(never->summary, strlen(never->summary)),
                "a summary that cannot be shown");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct zone *zone = NULL;
    struct sibu_fault fault = {0};
    struct sibu_arena arena = {0};
    struct ics_never *nevers = NULL;
    size_t count = 0;
    finding(plan_zone_open(&zone, "Europe/Berlin", &fault) != SIBU_OK, "no time zone to read by");
    struct calendar_ics calendar = {"calendar", (const char *)bytes, length, zone, FROM_US, TO_US};
    enum sibu_status status = calendar_ics_read(&calendar, &arena, &nevers, &count, &fault);
    finding(status != SIBU_OK && (fault.what[SIBU_EN][0] == '\0' || fault.what[SIBU_ZH][0] == '\0'), "no reason given");
    finding(status != SIBU_OK && count != 0, "half a calendar");
    look(nevers, count);
    sibu_arena_clear(&arena);
    zone_close(zone);
    return 0;
}
