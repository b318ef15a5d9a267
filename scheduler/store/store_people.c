/* People, their addresses and their links; and the small named values.
 *
 * Depends on libsodium. A token is looked up by its hash, so that the time the index takes says nothing about
 * the tokens in it, and then compared in constant time.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/text.h"
#include "store/rooms.h"

#define TOKEN_BYTES 16
#define TOKEN_CHARACTERS 22 /* of base64url, without padding */

enum sibu_status store_setting(struct store *store, const char *name, struct sibu_arena *arena, const char **value,
                               struct sibu_fault *fault)
{
    *value = NULL;
    store_lock(store);
    struct store_query query = store_query(store, "SELECT value FROM setting WHERE name = ?1");
    store_put_text(&query, name);
    if (store_step(&query)) {
        *value = store_text(&query, 0, arena);
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}

enum sibu_status store_setting_put(struct store *store, const char *name, const char *value, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                                                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    store_put_text(&query, name);
    store_put_text(&query, value);
    return store_end(store, store_query_run(&query, fault), fault);
}

void store_person_read(struct store_query *query, int column, struct sibu_arena *arena, struct store_person *person)
{
    const char **const texts[] = {&person->site,  &person->id,    &person->name,     &person->name_en, &person->zone,
                                  &person->shift, &person->role,  &person->language, &person->pace,    &person->token,
                                  &person->url,   &person->email, &person->phone};
    const int count = (int)(sizeof texts / sizeof texts[0]);
    person->key = store_integer(query, column);
    for (int i = 0; i < count; i++) {
        *texts[i] = store_text(query, column + 1 + i, arena);
    }
    person->listed = (int)store_integer(query, column + 1 + count);
}

/* A link counts while a roster names its person, and to the end of each drill that they are in. */
#define LINK_COUNTS                                                                                                            \
    " AND (h.listed = 1 OR EXISTS (SELECT 1 FROM participant p JOIN drill d ON /*+d.site_no = p.site_no AND*/ d.key = p.drill" \
    " WHERE /*+p.site_no = h.site_no AND*/ p.person = h.key AND d.state <> 'closed'))"

static void hash_token(const char *token, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu token v1");
    sibu_hash_text(&hash, token);
    sibu_hash_done(&hash, out);
}

/* What a roster says of a person, as ?1 to ?9. */
static void put_words(struct store_query *query, const char *site, const struct store_person *person)
{
    const char *const texts[] = {site,          person->id,   person->name,     person->name_en, person->zone,
                                 person->shift, person->role, person->language, person->pace};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        store_put_text(query, texts[i]);
    }
}

static enum sibu_status add_person(struct store *store, const char *site, const struct store_person *person,
                                   struct sibu_fault *fault)
{
    uint8_t secret[TOKEN_BYTES], hash[SIBU_HASH_BYTES];
    char token[TOKEN_CHARACTERS + 1];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2base64(token, sizeof token, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    hash_token(token, hash);

    struct store_query query = store_query(
        store,
        "INSERT INTO person (/*+site_no, key,*/ site, id, name, name_en, zone, shift, role, language, pace, token,"
        " token_hash, listed) VALUES (/*+site_of(?1), next_key('person', site_of(?1)),*/ ?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8, ?9, ?10, ?11, 1)");
    put_words(&query, site, person);
    store_put_text(&query, token);
    store_put_bytes(&query, hash, sizeof hash);
    return store_query_run(&query, fault);
}

/* Adds the person or brings the known one up to date: token and key stay. */
static enum sibu_status put_person(struct store *store, const char *site, const struct store_person *person,
                                   struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "UPDATE person SET name = ?3, name_en = ?4, zone = ?5, shift = ?6, role = ?7, language = ?8, pace = ?9,"
               " listed = 1, left_us = 0 WHERE /*+site_no = site_known(?1) AND*/ site = ?1 AND id = ?2");
    put_words(&query, site, person);
    enum sibu_status status = store_query_run(&query, fault);
    return status == SIBU_OK && query.changed == 0 ? add_person(store, site, person, fault) : status;
}

/* *key is 0 where the site has nobody of this id. */
static enum sibu_status find_person(struct store *store, const char *site, const char *id, int64_t *key,
                                    struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT key FROM person WHERE /*+site_no = site_known(?1) AND*/ site = ?1"
                           " AND id = ?2");
    store_put_text(&query, site);
    store_put_text(&query, id);
    *key = store_step(&query) ? store_integer(&query, 0) : 0;
    return store_query_end(&query, fault);
}

enum sibu_status store_address_set(struct store *store, int64_t person, const char *kind, const char *value,
                                   struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, value != NULL && value[0] != '\0'
                   ? "INSERT INTO address (/*+site_no,*/ person, kind, value) VALUES (/*+?1 >> 32,*/ ?1, ?2, ?3)"
                     " ON CONFLICT (/*+site_no,*/ person, kind) DO UPDATE SET value = excluded.value"
                   : "DELETE FROM address WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1 AND kind = ?2 AND ?3 = ''");
    store_put_integer(&query, person);
    store_put_text(&query, kind);
    store_put_text(&query, value);
    return store_query_run(&query, fault);
}

