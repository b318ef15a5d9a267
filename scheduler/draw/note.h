/* Heads of a ledger as signed notes: the checkpoint, signature and key texts of C2SP (tlog-checkpoint, signed-note,
 * tlog-cosignature), so that others' tools read ours.
 *
 * The text is "origin\nsize\nbase64(root)\n". Behind it stand an empty line and lines "- name base64(id, signature)\n"
 * with U+2014 for the dash. id = the first 4 bytes of SHA-256(name, 0A, type, public key). A log (type 01) signs the text
 * with Ed25519; a cosigner (type 04) signs "cosignature/v1\ntime <seconds since 1970>\n" and the text, and its 8 bytes of
 * time, big-endian, stand between id and signature. A key is told as "name+hex(id)+base64(type, public key)".
 *
 * Names here have 1 to 100 printable ASCII characters, no blank and no +; origins likewise, with blanks allowed. Only the one
 * way to write a note is read; extension lines are not. Reading is made for what strangers send. Pure; allocates nothing.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/tree.h"

#define NOTE_NAME_MAX 100
#define NOTE_SEED_BYTES 32
#define NOTE_SIGNATURE_BYTES 64
#define NOTE_KEY_TEXT_MAX 160 /* with the NUL, as all that follow */
#define NOTE_TEXT_MAX 192
#define NOTE_LINE_MAX 288
#define NOTE_LINES_MAX 8
#define NOTE_MAX (NOTE_TEXT_MAX + NOTE_LINES_MAX * NOTE_LINE_MAX)
#define NOTE_BLOB_MAX 132 /* of a line, decoded: more than ours, for other types of signatures */

enum note_type { NOTE_LOG = 1, NOTE_COSIGNATURE = 4 };

struct note_key {
    char name[NOTE_NAME_MAX + 1];
    enum note_type type;
    uint8_t id[4];
    uint8_t public_key[32];
};
int note_name_is_good(const char *name);
/* The key of this name, type and public key, with the id that belongs to them. False where the name is not good. */
int note_key_make(struct note_key *key, const char *name, enum note_type type, const uint8_t public_key[32]);
/* False unless `text` is a key of one of our two types with a good name and the id that belongs to it. */
int note_key_read(struct note_key *key, const char *text);
void note_key_text(char out[NOTE_KEY_TEXT_MAX], const struct note_key *key);

/* A key that signs; `secret` holds what must not leave the process. */
struct note_signer {
    struct note_key key;
    uint8_t secret[64];
};
/* False where the name is not good. The seed is the private key of RFC 8032. */
int note_signer_init(struct note_signer *signer, const char *name, enum note_type type,
                     const uint8_t seed[NOTE_SEED_BYTES]);
void note_signer_clear(struct note_signer *signer); /* wipes it */

/* The bytes of canonical base64 (RFC 4648, with padding), all of it. False where it is none, or has more than `most` bytes. */
int note_decode(const char *text, size_t characters, uint8_t *out, size_t most, size_t *length);

/* What a ledger's head says. */
struct note_checkpoint {
    char origin[NOTE_NAME_MAX + 1];
    struct tree_head head;
};
void note_checkpoint_text(char out[NOTE_TEXT_MAX], const struct note_checkpoint *checkpoint);

struct note_line {
    char name[NOTE_NAME_MAX + 1];
    uint8_t blob[NOTE_BLOB_MAX]; /* id, and for a cosignature its time, and the signature */
    size_t length; /* of the blob, at least 5 */
};
struct note {
    struct note_checkpoint checkpoint;
    size_t count;
    struct note_line lines[NOTE_LINES_MAX];
};
/* False unless the bytes are a checkpoint and 1 to NOTE_LINES_MAX signature lines, and nothing else. Checks no signature. */
int note_read(struct note *note, const char *bytes, size_t length);
/* Adds a signature line "- name base64" (a line end behind it is allowed). False where it is none, or there is no room. */
int note_add_line(struct note *note, const char *line);
/* The whole note: text, empty line, lines. */
void note_write(char out[NOTE_MAX], const struct note *note);

/* Signs the checkpoint as the signer's type says; `time_s` (> 0) is used by a cosigner only. The line ends with \n. */
void note_sign(const struct note_signer *signer, const struct note_checkpoint *checkpoint, int64_t time_s,
               char line[NOTE_LINE_MAX]);
/* True where the note carries a signature of this key and every line that names the key is valid. *time_s (may be NULL) is
 * when it was cosigned, and 0 for a log's. Says nothing of origin, size and root: those are the caller's to judge. */
int note_check(const struct note *note, const struct note_key *key, int64_t *time_s);
