/* sibu witness: the other party's daemon, until it is asked to stop. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "command/command.h"
#include "web/witness_server.h"

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

/* The first line of the file. `out` has WITNESS_TOKEN_MAX + 1 bytes. */
static enum sibu_status read_token(const char *path, char *out, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, 4096, &text, fault);
    if (status == SIBU_OK) {
        size_t length = strcspn(sibu_text_get(&text), "\r\n");
        size_t plain =
            strspn(sibu_text_get(&text), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");
        if (length < WITNESS_TOKEN_MIN || length > WITNESS_TOKEN_MAX || plain < length) {
            status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "首行应为 %d 至 %d 个字母、数字或 -._~+/=",
                                    "its first line should have %d to %d letters, digits or -._~+/=", WITNESS_TOKEN_MIN,
                                    WITNESS_TOKEN_MAX);
        } else {
            (void)snprintf(out, WITNESS_TOKEN_MAX + 1, "%.*s", (int)length, sibu_text_get(&text));
        }
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status read_options(const struct command_call *call, struct witness_server_def *def, char *token,
                                     struct sibu_fault *fault)
{
    static const int64_t PORTS[2] = {0, 65535};
    int64_t port = 0;
    const char *token_file = command_value(call, "token-file");
    const char *address = command_value(call, "bind");
    def->address = address != NULL ? address : "127.0.0.1";
    enum sibu_status status = command_integer(call, "port", PORTS, 8091, &port, fault);
    def->port = (uint16_t)port;
    if (status == SIBU_OK && command_value(call, "data") == NULL) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, "--data", "请指明数据目录", "name the folder for the data");
    }
    if (status == SIBU_OK && token_file != NULL) {
        status = read_token(token_file, token, fault);
        def->token = token;
    }
    return status;
}

static void tell_address(const struct command_call *call, const struct witness_server_def *def, uint16_t port)
{
    char key[NOTE_KEY_TEXT_MAX];
    struct sibu_text text = {0};
    note_key_text(key, desk_key_of(def->desk));
    if (call->json) {
        sibu_text_addf(&text, "{\"url\":\"http://%s:%u\",\"key\":", def->address, (unsigned)port);
        sibu_text_add_json(&text, key);
        sibu_text_add(&text, "}\n");
    } else {
        char address[128];
        (void)snprintf(address, sizeof address, "http://%s:%u", def->address, (unsigned)port);
        const char *const values[] = {address, key};
        sibu_say_with(&text, call->language, SIBU_SAY_WITNESS_LISTENS, values, 2);
        sibu_text_add(&text, "\n");
        if (def->token == NULL) {
            sibu_text_add(&text, sibu_say(call->language, SIBU_SAY_WITNESS_NO_TOKEN));
            sibu_text_add(&text, "\n");
        }
    }
    (void)command_answer(call, &text);
}

static enum sibu_status witness(const struct command_call *call, struct sibu_fault *fault)
{
    struct witness_server_def def = {0};
    struct witness_server *server = NULL;
    char token[WITNESS_TOKEN_MAX + 1] = "";
    enum sibu_status status = read_options(call, &def, token, fault);
    if (status == SIBU_OK) {
        status = file_make_folder(command_value(call, "data"), fault);
    }
    if (status == SIBU_OK) {
        status = desk_open(&def.desk, command_value(call, "data"), command_value(call, "name"), fault);
    }
    if (status == SIBU_OK) {
        status = witness_server_open(&server, &def, fault);
    }
    if (status == SIBU_OK) {
        tell_address(call, &def, witness_server_port(server));
        while (*call->stop == 0) {
            clock_rest(REST_US);
        }
    }
    witness_server_close(server);
    desk_close(def.desk);
    return status;
}

static int run(struct command_call *call)
{
    struct sibu_fault fault;
    return witness(call, &fault) == SIBU_OK ? 0 : command_fail(call, &fault);
}

const struct command COMMAND_WITNESS = {
    .name = "witness",
    .arguments = "",
    .summary = {"为别人的抽取作见证：时刻未到不给链值", "be the witness of others' draws: no link before its time"},
    .options = OPTIONS,
    .run = run,
};
