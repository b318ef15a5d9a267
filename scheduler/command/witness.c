/* sibu witness: the other party's daemon, until it is asked to stop. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "command/command.h"
#include "web/http.h"
#include "web/witness_server.h"
#include "witness/token.h"

static const struct command_option OPTIONS[] = {
    {"data",
     "DIR",
     {"数据目录（必需），只应由见证方保管", "where everything is kept (needed): for the witness's eyes only"}},
    {"bind", "ADDRESS", {"监听地址（默认 127.0.0.1）", "address to listen on (default 127.0.0.1)"}},
    {"port", "N", {"端口（默认 8091,0 为任一空闲端口）", "port (default 8091, 0: any free one)"}},
    {"name",
     "NAME",
     {"见证人的名称，首次启动后不再更改（默认 sibu-witness）",
      "the witness's name, fixed at its first start (default sibu-witness)"}},
    {"token-file",
     "FILE",
     {"请求者须出示的口令文件（默认不需要）", "a token that who asks must show (default: none is needed)"}},
    {NULL, NULL, {NULL, NULL}},
};

static const int64_t REST_US = 200000;

/* What the daemon is made of. */
struct parts {
    const char *address, *folder, *name;
    uint16_t port; /* that was taken */
    char token[WITNESS_TOKEN_MAX + 1];
    struct witness_server_def def;
    struct witness_server *server;
};

static enum sibu_status read_options(const struct command_call *call, struct parts *parts, struct sibu_fault *fault)
{
    const char *token_file = command_value(call, "token-file");
    const char *address = command_value(call, "bind");
    parts->address = address != NULL ? address : "127.0.0.1";
    parts->folder = command_value(call, "data");
    parts->name = command_value(call, "name");
    if (parts->folder == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--data", "请指明数据目录", "name the folder for the data");
    }
    if (parts->name != NULL && !note_name_is_good(parts->name)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--name", "名称应为 1 至 %d 个可见 ASCII 字符，不含空格和 +",
                              "takes 1 to %d printable ASCII characters without blank and +", NOTE_NAME_MAX);
    }
    if (token_file == NULL) {
        return SIBU_OK;
    }
    parts->def.token = parts->token;
    return token_read(token_file, parts->token, fault);
}

/* The port first: where it cannot be had, nothing is made. */
static enum sibu_status open_parts(const struct command_call *call, struct parts *parts, struct sibu_fault *fault)
{
    static const int64_t PORTS[2] = {0, 65535};
    int64_t port = 0;
    enum sibu_status status = command_integer(call, "port", PORTS, 8091, &port, fault);
    if (status == SIBU_OK) {
        status = http_listen(parts->address, (uint16_t)port, &parts->def.fd, &parts->port, fault);
    }
    if (status == SIBU_OK) {
        status = file_make_folder(parts->folder, fault);
    }
    if (status == SIBU_OK) {
        status = desk_open(&parts->def.desk, parts->folder, parts->name, fault);
    }
    if (status == SIBU_OK) {
        status = witness_server_open(&parts->server, &parts->def, fault);
    }
    return status;
}

static void close_parts(struct parts *parts)
{
    if (parts->server == NULL && parts->def.fd >= 0) {
        close(parts->def.fd);
    }
    witness_server_close(parts->server);
    desk_close(parts->def.desk);
}

static void tell_address(const struct command_call *call, const struct parts *parts)
{
    char key[NOTE_KEY_TEXT_MAX], address[128];
    struct sibu_text text = {0};
    note_key_text(key, desk_key_of(parts->def.desk));
    (void)snprintf(address, sizeof address, "http://%s:%u", parts->address, (unsigned)parts->port);
    if (call->json) {
        sibu_text_add(&text, "{\"url\":");
        sibu_text_add_json(&text, address);
        sibu_text_add(&text, ",\"key\":");
        sibu_text_add_json(&text, key);
        sibu_text_add(&text, "}\n");
    } else {
        const char *const values[] = {address, key};
        sibu_say_with(&text, call->language, SIBU_SAY_WITNESS_LISTENS, values, 2);
        sibu_text_add(&text, "\n");
        sibu_text_add(&text, parts->def.token == NULL ? sibu_say(call->language, SIBU_SAY_WITNESS_NO_TOKEN) : "");
        sibu_text_add(&text, parts->def.token == NULL ? "\n" : "");
    }
    (void)command_answer(call, &text);
}

static int run(struct command_call *call)
{
    struct parts parts = {.def = {.fd = -1}};
    struct sibu_fault fault;
    enum sibu_status status = read_options(call, &parts, &fault);
    if (status == SIBU_OK) {
        status = open_parts(call, &parts, &fault);
    }
    if (status == SIBU_OK) {
        tell_address(call, &parts);
        while (*call->stop == 0) {
            clock_rest(REST_US);
        }
    }
    close_parts(&parts);
    return status == SIBU_OK ? 0 : command_fail(call, &fault);
}

const struct command COMMAND_WITNESS = {
    .name = "witness",
    .arguments = "",
    .summary = {"为别人的抽取作见证：时刻未到不给链值", "be the witness of others' draws: no link before its time"},
    .options = OPTIONS,
    .run = run,
};
