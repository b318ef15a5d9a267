/* Any bytes as the code of an assembly point, and as the server's note of when its page was opened: nothing is taken as signed
 * that the server has not signed, and what is read is written as the same again. The first line is the code, the second the note.
 * Where a code begins with ! the rest of it is changed into one of the server's own, with one character put in its place.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "finding.h"
#include "fuzz.h"
#include "sibu/memory.h"
#include "sibu/text.h"
#include "web/code.h"

#define DRILL "d-2026-000001"
#define NOW_US (INT64_C(1795392000) * 1000000)
static const uint8_t SECRET[CODE_SECRET_BYTES] = {7, 1, 4};

/* A code of ours: "!KPWC" is that of kind K and point P, with the character at place P * W turned into C. */
static void spoil(const char *how, char out[CODE_TEXT_BYTES])
{
    static const enum code_kind KINDS[] = {CODE_ROTATING, CODE_PRINTED, CODE_WALL};
    static const char *const POINTS[] = {"M1", "\xe5\x8c\x97\xe9\x97\xa8", "gate-7"};
    struct code code;
    size_t length = strlen(how);
    finding(!code_of_point(&code, KINDS[(length > 1 ? (unsigned char)how[1] : 0u) % 3], "little-works",
                           POINTS[(length > 2 ? (unsigned char)how[2] : 0u) % 3]),
            "no code for a point");
    code.step = code.kind == CODE_ROTATING ? code_step(NOW_US) : 0;
    code_write(&code, SECRET, DRILL, out);
    if (length > 4) {
        out[(unsigned char)how[3] % strlen(out)] = how[4];
    }
}

static int is_ours(const struct code *code)
{
    struct code again;
    char ours[CODE_TEXT_BYTES];
    finding(!code_of_point(&again, code->kind, code->site, code->point), "it names no point");
    again.step = code->step;
    code_write(&again, SECRET, DRILL, ours);
    return code_read(&again, ours) && memcmp(again.mac, code->mac, sizeof again.mac) == 0 && again.step == code->step &&
           again.kind == code->kind && strcmp(again.site, code->site) == 0 && strcmp(again.point, code->point) == 0;
}

static void judge(const struct code *code)
{
    const struct code_scan scan = {
        .drill = DRILL, .site = "little-works", .point = "", .phone_us = NOW_US, .server_us = NOW_US};
    int64_t steps = 0;
    finding(strlen(code->site) > CODE_ID_MAX || strlen(code->point) > CODE_ID_MAX, "an id that is too long");
    finding(!sibu_utf8_valid(code->site, strlen(code->site)) || !sibu_utf8_valid(code->point, strlen(code->point)),
            "an id that cannot be shown");
    enum code_found found = code_judge(code, SECRET, &scan, &steps);
    int is_signed = code_is_signed(code, SECRET, DRILL);
    finding(is_signed != is_ours(code), "signed, and not by us");
    finding(!is_signed && found != CODE_FORGED, "not signed, and not told");
    finding(code_found_name(found)[0] == '\0', "a verdict without a name");
    finding(found == CODE_GOOD && code_doubtful(found), "good and doubtful");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct sibu_arena arena = {0};
    struct code code;
    char spoilt[CODE_TEXT_BYTES];
    const char *text = sibu_arena_text(&arena, (const char *)bytes, length);
    finding(text == NULL, "out of memory");
    size_t line = strcspn(text, "\n");
    const char *note = text[line] == '\n' ? text + line + 1 : "";
    const char *given = sibu_arena_text(&arena, text, line);
    finding(given == NULL, "out of memory");
    if (given[0] == '!') {
        spoil(given, spoilt);
        given = spoilt;
    }
    if (code_read(&code, given)) {
        judge(&code);
    }
    char seen[CODE_SEEN_BYTES];
    code_seen_write(SECRET, given, NOW_US, seen);
    finding(code_seen_read(SECRET, given, seen) != NOW_US, "our own note is not read");
    int64_t read_us = code_seen_read(SECRET, given, note);
    if (read_us != 0) {
        code_seen_write(SECRET, given, read_us, seen);
        finding(strcasecmp(note, seen) != 0, "a note that is not ours");
    }
    sibu_arena_clear(&arena);
    return 0;
}
