/* See notes.h. */
#include "view/notes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sibu/json.h"
#include "sibu/memory.h"
#include "sibu/site.h"
#include "view/replay.h"

static enum sibu_status no_room(const char *path, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足，无法保存笔记", "no memory for the notes");
}

/* Where a note at this time is put: behind all of its moment. */
static size_t place_of(const struct notes *notes, double time_s)
{
    size_t at = notes->count;
    while (at > 0 && notes->items[at - 1].time_s > time_s) {
        at--;
    }
    return at;
}

/* Puts it in, in memory alone. */
static enum sibu_status insert(struct notes *notes, const struct note *note, size_t at, struct sibu_fault *fault)
{
    if (notes->count >= NOTES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, notes->path, "最多 %d 条书签和笔记", "at most %d bookmarks and notes",
                              NOTES_MAX);
    }
    if (!sibu_array_reserve((void **)&notes->items, &notes->capacity, notes->count + 1, sizeof *notes->items,
                            NOTES_MAX)) {
        return no_room(notes->path, fault);
    }
    memmove(&notes->items[at + 1], &notes->items[at], (notes->count - at) * sizeof *notes->items);
    notes->items[at] = *note;
    notes->count++;
    return SIBU_OK;
}

static void take_out(struct notes *notes, size_t at)
{
    notes->count--;
    memmove(&notes->items[at], &notes->items[at + 1], (notes->count - at) * sizeof *notes->items);
}

static double whole_ms(double time_s)
{
    return floor(time_s * 1000.0 + 0.5) / 1000.0;
}

static enum sibu_status read_note(struct notes *notes, struct sibu_json_value value, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"time_s", "text", NULL};
    struct note note = {0};
    const char *text = "";
    enum sibu_status status = sibu_json_only(value, KEYS, fault);
    if (status == SIBU_OK) {
        status = sibu_json_number(value, "time_s", -REPLAY_SPAN_MAX_S, REPLAY_SPAN_MAX_S, &note.time_s, fault);
    }
    if (status == SIBU_OK && sibu_json_kind(sibu_json_member(value, "text")) != SIBU_JSON_ABSENT) {
        status = sibu_json_string(value, "text", NOTE_BYTES - 1, &text, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    note.time_s = whole_ms(note.time_s);
    (void)snprintf(note.text, sizeof note.text, "%s", text);
    return insert(notes, &note, place_of(notes, note.time_s), fault);
}

/* Whether the file is one of ours, and not of a later version: asked before anything else in it is. */
static enum sibu_status check_format(struct sibu_json_value root, const char *path, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"format", "version", "notes", NULL};
    static const char *const FORMATS[] = {"sibu-notes", NULL};
    size_t format;
    int64_t version = 0;
    enum sibu_status status = sibu_json_choice(root, "format", FORMATS, &format, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "version", 1, INT32_MAX, &version, fault);
    }
    if (status == SIBU_OK && version > NOTES_VERSION) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "笔记由更新的版本 %d 写成，请用更新的 sibu-view 打开",
                              "the notes are of a newer version, %d: open them with a newer sibu-view", (int)version);
    }
    return status == SIBU_OK ? sibu_json_only(root, KEYS, fault) : status;
}

