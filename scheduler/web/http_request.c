/* What a request brings: its headers, fields and address. See http.h; http.c answers it.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "web/form_data.h"
#include "web/http.h"

const char *http_header(const struct http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *http_query(const struct http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, name);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes `length` bytes of a form's value in memory of the arena; NULL where they are no UTF-8: no record, trail or page could
 * hold them. */
static const char *form_decoded(struct http_request *request, const char *value, size_t length)
{
    char *out = sibu_arena_text(&request->arena, value, length);
    if (out == NULL) {
        return NULL;
    }
    size_t put = 0;
    for (size_t i = 0; i < length; i++) {
        int high = value[i] == '%' && i + 2 < length ? hex_digit(value[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(value[i + 2]) : -1;
        if (low >= 0) {
            out[put++] = (char)(high << 4 | low);
            i += 2;
        } else {
            out[put++] = value[i] == '+' ? ' ' : value[i];
        }
    }
    out[put] = '\0';
    return sibu_utf8_valid(out, put) ? out : NULL;
}

static const char *field_of_parts(struct http_request *request, const char *boundary, const char *name)
{
    const struct form_body body = {request->body, request->body_length, boundary};
    const char *value = NULL;
    size_t length = 0;
    if (!form_data_find(&body, name, &value, &length) || memchr(value, '\0', length) != NULL ||
        !sibu_utf8_valid(value, length)) {
        return NULL;
    }
    return sibu_arena_text(&request->arena, value, length);
}

const char *http_form(struct http_request *request, const char *name)
{
    char boundary[FORM_BOUNDARY_MOST + 1];
    if (form_boundary(http_header(request, "Content-Type"), boundary)) {
        return field_of_parts(request, boundary, name);
    }
    size_t name_length = strlen(name);
    const char *at = request->body;
    while (*at != '\0') {
        size_t length = strcspn(at, "&");
        if (length > name_length && strncmp(at, name, name_length) == 0 && at[name_length] == '=') {
            return form_decoded(request, at + name_length + 1, length - name_length - 1);
        }
        at += length + (at[length] == '&' ? 1 : 0);
    }
    return NULL;
}

/* The last of the list, which the proxy itself has written; NULL where that is no address. */
static const char *forwarded_for(struct http_request *request)
{
    struct in6_addr ignored;
    const char *header = http_header(request, "X-Forwarded-For");
    const char *last = header != NULL ? strrchr(header, ',') : NULL;
    last = last != NULL ? last + 1 : header;
    if (last == NULL) {
        return NULL;
    }
    last += strspn(last, " ");
    const char *address = sibu_arena_text(&request->arena, last, strcspn(last, " "));
    int is =
        address != NULL && (inet_pton(AF_INET, address, &ignored) == 1 || inet_pton(AF_INET6, address, &ignored) == 1);
    return is ? address : NULL;
}

const char *http_address(struct http_request *request, int behind_proxy)
{
    const union MHD_ConnectionInfo *info =
        request->connection != NULL ? MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
                                    : NULL;
    char text[INET_ADDRSTRLEN] = "";
    if (info == NULL || info->client_addr->sa_family != AF_INET) {
        return "";
    }
    struct sockaddr_in peer;
    memcpy(&peer, info->client_addr, sizeof peer);
    const char *told = behind_proxy && ntohl(peer.sin_addr.s_addr) >> 24 == 127 ? forwarded_for(request) : NULL;
    if (told != NULL || inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text) == NULL) {
        return told != NULL ? told : "";
    }
    const char *kept = sibu_arena_text(&request->arena, text, strlen(text));
    return kept != NULL ? kept : "";
}
