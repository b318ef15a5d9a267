/* Evaluators' sheets at the server: see sheet_desk.h. */
#include "web/sheet_desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "draw/ledger.h"
#include "store/store_sheets.h"
#include "web/audit.h"
#include "web/scope.h"
#include "web/session.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* The record's own rules; a record that has none, or is gone, leaves the form with the server's. */
static void read_own_rules(struct sheet_form *out)
{
    struct sibu_record *record = NULL;
    struct sibu_arena arena = {0};
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    if (sibu_record_open(&record, out->drill.record, &ignored) == SIBU_OK &&
        sibu_record_document(record, "rating-rules", &arena, &bytes, &length, &ignored) == SIBU_OK && bytes != NULL &&
        rating_rules_open(&out->own, "rating-rules", bytes, length, &ignored) != SIBU_OK) {
        out->own = NULL;
    }
    sibu_record_close(record);
    sibu_arena_clear(&arena);
}

static const struct sibu_family *family_of(const struct server *server, const struct store_drill *drill)
{
    const struct sibu_families *families = server->def.plan->families;
    uint32_t index = sibu_families_find(families, drill->family);
    return index == SIBU_NONE ? NULL : &families->items[index];
}

/* Of the rules, group by group, so that what belongs together stands together. */
static void add_rules_questions(struct sheet_form *out, struct sheet_question *questions)
{
    for (uint32_t g = 0; g < out->rules->group_count; g++) {
        for (uint32_t i = 0; i < out->rules->item_count; i++) {
            const struct rating_item *item = &out->rules->items[i];
            if (item->group == g && item->is_asked) {
                questions[out->count++] =
                    (struct sheet_question){item->id, item->id, &item->question, rating_item_scheme(out->rules, item)};
            }
        }
    }
    out->of_rules = out->count;
}

/* Of the family; one about an item that these rules do not have has no grades to choose from, and is left to the discussion. */
static enum sibu_status add_family_questions(struct sheet_form *out, const struct sibu_family *family,
                                             struct sheet_question *questions, struct sibu_arena *arena)
{
    for (uint32_t i = 0; family != NULL && i < family->question_count; i++) {
        const struct sibu_question *question = &family->questions[i];
        uint32_t item = question->item[0] != '\0' ? rating_rules_item(out->rules, question->item) : RATING_UNRATED;
        char id[80];
        if (item == RATING_UNRATED) {
            continue;
        }
        int length = snprintf(id, sizeof id, "%s.%u", family->id, (unsigned)i + 1);
        const char *kept = sibu_arena_text(arena, id, (size_t)length);
        if (kept == NULL) {
            return SIBU_NO_MEMORY;
        }
        questions[out->count++] = (struct sheet_question){kept, question->item, &question->text,
                                                          rating_item_scheme(out->rules, &out->rules->items[item])};
    }
    return SIBU_OK;
}

static enum sibu_status list_questions(const struct server *server, struct sheet_form *out, struct sibu_arena *arena,
                                       struct sibu_fault *fault)
{
    struct sheet_question *questions = sibu_arena_take(arena, RATING_ITEMS_MAX + SIBU_QUESTIONS_MAX, sizeof *questions);
    out->rules = out->own != NULL ? out->own : server->rating;
    out->questions = questions;
    if (questions == NULL) {
        return no_memory(fault);
    }
    add_rules_questions(out, questions);
    return add_family_questions(out, family_of(server, &out->drill), questions, arena) == SIBU_OK ? SIBU_OK
                                                                                                  : no_memory(fault);
}

static enum sibu_status read_lines(struct server *server, int64_t drill, struct sibu_text *out,
                                   struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    const char **lines = NULL;
    size_t count = 0;
    enum sibu_status status = store_sheets(server->store, drill, &arena, &lines, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        sibu_text_add(out, lines[i]);
        sibu_text_add(out, "\n");
    }
    sibu_arena_clear(&arena);
    return status == SIBU_OK && !sibu_text_ok(out) ? no_memory(fault) : status;
}

static struct sheet_drill drill_of(const struct store_drill *drill)
{
    struct sheet_drill out = {.id = drill->id};
    ledger_document_hash(drill->draw, strlen(drill->draw), out.draw);
    return out;
}

static enum sibu_status read_sheets(struct server *server, struct sheet_form *form, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    struct sheet_drill drill = drill_of(&form->drill);
    sheets_close(&form->sheets);
    enum sibu_status status = read_lines(server, form->drill.key, &text, fault);
    if (status == SIBU_OK) {
        status = sheets_open(&form->sheets, "sheet", &text, &drill, fault);
    }
    sibu_text_clear(&text);
    return status;
}

enum sibu_status sheet_form_open(struct server *server, struct http_request *request, const char *drill,
                                 struct sheet_form *out, struct sibu_fault *fault)
{
    *out = (struct sheet_form){0};
    enum sibu_status status = scope_past_one(server, request, drill, &out->drill, fault);
    if (status == SIBU_OK) {
        read_own_rules(out);
        status = list_questions(server, out, &request->arena, fault);
    }
    if (status == SIBU_OK) {
        status = read_sheets(server, out, fault);
    }
    if (status != SIBU_OK) {
        sheet_form_close(out);
    }
    return status;
}

void sheet_form_close(struct sheet_form *form)
{
    rating_rules_close(form->own);
    sheets_close(&form->sheets);
    *form = (struct sheet_form){0};
}

static const char *field(struct http_request *request, char kind, const char *id)
{
    char name[96];
    (void)snprintf(name, sizeof name, "%c:%s", kind, id);
    const char *value = http_form(request, name);
    return value != NULL ? value : "";
}