static enum sibu_status read_notes(struct notes *notes, struct sibu_json_value root, struct sibu_fault *fault)
{
    struct sibu_json_value list;
    enum sibu_status status = check_format(root, notes->path, fault);
    if (status == SIBU_OK) {
        status = sibu_json_array(root, "notes", 0, NOTES_MAX, &list, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value it = sibu_json_first(list); status == SIBU_OK && sibu_json_kind(it) != SIBU_JSON_ABSENT;
         it = sibu_json_next(it)) {
        status = read_note(notes, it, fault);
    }
    return status;
}

static enum sibu_status read_file(struct notes *notes, struct sibu_fault *fault)
{
    struct sibu_text bytes = {0};
    struct sibu_json *document = NULL;
    notes->stamp = side_file_stamp_of(notes->path);
    enum sibu_status status = side_file_read(notes->path, NOTES_FILE_BYTES_MAX, &bytes, fault);
    if (status == SIBU_OK && notes->stamp.exists) {
        status = sibu_json_open(&document, notes->path, sibu_text_get(&bytes), bytes.length, fault);
    }
    if (status == SIBU_OK && document != NULL) {
        status = read_notes(notes, sibu_json_root(document), fault);
    }
    sibu_json_close(document);
    sibu_text_clear(&bytes);
    return status;
}

enum sibu_status notes_open(struct notes *notes, const char *record, struct sibu_fault *fault)
{
    *notes = (struct notes){0};
    int length = snprintf(notes->path, sizeof notes->path, "%s.notes.json", record);
    enum sibu_status status =
        length > 0 && (size_t)length < sizeof notes->path
            ? read_file(notes, fault)
            : sibu_fault_set(fault, SIBU_LIMIT, record, "文件名太长，无法保存笔记", "the name is too long for notes");
    if (status != SIBU_OK) {
        notes->count = 0;
        notes->path[0] = '\0';
    }
    return status;
}

void notes_close(struct notes *notes)
{
    sibu_array_free(notes->items);
    *notes = (struct notes){0};
}

static enum sibu_status save(struct notes *notes, struct sibu_fault *fault)
{
    struct side_file_stamp now = side_file_stamp_of(notes->path);
    if (!side_file_same(&now, &notes->stamp)) {
        return sibu_fault_set(fault, SIBU_NO, notes->path, "已被别的程序改动，没有覆盖；请重新打开记录",
                              "another program has changed it, so it was left alone: open the record again");
    }
    struct sibu_text text = {0};
    sibu_text_addf(&text, "{\"format\": \"sibu-notes\", \"version\": %d, \"notes\": [", NOTES_VERSION);
    for (size_t i = 0; i < notes->count; i++) {
        sibu_text_addf(&text, "%s\n  {\"time_s\": %.3f, \"text\": ", i > 0 ? "," : "", notes->items[i].time_s);
        sibu_text_add_json(&text, notes->items[i].text);
        sibu_text_add(&text, "}");
    }
    sibu_text_add(&text, "\n]}\n");
    enum sibu_status status = sibu_text_ok(&text)
                                  ? side_file_write(notes->path, sibu_text_get(&text), text.length, fault)
                                  : no_room(notes->path, fault);
    sibu_text_clear(&text);
    if (status == SIBU_OK) {
        notes->stamp = side_file_stamp_of(notes->path);
    }
    return status;
}

static enum sibu_status check_writable(const struct notes *notes, struct sibu_fault *fault)
{
    return notes->path[0] != '\0' ? SIBU_OK
                                  : sibu_fault_set(fault, SIBU_BAD_INPUT, "notes", "笔记文件无法读取，因此不能改动",
                                                   "the file of notes cannot be read, so nothing is changed in it");
}

static enum sibu_status change(struct notes *notes, uint32_t index, const char *text, struct sibu_fault *fault)
{
    struct note before = notes->items[index];
    (void)snprintf(notes->items[index].text, NOTE_BYTES, "%s", text);
    enum sibu_status status = save(notes, fault);
    if (status != SIBU_OK) {
        notes->items[index] = before;
    }
    return status;
}

enum sibu_status notes_put(struct notes *notes, uint32_t *index, double time_s, const char *text,
                           struct sibu_fault *fault)
{
    struct note note = {.time_s = whole_ms(time_s)};
    enum sibu_status status = check_writable(notes, fault);
    if (status != SIBU_OK || *index < notes->count) {
        return status == SIBU_OK ? change(notes, *index, text, fault) : status;
    }
    (void)snprintf(note.text, sizeof note.text, "%s", text);
    size_t at = place_of(notes, note.time_s);
    status = insert(notes, &note, at, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = save(notes, fault);
    if (status != SIBU_OK) {
        take_out(notes, at);
        return status;
    }
    *index = (uint32_t)at;
    return SIBU_OK;
}

enum sibu_status notes_remove(struct notes *notes, uint32_t index, struct sibu_fault *fault)
{
    enum sibu_status status = check_writable(notes, fault);
    if (status != SIBU_OK || index >= notes->count) {
        return status;
    }
    struct note gone = notes->items[index];
    take_out(notes, index);
    status = save(notes, fault);
    if (status != SIBU_OK) { /* there is room: it was there */
        memmove(&notes->items[index + 1], &notes->items[index], (notes->count - index) * sizeof gone);
        notes->items[index] = gone;
        notes->count++;
    }
    return status;
}

uint32_t notes_next(const struct notes *notes, double time_s, int direction)
{
    uint32_t found = SIBU_NONE;
    for (size_t i = 0; i < notes->count; i++) {
        double off = notes->items[i].time_s - time_s;
        if (direction < 0 && off < -1e-6) {
            found = (uint32_t)i;
        }
        if (direction > 0 && off > 1e-6) {
            return (uint32_t)i;
        }
    }
    return found;
}

uint32_t notes_spoken_at(const struct notes *notes, double time_s, double within_s)
{
    uint32_t found = SIBU_NONE;
    for (size_t i = 0; i < notes->count && notes->items[i].time_s <= time_s + 1e-6; i++) {
        if (notes->items[i].text[0] != '\0' && time_s - notes->items[i].time_s <= within_s) {
            found = (uint32_t)i;
        }
    }
    return found;
}
