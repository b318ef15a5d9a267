/* Any bytes as what the viewer reads beside its record: what the server answers of a drill that runs (live_part.h), and a
 * file of notes (notes.h). It is refused with a reason, or taken; what is taken is within its limits, can be read to the
 * end, and a record made of an answer is opened and followed.
 *
 * The first byte says as what: `n` a file of notes; `p` answers one after the other, with a NUL between them; anything else
 * one answer, read only.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding. The folder it works in
 * lies under TMPDIR and is taken away after each input.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "finding.h"
#include "fuzz.h"
#include "sibu/memory.h"
#include "view/live_book.h"
#include "view/live_part.h"
#include "view/notes.h"
#include "view/replay.h"

#define ANSWERS 4

static void judge(enum sibu_status status, const struct sibu_fault *fault)
{
    finding(status != SIBU_OK && (fault->what[SIBU_EN][0] == '\0' || fault->what[SIBU_ZH][0] == '\0'),
            "no reason given");
    finding(status != SIBU_OK && strchr(fault->what[SIBU_EN], '\n') != NULL, "a reason of two lines");
}

/* ---- What the server answers ---- */

/* As many bytes as there are: what is no text of a known end is found by the sanitizer. */
static size_t length_of(const char *text)
{
    finding(text == NULL, "a text that is not there");
    return strlen(text);
}

static void rows_within_limits(const struct live_part *part)
{
    for (size_t i = 0; i < part->event_count; i++) {
        finding(length_of(part->events[i].kind) > SIBU_RECORD_WORD_MAX, "a kind that is too long");
        finding(length_of(part->events[i].detail) > SIBU_RECORD_DETAIL_MAX, "a detail that is too long");
    }
    for (size_t i = 0; i < part->people_count; i++) {
        finding(length_of(part->people[i].id) > SIBU_RECORD_WORD_MAX, "a person's number that is too long");
    }
    for (size_t i = 0; i < part->running_count; i++) {
        finding(length_of(part->running[i]) >= LIVE_ID_BYTES, "a drill's number that is too long");
    }
}

static void within_limits(const struct live_part *part)
{
    finding(length_of(part->id) >= LIVE_ID_BYTES || length_of(part->state) >= LIVE_ID_BYTES, "a name that is too long");
    finding(part->document_count > LIVE_PART_DOCUMENTS, "too many documents");
    finding(part->event_count > LIVE_PART_ROWS || part->delivery_count > LIVE_PART_ROWS, "too many rows");
    for (size_t i = 0; i < part->document_count; i++) {
        finding(length_of(part->documents[i].name) == 0, "a document without a name");
        (void)length_of(part->documents[i].text);
    }
    rows_within_limits(part);
}

/* One answer; 0 where it is refused. */
static int answer(struct live_book *book, const char *bytes, size_t length)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault = {0};
    struct live_part part;
    int grew = 0;
    enum sibu_status status = live_part_read(&part, "server", bytes, length, &arena, &fault);
    judge(status, &fault);
    if (status == SIBU_OK && part.is_drill) {
        within_limits(&part);
    }
    if (status == SIBU_OK && book != NULL) {
        status = live_book_take(book, &part, &grew, &fault);
        judge(status, &fault);
    }
    sibu_arena_clear(&arena);
    return status == SIBU_OK;
}

/* What a record was made of is a record: it opens, or says why the viewer does not take it. */
static void open_book(const struct live_book *book)
{
    struct replay replay;
    struct sibu_fault fault = {0};
    enum sibu_status status = replay_open(&replay, book->path, &fault);
    judge(status, &fault);
    if (status == SIBU_OK) {
        replay_close(&replay);
    }
}

static void answers(const char *bytes, size_t length)
{
    struct live_book book;
    struct sibu_fault fault = {0};
    finding(live_book_open(&book, &fault) != SIBU_OK, "no folder to work in");
    for (int i = 0; i < ANSWERS && length > 0; i++) {
        const char *end = memchr(bytes, '\0', length);
        size_t one = end != NULL ? (size_t)(end - bytes) : length;
        (void)answer(&book, bytes, one);
        finding((book.record != NULL) != (book.path[0] != '\0'), "a path without a record");
        bytes += one + (end != NULL);
        length -= one + (end != NULL);
    }
    if (book.record != NULL) {
        open_book(&book);
    }
    live_book_close(&book);
}

/* ---- Notes ---- */

static void in_order(const struct notes *notes)
{
    finding(notes->count > NOTES_MAX, "too many notes");
    for (size_t i = 0; i < notes->count; i++) {
        finding(!isfinite(notes->items[i].time_s), "a note at no time");
        finding(memchr(notes->items[i].text, '\0', NOTE_BYTES) == NULL, "a note without an end");
        finding(i > 0 && notes->items[i].time_s < notes->items[i - 1].time_s, "notes out of order");
    }
}

static int same_notes(const struct notes *a, const struct notes *b)
{
    int same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = a->items[i].time_s == b->items[i].time_s && strcmp(a->items[i].text, b->items[i].text) == 0;
    }
    return same;
}

/* What is written is what is read. */
static void change(struct notes *notes, const char *record)
{
    struct notes again;
    struct sibu_fault fault = {0};
    uint32_t at = SIBU_NONE;
    if (notes_put(notes, &at, 1.5, "x", &fault) != SIBU_OK) {
        finding(notes->count < NOTES_MAX, "a note that is not taken");
        return;
    }
    in_order(notes);
    finding(notes_open(&again, record, &fault) != SIBU_OK, "what was written is not read");
    finding(!same_notes(notes, &again), "what is read is not what was written");
    notes_close(&again);
}

static void notes(const char *bytes, size_t length)
{
    const char *under = getenv("TMPDIR");
    char record[200], path[220];
    struct notes read;
    struct sibu_fault fault = {0};
    (void)snprintf(record, sizeof record, "%.150s/sibu-fuzz-XXXXXX", under != NULL ? under : "/tmp");
    int held = mkstemp(record); /* holds the name; notes stand beside it */
    (void)snprintf(path, sizeof path, "%s.notes.json", record);
    FILE *file = fopen(path, "wb");
    finding(held < 0 || file == NULL, "no file to read from");
    finding(fwrite(bytes, 1, length, file) != length || fclose(file) != 0, "no file to read from");
    enum sibu_status status = notes_open(&read, record, &fault);
    judge(status, &fault);
    finding(status != SIBU_OK && (read.count > 0 || read.path[0] != '\0'), "half of the notes");
    in_order(&read);
    if (status == SIBU_OK) {
        change(&read, record);
    }
    notes_close(&read);
    (void)close(held);
    (void)unlink(path);
    (void)unlink(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *own = sibu_array_new(length + 1, 1); /* so that a read beyond the end is seen */
    if (own == NULL || length == 0) {
        sibu_array_free(own);
        return 0;
    }
    memcpy(own, bytes, length);
    if (own[0] == 'n') {
        notes(own + 1, length - 1);
    } else if (own[0] == 'p') {
        answers(own + 1, length - 1);
    } else {
        (void)answer(NULL, own, length);
    }
    sibu_array_free(own);
    return 0;
}