/* The roster's addresses: a url that it does not give may have come from the person's phone, and stays. */
static enum sibu_status put_roster_addresses(struct store *store, const char *site, const struct store_person *person,
                                             struct sibu_fault *fault)
{
    int64_t key = 0;
    enum sibu_status status = find_person(store, site, person->id, &key, fault);
    if (status == SIBU_OK && person->url != NULL && person->url[0] != '\0') {
        status = store_address_set(store, key, "url", person->url, fault);
    }
    if (status == SIBU_OK) {
        status = store_address_set(store, key, "email", person->email, fault);
    }
    return status == SIBU_OK ? store_address_set(store, key, "phone", person->phone, fault) : status;
}

/* Each person of the roster is one person of the store: else an id stood twice. */
static enum sibu_status check_listed(struct store *store, const char *site, size_t count, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT count(*) FROM person WHERE /*+site_no = site_known(?1) AND*/ site = ?1"
                           " AND listed = 1");
    store_put_text(&query, site);
    int64_t listed = store_step(&query) ? store_integer(&query, 0) : 0;
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && listed != (int64_t)count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, site, "花名册里有工号重复 (%lld 行，%lld 人)",
                              "an id stands twice in the roster (%lld rows, %lld people)", (long long)count,
                              (long long)listed);
    }
    return status;
}

/* Whom the store has listed at a site. */
struct listed {
    struct store_person *people; /* in the order of their ids */
    int *stays; /* of each: 1 once the roster has named them */
    size_t count;
};

static int compare_ids(const void *a, const void *b)
{
    const struct store_person *const left = a, *const right = b;
    return strcmp(left->id, right->id);
}

static void read_person(struct store_query *query, struct sibu_arena *arena, void *item)
{
    store_person_read(query, 0, arena, item);
}

static enum sibu_status read_listed(struct store *store, const char *site, struct sibu_arena *arena,
                                    struct listed *listed, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof *listed->people};
    struct store_query query =
        store_query(store, "SELECT " STORE_PERSON_COLUMNS " FROM person h WHERE /*+h.site_no = site_known(?1) AND*/"
                           " h.site = ?1 AND h.listed = 1");
    store_put_text(&query, site);
    enum sibu_status status = store_query_list(&query, &list, read_person, fault);
    listed->stays = sibu_arena_take(arena, list.count + 1, sizeof *listed->stays);
    if (status == SIBU_OK && listed->stays == NULL) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, site, "内存不足", "out of memory");
    }
    listed->people = list.items;
    listed->count = list.count;
    if (status == SIBU_OK && list.count > 0) {
        qsort(listed->people, list.count, sizeof *listed->people, compare_ids);
    }
    return status;
}

static int is_equal(const char *kept, const char *given)
{
    return strcmp(kept, given != NULL ? given : "") == 0;
}

/* Whether the store has nothing to learn from what the roster says. */
static int says_the_same(const struct store_person *kept, const struct store_person *given)
{
    return is_equal(kept->name, given->name) && is_equal(kept->name_en, given->name_en) &&
           is_equal(kept->zone, given->zone) && is_equal(kept->shift, given->shift) &&
           is_equal(kept->role, given->role) && is_equal(kept->language, given->language) &&
           is_equal(kept->pace, given->pace) && is_equal(kept->email, given->email) &&
           is_equal(kept->phone, given->phone) &&
           (given->url == NULL || given->url[0] == '\0' || is_equal(kept->url, given->url));
}

/* Writes what is new of one person of the roster. */
static enum sibu_status import_person(struct store *store, const char *site, struct listed *listed,
                                      const struct store_person *person, struct sibu_fault *fault)
{
    const struct store_person *kept =
        listed->count > 0 ? bsearch(person, listed->people, listed->count, sizeof *person, compare_ids) : NULL;
    if (kept != NULL) {
        listed->stays[kept - listed->people] = 1;
    }
    if (kept != NULL && says_the_same(kept, person)) {
        return SIBU_OK;
    }
    enum sibu_status status = put_person(store, site, person, fault);
    return status == SIBU_OK ? put_roster_addresses(store, site, person, fault) : status;
}

static enum sibu_status unlist(struct store *store, int64_t person, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE person SET listed = 0 WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1");
    store_put_integer(&query, person);
    return store_query_run(&query, fault);
}

