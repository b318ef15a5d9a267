/* Signed notes: see note.h. Depends on: libsodium's Ed25519, SHA-256 and base64, which need no initialisation. */
#include "draw/note.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"

#define ID_BYTES 4
#define TIME_BYTES 8
#define BASE64 sodium_base64_VARIANT_ORIGINAL
#define ROOT_CHARACTERS 44
#define MESSAGE_MAX (NOTE_TEXT_MAX + 64)

static const char DASH[] = "\xe2\x80\x94 "; /* U+2014 and a blank */

/* Printable ASCII of good length, without what `never` holds. */
static int is_plain(const char *text, size_t length, const char *never)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~' || strchr(never, text[i]) != NULL) {
            return 0;
        }
    }
    return length >= 1 && length <= NOTE_NAME_MAX;
}

int note_name_is_good(const char *name)
{
    return is_plain(name, strlen(name), " +");
}

static void make_id(struct note_key *key)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    const uint8_t between[2] = {'\n', (uint8_t)key->type};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)key->name, strlen(key->name));
    crypto_hash_sha256_update(&state, between, sizeof between);
    crypto_hash_sha256_update(&state, key->public_key, sizeof key->public_key);
    crypto_hash_sha256_final(&state, hash);
    memcpy(key->id, hash, sizeof key->id);
}

int note_decode(const char *text, size_t characters, uint8_t *out, size_t most, size_t *length)
{
    for (size_t i = 0; i < characters; i++) {
        if (text[i] <= ' ' || text[i] > '~') { /* libsodium takes the byte AF for a slash */
            return 0;
        }
    }
    return sodium_base642bin(out, most, text, characters, NULL, length, NULL, BASE64) == 0;
}

int note_key_read(struct note_key *key, const char *text)
{
    const char *id = strchr(text, '+');
    const char *code = id != NULL ? strchr(id + 1, '+') : NULL;
    char hex[2 * ID_BYTES + 1];
    uint8_t bytes[1 + sizeof key->public_key];
    size_t length = 0;
    if (code == NULL || code - id != 1 + 2 * ID_BYTES || !is_plain(text, (size_t)(id - text), " +") ||
        !note_decode(code + 1, strlen(code + 1), bytes, sizeof bytes, &length) || length != sizeof bytes ||
        (bytes[0] != NOTE_LOG && bytes[0] != NOTE_COSIGNATURE)) {
        return 0;
    }
    memset(key, 0, sizeof *key);
    memcpy(key->name, text, (size_t)(id - text));
    key->type = (enum note_type)bytes[0];
    memcpy(key->public_key, bytes + 1, sizeof key->public_key);
    make_id(key);
    sibu_hex(hex, key->id, sizeof key->id);
    return memcmp(hex, id + 1, 2 * ID_BYTES) == 0;
}

void note_key_text(char out[NOTE_KEY_TEXT_MAX], const struct note_key *key)
{
    char hex[2 * ID_BYTES + 1];
    char code[48];
    uint8_t bytes[1 + sizeof key->public_key];
    bytes[0] = (uint8_t)key->type;
    memcpy(bytes + 1, key->public_key, sizeof key->public_key);
    sibu_hex(hex, key->id, sizeof key->id);
    (void)sodium_bin2base64(code, sizeof code, bytes, sizeof bytes, BASE64);
    (void)snprintf(out, NOTE_KEY_TEXT_MAX, "%s+%s+%s", key->name, hex, code);
}

int note_key_make(struct note_key *key, const char *name, enum note_type type, const uint8_t public_key[32])
{
    memset(key, 0, sizeof *key);
    if (!note_name_is_good(name)) {
        return 0;
    }
    memcpy(key->name, name, strlen(name));
    key->type = type;
    memcpy(key->public_key, public_key, sizeof key->public_key);
    make_id(key);
    return 1;
}

int note_signer_init(struct note_signer *signer, const char *name, enum note_type type,
                     const uint8_t seed[NOTE_SEED_BYTES])
{
    memset(signer, 0, sizeof *signer);
    if (!note_name_is_good(name)) {
        return 0;
    }
    memcpy(signer->key.name, name, strlen(name));
    signer->key.type = type;
    (void)crypto_sign_seed_keypair(signer->key.public_key, signer->secret, seed);
    make_id(&signer->key);
    return 1;
}

