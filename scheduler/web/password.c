/* Passwords: see password.h. Depends on libsodium. */
#include "web/password.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sibu/text.h"

#define SALT_BYTES 16
#define DIGEST_BYTES 32

static struct password_cost cost_of(struct password_cost cost)
{
    return (struct password_cost){cost.passes != 0 ? cost.passes : crypto_pwhash_OPSLIMIT_MODERATE,
                                  cost.bytes != 0 ? cost.bytes : crypto_pwhash_MEMLIMIT_MODERATE};
}

enum sibu_status password_hash(const char *password, struct password_cost cost, char out[PASSWORD_HASH_BYTES],
                               struct sibu_fault *fault)
{
    struct password_cost limits = cost_of(cost);
    _Static_assert(PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "the text of a hash fits");
    if (crypto_pwhash_str_alg(out, password, strlen(password), limits.passes, limits.bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "password", "内存不足，无法计算口令",
                              "there is no memory to work out the password");
    }
    return SIBU_OK;
}

/* A hash of the usual form that no password gives: its digest is random. */
static void write_nobodys(struct password_cost cost, char out[PASSWORD_HASH_BYTES])
{
    unsigned char bytes[SALT_BYTES + DIGEST_BYTES];
    char salt[23], digest[44]; /* without padding, and NUL */
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2base64(salt, sizeof salt, bytes, SALT_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    (void)sodium_bin2base64(digest, sizeof digest, bytes + SALT_BYTES, DIGEST_BYTES,
                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    struct sibu_text text = {.max_length = PASSWORD_HASH_BYTES - 1};
    sibu_text_addf(&text, "$argon2id$v=19$m=%zu,t=%llu,p=1$%s$%s", cost.bytes / 1024, cost.passes, salt, digest);
    memset(out, 0, PASSWORD_HASH_BYTES);
    memcpy(out, sibu_text_get(&text), text.length); /* 109 characters at the most costly */
    sibu_text_clear(&text);
}

int password_fits(const char *kept, const char *password, struct password_cost cost)
{
    char hash[PASSWORD_HASH_BYTES] = "";
    if (kept != NULL) {
        (void)snprintf(hash, sizeof hash, "%s", kept); /* libsodium reads the whole array */
    } else {
        write_nobodys(cost_of(cost), hash);
    }
    int fits = crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    return fits && kept != NULL;
}

/* Characters of UTF-8: bytes that begin one. */
static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return count;
}

enum sibu_status password_check(const char *password, const char *again, const char *name, struct sibu_fault *fault)
{
    if (password == NULL || count_characters(password) < PASSWORD_LEAST || strlen(password) > PASSWORD_MOST) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "password", "口令至少 %d 个字符", "takes at least %d characters",
                              PASSWORD_LEAST);
    }
    if (again == NULL || strcmp(password, again) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "password", "两次输入的口令不同", "the two passwords differ");
    }
    if (strcmp(password, name) == 0 || strspn(password, (char[]){password[0], '\0'}) == strlen(password)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "password", "这个口令太容易猜到",
                              "this password is too easy to guess");
    }
    return SIBU_OK;
}

static int name_fits(const char *name)
{
    static const char *const OTHERS[] = {"key", "system", "nobody"};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        if (strcmp(name, OTHERS[i]) == 0) {
            return 0;
        }
    }
    return length >= 2 && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

enum sibu_status password_name(const char *given, char out[PASSWORD_NAME_MOST + 1], struct sibu_fault *fault)
{
    size_t length = given != NULL ? strlen(given) : 0;
    for (size_t i = 0; i <= PASSWORD_NAME_MOST; i++) {
        char c = i < length ? given[i] : '\0';
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    out[PASSWORD_NAME_MOST] = '\0';
    if (length > PASSWORD_NAME_MOST || !name_fits(out)) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, "name", "名字要 2 到 %d 个字母、数字、. - _，以字母开头，且不是 key、system、nobody",
            "a name takes 2 to %d letters, digits, . - or _, a letter first, and is not key, system or nobody",
            PASSWORD_NAME_MOST);
    }
    return SIBU_OK;
}
