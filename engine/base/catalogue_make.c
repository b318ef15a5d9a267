/* A program of the build: makes the catalogue's enum and table from assets/text, or says what is wrong with it.
 *
 *     sibu_catalogue_make HEADER TABLE FILE...
 *
 * Each FILE is AREA.json with {"id": {"zh": "...", "en": "..."}, ...}. Refused, naming file and id: a language that is
 * missing or empty, an id or area that is not lower-case words joined by hyphens, places to fill ({0} to {9}) that
 * differ between the languages, two ids that give the same name. Files are written only where they change, so that a
 * new sentence does not rebuild what does not depend on it.
 *
 * Depends on: json, text, arena. One thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/json.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#define SENTENCE_BYTES_MAX 4000 /* C17 promises 4095 for one string literal */
#define SENTENCES_MAX ((size_t)20000)
#define FILE_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct sentence {
    const char *name; /* SIBU_SAY_... */
    const char *in[SIBU_LANGUAGES];
    const char *place; /* where it stands, for complaints */
};

struct catalogue {
    struct sibu_arena arena;
    struct sentence *items;
    size_t count, capacity;
    int faults;
};

static void complain(struct catalogue *catalogue, const char *place, const char *what)
{
    fprintf(stderr, "%s: %s\n", place, what);
    catalogue->faults++;
}

static int read_file(const char *path, struct sibu_text *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return 0;
    }
    char chunk[4096];
    size_t length = 0;
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0) {
        sibu_text_add_bytes(out, chunk, length);
    }
    int fine = !ferror(file) && sibu_text_ok(out);
    fclose(file);
    return fine;
}

/* Lower-case words joined by single hyphens: "muster-title". */
static int well_formed(const char *id, size_t length)
{
    int hyphen_before = 1;
    for (size_t i = 0; i < length; i++) {
        int letter = (id[i] >= 'a' && id[i] <= 'z') || (id[i] >= '0' && id[i] <= '9');
        if (!letter && (id[i] != '-' || hyphen_before)) {
            return 0;
        }
        hyphen_before = !letter;
    }
    return length > 0 && !hyphen_before;
}

/* A bit for each place to fill that stands in the sentence. */
static unsigned places_in(const char *sentence)
{
    unsigned places = 0;
    for (const char *at = strchr(sentence, '{'); at != NULL; at = strchr(at + 1, '{')) {
        if (at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
            places |= 1u << (at[1] - '0');
        }
    }
    return places;
}

static void append_upper(struct sibu_text *out, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char letter = word[i] == '-' ? '_' : word[i] >= 'a' && word[i] <= 'z' ? (char)(word[i] - 'a' + 'A') : word[i];
        sibu_text_add_bytes(out, &letter, 1);
    }
}

static const char *enum_name(struct catalogue *catalogue, const char *area, size_t area_length, const char *id)
{
    struct sibu_text name = {0};
    sibu_text_add(&name, "SIBU_SAY_");
    append_upper(&name, area, area_length);
    sibu_text_add(&name, "_");
    append_upper(&name, id, strlen(id));
    const char *kept = sibu_arena_text(&catalogue->arena, sibu_text_get(&name), name.length);
    sibu_text_clear(&name);
    return kept;
}

static int take_languages(struct catalogue *catalogue, struct sibu_json_value entry, struct sentence *out)
{
    static const char *const KEYS[] = {"zh", "en", NULL};
    struct sibu_fault fault;
    if (sibu_json_kind(entry) != SIBU_JSON_OBJECT) {
        complain(catalogue, out->place, "must be an object with \"zh\" and \"en\"");
        return 0;
    }
    for (size_t i = 0; i < SIBU_LANGUAGES; i++) {
        if (sibu_json_string(entry, KEYS[i], SENTENCE_BYTES_MAX, &out->in[i], &fault) != SIBU_OK) {
            complain(catalogue, fault.place, fault.what[SIBU_EN]);
            return 0;
        }
        if (out->in[i][strspn(out->in[i], " \t\r\n")] == '\0') {
            complain(catalogue, out->place,
                     i == SIBU_ZH ? "the Chinese sentence is empty" : "the English sentence is empty");
            return 0;
        }
    }
    if (sibu_json_only(entry, KEYS, &fault) != SIBU_OK) {
        complain(catalogue, fault.place, fault.what[SIBU_EN]);
        return 0;
    }
    if (places_in(out->in[SIBU_ZH]) != places_in(out->in[SIBU_EN])) {
        complain(catalogue, out->place, "the places to fill ({0}, {1}, ...) differ between zh and en");
        return 0;
    }
    return 1;
}

static int keep(struct catalogue *catalogue, struct sentence sentence)
{
    for (size_t i = 0; i < SIBU_LANGUAGES; i++) {
        sentence.in[i] = sibu_arena_text(&catalogue->arena, sentence.in[i], strlen(sentence.in[i]));
    }
    void *items = catalogue->items;
    if (!sibu_array_reserve(&items, &catalogue->capacity, catalogue->count + 1, sizeof sentence, SENTENCES_MAX)) {
        complain(catalogue, sentence.place, "too many sentences");
        return 0;
    }
    catalogue->items = items;
    catalogue->items[catalogue->count++] = sentence;
    return 1;
}