/* A server that starts finds most people as it left them: they are read at once, and only what has changed is written. */
static enum sibu_status import_people(struct store *store, const char *site, const struct store_person *people,
                                      size_t count, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct listed listed = {.count = 0};
    struct sibu_text name = {.max_length = 0};
    sibu_text_addf(&name, "people of %s", site);
    enum sibu_status status = store_hold(store, sibu_text_get(&name), fault); /* as two servers with one plan start */
    sibu_text_clear(&name);
    status = status == SIBU_OK ? read_listed(store, site, &arena, &listed, fault) : status;
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        status = import_person(store, site, &listed, &people[i], fault);
    }
    for (size_t i = 0; status == SIBU_OK && i < listed.count; i++) {
        status = listed.stays[i] ? SIBU_OK : unlist(store, listed.people[i].key, fault);
    }
    sibu_arena_clear(&arena);
    return status == SIBU_OK ? check_listed(store, site, count, fault) : status;
}

enum sibu_status store_people_import(struct store *store, const char *site, const struct store_person *people,
                                     size_t count, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, import_people(store, site, people, count, fault), fault);
}

static void read_site(struct store_query *query, struct sibu_arena *arena, void *item)
{
    *(const char **)item = store_text(query, 0, arena);
}

enum sibu_status store_sites(struct store *store, struct sibu_arena *arena, const char ***items, size_t *count,
                             struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(store, "SELECT DISTINCT site FROM person WHERE listed = 1 ORDER BY site");
    enum sibu_status status = store_query_list(&query, &list, read_site, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_people(struct store *store, const char *site, struct sibu_arena *arena,
                              struct store_person **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(store, "SELECT " STORE_PERSON_COLUMNS " FROM person h WHERE h.listed = 1"
                                                  " AND (?1 = 0 OR h.site = ?2) ORDER BY " STORE_AGE("h.key"));
    store_put_integer(&query, site != NULL);
    store_put_text(&query, site);
    enum sibu_status status = store_query_list(&query, &list, read_person, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_person_by_token(struct store *store, const char *token, struct sibu_arena *arena,
                                       struct store_person *out, struct sibu_fault *fault)
{
    uint8_t hash[SIBU_HASH_BYTES];
    int found = 0;
    *out = (struct store_person){0};
    if (strlen(token) == TOKEN_CHARACTERS) {
        hash_token(token, hash);
        store_lock(store);
        struct store_query query =
            store_query(store, "SELECT " STORE_PERSON_COLUMNS " FROM person h WHERE h.token_hash = ?1" LINK_COUNTS);
        store_put_bytes(&query, hash, sizeof hash);
        if (store_step(&query)) {
            store_person_read(&query, 0, arena, out);
        }
        enum sibu_status status = store_query_end(&query, fault);
        store_unlock(store);
        if (status != SIBU_OK) {
            return status;
        }
        found = out->token != NULL && strlen(out->token) == TOKEN_CHARACTERS &&
                sodium_memcmp(out->token, token, TOKEN_CHARACTERS) == 0;
    }
    if (!found) {
        *out = (struct store_person){0};
        return sibu_fault_set(fault, SIBU_NO, "token", "没有人使用这个链接，请向安全员要新的",
                              "this link belongs to nobody; ask the safety officer for yours");
    }
    return SIBU_OK;
}

static enum sibu_status find_token(struct store *store, const char *token, int64_t *key, struct sibu_fault *fault)
{
    uint8_t hash[SIBU_HASH_BYTES];
    *key = 0;
    if (strlen(token) != TOKEN_CHARACTERS) {
        return SIBU_OK;
    }
    hash_token(token, hash);
    struct store_query query =
        store_query(store, "SELECT h.key, h.token FROM person h WHERE h.token_hash = ?1" LINK_COUNTS);
    store_put_bytes(&query, hash, sizeof hash);
    if (store_step(&query)) {
        struct store_bytes known = store_bytes(&query, 1);
        int is_same = known.length == TOKEN_CHARACTERS && sodium_memcmp(known.bytes, token, TOKEN_CHARACTERS) == 0;
        *key = is_same ? store_integer(&query, 0) : 0;
    }
    return store_query_end(&query, fault);
}

enum sibu_status store_person_key(struct store *store, const char *token, int64_t *key, struct sibu_fault *fault)
{
    store_lock(store);
    enum sibu_status status = find_token(store, token, key, fault);
    store_unlock(store);
    return status;
}

static enum sibu_status put_addresses(struct store *store, const struct store_person *people, size_t count,
                                      size_t *unknown, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        int64_t key = 0;
        status = find_person(store, people[i].site, people[i].id, &key, fault);
        if (status == SIBU_OK && key != 0) {
            status = store_address_set(store, key, "url", people[i].url, fault);
        }
        *unknown += key == 0;
    }
    return status;
}

enum sibu_status store_addresses_put(struct store *store, const struct store_person *people, size_t count,
                                     size_t *unknown, struct sibu_fault *fault)
{
    *unknown = 0;
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, put_addresses(store, people, count, unknown, fault), fault);
}
