/* See signed_line.h. */
#include "draw/signed_line.h"

#include <sodium.h>
#include <string.h>

#include "sibu/hash.h"

static void write_line(const struct signed_line_kind *kind, const char *text, const char *key, const char *digits,
                       struct sibu_text *out)
{
    sibu_text_addf(out, "{\"%s\":", kind->name);
    sibu_text_add_json(out, text);
    sibu_text_add(out, ",\"key\":");
    sibu_text_add_json(out, key);
    sibu_text_addf(out, ",\"signature\":\"%s\"}\n", digits);
}

/* What the signature is over. */
static int open_message(const struct signed_line_kind *kind, const char *text, struct sibu_text *out)
{
    *out = (struct sibu_text){0};
    sibu_text_add(out, kind->domain);
    sibu_text_add(out, text);
    return sibu_text_ok(out);
}

void signed_line_write(const struct signed_line_kind *kind, const struct sibu_text *text,
                       const struct note_signer *signer, struct sibu_text *out)
{
    struct sibu_text message;
    uint8_t signature[NOTE_SIGNATURE_BYTES];
    char digits[2 * NOTE_SIGNATURE_BYTES + 1], key[NOTE_KEY_TEXT_MAX];
    if (open_message(kind, sibu_text_get(text), &message) && sibu_text_ok(text)) {
        (void)crypto_sign_detached(signature, NULL, (const uint8_t *)sibu_text_get(&message), message.length,
                                   signer->secret);
        sibu_hex(digits, signature, sizeof signature);
        note_key_text(key, &signer->key);
        write_line(kind, sibu_text_get(text), key, digits, out);
    } else {
        out->failed = 1;
    }
    sibu_text_clear(&message);
}

static int is_as_written(const struct signed_line_kind *kind, const char *line, size_t length,
                         struct sibu_json_value root, const uint8_t signature[NOTE_SIGNATURE_BYTES])
{
    char digits[2 * NOTE_SIGNATURE_BYTES + 1];
    struct sibu_text again = {0};
    sibu_hex(digits, signature, NOTE_SIGNATURE_BYTES); /* small letters: there is one way to write it */
    write_line(kind, signed_line_text(kind, root), sibu_json_as_string(sibu_json_member(root, "key")), digits, &again);
    int is = sibu_text_ok(&again) && again.length == length + 1 && memcmp(sibu_text_get(&again), line, length) == 0;
    sibu_text_clear(&again);
    return is;
}

int signed_line_check(const struct signed_line_kind *kind, const char *line, size_t length, struct sibu_json_value root,
                      struct note_key *key)
{
    uint8_t signature[NOTE_SIGNATURE_BYTES];
    struct sibu_text message;
    if (!sibu_unhex(signature, sizeof signature, sibu_json_as_string(sibu_json_member(root, "signature"))) ||
        !is_as_written(kind, line, length, root, signature) ||
        !note_key_read(key, sibu_json_as_string(sibu_json_member(root, "key")))) {
        return 0;
    }
    int is = open_message(kind, signed_line_text(kind, root), &message) &&
             crypto_sign_verify_detached(signature, (const uint8_t *)sibu_text_get(&message), message.length,
                                         key->public_key) == 0;
    sibu_text_clear(&message);
    return is;
}

const char *signed_line_text(const struct signed_line_kind *kind, struct sibu_json_value root)
{
    return sibu_json_as_string(sibu_json_member(root, kind->name));
}