static void take_document(struct catalogue *catalogue, const struct sibu_json *document, const char *area,
                          size_t area_length)
{
    struct sibu_json_value root = sibu_json_root(document);
    struct sibu_json_value entry = sibu_json_first(root);
    char place[240];
    sibu_json_place(root, NULL, place);
    if (sibu_json_kind(root) != SIBU_JSON_OBJECT) {
        complain(catalogue, place, "must be an object of sentences");
        return;
    }
    for (; entry.node != NULL; entry = sibu_json_next(entry)) {
        const char *id = sibu_json_key(entry);
        sibu_json_place(entry, NULL, place);
        struct sentence sentence = {.place = sibu_arena_text(&catalogue->arena, place, strlen(place))};
        if (!well_formed(id, strlen(id))) {
            complain(catalogue, place, "an id is made of lower-case words and digits, joined by hyphens");
            continue;
        }
        sentence.name = enum_name(catalogue, area, area_length, id);
        if (take_languages(catalogue, entry, &sentence) && !keep(catalogue, sentence)) {
            return;
        }
    }
}

static void take_file(struct catalogue *catalogue, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *area = slash == NULL ? path : slash + 1;
    size_t area_length = strcspn(area, ".");
    if (!well_formed(area, area_length) || strcmp(area + area_length, ".json") != 0) {
        complain(catalogue, path, "a file of sentences is named by lower-case words joined by hyphens, and .json");
        return;
    }
    struct sibu_text bytes = {.max_length = FILE_BYTES_MAX};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    if (!read_file(path, &bytes)) {
        complain(catalogue, path, "cannot be read, or is larger than 4 MiB");
    } else if (sibu_json_open(&document, path, sibu_text_get(&bytes), bytes.length, &fault) != SIBU_OK) {
        complain(catalogue, fault.place, fault.what[SIBU_EN]);
    } else {
        take_document(catalogue, document, area, area_length);
    }
    sibu_json_close(document);
    sibu_text_clear(&bytes);
}

static int by_name(const void *a, const void *b)
{
    const struct sentence *left = a;
    const struct sentence *right = b;
    return strcmp(left->name, right->name);
}

static void sort_and_compare(struct catalogue *catalogue)
{
    if (catalogue->count == 0) {
        complain(catalogue, "assets/text", "there is no sentence");
        return;
    }
    qsort(catalogue->items, catalogue->count, sizeof catalogue->items[0], by_name);
    for (size_t i = 1; i < catalogue->count; i++) {
        if (strcmp(catalogue->items[i - 1].name, catalogue->items[i].name) == 0) {
            complain(catalogue, catalogue->items[i].place, "gives the same name as another id:");
            complain(catalogue, catalogue->items[i - 1].place, "this one");
        }
    }
}

static void write_header(const struct catalogue *catalogue, struct sibu_text *out)
{
    sibu_text_add(out, "/* The ids of all sentences. Made by the build from assets/text; changes here are lost. */\n"
                       "#pragma once\n\nenum sibu_say_id {\n");
    for (size_t i = 0; i < catalogue->count; i++) {
        sibu_text_addf(out, "    %s,\n", catalogue->items[i].name);
    }
    sibu_text_addf(out, "};\n#define SIBU_SAY_COUNT %zu\n", catalogue->count);
}

static void append_literal(struct sibu_text *out, const char *string)
{
    sibu_text_add(out, "\"");
    for (const char *at = string; *at != '\0'; at++) {
        if (strchr("\"\\?", *at) != NULL) { /* ? would begin a trigraph */
            sibu_text_addf(out, "\\%c", *at);
        } else if ((unsigned char)*at < 0x20) {
            sibu_text_addf(out, "\\%03o", (unsigned)*at);
        } else {
            sibu_text_add_bytes(out, at, 1);
        }
    }
    sibu_text_add(out, "\"");
}

static void write_table(const struct catalogue *catalogue, struct sibu_text *out)
{
    sibu_text_add(out, "/* All sentences, by id. Made by the build from assets/text; changes here are lost. */\n"
                       "#include \"base/catalogue_table.h\"\n\n"
                       "const char *const SIBU_SENTENCES[SIBU_SAY_COUNT][SIBU_LANGUAGES] = {\n");
    for (size_t i = 0; i < catalogue->count; i++) {
        sibu_text_add(out, "    {");
        append_literal(out, catalogue->items[i].in[SIBU_ZH]);
        sibu_text_add(out, ",\n     ");
        append_literal(out, catalogue->items[i].in[SIBU_EN]);
        sibu_text_add(out, "},\n");
    }
    sibu_text_add(out, "};\n");
}

/* Leaves a file alone that is as it should be. */
static int write_file(const char *path, const struct sibu_text *bytes)
{
    struct sibu_text there = {0};
    int same = read_file(path, &there) && strcmp(sibu_text_get(&there), sibu_text_get(bytes)) == 0;
    sibu_text_clear(&there);
    if (same) {
        return 1;
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return 0;
    }
    size_t written = fwrite(sibu_text_get(bytes), 1, bytes->length, file);
    return fclose(file) == 0 && written == bytes->length;
}

static void write_files(struct catalogue *catalogue, const char *header_path, const char *table_path)
{
    struct sibu_text header = {0};
    struct sibu_text table = {0};
    write_header(catalogue, &header);
    write_table(catalogue, &table);
    if (!sibu_text_ok(&header) || !write_file(header_path, &header)) {
        complain(catalogue, header_path, "cannot be written");
    }
    if (!sibu_text_ok(&table) || !write_file(table_path, &table)) {
        complain(catalogue, table_path, "cannot be written");
    }
    sibu_text_clear(&header);
    sibu_text_clear(&table);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: sibu_catalogue_make HEADER TABLE FILE...\n");
        return 2;
    }
    struct catalogue catalogue = {0};
    for (int i = 3; i < argc; i++) {
        take_file(&catalogue, argv[i]);
    }
    sort_and_compare(&catalogue);
    if (catalogue.faults == 0) {
        write_files(&catalogue, argv[1], argv[2]);
    }
    int faults = catalogue.faults;
    sibu_array_free(catalogue.items);
    sibu_arena_clear(&catalogue.arena);
    return faults == 0 ? 0 : 1;
}
