/* Streams of events: see stream.h.
 *
 * One mutex guards all. A connection is suspended while it is held, so that nothing can be told between looking and
 * suspending. Words are counted by those who read them; a channel holds one count itself.
 */
#include "web/stream.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#define SECOND_US INT64_C(1000000)
#define OWNERS 65536 /* counted apart; more share counts, and that is rare where keys count up from 1 */
static const char BEAT[] = ":\n\n";

struct words {
    uint32_t readers;
    char id[STREAM_ID_BYTES];
    struct sibu_text text;
};
struct stream {
    struct streams *streams;
    struct stream *before, *after;
    uint32_t channel;
    int64_t owner;
    struct stream_line line;
    struct words *reading; /* counted; NULL: between events */
    size_t place; /* in what is being read */
    char told[STREAM_ID_BYTES]; /* the last event that was read to its end, or begun */
    char retry[24]; /* the first line of the stream, until it is read */
    int64_t beat_us;
    int beats, waits; /* a beat is due; suspended */
};
struct streams {
    pthread_mutex_t mutex;
    struct words **channels;
    uint32_t channel_count, open;
    struct stream *first;
    uint8_t open_of[OWNERS];
    int stopped;
};

enum sibu_status streams_open(struct streams **out, uint32_t channels, struct sibu_fault *fault)
{
    *out = NULL;
    struct streams *streams = sibu_array_new(1, sizeof *streams);
    struct words **list = sibu_array_new(channels, sizeof *list);
    if (streams == NULL || list == NULL || pthread_mutex_init(&streams->mutex, NULL) != 0) {
        sibu_array_free(streams);
        sibu_array_free(list);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    streams->channels = list;
    streams->channel_count = channels;
    *out = streams;
    return SIBU_OK;
}

static void leave_words(struct words *words)
{
    if (words != NULL && --words->readers == 0) {
        sibu_text_clear(&words->text);
        sibu_array_free(words);
    }
}

void streams_close(struct streams *streams)
{
    if (streams != NULL) {
        while (streams->first != NULL) {
            stream_end(streams->first);
        }
        for (uint32_t i = 0; i < streams->channel_count; i++) {
            leave_words(streams->channels[i]);
        }
        pthread_mutex_destroy(&streams->mutex);
        sibu_array_free(streams->channels);
        sibu_array_free(streams);
    }
}

/* From now_us on, in 15 to 25 s, at random: else all phones beat together for ever. */
static int64_t next_beat_us(int64_t now_us)
{
    return now_us + 15 * SECOND_US + (int64_t)randombytes_uniform(10 * (uint32_t)SECOND_US);
}

static uint8_t *count_of(struct streams *streams, int64_t owner)
{
    return &streams->open_of[(uint64_t)owner % OWNERS];
}

/* Takes the stream into the list; false where its owner has too many. */
static int enlist(struct streams *streams, struct stream *stream)
{
    uint8_t *count = count_of(streams, stream->owner);
    if (stream->owner != 0 && *count >= STREAMS_PER_OWNER) {
        return 0;
    }
    *count = (uint8_t)(*count + (stream->owner != 0));
    stream->after = streams->first;
    if (streams->first != NULL) {
        streams->first->before = stream;
    }
    streams->first = stream;
    streams->open++;
    return 1;
}

struct stream *stream_begin(struct streams *streams, const struct stream_def *def)
{
    struct stream *stream = def->channel < streams->channel_count ? sibu_array_new(1, sizeof *stream) : NULL;
    if (stream == NULL) {
        return NULL;
    }
    stream->streams = streams;
    stream->channel = def->channel;
    stream->owner = def->owner;
    (void)snprintf(stream->told, sizeof stream->told, "%s", def->last != NULL ? def->last : "");
    (void)snprintf(stream->retry, sizeof stream->retry, "retry: %u\n\n", 2000 + randombytes_uniform(3001));
    stream->beat_us = next_beat_us(clock_monotonic_us());
    pthread_mutex_lock(&streams->mutex);
    int listed = enlist(streams, stream);
    pthread_mutex_unlock(&streams->mutex);
    if (!listed) {
        sibu_array_free(stream);
        return NULL;
    }
    return stream;
}

void stream_connect(struct stream *stream, const struct stream_line *line)
{
    stream->line = *line;
}

void stream_end(struct stream *stream)
{
    if (stream == NULL) {
        return;
    }
    struct streams *streams = stream->streams;
    pthread_mutex_lock(&streams->mutex);
    *(stream->before != NULL ? &stream->before->after : &streams->first) = stream->after;
    if (stream->after != NULL) {
        stream->after->before = stream->before;
    }
    streams->open--;
    uint8_t *count = count_of(streams, stream->owner);
    *count = (uint8_t)(*count - (stream->owner != 0));
    leave_words(stream->reading);
    pthread_mutex_unlock(&streams->mutex);
    sibu_array_free(stream);
}

/* Copies what is left of `bytes` from the stream's place on; *done when it is through. */
static ssize_t copy_rest(struct stream *stream, const char *bytes, size_t length, char *out, size_t room)
{
    size_t count = length - stream->place < room ? length - stream->place : room;
    memcpy(out, bytes + stream->place, count);
    stream->place += count;
    return (ssize_t)count;
}

/* Takes up the channel's words where they are new to the stream. */
static void take_words(struct stream *stream)
{
    struct words *newest = stream->streams->channels[stream->channel];
    if (stream->reading == NULL && newest != NULL && strcmp(newest->id, stream->told) != 0) {
        newest->readers++;
        stream->reading = newest;
        stream->place = 0;
        (void)snprintf(stream->told, sizeof stream->told, "%s", newest->id);
    }
}

/* The next piece; 0: there is none. */
static ssize_t read_piece(struct stream *stream, char *out, size_t room)
{
    if (stream->retry[0] != '\0') {
        ssize_t count = copy_rest(stream, stream->retry, strlen(stream->retry), out, room);
        if (stream->place == strlen(stream->retry)) {
            stream->retry[0] = '\0';
        }
        return count;
    }
    take_words(stream);
    if (stream->reading != NULL) {
        const struct sibu_text *text = &stream->reading->text;
        ssize_t count = copy_rest(stream, text->bytes, text->length, out, room);
        if (stream->place == text->length) {
            leave_words(stream->reading);
            stream->reading = NULL;
        }
        return count;
    }
    if (stream->beats && room >= sizeof BEAT - 1) {
        stream->beats = 0;
        memcpy(out, BEAT, sizeof BEAT - 1);
        return (ssize_t)sizeof BEAT - 1;
    }
    return 0;
}

ssize_t stream_read(struct stream *stream, char *out, size_t room)
{
    struct streams *streams = stream->streams;
    ssize_t count = -1;
    pthread_mutex_lock(&streams->mutex);
    if (!streams->stopped) {
        count = read_piece(stream, out, room);
        if (count == 0) {
            stream->waits = 1;
            stream->line.suspend(stream->line.connection);
        }
    }
    pthread_mutex_unlock(&streams->mutex);
    return count;
}

static void wake(struct stream *stream)
{
    if (stream->waits) {
        stream->waits = 0;
        stream->line.resume(stream->line.connection);
    }
}

void streams_stop(struct streams *streams)
{
    pthread_mutex_lock(&streams->mutex);
    streams->stopped = 1;
    for (struct stream *stream = streams->first; stream != NULL; stream = stream->after) {
        wake(stream);
    }
    pthread_mutex_unlock(&streams->mutex);
}

static struct words *make_words(const char *id, const char *data)
{
    struct words *words = sibu_array_new(1, sizeof *words);
    if (words == NULL) {
        return NULL;
    }
    words->readers = 1;
    words->text.max_length = STREAM_WORDS_BYTES_MAX;
    (void)snprintf(words->id, sizeof words->id, "%s", id);
    sibu_text_addf(&words->text, "id: %s\nevent: drill\ndata: ", id);
    sibu_text_add(&words->text, data);
    sibu_text_add(&words->text, "\n\n");
    if (!sibu_text_ok(&words->text)) {
        leave_words(words);
        return NULL;
    }
    return words;
}

enum sibu_status streams_tell(struct streams *streams, uint32_t channel, const char *id, const char *data,
                              struct sibu_fault *fault)
{
    struct words *words =
        strlen(id) < STREAM_ID_BYTES && strcspn(data, "\r\n") == strlen(data) ? make_words(id, data) : NULL;
    if (words == NULL) {
        return sibu_fault_set(fault, SIBU_LIMIT, id, "事件太长", "the event is too long");
    }
    pthread_mutex_lock(&streams->mutex);
    leave_words(streams->channels[channel]);
    streams->channels[channel] = words;
    for (struct stream *stream = streams->first; stream != NULL; stream = stream->after) {
        if (stream->channel == channel && strcmp(stream->told, id) != 0) {
            wake(stream);
        }
    }
    pthread_mutex_unlock(&streams->mutex);
    return SIBU_OK;
}

void streams_beat(struct streams *streams, int64_t monotonic_us)
{
    pthread_mutex_lock(&streams->mutex);
    for (struct stream *stream = streams->first; stream != NULL; stream = stream->after) {
        if (stream->beat_us <= monotonic_us) {
            stream->beat_us = next_beat_us(monotonic_us);
            stream->beats = 1;
            wake(stream);
        }
    }
    pthread_mutex_unlock(&streams->mutex);
}

uint32_t streams_count(struct streams *streams)
{
    pthread_mutex_lock(&streams->mutex);
    uint32_t count = streams->open;
    pthread_mutex_unlock(&streams->mutex);
    return count;
}