/* One question's answer. *is: whether there is one. */
static enum sibu_status read_answer(struct http_request *request, const struct sheet_question *question,
                                    struct rating_answer *out, int *is, struct sibu_fault *fault)
{
    const char *grade = field(request, 'g', question->id), *note = field(request, 'n', question->id);
    *is = grade[0] != '\0' || note[strspn(note, " \t\r\n")] != '\0';
    if (strlen(note) > SHEET_NOTE_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, question->id, "依据太长：最多 1000 字节（约 330 个汉字）",
                              "the note is longer than 1000 bytes");
    }
    if (strcmp(grade, "-") == 0) {
        grade = "";
    } else if (grade[0] != '\0' && rating_scheme_grade(question->scheme, grade) == RATING_UNRATED) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, question->id, "不是该体系的等级", "is no grade of its scheme");
    }
    *out = (struct rating_answer){
        .question = question->id, .item = question->item, .text = *question->text, .grade = grade, .note = note};
    return SIBU_OK;
}

static enum sibu_status read_answers(struct http_request *request, const struct sheet_form *form, struct sheet *sheet,
                                     struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    struct rating_answer *answers = sibu_arena_take(&request->arena, form->count, sizeof *answers);
    if (answers == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < form->count && status == SIBU_OK; i++) {
        int is = 0;
        status = read_answer(request, &form->questions[i], &answers[sheet->count], &is, fault);
        sheet->count += is ? 1 : 0;
    }
    sheet->answers = answers;
    if (status == SIBU_OK && sheet->count == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "sheet", "一个问题也没有答", "no question is answered");
    }
    return status;
}

/* Writes what the store has beside the record, where it is not there already. */
static enum sibu_status write_file(struct server *server, const struct store_drill *drill, struct sibu_fault *fault)
{
    char path[4200];
    struct sibu_text text = {0}, there = {0};
    struct sibu_fault ignored;
    (void)snprintf(path, sizeof path, "%s" SHEET_SUFFIX, drill->record);
    enum sibu_status status = read_lines(server, drill->key, &text, fault);
    if (status == SIBU_OK &&
        (file_read(path, SHEET_FILE_BYTES_MAX, &there, &ignored) != SIBU_OK || there.length != text.length ||
         memcmp(sibu_text_get(&there), sibu_text_get(&text), text.length) != 0)) {
        status = file_write(path, sibu_text_get(&text), text.length, 0644, fault);
    }
    sibu_text_clear(&text);
    sibu_text_clear(&there);
    return status;
}

/* The audit trail names the sheet by drill, number and the beginning of its hash: so the last ones cannot be cut off unseen. */
static enum sibu_status keep(struct server *server, struct http_request *request, const struct sheet *sheet,
                             int64_t drill, struct sibu_fault *fault)
{
    struct sibu_text line = {0};
    uint8_t hash[SIBU_HASH_BYTES];
    char digits[2 * SIBU_HASH_BYTES + 1], object[160];
    sheet_write(sheet, &server->signer, &line);
    if (!sibu_text_ok(&line) || line.length == 0) {
        sibu_text_clear(&line);
        return no_memory(fault);
    }
    line.bytes[--line.length] = '\0'; /* the store keeps lines without their ends */
    sheet_hash(sibu_text_get(&line), line.length, hash);
    sibu_hex(digits, hash, sizeof hash);
    (void)snprintf(object, sizeof object, "%.60s:%" PRIu32 ":%s", sheet->drill.id, sheet->number, digits);
    struct store_audit row = audit_row(server, request, "sheet", object);
    enum sibu_status status = store_sheet_put(server->store, drill, sheet->number, sibu_text_get(&line), &row, fault);
    sibu_text_clear(&line);
    return status;
}

static enum sibu_status sign_and_keep(struct server *server, struct http_request *request, struct sheet_form *form,
                                      struct sheet *sheet, struct sibu_fault *fault)
{
    struct sibu_fault unwritten;
    enum sibu_status status = read_sheets(server, form, fault);
    if (status == SIBU_OK && form->sheets.count >= SHEETS_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "sheet", "这次演练的答卷太多", "this drill has too many sheets");
    }
    if (status == SIBU_OK) {
        sheet->number = form->sheets.count + 1;
        memcpy(sheet->before, form->sheets.last, sizeof sheet->before);
        status = keep(server, request, sheet, form->drill.key, fault);
    }
    if (status == SIBU_OK && write_file(server, &form->drill, &unwritten) != SIBU_OK) {
        log_fault(sheet->time_us, "sheet", &unwritten); /* it is kept: the file is made again later */
    }
    return status;
}

enum sibu_status sheet_desk_take(struct server *server, struct http_request *request, struct sheet_form *form,
                                 uint32_t *number, struct sibu_fault *fault)
{
    struct sheet sheet = {
        .drill = drill_of(&form->drill), .time_us = clock_now_us(server->def.clock), .who = request->caller->name};
    enum sibu_status status = read_answers(request, form, &sheet, fault);
    if (status == SIBU_OK) {
        pthread_mutex_lock(&server->change_mutex); /* two who hand in at once get two numbers */
        status = sign_and_keep(server, request, form, &sheet, fault);
        pthread_mutex_unlock(&server->change_mutex);
    }
    *number = sheet.number;
    return status;
}

enum sibu_status sheet_desk_open(struct server *server, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_fault unwritten;
    struct store_drill *drills = NULL;
    size_t count = 0;
    enum sibu_status status = store_sheet_drills(server->store, &arena, &drills, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        if (write_file(server, &drills[i], &unwritten) != SIBU_OK) {
            log_fault(clock_now_us(server->def.clock), "sheet", &unwritten); /* a record may have been moved away */
        }
    }
    sibu_arena_clear(&arena);
    return status;
}
