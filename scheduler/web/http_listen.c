/* The socket on which a server listens: see http.h. */
#include "web/http.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static int bind_and_listen(int fd, const struct sockaddr_in *where)
{
    int on = 1;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           bind(fd, (const struct sockaddr *)where, sizeof *where) == 0 && listen(fd, BACKLOG) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

enum sibu_status http_listen(const char *address, uint16_t port, int *fd, uint16_t *taken, struct sibu_fault *fault)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t length = sizeof where;
    if (inet_pton(AF_INET, address, &where.sin_addr) != 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--bind", "“%s”不是 IPv4 地址", "\"%s\" is not an IPv4 address",
                              address);
    }
    *fd = socket(AF_INET, SOCK_STREAM, 0);
    if (*fd >= 0 && bind_and_listen(*fd, &where) && getsockname(*fd, (struct sockaddr *)&where, &length) == 0) {
        *taken = ntohs(where.sin_port);
        return SIBU_OK;
    }
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
    return sibu_fault_set(fault, SIBU_IO, "--port", "无法在 %s:%u 上监听（端口可能已被占用）",
                          "cannot listen on %s:%u (is the port taken?)", address, (unsigned)port);
}
