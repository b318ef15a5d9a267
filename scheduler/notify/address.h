/* Where a webhook may go: an address on the server's own network is refused unless the officer has allowed its range
 * (server-side request forgery).
 *
 * Pure. Any thread. Ask about the address that is about to be connected to, after the name was resolved, each time: a name
 * may resolve to another address tomorrow.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum address_kind {
    ADDRESS_PUBLIC, /* the only kind that needs no permission */
    ADDRESS_UNSPECIFIED, /* 0.0.0.0/8, :: */
    ADDRESS_LOOPBACK, /* 127.0.0.0/8, ::1 */
    ADDRESS_PRIVATE, /* RFC 1918; 64:ff9b:1::/48 */
    ADDRESS_LINK_LOCAL, /* 169.254.0.0/16 with the clouds' metadata, fe80::/10 */
    ADDRESS_UNIQUE_LOCAL, /* fc00::/7; fec0::/10 of old */
    ADDRESS_SHARED, /* 100.64.0.0/10: carrier-grade NAT */
    ADDRESS_MULTICAST, /* 224.0.0.0/4, ff00::/8 */
    ADDRESS_RESERVED, /* documentation, benchmarks, broadcast, what is not given out */
    ADDRESS_NONE /* no IPv4 or IPv6 address */
};
#define ADDRESS_KINDS 10

/* What kind of address it is. An IPv4 address inside an IPv6 one (mapped, compatible, 6to4, NAT64) is judged as the IPv4
 * address that the packet ends at. `length` is that of the bytes at `address`. */
enum address_kind address_kind(const struct sockaddr *address, socklen_t length);
/* The word for it: "loopback". Static. */
const char *address_kind_name(enum address_kind kind);

/* A range of addresses; an IPv4 range is kept as one of mapped addresses. */
struct address_range {
    uint8_t bytes[16];
    uint8_t prefix; /* 0..128 */
};
/* "10.0.0.0/8", "fd00::/8", "10.1.2.3". 0 where it is none, has bits beyond the prefix, or is /0. */
int address_range_read(const char *text, struct address_range *out);
/* 1 where the address is public or lies in one of the ranges. */
int address_is_allowed(const struct sockaddr *address, socklen_t length, const struct address_range *ranges,
                       size_t count);

/* Reads an IPv4 or IPv6 address as it stands in a URL (an IPv6 address with or without brackets). 0 where it is none. */
int address_read(const char *text, size_t length, struct sockaddr_storage *out);
