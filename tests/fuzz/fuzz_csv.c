/* Any bytes as a roster: read whole or refused with a reason, and the check of all faults agrees; who is in it can be shown, and
 * found again. The first byte says against what it is checked.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <string.h>

#include "finding.h"
#include "fuzz.h"
#include "roster/roster.h"
#include "sibu/text.h"

static void look_at(const char *text)
{
    finding(text == NULL || !sibu_utf8_valid(text, strlen(text)), "a text that cannot be shown");
    for (size_t i = 0; text[i] != '\0'; i++) {
        finding((unsigned char)text[i] < ' ', "a control character");
    }
}

static void look(const struct roster *roster)
{
    finding(roster->count == 0 || roster->count > ROSTER_PEOPLE_MAX, "nobody, or too many");
    for (size_t i = 0; i < roster->count; i++) {
        const struct roster_person *person = &roster->people[i];
        const char *const texts[] = {person->id,    person->name,  person->name_en, person->zone, person->shift,
                                     person->phone, person->email, person->note,    person->url};
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            look_at(texts[k]);
        }
        finding(person->id[0] == '\0', "somebody without an id");
        finding(i > 0 && strcmp(person->id, roster->people[i - 1].id) == 0, "two with one id");
        finding(roster_role_name(person->role) == NULL || roster_pace_name(person->pace) == NULL, "an unknown word");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const SHIFTS[] = {"day", "night", NULL};
    struct roster *roster = NULL;
    struct sibu_fault fault = {0};
    struct sibu_fault_list list = {0};
    if (length == 0) {
        return 0;
    }
    const struct roster_source source = {.name = "roster",
                                         .bytes = (const char *)bytes + 1,
                                         .length = length - 1,
                                         .shifts = bytes[0] == 's' ? SHIFTS : NULL};
    enum sibu_status status = roster_open(&roster, &source, &fault);
    enum sibu_status checked = roster_check(&source, &list);
    finding((status == SIBU_OK) != (roster != NULL), "half a roster");
    finding((status == SIBU_OK) != (checked == SIBU_OK), "open and check differ");
    finding((checked == SIBU_OK) != (list.count == 0), "faults and verdict differ");
    finding(status != SIBU_OK && (fault.what[SIBU_EN][0] == '\0' || fault.what[SIBU_ZH][0] == '\0'), "no reason given");
    if (roster) {
        look(roster);
    }
    sibu_fault_list_clear(&list);
    roster_close(roster);
    return 0;
}
