/* Answer sheets written, signed, read and checked: see sheet.h. */
#include "evaluate/sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/signed_line.h"
#include "evaluate/evaluation_part.h"
#include "sibu/json.h"

static const struct signed_line_kind KIND = {"sheet", "sibu-sheet/v1\n"};

static void add_text(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

/* What is signed. */
static void write_body(const struct sheet *sheet, struct sibu_text *out)
{
    char draw[2 * SIBU_HASH_BYTES + 1], before[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(draw, sheet->drill.draw, SIBU_HASH_BYTES);
    sibu_hex(before, sheet->before, SIBU_HASH_BYTES);
    sibu_text_add(out, "{\"format\":1");
    add_text(out, "drill", sheet->drill.id);
    sibu_text_addf(out, ",\"draw\":\"%s\",\"number\":%" PRIu32 ",\"before\":\"%s\",\"time_us\":%" PRId64, draw,
                   sheet->number, before, sheet->time_us);
    add_text(out, "who", sheet->who);
    sibu_text_add(out, ",\"answers\":[");
    for (size_t i = 0; i < sheet->count; i++) {
        const struct rating_answer *answer = &sheet->answers[i];
        sibu_text_add(out, i > 0 ? ",{\"question\":" : "{\"question\":");
        sibu_text_add_json(out, answer->question);
        add_text(out, "item", answer->item);
        add_text(out, "zh", answer->text.in[SIBU_ZH]);
        add_text(out, "en", answer->text.in[SIBU_EN]);
        add_text(out, "grade", answer->grade);
        add_text(out, "note", answer->note);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]}");
}

void sheet_write(const struct sheet *sheet, const struct note_signer *signer, struct sibu_text *out)
{
    struct sibu_text text = {0};
    write_body(sheet, &text);
    signed_line_write(&KIND, &text, signer, out);
    sibu_text_clear(&text);
}

void sheet_hash(const char *line, size_t length, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu sheet v1");
    sibu_hash_field(&hash, line, length);
    sibu_hash_done(&hash, out);
}

/* One reading. */
struct reading {
    struct sheets *out;
    const struct sheet_drill *drill;
    const char *file;
    size_t capacity; /* of answers */
    struct sibu_fault *fault;
};

static enum sibu_status refuse(const struct reading *reading, const char *zh, const char *en)
{
    char place[240];
    (void)snprintf(place, sizeof place, "%.220s:%u", reading->file, (unsigned)reading->out->count + 1);
    return sibu_fault_set(reading->fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
}

static const char *keep(struct reading *reading, struct sibu_json_value object, const char *key)
{
    const char *text = sibu_json_as_string(sibu_json_member(object, key));
    return sibu_arena_text(&reading->out->arena, text, strlen(text));
}

static enum sibu_status take_answer(struct reading *reading, struct sibu_json_value object, const char *who,
                                    int64_t time_us)
{
    struct sheets *out = reading->out;
    void *items = out->answers;
    if (!sibu_array_reserve(&items, &reading->capacity, out->answer_count + 1, sizeof *out->answers,
                            (size_t)SHEETS_MAX * SHEET_ANSWERS_MAX)) {
        return evaluation_no_memory(reading->fault);
    }
    out->answers = items;
    struct rating_answer *answer = &out->answers[out->answer_count];
    *answer = (struct rating_answer){.question = keep(reading, object, "question"),
                                     .item = keep(reading, object, "item"),
                                     .text = {{keep(reading, object, "zh"), keep(reading, object, "en")}},
                                     .grade = keep(reading, object, "grade"),
                                     .note = keep(reading, object, "note"),
                                     .who = who,
                                     .time_us = time_us};
    if (answer->question == NULL || answer->item == NULL || answer->text.in[SIBU_ZH] == NULL ||
        answer->text.in[SIBU_EN] == NULL || answer->grade == NULL || answer->note == NULL) {
        return evaluation_no_memory(reading->fault);
    }
    out->answer_count++;
    return SIBU_OK;
}

/* Of which drill, which number, and behind which line. */
static enum sibu_status check_place(const struct reading *reading, struct sibu_json_value sheet)
{
    uint8_t draw[SIBU_HASH_BYTES], before[SIBU_HASH_BYTES];
    struct sibu_fault ignored;
    int64_t number = 0;
    if (strcmp(sibu_json_as_string(sibu_json_member(sheet, "drill")), reading->drill->id) != 0 ||
        !sibu_unhex(draw, sizeof draw, sibu_json_as_string(sibu_json_member(sheet, "draw"))) ||
        memcmp(draw, reading->drill->draw, sizeof draw) != 0) {
        return refuse(reading, "答卷不是这次演练的", "the sheet is of another drill");
    }
    if (sibu_json_integer(sheet, "number", 1, SHEETS_MAX, &number, &ignored) != SIBU_OK ||
        number != (int64_t)reading->out->count + 1 ||
        !sibu_unhex(before, sizeof before, sibu_json_as_string(sibu_json_member(sheet, "before"))) ||
        memcmp(before, reading->out->last, sizeof before) != 0) {
        return refuse(reading, "答卷不是接着上一份的：有缺失或次序变动",
                      "the sheet does not follow the one before it: one is missing or moved");
    }
    return SIBU_OK;
}

static enum sibu_status take_sheet(struct reading *reading, struct sibu_json_value sheet)
{
    struct sibu_json_value answers = sibu_json_member(sheet, "answers");
    struct sibu_fault ignored;
    int64_t time_us = 0;
    enum sibu_status status = check_place(reading, sheet);
    if (status != SIBU_OK) {
        return status;
    }
    if (sibu_json_integer(sheet, "time_us", 0, INT64_C(1) << 53, &time_us, &ignored) != SIBU_OK ||
        sibu_json_kind(answers) != SIBU_JSON_ARRAY || sibu_json_count(answers) > SHEET_ANSWERS_MAX) {
        return refuse(reading, "不是答卷", "it is no answer sheet");
    }
    const char *who = keep(reading, sheet, "who");
    status = who != NULL ? SIBU_OK : evaluation_no_memory(reading->fault);
    for (struct sibu_json_value at = sibu_json_first(answers); at.node != NULL && status == SIBU_OK;
         at = sibu_json_next(at)) {
        status = take_answer(reading, at, who, time_us);
    }
    return status;
}

static enum sibu_status take_signed(struct reading *reading, const char *line, size_t length,
                                    struct sibu_json_value root)
{
    struct sheets *out = reading->out;
    struct note_key key;
    struct sibu_json *body = NULL;
    struct sibu_fault ignored;
    const char *text = signed_line_text(&KIND, root);
    if (!signed_line_check(&KIND, line, length, root, &key)) {
        return refuse(reading, "签名与内容不符：答卷被改动过", "its signature does not fit: the sheet was changed");
    }
    if (out->count > 0 && memcmp(key.public_key, out->key.public_key, sizeof key.public_key) != 0) {
        return refuse(reading, "签名的不是前面各份的密钥", "it is signed with another key than those before it");
    }
    if (out->count >= SHEETS_MAX || sibu_json_open(&body, "sheet", text, strlen(text), &ignored) != SIBU_OK) {
        return refuse(reading, "不是答卷", "it is no answer sheet");
    }
    enum sibu_status status = take_sheet(reading, sibu_json_root(body));
    sibu_json_close(body);
    if (status == SIBU_OK) {
        out->key = key;
        out->count++;
        sheet_hash(line, length, out->last);
    }
    return status;
}

static enum sibu_status take_line(struct reading *reading, const char *line, size_t length)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "line", line, length, &ignored) != SIBU_OK) {
        return refuse(reading, "不是一行 JSON：文件被改动或截断",
                      "is no line of JSON: the file was changed or cut off");
    }
    enum sibu_status status = take_signed(reading, line, length, sibu_json_root(document));
    sibu_json_close(document);
    return status;
}

enum sibu_status sheets_open(struct sheets *out, const char *place, const struct sibu_text *bytes,
                             const struct sheet_drill *drill, struct sibu_fault *fault)
{
    *out = (struct sheets){0};
    struct reading reading = {.out = out, .drill = drill, .file = place, .fault = fault};
    enum sibu_status status = SIBU_OK;
    const char *at = sibu_text_get(bytes), *end = at + bytes->length;
    while (at < end && status == SIBU_OK) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        status = stop == NULL ? refuse(&reading, "最后一行不完整", "the last line is not whole")
                              : take_line(&reading, at, (size_t)(stop - at));
        at = stop == NULL ? end : stop + 1;
    }
    if (status != SIBU_OK) {
        sheets_close(out);
    }
    return status;
}

void sheets_close(struct sheets *sheets)
{
    sibu_array_free(sheets->answers);
    sibu_arena_clear(&sheets->arena);
    *sheets = (struct sheets){0};
}
