/* A head of the ledger in the hands of people: see head.h. Pure. Depends on: tree, json. */
#include "draw/head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"

#define DOT "\xC2\xB7" /* U+00B7 */
#define SIZE_DIGITS_MAX 12

void head_short(const struct tree_head *head, char out[HEAD_SHORT_BYTES])
{
    char hex[2 * TREE_HASH_BYTES + 1];
    sibu_hex(hex, head->root.bytes, sizeof head->root.bytes);
    (void)snprintf(out, HEAD_SHORT_BYTES, "%" PRIu64 " " DOT " %.4s %.4s %.4s %.4s", head->size, hex, hex + 4, hex + 8,
                   hex + 12);
}

void head_write(struct sibu_text *out, const struct tree_head *head)
{
    char hex[2 * TREE_HASH_BYTES + 1];
    sibu_hex(hex, head->root.bytes, sizeof head->root.bytes);
    sibu_text_addf(out, "{\"size\":%" PRIu64 ",\"root\":\"%s\"}", head->size, hex);
}

int head_read(struct sibu_json_value document, struct tree_head *out)
{
    struct sibu_fault ignored;
    int64_t size = 0;
    struct sibu_json_value head = sibu_json_member(document, "ledger");
    if (sibu_json_integer(head, "size", 1, INT64_C(1) << 40, &size, &ignored) != SIBU_OK) {
        return 0;
    }
    out->size = (uint64_t)size;
    return sibu_unhex(out->root.bytes, sizeof out->root.bytes, sibu_json_as_string(sibu_json_member(head, "root")));
}

void head_short_of(const char *document, size_t length, char out[HEAD_SHORT_BYTES])
{
    struct sibu_json *json = NULL;
    struct sibu_fault ignored;
    struct tree_head head;
    out[0] = '\0';
    if (sibu_json_open(&json, "draw", document, length, &ignored) == SIBU_OK &&
        head_read(sibu_json_root(json), &head)) {
        head_short(&head, out);
    }
    sibu_json_close(json);
}

static const char *pass_blanks(const char *text)
{
    return text + strspn(text, " ");
}

/* Behind the mark between size and digits; NULL where none stands there. */
static const char *pass_mark(const char *text)
{
    text = pass_blanks(text);
    if (text[0] == ':') {
        return text + 1;
    }
    return strncmp(text, DOT, sizeof DOT - 1) == 0 ? text + sizeof DOT - 1 : NULL;
}

static const char *read_size(const char *text, uint64_t *size)
{
    const char *at = pass_blanks(text);
    size_t digits = strspn(at, "0123456789");
    *size = 0;
    for (size_t i = 0; i < digits && digits <= SIZE_DIGITS_MAX; i++) {
        *size = 10 * *size + (uint64_t)(at[i] - '0');
    }
    return *size > 0 ? at + digits : "";
}

int head_claim_read(const char *text, struct head_claim *out)
{
    static const char DIGITS[] = "0123456789abcdefABCDEF";
    memset(out, 0, sizeof *out);
    const char *at = pass_mark(read_size(text, &out->size));
    for (; at != NULL && *at != '\0'; at++) {
        const char *digit = strchr(DIGITS, *at);
        if (digit != NULL && out->count < HEAD_DIGITS_MAX) {
            out->digits[out->count++] = (char)(digit - DIGITS < 16 ? *digit : digit[-6]);
        } else if (digit != NULL || strchr(" -", *at) == NULL) {
            return 0;
        }
    }
    return out->count >= HEAD_DIGITS_MIN;
}

int head_claim_fits(const struct head_claim *claim, const struct tree_head *head)
{
    char hex[2 * TREE_HASH_BYTES + 1];
    sibu_hex(hex, head->root.bytes, sizeof head->root.bytes);
    return claim->size == head->size && memcmp(hex, claim->digits, claim->count) == 0;
}
