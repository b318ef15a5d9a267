/* Signed codes of assembly points: see code.h. */
#include "web/code.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/text.h"

#define HEAD_BYTES (1 + 4 + CODE_MAC_BYTES)
#define PAYLOAD_BYTES_MAX (HEAD_BYTES + 2 * CODE_ID_MAX + 1)
#define SECOND_US INT64_C(1000000)

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void put_u32(uint8_t out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

static uint32_t get_u32(const uint8_t in[4])
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

uint32_t code_step(int64_t time_us)
{
    int64_t step = time_us / (CODE_STEP_S * SECOND_US);
    return step < 0 ? 0 : step > UINT32_MAX ? UINT32_MAX : (uint32_t)step;
}

static int id_fits(const char *id)
{
    size_t length = strlen(id);
    return length > 0 && length <= CODE_ID_MAX && strchr(id, '\n') == NULL;
}

int code_of_point(struct code *code, enum code_kind kind, const char *site, const char *point)
{
    *code = (struct code){.kind = kind};
    if (!id_fits(site) || !id_fits(point)) {
        return 0;
    }
    (void)snprintf(code->site, sizeof code->site, "%s", site);
    (void)snprintf(code->point, sizeof code->point, "%s", point);
    return 1;
}

static void add_field(crypto_auth_hmacsha256_state *state, const char *text)
{
    uint8_t length[4];
    put_u32(length, (uint32_t)strlen(text));
    (void)crypto_auth_hmacsha256_update(state, length, sizeof length);
    (void)crypto_auth_hmacsha256_update(state, (const uint8_t *)text, strlen(text));
}

static void sign(const struct code *code, const uint8_t secret[CODE_SECRET_BYTES], const char *drill,
                 uint8_t mac[CODE_MAC_BYTES])
{
    crypto_auth_hmacsha256_state state;
    uint8_t key[crypto_auth_hmacsha256_BYTES], full[crypto_auth_hmacsha256_BYTES], step[4];
    const uint8_t kind = (uint8_t)code->kind;
    (void)crypto_auth_hmacsha256_init(&state, secret, CODE_SECRET_BYTES);
    add_field(&state, "sibu code v1");
    (void)crypto_auth_hmacsha256_update(&state, &kind, 1);
    add_field(&state, code->kind == CODE_ROTATING ? drill : "");
    add_field(&state, code->site);
    add_field(&state, code->point);
    (void)crypto_auth_hmacsha256_final(&state, key);
    put_u32(step, code->step);
    (void)crypto_auth_hmacsha256(full, step, sizeof step, key);
    memcpy(mac, full, CODE_MAC_BYTES);
    sodium_memzero(key, sizeof key);
}

/* Five bits a character, the last one filled up with zeros. */
static void write_base32(const uint8_t *bytes, size_t count, char *out)
{
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; i < count; i++) {
        held = (held << 8 | bytes[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5) {
            *out++ = ALPHABET[held >> (bits - 5) & 31];
        }
    }
    if (bits > 0) {
        *out++ = ALPHABET[held << (5 - bits) & 31];
    }
    *out = '\0';
}

static int digit_of(char c)
{
    c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    c = (char)(c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c);
    const char *at = c != '\0' ? strchr(ALPHABET, c) : NULL;
    return at != NULL ? (int)(at - ALPHABET) : -1;
}

/* How many bytes there were; 0: it is no base32, or longer than `most` bytes, or not filled up with zeros. */
static size_t read_base32(const char *text, uint8_t *out, size_t most)
{
    uint32_t held = 0;
    int bits = 0;
    size_t count = 0;
    for (; *text != '\0'; text++) {
        int digit = digit_of(*text);
        if (digit < 0) {
            return 0;
        }
        held = (held << 5 | (uint32_t)digit) & 0xfff;
        bits += 5;
        if (bits >= 8) {
            if (count == most) {
                return 0;
            }
            bits -= 8;
            out[count++] = (uint8_t)(held >> bits);
        }
    }
    return bits < 5 && (held & ((1u << bits) - 1)) == 0 ? count : 0;
}

void code_write(struct code *code, const uint8_t secret[CODE_SECRET_BYTES], const char *drill,
                char out[CODE_TEXT_BYTES])
{
    uint8_t payload[PAYLOAD_BYTES_MAX + 1];
    sign(code, secret, drill, code->mac);
    payload[0] = (uint8_t)code->kind;
    put_u32(payload + 1, code->step);
    memcpy(payload + 5, code->mac, CODE_MAC_BYTES);
    int length = snprintf((char *)payload + HEAD_BYTES, sizeof payload - HEAD_BYTES, "%s\n%s", code->site, code->point);
    write_base32(payload, HEAD_BYTES + (size_t)length, out);
}

static int read_places(struct code *out, const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    if (end == NULL || !sibu_utf8_valid(text, length)) { /* nor has it a NUL */
        return 0;
    }
    size_t site = (size_t)(end - text), point = length - site - 1;
    if (site == 0 || site > CODE_ID_MAX || point == 0 || point > CODE_ID_MAX || memchr(end + 1, '\n', point) != NULL) {
        return 0;
    }
    memcpy(out->site, text, site);
    memcpy(out->point, end + 1, point);
    return 1;
}

int code_read(struct code *out, const char *text)
{
    uint8_t payload[PAYLOAD_BYTES_MAX];
    *out = (struct code){.step = 0};
    size_t length = read_base32(text, payload, sizeof payload);
    if (length <= HEAD_BYTES || payload[0] < CODE_ROTATING || payload[0] > CODE_WALL) {
        return 0;
    }
    out->kind = (enum code_kind)payload[0];
    out->step = get_u32(payload + 1);
    memcpy(out->mac, payload + 5, CODE_MAC_BYTES);
    return read_places(out, (const char *)payload + HEAD_BYTES, length - HEAD_BYTES);
}

int code_is_signed(const struct code *code, const uint8_t secret[CODE_SECRET_BYTES], const char *drill)
{
    uint8_t mac[CODE_MAC_BYTES];
    sign(code, secret, drill, mac);
    return sodium_memcmp(mac, code->mac, sizeof mac) == 0 && (code->kind == CODE_ROTATING || code->step == 0);
}

static int fits(int64_t steps)
{
    return steps >= -CODE_STEPS_EITHER_SIDE && steps <= CODE_STEPS_EITHER_SIDE;
}

static enum code_found judge_step(const struct code *code, const struct code_scan *scan, int64_t *steps)
{
    *steps = (int64_t)code->step - code_step(scan->server_us);
    if (fits(*steps)) {
        return CODE_GOOD;
    }
    if (scan->phone_us <= 0 || scan->phone_us > scan->server_us) { /* nothing is sent before it is scanned */
        return CODE_STALE;
    }
    *steps = (int64_t)code->step - code_step(scan->phone_us);
    return fits(*steps) ? CODE_LATE : CODE_STALE;
}

enum code_found code_judge(const struct code *code, const uint8_t secret[CODE_SECRET_BYTES],
                           const struct code_scan *scan, int64_t *steps)
{
    *steps = 0;
    if (code->kind == CODE_WALL || (code->kind == CODE_ROTATING && scan->drill[0] == '\0') ||
        !code_is_signed(code, secret, scan->drill)) {
        return CODE_FORGED;
    }
    if (strcmp(code->site, scan->site) != 0 || (scan->point[0] != '\0' && strcmp(code->point, scan->point) != 0)) {
        return CODE_WRONG_POINT;
    }
    return code->kind == CODE_PRINTED ? CODE_GOOD : judge_step(code, scan, steps);
}

const char *code_found_name(enum code_found found)
{
    static const char *const NAMES[] = {"good", "late", "stale", "wrong-point", "forged"};
    return NAMES[found];
}

int code_doubtful(enum code_found found)
{
    return found != CODE_GOOD && found != CODE_LATE;
}

static void sign_seen(const uint8_t secret[CODE_SECRET_BYTES], const char *code, const char *time,
                      uint8_t mac[CODE_MAC_BYTES])
{
    crypto_auth_hmacsha256_state state;
    uint8_t full[crypto_auth_hmacsha256_BYTES];
    (void)crypto_auth_hmacsha256_init(&state, secret, CODE_SECRET_BYTES);
    add_field(&state, "sibu seen v1");
    add_field(&state, code);
    add_field(&state, time);
    (void)crypto_auth_hmacsha256_final(&state, full);
    memcpy(mac, full, CODE_MAC_BYTES);
}

void code_seen_write(const uint8_t secret[CODE_SECRET_BYTES], const char *code, int64_t time_us,
                     char out[CODE_SEEN_BYTES])
{
    uint8_t mac[CODE_MAC_BYTES];
    (void)snprintf(out, CODE_SEEN_BYTES, "%016" PRIx64, (uint64_t)time_us);
    sign_seen(secret, code, out, mac);
    sibu_hex(out + 16, mac, sizeof mac);
}

int64_t code_seen_read(const uint8_t secret[CODE_SECRET_BYTES], const char *code, const char *seen)
{
    char time[17];
    uint8_t given[CODE_MAC_BYTES], mac[CODE_MAC_BYTES], bytes[8];
    if (strlen(seen) != CODE_SEEN_BYTES - 1 || !sibu_unhex(given, sizeof given, seen + 16)) {
        return 0;
    }
    (void)snprintf(time, sizeof time, "%.16s", seen);
    sign_seen(secret, code, time, mac);
    if (sodium_memcmp(mac, given, sizeof mac) != 0 || !sibu_unhex(bytes, sizeof bytes, time)) {
        return 0;
    }
    return (int64_t)((uint64_t)get_u32(bytes) << 32 | get_u32(bytes + 4));
}
