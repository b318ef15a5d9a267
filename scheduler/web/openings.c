/* When people's pages were opened or seen: see openings.h. */
#include "web/openings.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define DRILL_BYTES 24
#define MARKS_FIRST ((size_t)1024)
#define MARKS_MOST ((size_t)1 << 17) /* then it begins anew: the store knows the first times */

struct note {
    int64_t person; /* 0: the place is free */
    int64_t time_us;
    enum store_sign sign;
    char drill[DRILL_BYTES];
};
struct openings {
    pthread_mutex_t mutex; /* guards what follows */
    struct note *known; /* a table by hash, at most half full */
    size_t known_count, known_capacity;
    struct note *waiting; /* in the order in which they came */
    size_t waiting_count, waiting_capacity;
};

enum sibu_status openings_open(struct openings **out, struct sibu_fault *fault)
{
    struct openings *openings = sibu_array_new(1, sizeof *openings);
    *out = openings;
    if (openings == NULL || pthread_mutex_init(&openings->mutex, NULL) != 0) {
        sibu_array_free(openings);
        *out = NULL;
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return SIBU_OK;
}

void openings_close(struct openings *openings)
{
    if (openings != NULL) {
        sibu_array_free(openings->known);
        sibu_array_free(openings->waiting);
        pthread_mutex_destroy(&openings->mutex);
        sibu_array_free(openings);
    }
}

static size_t place_of(const struct note *note, size_t capacity)
{
    uint64_t hash = (uint64_t)note->person * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)note->sign;
    for (const char *c = note->drill; *c != '\0'; c++) {
        hash = (hash ^ (uint64_t)(unsigned char)*c) * UINT64_C(0x100000001b3);
    }
    return (size_t)(hash >> 20) & (capacity - 1);
}

/* The place of the note in the table, or the free one where it would stand. */
static struct note *find(struct note *table, size_t capacity, const struct note *note)
{
    size_t at = place_of(note, capacity);
    while (table[at].person != 0 && (table[at].person != note->person || table[at].sign != note->sign ||
                                     strcmp(table[at].drill, note->drill) != 0)) {
        at = (at + 1) & (capacity - 1);
    }
    return &table[at];
}

/* Room for one more in the table; 0 where there is no memory. */
static int make_room(struct openings *openings)
{
    size_t capacity = openings->known_capacity * 2 < MARKS_FIRST ? MARKS_FIRST : openings->known_capacity * 2;
    if (openings->known_count * 2 < openings->known_capacity) {
        return 1;
    }
    int anew = capacity > MARKS_MOST;
    struct note *table = sibu_array_new(anew ? MARKS_FIRST : capacity, sizeof *table);
    if (table == NULL) {
        return 0;
    }
    for (size_t i = 0; i < openings->known_capacity && !anew; i++) {
        if (openings->known[i].person != 0) {
            *find(table, capacity, &openings->known[i]) = openings->known[i];
        }
    }
    sibu_array_free(openings->known);
    openings->known = table;
    openings->known_capacity = anew ? MARKS_FIRST : capacity;
    openings->known_count = anew ? 0 : openings->known_count;
    return 1;
}

static int add_waiting(struct openings *openings, const struct note *note)
{
    if (openings->waiting_count == openings->waiting_capacity) {
        size_t capacity = openings->waiting_capacity == 0 ? 64 : openings->waiting_capacity * 2;
        struct note *longer = capacity <= MARKS_MOST ? sibu_array_new(capacity, sizeof *longer) : NULL;
        if (longer == NULL) {
            return 0;
        }
        if (openings->waiting_count > 0) {
            memcpy(longer, openings->waiting, openings->waiting_count * sizeof *longer);
        }
        sibu_array_free(openings->waiting);
        openings->waiting = longer;
        openings->waiting_capacity = capacity;
    }
    openings->waiting[openings->waiting_count++] = *note;
    return 1;
}

void openings_note(struct openings *openings, const struct store_opening *opening)
{
    struct note note = {.person = opening->person, .time_us = opening->time_us, .sign = opening->sign};
    (void)snprintf(note.drill, sizeof note.drill, "%s", opening->drill);
    pthread_mutex_lock(&openings->mutex);
    if (make_room(openings)) {
        struct note *place = find(openings->known, openings->known_capacity, &note);
        if (place->person == 0 && add_waiting(openings, &note)) {
            *place = note;
            openings->known_count++;
        }
    }
    pthread_mutex_unlock(&openings->mutex);
}

size_t openings_waiting(struct openings *openings)
{
    pthread_mutex_lock(&openings->mutex);
    size_t count = openings->waiting_count;
    pthread_mutex_unlock(&openings->mutex);
    return count;
}

/* A copy of what waits, so that pages go on while the disk writes. */
static struct store_opening *copy_waiting(struct openings *openings, struct sibu_arena *arena, size_t *count)
{
    pthread_mutex_lock(&openings->mutex);
    *count = openings->waiting_count;
    struct store_opening *items = sibu_arena_take(arena, *count + 1, sizeof *items);
    for (size_t i = 0; items != NULL && i < *count; i++) {
        const struct note *note = &openings->waiting[i];
        const char *drill = sibu_arena_text(arena, note->drill, strlen(note->drill));
        items[i] = (struct store_opening){drill != NULL ? drill : "", note->person, note->sign, note->time_us};
    }
    pthread_mutex_unlock(&openings->mutex);
    return items;
}

static void drop_kept(struct openings *openings, size_t count)
{
    pthread_mutex_lock(&openings->mutex);
    openings->waiting_count -= count;
    memmove(openings->waiting, openings->waiting + count, openings->waiting_count * sizeof *openings->waiting);
    pthread_mutex_unlock(&openings->mutex);
}

enum sibu_status openings_keep(struct openings *openings, struct store *store, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    size_t count = 0;
    if (openings_waiting(openings) == 0) {
        return SIBU_OK;
    }
    const struct store_opening *items = copy_waiting(openings, &arena, &count);
    enum sibu_status status = items == NULL ? sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory")
                                            : store_openings_put(store, items, count, fault);
    if (status == SIBU_OK) {
        drop_kept(openings, count);
    }
    sibu_arena_clear(&arena);
    return status;
}
