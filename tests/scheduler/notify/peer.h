/* A real HTTP peer on loopback for the tests of the notifier: it behaves as the path of the address says, and remembers
 * what it was sent.
 *
 *   /ok 200   /busy 429 with Retry-After 1, then 200   /fail 503   /gone 410   /redirect 302 to /ok
 *   /large 200 with a megabyte   /reset closes without an answer   /slow answers once peer_release was called
 *
 * What follows the word ("/ok/W001") is free. Functions are for the test's main thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct peer;

struct peer_request {
    char path[64], key[64], link[160], type[64], exercise[16], address[256];
    size_t body_bytes;
    uint64_t body_hash; /* FNV-1a of the body */
};

struct peer *peer_open(void);
void peer_close(struct peer *peer);
uint16_t peer_port(const struct peer *peer);
/* "http://127.0.0.1:PORT" + path. out has 128 bytes. */
void peer_address(const struct peer *peer, const char *path, char out[128]);
size_t peer_count(struct peer *peer);
struct peer_request peer_request(struct peer *peer, size_t index);
void peer_release(struct peer *peer);
uint64_t peer_hash(const char *bytes, size_t length);

/* A peer that takes connections and never says a word; and a port where nobody listens. */
int peer_mute_open(uint16_t *port);
void peer_mute_close(int listener);
uint16_t peer_closed_port(void);
