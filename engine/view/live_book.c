/* See live_book.h. */
#include "view/live_book.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FRAMES_PER_S 2.0 /* of a trajectory that a live drill has not */
#define ROWS_MOST ((size_t)2000000) /* of a kind: a server that has no end does not fill the disk */

enum sibu_status live_book_open(struct live_book *book, struct sibu_fault *fault)
{
    *book = (struct live_book){.count = 0};
    return live_folder_open(&book->folder, fault);
}

/* SQLite's side files go with the last connection; where it was not ours they are taken away here. */
static void remove_record(struct live_book *book)
{
    static const char *const ENDS[] = {"", "-wal", "-shm", "-journal"};
    char path[sizeof book->path + 16];
    sibu_record_close(book->record);
    book->record = NULL;
    for (size_t i = 0; book->path[0] != '\0' && i < sizeof ENDS / sizeof ENDS[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", book->path, ENDS[i]);
        (void)unlink(path);
    }
    book->path[0] = '\0';
}

void live_book_forget(struct live_book *book)
{
    remove_record(book);
    sibu_text_clear(&book->have);
    book->drill[0] = '\0';
    book->has_people = 0;
    book->events = book->deliveries = 0;
}

void live_book_close(struct live_book *book)
{
    live_book_forget(book);
    live_folder_close(&book->folder);
    *book = (struct live_book){.count = 0};
}

static const char *find_document(const struct live_part *part, const char *name)
{
    for (size_t i = 0; i < part->document_count; i++) {
        if (strcmp(part->documents[i].name, name) == 0) {
            return part->documents[i].text;
        }
    }
    return NULL;
}

/* A record needs its site and its people from the beginning. */
static enum sibu_status begin_record(struct live_book *book, const struct live_part *part, struct sibu_fault *fault)
{
    const char *bytes = find_document(part, "site");
    struct sibu_site *site = NULL;
    if (bytes == NULL || part->people == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, part->id, "服务器没有给出厂区图和人员",
                              "the server told neither the site nor the people");
    }
    live_book_forget(book);
    enum sibu_status status = sibu_site_open(&site, "site", bytes, strlen(bytes), fault);
    if (status == SIBU_OK) {
        (void)snprintf(book->path, sizeof book->path, "%s/%u.drill", book->folder.path, ++book->count);
        status = sibu_record_create(&book->record, book->path, site, FRAMES_PER_S, fault);
    }
    sibu_site_close(site);
    (void)snprintf(book->drill, sizeof book->drill, "%s", part->id);
    return status;
}

static int has(const struct live_book *book, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = sibu_text_get(&book->have); *at != '\0';) {
        size_t word = strcspn(at, ",");
        if (word == length && strncmp(at, name, length) == 0) {
            return 1;
        }
        at += word + (at[word] == ',');
    }
    return 0;
}

static void note(struct live_book *book, const char *name)
{
    sibu_text_addf(&book->have, "%s%s", book->have.length > 0 ? "," : "", name);
}

static enum sibu_status put_documents(struct live_book *book, const struct live_part *part, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < part->document_count && status == SIBU_OK; i++) {
        const struct live_document *document = &part->documents[i];
        if (!has(book, document->name)) {
            status =
                sibu_record_put_document(book->record, document->name, document->text, strlen(document->text), fault);
            note(book, document->name);
        }
    }
    return status;
}

static enum sibu_status put_people(struct live_book *book, const struct live_part *part, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (part->people == NULL || book->has_people) {
        return SIBU_OK;
    }
    for (size_t i = 0; i < part->people_count && status == SIBU_OK; i++) {
        status = sibu_record_put_person(book->record, &part->people[i], fault);
    }
    book->has_people = 1;
    note(book, "people");
    return status;
}

static enum sibu_status put_rows(struct live_book *book, const struct live_part *part, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (book->events + part->event_count > ROWS_MOST || book->deliveries + part->delivery_count > ROWS_MOST) {
        return sibu_fault_set(fault, SIBU_LIMIT, part->id, "一次演练超过 %zu 行，无法跟看",
                              "a drill of more than %zu rows cannot be followed", ROWS_MOST);
    }
    for (size_t i = 0; i < part->event_count && status == SIBU_OK; i++) {
        status = sibu_record_put_event(book->record, &part->events[i], fault);
    }
    for (size_t i = 0; i < part->delivery_count && status == SIBU_OK; i++) {
        status = sibu_record_put_delivery(book->record, &part->deliveries[i], fault);
    }
    return status;
}

/* In one transaction. What cannot be taken ends the record: the next answer begins it again from the first row. */
static enum sibu_status put_part(struct live_book *book, const struct live_part *part, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_begin(book->record, fault);
    if (status == SIBU_OK && !has(book, "draw")) {
        status = sibu_record_put_document(book->record, "draw", part->draw, strlen(part->draw), fault);
        note(book, "draw");
    }
    if (status == SIBU_OK) {
        status = put_documents(book, part, fault);
    }
    if (status == SIBU_OK) {
        status = put_people(book, part, fault);
    }
    if (status == SIBU_OK) {
        status = put_rows(book, part, fault);
    }
    return status == SIBU_OK ? sibu_record_commit(book->record, fault) : status;
}

enum sibu_status live_book_take(struct live_book *book, const struct live_part *part, int *grew,
                                struct sibu_fault *fault)
{
    *grew = 0;
    if (!part->is_drill) {
        return SIBU_OK;
    }
    enum sibu_status status = SIBU_OK;
    int is_new = book->record == NULL || strcmp(book->drill, part->id) != 0;
    if (is_new) {
        status = begin_record(book, part, fault);
    } else if (part->document_count == 0 && part->event_count == 0 && part->delivery_count == 0) {
        return SIBU_OK;
    }
    if (status == SIBU_OK) {
        status = put_part(book, part, fault);
    }
    if (status != SIBU_OK) {
        live_book_forget(book);
        return status;
    }
    book->events += part->event_count;
    book->deliveries += part->delivery_count;
    *grew = 1;
    return SIBU_OK;
}

void live_book_query(const struct live_book *book, struct sibu_text *out)
{
    sibu_text_addf(out, "have=%s&events=%zu&deliveries=%zu", sibu_text_get(&book->have), book->events,
                   book->deliveries);
}