void note_signer_clear(struct note_signer *signer)
{
    sodium_memzero(signer, sizeof *signer);
}

void note_checkpoint_text(char out[NOTE_TEXT_MAX], const struct note_checkpoint *checkpoint)
{
    char root[ROOT_CHARACTERS + 1];
    (void)sodium_bin2base64(root, sizeof root, checkpoint->head.root.bytes, TREE_HASH_BYTES, BASE64);
    (void)snprintf(out, NOTE_TEXT_MAX, "%s\n%llu\n%s\n", checkpoint->origin, (unsigned long long)checkpoint->head.size,
                   root);
}

/* What a key of this type signs: the text, and before it a cosigner's line of time. Returns its length. */
static size_t make_message(char out[MESSAGE_MAX], enum note_type type, const struct note_checkpoint *checkpoint,
                           int64_t time_s)
{
    char text[NOTE_TEXT_MAX];
    char head[64] = "";
    note_checkpoint_text(text, checkpoint);
    if (type == NOTE_COSIGNATURE) {
        (void)snprintf(head, sizeof head, "cosignature/v1\ntime %lld\n", (long long)time_s);
    }
    int length = snprintf(out, MESSAGE_MAX, "%s%s", head, text);
    assert(length > 0 && length < MESSAGE_MAX);
    return (size_t)length;
}

static void write_line(char out[NOTE_LINE_MAX], const struct note_line *line)
{
    char code[NOTE_BLOB_MAX * 4 / 3 + 5];
    (void)sodium_bin2base64(code, sizeof code, line->blob, line->length, BASE64);
    int length = snprintf(out, NOTE_LINE_MAX, "%s%s %s\n", DASH, line->name, code);
    assert(length > 0 && length < NOTE_LINE_MAX);
    (void)length;
}

static void put_time(uint8_t out[TIME_BYTES], int64_t time_s)
{
    for (unsigned i = 0; i < TIME_BYTES; i++) {
        out[i] = (uint8_t)((uint64_t)time_s >> (56 - 8 * i));
    }
}

/* 0 where the time is none that we can tell. */
static int64_t get_time(const uint8_t bytes[TIME_BYTES])
{
    uint64_t time_s = 0;
    for (unsigned i = 0; i < TIME_BYTES; i++) {
        time_s = time_s << 8 | bytes[i];
    }
    return time_s <= INT64_MAX ? (int64_t)time_s : 0;
}

static size_t blob_length(enum note_type type)
{
    return ID_BYTES + (type == NOTE_COSIGNATURE ? TIME_BYTES : 0) + NOTE_SIGNATURE_BYTES;
}

void note_sign(const struct note_signer *signer, const struct note_checkpoint *checkpoint, int64_t time_s,
               char line[NOTE_LINE_MAX])
{
    assert(signer->key.type == NOTE_LOG || time_s > 0);
    char message[MESSAGE_MAX];
    struct note_line made = {.length = blob_length(signer->key.type)};
    size_t length = make_message(message, signer->key.type, checkpoint, time_s);
    memcpy(made.name, signer->key.name, sizeof made.name);
    memcpy(made.blob, signer->key.id, ID_BYTES);
    if (signer->key.type == NOTE_COSIGNATURE) {
        put_time(made.blob + ID_BYTES, time_s);
    }
    (void)crypto_sign_detached(made.blob + made.length - NOTE_SIGNATURE_BYTES, NULL, (const uint8_t *)message, length,
                               signer->secret);
    write_line(line, &made);
}

/* The bytes up to the next line end, which must come, and moves behind it. False where there is none or a NUL before it. */
static int take_line(const char **at, const char *end, const char **line, size_t *length)
{
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    if (stop == NULL || memchr(*at, '\0', (size_t)(stop - *at)) != NULL) {
        return 0;
    }
    *line = *at;
    *length = (size_t)(stop - *at);
    *at = stop + 1;
    return 1;
}

/* Digits without a zero before them. */
static int read_size(const char *digits, size_t length, uint64_t *size)
{
    *size = 0;
    if (length == 0 || length > 15 || (digits[0] == '0' && length > 1)) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return 0;
        }
        *size = *size * 10 + (uint64_t)(digits[i] - '0');
    }
    return *size <= TREE_SIZE_MAX;
}

