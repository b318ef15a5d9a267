/* Kinds and ranges of addresses: see address.h. Every address is looked at as 16 bytes, IPv4 as ::ffff:a.b.c.d. */
#include "notify/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define BYTES 16
#define TEXT_BYTES 64
#define V4_AT 12

static const uint8_t MAPPED[V4_AT] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static int is_in(const uint8_t bytes[BYTES], const uint8_t range[BYTES], int prefix)
{
    int whole = prefix / 8, rest = prefix % 8;
    if (memcmp(bytes, range, (size_t)whole) != 0) {
        return 0;
    }
    unsigned mask = 0xFFu << (8 - rest) & 0xFFu;
    return rest == 0 || ((bytes[whole] ^ range[whole]) & mask) == 0;
}

/* Where an IPv4 address stands inside the IPv6 address; -1: nowhere. */
static int v4_at(const uint8_t bytes[BYTES])
{
    static const struct {
        uint8_t range[BYTES];
        int prefix, at;
    } INSIDE[] = {
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, 12}, /* mapped */
        {{0, 0x64, 0xFF, 0x9B}, 96, 12}, /* NAT64, RFC 6052 */
        {{0x20, 0x02}, 16, 2}, /* 6to4 */
        {{0}, 96, 12}, /* compatible, of old; :: and ::1 are told apart before */
    };
    for (size_t i = 0; i < sizeof INSIDE / sizeof INSIDE[0]; i++) {
        if (is_in(bytes, INSIDE[i].range, INSIDE[i].prefix)) {
            return INSIDE[i].at;
        }
    }
    return -1;
}

static void map_v4(uint8_t out[BYTES], const uint8_t *v4)
{
    uint8_t kept[4];
    memcpy(kept, v4, 4); /* it may lie in `out` */
    memcpy(out, MAPPED, V4_AT);
    memcpy(out + V4_AT, kept, 4);
}

/* The address as 16 bytes, an IPv4 one inside it taken out; 0 where it is none. */
static int take_bytes(const struct sockaddr *address, socklen_t length, uint8_t out[BYTES])
{
    static const uint8_t LOW[BYTES] = {0};
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (length >= (socklen_t)sizeof v4 && address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        map_v4(out, (const uint8_t *)&v4.sin_addr.s_addr);
        return 1;
    }
    if (length < (socklen_t)sizeof v6 || address->sa_family != AF_INET6) {
        return 0;
    }
    memcpy(&v6, address, sizeof v6);
    memcpy(out, v6.sin6_addr.s6_addr, BYTES);
    int at = v4_at(out);
    if (at >= 0 && !(memcmp(out, LOW, BYTES - 1) == 0 && out[BYTES - 1] <= 1)) {
        map_v4(out, out + at);
    }
    return 1;
}

/* The blocks, the narrower before the wider that holds it; what lies in none is public. */
static const struct {
    uint8_t range[BYTES];
    int prefix;
    enum address_kind kind;
} BLOCKS[] = {
#define V4(a, b, c, d)                                                                                                 \
    {                                                                                                                  \
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, a, b, c, d                                                           \
    }
    {V4(0, 0, 0, 0), 96 + 8, ADDRESS_UNSPECIFIED},
    {V4(127, 0, 0, 0), 96 + 8, ADDRESS_LOOPBACK},
    {V4(10, 0, 0, 0), 96 + 8, ADDRESS_PRIVATE},
    {V4(172, 16, 0, 0), 96 + 12, ADDRESS_PRIVATE},
    {V4(192, 168, 0, 0), 96 + 16, ADDRESS_PRIVATE},
    {V4(169, 254, 0, 0), 96 + 16, ADDRESS_LINK_LOCAL},
    {V4(100, 64, 0, 0), 96 + 10, ADDRESS_SHARED},
    {V4(224, 0, 0, 0), 96 + 4, ADDRESS_MULTICAST},
    {V4(192, 0, 0, 0), 96 + 24, ADDRESS_RESERVED},
    {V4(192, 0, 2, 0), 96 + 24, ADDRESS_RESERVED},
    {V4(192, 88, 99, 0), 96 + 24, ADDRESS_RESERVED},
    {V4(198, 18, 0, 0), 96 + 15, ADDRESS_RESERVED},
    {V4(198, 51, 100, 0), 96 + 24, ADDRESS_RESERVED},
    {V4(203, 0, 113, 0), 96 + 24, ADDRESS_RESERVED},
    {V4(240, 0, 0, 0), 96 + 4, ADDRESS_RESERVED},
    {V4(0, 0, 0, 0), 96, ADDRESS_PUBLIC},
#undef V4
    {{0}, 128, ADDRESS_UNSPECIFIED},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, ADDRESS_LOOPBACK},
    {{0, 0x64, 0xFF, 0x9B, 0, 1}, 48, ADDRESS_PRIVATE},
    {{0xFC}, 7, ADDRESS_UNIQUE_LOCAL},
    {{0xFE, 0xC0}, 10, ADDRESS_UNIQUE_LOCAL},
    {{0xFE, 0x80}, 10, ADDRESS_LINK_LOCAL},
    {{0xFF}, 8, ADDRESS_MULTICAST},
    {{0x20, 0x01, 0x00, 0x00}, 23, ADDRESS_RESERVED}, /* protocols: Teredo, benchmarks, ORCHID */
    {{0x20, 0x01, 0x0D, 0xB8}, 32, ADDRESS_RESERVED},
    {{0x3F, 0xFF}, 20, ADDRESS_RESERVED},
    {{0x20}, 3, ADDRESS_PUBLIC}, /* 2000::/3 alone is given out */
};

