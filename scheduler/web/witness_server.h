/* A witness's desk behind HTTP: `sibu witness`. Who may open epochs and ask for links is said by a token; keys and heads are
 * for anybody. Bodies have at most 16 KiB. */
#pragma once
#include "sibu/fault.h"
#include "witness/desk.h"
#include "witness/token.h"

/* What a server is made of. The pointers are the caller's and must outlive the server. */
struct witness_server_def {
    int fd; /* listening, from http_listen; the server's once it is open */
    const char *token; /* that a POST must show as a bearer; NULL: none is needed */
    struct desk *desk;
};
struct witness_server;
/* Listens and answers, by the kernel's clock, until it is closed. */
SIBU_MUST_USE enum sibu_status witness_server_open(struct witness_server **out, const struct witness_server_def *def,
                                                   struct sibu_fault *fault);
void witness_server_close(struct witness_server *server); /* NULL is allowed */
