/* Bookmarks and notes of a record: moments that somebody wants to come back to, with or without words.
 *
 * They stand in a file of their own beside the record, named as the record with ".notes.json" behind it; the record is
 * never touched. {"format": "sibu-notes", "version": 1, "notes": [{"time_s": 12.5, "text": "…"}, …]}. Every change is
 * written at once, whole. A file that is damaged or newer is left as it is, and so is one that somebody else has changed
 * since it was read: then nothing is taken down until it is read again. One thread.
 */
#pragma once
#include "view/side_file.h"

#define NOTES_MAX 1000
#define NOTE_BYTES 512 /* with the NUL; UTF-8 */
#define NOTES_FILE_BYTES_MAX ((size_t)8 << 20)
#define NOTES_VERSION 1

struct note {
    double time_s; /* since T0, whole milliseconds */
    char text[NOTE_BYTES]; /* "": a bookmark */
};
struct notes { /* all zero: none, and nowhere to write them */
    struct note *items; /* owned; by time, those of one moment in the order they came */
    size_t count, capacity;
    char path[SIDE_FILE_PATH_MAX]; /* of their file; "" where they cannot be changed */
    struct side_file_stamp stamp; /* of the file as it was read or written last */
};

/* Reads the notes of the record at `record`; none where it has no such file. On failure there are none and they cannot
 * be changed, and the fault says why in one line; the notes are to be closed all the same. */
SIBU_MUST_USE enum sibu_status notes_open(struct notes *notes, const char *record, struct sibu_fault *fault);
void notes_close(struct notes *notes);

/* Takes down a note at time_s, or with `index` other than SIBU_NONE changes the words of that one. Gives its index. On
 * failure everything is as before. SIBU_LIMIT beyond NOTES_MAX; SIBU_NO where another program has changed the file;
 * SIBU_BAD_INPUT where the notes cannot be changed. */
SIBU_MUST_USE enum sibu_status notes_put(struct notes *notes, uint32_t *index, double time_s, const char *text,
                                         struct sibu_fault *fault);
/* Takes one away; likewise. */
SIBU_MUST_USE enum sibu_status notes_remove(struct notes *notes, uint32_t index, struct sibu_fault *fault);

/* The next note after time_s (direction 1) or before it (-1), or SIBU_NONE. */
uint32_t notes_next(const struct notes *notes, double time_s, int direction);
/* The last note with words that lies at most `within_s` before time_s, or SIBU_NONE. */
uint32_t notes_spoken_at(const struct notes *notes, double time_s, double within_s);
