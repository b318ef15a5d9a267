/* Streams of events (server-sent events): many phones, each on a channel, told when their channel has something new.
 *
 * A stream holds no words of its own: all streams of a channel read the same ones, each from its own place in them, and one
 * that is slow goes on with the newest when it is through. So what a phone that does not read costs is bounded, and what it
 * missed is told by the words that it gets, for each says all there is to say. A stream that has nothing to read is suspended:
 * it holds no thread. Beats, comments sent at random intervals of 15 to 25 s, keep proxies from closing it, and show which
 * phones have gone.
 *
 * Thread safe. A stream is read by the threads of the HTTP pool, words come from the clock's thread.
 */
#pragma once
#include <stdint.h>
#include <sys/types.h>

#include "sibu/fault.h"

#define STREAM_ID_BYTES 96
#define STREAM_WORDS_BYTES_MAX (64 << 10) /* of one channel's event */

struct streams;
struct stream;

/* `channels` of them, without words. The caller closes them, after everything that reads has ended. */
SIBU_MUST_USE enum sibu_status streams_open(struct streams **out, uint32_t channels, struct sibu_fault *fault);
void streams_close(struct streams *streams); /* NULL is allowed */
/* Ends all streams, and each that begins later: before the HTTP server is closed. */
void streams_stop(struct streams *streams);

#define STREAMS_PER_OWNER 8
/* Who begins a stream: the channel; whose it is, any number but 0, so that nobody opens more than STREAMS_PER_OWNER (0: nobody
 * counts); and the id of the last event that the phone has, which it is not told again (NULL: none). */
struct stream_def {
    uint32_t channel;
    int64_t owner;
    const char *last;
};
/* NULL: no memory, or too many of the owner's. */
struct stream *stream_begin(struct streams *streams, const struct stream_def *def);
/* The HTTP connection that reads it: suspended and resumed. Before the first stream_read. */
struct stream_line {
    void *connection;
    void (*suspend)(void *connection);
    void (*resume)(void *connection);
};
void stream_connect(struct stream *stream, const struct stream_line *line);
/* Copies up to `room` bytes. 0: there is nothing now, and the connection has been suspended. -1: the stream has ended. */
ssize_t stream_read(struct stream *stream, char *out, size_t room);
void stream_end(struct stream *stream); /* frees; NULL is allowed */

/* New words of a channel: the event's id (shorter than STREAM_ID_BYTES, without line feeds) and its data, one line. Resumes all
 * that wait for them. The same id again tells nothing. SIBU_LIMIT: too long. */
SIBU_MUST_USE enum sibu_status streams_tell(struct streams *streams, uint32_t channel, const char *id, const char *data,
                                            struct sibu_fault *fault);
/* Sends the beats that are due at this moment of the monotonic clock. */
void streams_beat(struct streams *streams, int64_t monotonic_us);
uint32_t streams_count(struct streams *streams); /* that are open */
