/* Scripts, icons and the description of the API, served from the program itself. */
#include <string.h>

#include "web/asset_table.h"
#include "web/route.h"

#define KEEPS_S 300 /* a phone that loads the page again in a drill need not load these again */

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (dot != NULL && strcmp(dot, ".js") == 0) {
        return "text/javascript; charset=utf-8";
    }
    if (dot != NULL && strcmp(dot, ".json") == 0) {
        return "application/json; charset=utf-8";
    }
    return dot != NULL && strcmp(dot, ".svg") == 0 ? "image/svg+xml" : "image/png";
}

void page_asset(struct server *server, struct http_request *request, struct http_answer *answer)
{
    (void)server;
    for (const struct asset *asset = ASSETS; asset->path != NULL; asset++) {
        if (strcmp(asset->path, request->path) == 0) {
            answer->status = 200;
            answer->type = type_of(asset->path);
            answer->keeps_s = KEEPS_S;
            sibu_text_add_bytes(&answer->body, (const char *)asset->bytes, asset->length);
            return;
        }
    }
    http_answer_no(answer, 404, "there is nothing here");
}