static int read_checkpoint(struct note_checkpoint *checkpoint, const char **at, const char *end)
{
    const char *line = NULL;
    size_t length = 0, got = 0;
    if (!take_line(at, end, &line, &length) || !is_plain(line, length, "")) {
        return 0;
    }
    memcpy(checkpoint->origin, line, length);
    checkpoint->origin[length] = '\0';
    if (!take_line(at, end, &line, &length) || !read_size(line, length, &checkpoint->head.size)) {
        return 0;
    }
    return take_line(at, end, &line, &length) && length == ROOT_CHARACTERS &&
           note_decode(line, length, checkpoint->head.root.bytes, TREE_HASH_BYTES, &got) && got == TREE_HASH_BYTES;
}

static int read_line(struct note_line *out, const char *line, size_t length)
{
    size_t dash = sizeof DASH - 1;
    if (length <= dash || memcmp(line, DASH, dash) != 0) {
        return 0;
    }
    const char *name = line + dash;
    const char *blank = memchr(name, ' ', length - dash);
    if (blank == NULL || !is_plain(name, (size_t)(blank - name), " +")) {
        return 0;
    }
    memcpy(out->name, name, (size_t)(blank - name));
    out->name[blank - name] = '\0';
    return note_decode(blank + 1, length - (size_t)(blank + 1 - line), out->blob, sizeof out->blob, &out->length) &&
           out->length > ID_BYTES;
}

int note_read(struct note *note, const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length, *line = NULL;
    size_t line_length = 0;
    memset(note, 0, sizeof *note);
    if (!read_checkpoint(&note->checkpoint, &at, end) || !take_line(&at, end, &line, &line_length) ||
        line_length != 0) {
        return 0;
    }
    while (at < end) {
        if (note->count == NOTE_LINES_MAX || !take_line(&at, end, &line, &line_length) ||
            !read_line(&note->lines[note->count++], line, line_length)) {
            return 0;
        }
    }
    return note->count > 0;
}

int note_add_line(struct note *note, const char *line)
{
    size_t length = strlen(line);
    if (length > 0 && line[length - 1] == '\n') {
        length--;
    }
    if (note->count == NOTE_LINES_MAX || !read_line(&note->lines[note->count], line, length)) {
        return 0;
    }
    note->count++;
    return 1;
}

void note_write(char out[NOTE_MAX], const struct note *note)
{
    note_checkpoint_text(out, &note->checkpoint);
    size_t at = strlen(out);
    out[at++] = '\n';
    out[at] = '\0';
    for (size_t i = 0; i < note->count; i++) {
        char line[NOTE_LINE_MAX];
        write_line(line, &note->lines[i]);
        size_t length = strlen(line);
        memcpy(out + at, line, length + 1);
        at += length;
    }
}

static int names_key(const struct note_line *line, const struct note_key *key)
{
    return strcmp(line->name, key->name) == 0 && memcmp(line->blob, key->id, ID_BYTES) == 0;
}

/* Whether a line that names the key is signed by it. */
static int line_is_valid(const struct note *note, const struct note_line *line, const struct note_key *key,
                         int64_t *time_s)
{
    if (line->length != blob_length(key->type)) {
        return 0;
    }
    *time_s = key->type == NOTE_COSIGNATURE ? get_time(line->blob + ID_BYTES) : 0;
    if (key->type == NOTE_COSIGNATURE && *time_s == 0) {
        return 0;
    }
    char message[MESSAGE_MAX];
    size_t length = make_message(message, key->type, &note->checkpoint, *time_s);
    return crypto_sign_verify_detached(line->blob + line->length - NOTE_SIGNATURE_BYTES, (const uint8_t *)message,
                                       length, key->public_key) == 0;
}

int note_check(const struct note *note, const struct note_key *key, int64_t *time_s)
{
    int found = 0;
    int64_t when_s = 0;
    for (size_t i = 0; i < note->count; i++) {
        if (names_key(&note->lines[i], key)) {
            if (!line_is_valid(note, &note->lines[i], key, &when_s)) {
                return 0;
            }
            found = 1;
        }
    }
    if (found && time_s != NULL) {
        *time_s = when_s;
    }
    return found;
}
