/* Rows into a record: transactions, documents, people, events, deliveries, responses. See sibu/record.h.
 *
 * Every put runs inside a transaction, its own where the caller has none open. A put that fails inside the caller's
 * takes the whole transaction back at once; what follows is refused until the next begin.
 */
#include <string.h>

#include "record/chain.h"

static enum sibu_status roll_back(struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    if (!sqlite3_get_autocommit(record->database)) { /* SQLite rolls back by itself after some failures */
        (void)record_execute(record, "ROLLBACK", &ignored);
    }
    record->in_transaction = 0;
    sibu_array_free(record->last_floor);
    record->last_floor = NULL;
    record->last_floor_capacity = 0;
    return record_load_ends(record, fault);
}

static enum sibu_status check_writable(const struct sibu_record *record, struct sibu_fault *fault)
{
    if (!record->writable || record->sealed) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "演练记录只读，不能再写入",
                              "the record is read-only: nothing can be added to it");
    }
    return SIBU_OK;
}

enum sibu_status sibu_record_begin(struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = check_writable(record, fault);
    if (status == SIBU_OK && record->in_transaction) {
        status = roll_back(record, fault);
    }
    record->broken = 0;
    if (status == SIBU_OK) {
        status = record_execute(record, "BEGIN IMMEDIATE", fault);
    }
    record->in_transaction = status == SIBU_OK;
    return status;
}

enum sibu_status sibu_record_commit(struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    if (record->broken || !record->in_transaction) {
        return sibu_fault_set(fault, SIBU_IO, record->path, "事务已取消或未开始，请重新写入",
                              "the transaction was taken back or never begun: write the rows again");
    }
    enum sibu_status status = record_execute(record, "COMMIT", fault);
    record->in_transaction = 0;
    if (status != SIBU_OK) {
        (void)roll_back(record, &ignored);
    }
    return status;
}

enum sibu_status record_put_begin(struct sibu_record *record, int *own, struct sibu_fault *fault)
{
    *own = 0;
    if (record->broken) {
        return sibu_fault_set(fault, SIBU_IO, record->path, "本次事务中已有一行写入失败，请重新开始事务",
                              "a row of this transaction has failed before: begin again");
    }
    if (record->in_transaction) {
        return check_writable(record, fault);
    }
    enum sibu_status status = sibu_record_begin(record, fault);
    *own = status == SIBU_OK;
    return status;
}

enum sibu_status record_put_done(struct sibu_record *record, int own, enum sibu_status status, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    if (status == SIBU_OK) {
        return own ? sibu_record_commit(record, fault) : SIBU_OK;
    }
    if (record->in_transaction) {
        (void)roll_back(record, &ignored);
        record->broken = !own;
    }
    return status;
}

enum sibu_status record_text_check(const char **text, size_t max_bytes, const char *field, struct sibu_fault *fault)
{
    *text = *text == NULL ? "" : *text;
    size_t length = strlen(*text);
    if (length > max_bytes) {
        return sibu_fault_set(fault, SIBU_LIMIT, field, "超过 %zu 字节", "longer than %zu bytes", max_bytes);
    }
    if (!sibu_utf8_valid(*text, length)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, field, "不是有效的 UTF-8", "not valid UTF-8");
    }
    return SIBU_OK;
}

/* Checks the texts in their places; `fields` names them, and both end with NULL. */
static enum sibu_status check_words(const char **const *texts, const char *const *fields, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; texts[i] != NULL && status == SIBU_OK; i++) {
        status = record_text_check(texts[i], SIBU_RECORD_WORD_MAX, fields[i], fault);
    }
    return status;
}

static enum sibu_status check_number(uint32_t number, uint32_t least, struct sibu_fault *fault)
{
    if (number < least || number > RECORD_PEOPLE_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "person", "人员编号 %u 应在 %u 到 %d 之间",
                              "the person's number %u must be in %u to %d", (unsigned)number, (unsigned)least,
                              RECORD_PEOPLE_MAX);
    }
    return SIBU_OK;
}

enum sibu_status sibu_record_put_document(struct sibu_record *record, const char *name, const char *bytes,
                                          size_t length, struct sibu_fault *fault)
{
    int own = 0;
    enum sibu_status status = record_put_begin(record, &own, fault);
    if (status == SIBU_OK) {
        status = record_text_check(&name, RECORD_NAME_MAX, "document", fault);
    }
    if (status == SIBU_OK && length > RECORD_DOCUMENT_MAX) {
        status = sibu_fault_set(fault, SIBU_LIMIT, name, "文件超过 64 MiB", "the document is larger than 64 MiB");
    }
    if (status == SIBU_OK) {
        struct query query = query_open(record, QUERY_PUT_DOCUMENT);
        query_put_text(&query, name);
        query_put_bytes(&query, bytes, length);
        status = query_run(&query, fault);
    }
    return record_put_done(record, own, status, fault);
}

static enum sibu_status check_person(struct sibu_record_person *person, struct sibu_fault *fault)
{
    const char **const texts[] = {&person->id,   &person->name, &person->zone,     &person->shift,
                                  &person->role, &person->pace, &person->language, NULL};
    static const char *const FIELDS[] = {"id", "name", "zone", "shift", "role", "pace", "language", NULL};
    enum sibu_status status = check_words(texts, FIELDS, fault);
    return status == SIBU_OK ? check_number(person->number, 1, fault) : status;
}

