/* Posting the alert to a person's own address: see cap_post.h. */
#include "notify/cap_post.h"

#include <string.h>

#include "sibu/text.h"

#define LINE_BYTES_MAX 2048

/* "NAME: BEFORE value AFTER" in the arena, or NULL. */
static const char *line(struct sibu_arena *arena, const char *before, const char *value, const char *after)
{
    struct sibu_text text = {.max_length = LINE_BYTES_MAX};
    sibu_text_addf(&text, "%s%s%s", before, value, after);
    const char *out = sibu_text_ok(&text) ? sibu_arena_text(arena, sibu_text_get(&text), text.length) : NULL;
    sibu_text_clear(&text);
    return out;
}

enum sibu_status cap_post_write(const struct cap_post *post, struct sibu_arena *arena, struct http_call *out,
                                struct sibu_fault *fault)
{
    enum { HEADERS = 4 };
    const char **headers = sibu_arena_take(arena, HEADERS, sizeof *headers);
    if (headers == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
    }
    headers[0] = "Content-Type: application/cap+xml";
    headers[1] = line(arena, "Idempotency-Key: ", post->key, "");
    headers[2] = line(arena, "Link: <", post->answer_url, ">; rel=\"answer\"");
    headers[3] = post->is_exercise ? "X-Sibu-Exercise: true" : "X-Sibu-Exercise: false";
    if (headers[1] == NULL || headers[2] == NULL) {
        return sibu_fault_set(fault, SIBU_LIMIT, "notify", "地址太长", "an address is too long");
    }
    *out = (struct http_call){.method = "POST",
                              .url = post->url,
                              .headers = headers,
                              .header_count = HEADERS,
                              .body = post->xml,
                              .body_length = strlen(post->xml)};
    return SIBU_OK;
}