static enum address_kind kind_of(const uint8_t bytes[BYTES])
{
    for (size_t i = 0; i < sizeof BLOCKS / sizeof BLOCKS[0]; i++) {
        if (is_in(bytes, BLOCKS[i].range, BLOCKS[i].prefix)) {
            return BLOCKS[i].kind;
        }
    }
    return ADDRESS_RESERVED;
}

enum address_kind address_kind(const struct sockaddr *address, socklen_t length)
{
    uint8_t bytes[BYTES];
    return take_bytes(address, length, bytes) ? kind_of(bytes) : ADDRESS_NONE;
}

const char *address_kind_name(enum address_kind kind)
{
    static const char *const NAMES[ADDRESS_KINDS] = {
        [ADDRESS_PUBLIC] = "public",         [ADDRESS_UNSPECIFIED] = "unspecified",
        [ADDRESS_LOOPBACK] = "loopback",     [ADDRESS_PRIVATE] = "private",
        [ADDRESS_LINK_LOCAL] = "link-local", [ADDRESS_UNIQUE_LOCAL] = "unique-local",
        [ADDRESS_SHARED] = "carrier-nat",    [ADDRESS_MULTICAST] = "multicast",
        [ADDRESS_RESERVED] = "reserved",     [ADDRESS_NONE] = "none"};
    return NAMES[kind];
}

int address_is_allowed(const struct sockaddr *address, socklen_t length, const struct address_range *ranges,
                       size_t count)
{
    uint8_t bytes[BYTES];
    if (!take_bytes(address, length, bytes)) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_in(bytes, ranges[i].bytes, ranges[i].prefix)) {
            return 1;
        }
    }
    return kind_of(bytes) == ADDRESS_PUBLIC;
}

/* The number of at most three digits, or -1. */
static int read_prefix(const char *text)
{
    int value = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 3 || text[digits] != '\0' || (digits > 1 && text[0] == '0')) {
        return -1;
    }
    for (size_t i = 0; i < digits; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int has_bits_beyond(const uint8_t bytes[BYTES], int prefix)
{
    for (int bit = prefix; bit < BYTES * 8; bit++) {
        if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
            return 1;
        }
    }
    return 0;
}

int address_range_read(const char *text, struct address_range *out)
{
    char address[TEXT_BYTES];
    size_t length = strcspn(text, "/");
    int is_v4 = strchr(text, ':') == NULL, bits = is_v4 ? 32 : 128;
    int prefix = text[length] == '/' ? read_prefix(text + length + 1) : bits;
    if (length >= sizeof address || prefix < 1 || prefix > bits) {
        return 0;
    }
    memcpy(address, text, length);
    address[length] = '\0';
    memcpy(out->bytes, MAPPED, V4_AT);
    if (inet_pton(is_v4 ? AF_INET : AF_INET6, address, is_v4 ? out->bytes + V4_AT : out->bytes) != 1) {
        return 0;
    }
    out->prefix = (uint8_t)(is_v4 ? prefix + 96 : prefix);
    return !has_bits_beyond(out->bytes, out->prefix);
}

int address_read(const char *text, size_t length, struct sockaddr_storage *out)
{
    char address[TEXT_BYTES];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length >= sizeof address) {
        return 0;
    }
    memcpy(address, text, length);
    address[length] = '\0';
    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1) {
        memcpy(out, &v4, sizeof v4);
        return 1;
    }
    if (inet_pton(AF_INET6, address, &v6.sin6_addr) == 1) {
        memcpy(out, &v6, sizeof v6);
        return 1;
    }
    return 0;
}