enum sibu_status sibu_record_put_person(struct sibu_record *record, const struct sibu_record_person *given,
                                        struct sibu_fault *fault)
{
    struct sibu_record_person person = *given;
    int own = 0;
    enum sibu_status status = record_put_begin(record, &own, fault);
    if (status == SIBU_OK) {
        status = check_person(&person, fault);
    }
    if (status == SIBU_OK) {
        struct query query = query_open(record, QUERY_PUT_PERSON);
        query_put_integer(&query, person.number);
        query_put_text(&query, person.id);
        query_put_text(&query, person.name);
        query_put_text(&query, person.zone);
        query_put_text(&query, person.shift);
        query_put_text(&query, person.role);
        query_put_text(&query, person.pace);
        query_put_text(&query, person.language);
        query_put_integer(&query, person.expected ? 1 : 0);
        status = query_run(&query, fault);
    }
    return record_put_done(record, own, status, fault);
}

static enum sibu_status check_event(struct sibu_record_event *event, struct sibu_fault *fault)
{
    const char **const texts[] = {&event->kind, &event->place, NULL};
    static const char *const FIELDS[] = {"kind", "place", NULL};
    enum sibu_status status = check_words(texts, FIELDS, fault);
    if (status == SIBU_OK) {
        status = record_text_check(&event->detail, SIBU_RECORD_DETAIL_MAX, "detail", fault);
    }
    return status == SIBU_OK ? check_number(event->person, 0, fault) : status;
}

static enum sibu_status add_event(struct sibu_record *record, const struct sibu_record_event *event,
                                  struct sibu_fault *fault)
{
    uint8_t hash[SIBU_HASH_BYTES];
    chain_hash(record->event_hash, record->event_count + 1, event, hash);
    struct query query = query_open(record, QUERY_PUT_EVENT);
    query_put_integer(&query, record->event_count + 1);
    query_put_integer(&query, event->time_us);
    query_put_text(&query, event->kind);
    query_put_integer(&query, event->person);
    query_put_text(&query, event->place);
    query_put_text(&query, event->detail);
    query_put_bytes(&query, hash, sizeof hash);
    enum sibu_status status = query_run(&query, fault);
    if (status == SIBU_OK) {
        record->event_count++;
        memcpy(record->event_hash, hash, sizeof hash);
    }
    return status;
}

enum sibu_status sibu_record_put_event(struct sibu_record *record, const struct sibu_record_event *given,
                                       struct sibu_fault *fault)
{
    struct sibu_record_event event = *given;
    int own = 0;
    enum sibu_status status = record_put_begin(record, &own, fault);
    if (status == SIBU_OK) {
        status = check_event(&event, fault);
    }
    if (status == SIBU_OK) {
        status = add_event(record, &event, fault);
    }
    return record_put_done(record, own, status, fault);
}

static enum sibu_status check_delivery(struct sibu_record_delivery *delivery, struct sibu_fault *fault)
{
    const char **const texts[] = {&delivery->alert, &delivery->channel, &delivery->key, NULL};
    static const char *const FIELDS[] = {"alert", "channel", "key", NULL};
    enum sibu_status status = check_words(texts, FIELDS, fault);
    if (status == SIBU_OK) {
        status = record_text_check(&delivery->fault, SIBU_RECORD_DETAIL_MAX, "fault", fault);
    }
    return status == SIBU_OK ? check_number(delivery->person, 0, fault) : status;
}

enum sibu_status sibu_record_put_delivery(struct sibu_record *record, const struct sibu_record_delivery *given,
                                          struct sibu_fault *fault)
{
    struct sibu_record_delivery delivery = *given;
    int own = 0;
    enum sibu_status status = record_put_begin(record, &own, fault);
    if (status == SIBU_OK) {
        status = check_delivery(&delivery, fault);
    }
    if (status == SIBU_OK) {
        struct query query = query_open(record, QUERY_PUT_DELIVERY);
        query_put_integer(&query, delivery.started_us);
        query_put_integer(&query, delivery.ended_us);
        query_put_text(&query, delivery.alert);
        query_put_integer(&query, delivery.person);
        query_put_text(&query, delivery.channel);
        query_put_text(&query, delivery.key);
        query_put_integer(&query, delivery.attempt);
        query_put_integer(&query, delivery.result);
        query_put_text(&query, delivery.fault);
        status = query_run(&query, fault);
    }
    return record_put_done(record, own, status, fault);
}

static enum sibu_status check_response(struct sibu_record_response *response, struct sibu_fault *fault)
{
    const char **const texts[] = {&response->kind, &response->place, &response->key, NULL};
    static const char *const FIELDS[] = {"kind", "place", "key", NULL};
    enum sibu_status status = check_words(texts, FIELDS, fault);
    return status == SIBU_OK ? check_number(response->person, 1, fault) : status;
}

enum sibu_status sibu_record_put_response(struct sibu_record *record, const struct sibu_record_response *given,
                                          struct sibu_fault *fault)
{
    struct sibu_record_response response = *given;
    int own = 0;
    enum sibu_status status = record_put_begin(record, &own, fault);
    if (status == SIBU_OK) {
        status = check_response(&response, fault);
    }
    if (status == SIBU_OK) {
        struct query query = query_open(record, QUERY_PUT_RESPONSE);
        query_put_integer(&query, response.received_us);
        query_put_integer(&query, response.client_us);
        query_put_integer(&query, response.person);
        query_put_text(&query, response.kind);
        query_put_text(&query, response.place);
        query_put_text(&query, response.key);
        status = query_run(&query, fault);
    }
    return record_put_done(record, own, status, fault);
}
