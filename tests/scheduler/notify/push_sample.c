/* Prints a push call for an independent program to read: its headers, an empty line, and its body in base64url.
 * Usage: push_sample KEY-FILE ENDPOINT P256DH AUTH */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "notify/push.h"

static int print(const struct http_call *call)
{
    char text[BASE64URL_BYTES(PUSH_BODY_MAX)];
    for (size_t i = 0; i < call->header_count; i++) {
        puts(call->headers[i]);
    }
    base64url_write(text, sizeof text, (const uint8_t *)call->body, call->body_length);
    printf("\n%s\n", text);
    return 0;
}

int main(int count, char **words)
{
    struct vapid_key key;
    struct sibu_arena arena = {0};
    struct http_call call;
    struct sibu_fault fault;
    struct push_chance chance;
    uint8_t secret[P256_SECRET_BYTES];
    if (count != 5 || sodium_init() < 0) {
        return 2;
    }
    randombytes_buf(&chance, sizeof chance);
    randombytes_buf(secret, sizeof secret);
    struct vapid_desk desk = {.key = &key, .subject = "mailto:drill@example.com"};
    struct push_subscription to = {words[2], words[3], words[4]};
    struct push_message message = {"2026-000017", "a-key", 540, PUSH_HIGH, NULL};
    struct push_sender sender = {.desk = &desk};
    struct push_order order = {&to, &message};
    struct push_moment moment = {&chance, (int64_t)time(NULL) * 1000000};
    enum sibu_status status = vapid_key_open(&key, words[1], secret, &fault);
    if (status == SIBU_OK) {
        status = push_call(&sender, &order, &moment, &arena, &call, &fault);
    }
    int result = status == SIBU_OK ? print(&call) : (fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]), 2);
    sibu_arena_clear(&arena);
    return result;
}
