/* sibu reachability: who could not be reached now and why, as the running server knows it. Nothing is sent to find out.
 *
 * Exit status: 0 everybody can be reached, 1 somebody cannot.
 */
#include <string.h>

#include "command/command.h"
#include "command/data_folder.h"
#include "sibu/catalogue.h"
#include "sibu/json.h"

static const struct command_option OPTIONS[] = {
    {"server", "URL", {"服务器（默认 http://127.0.0.1:8080）", "the server (default http://127.0.0.1:8080)"}},
    {"data", "DIR", {"数据目录，其中有 officer.key", "the data folder, where officer.key is"}},
    {"key-file", "FILE", {"密钥文件", "the file with the officer's key"}},
    {NULL, NULL, {NULL, NULL}},
};

static const char *word_of(enum sibu_language language, const char *why)
{
    static const struct {
        const char *why;
        enum sibu_say_id says;
    } WORDS[] = {{"down", SIBU_SAY_REACH_IS_DOWN},
                 {"failed", SIBU_SAY_REACH_FAILED},
                 {"malformed", SIBU_SAY_REACH_MALFORMED},
                 {"no-address", SIBU_SAY_REACH_WHY_NO_ADDRESS},
                 {"other-kind", SIBU_SAY_REACH_WHY_OTHER_KIND},
                 {"only-groups", SIBU_SAY_REACH_WHY_ONLY_GROUPS}};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(WORDS[i].why, why) == 0) {
            return sibu_say(language, WORDS[i].says);
        }
    }
    return why;
}

static void say_site(const struct command_call *call, struct sibu_json_value site, struct sibu_text *out)
{
    struct sibu_text share = {0};
    sibu_text_addf(&share, "%.0f / %.0f", sibu_json_as_number(sibu_json_member(site, "reachable")),
                   sibu_json_as_number(sibu_json_member(site, "people")));
    const char *const values[] = {sibu_text_get(&share)};
    sibu_text_addf(out, "%s: ", sibu_json_as_string(sibu_json_member(site, "site")));
    sibu_say_with(out, call->language, SIBU_SAY_REACH_SHARE, values, 1);
    sibu_text_add(out, "\n");
    sibu_text_clear(&share);
}

/* Those who cannot be reached; how many they are. */
static size_t say_people(const struct command_call *call, struct sibu_json_value root, struct sibu_text *out)
{
    size_t count = 0;
    struct sibu_json_value people = sibu_json_member(root, "people");
    for (struct sibu_json_value item = sibu_json_first(people); item.node != NULL; item = sibu_json_next(item)) {
        if (!sibu_json_as_bool(sibu_json_member(item, "reachable"))) {
            sibu_text_addf(out, "  %s %s: %s\n", sibu_json_as_string(sibu_json_member(item, "site")),
                           sibu_json_as_string(sibu_json_member(item, "id")),
                           word_of(call->language, sibu_json_as_string(sibu_json_member(item, "why"))));
            count++;
        }
    }
    return count;
}

static int say(struct command_call *call, const struct sibu_text *answer, struct sibu_json_value root)
{
    struct sibu_text out = {0}, people = {0};
    struct sibu_json_value sites = sibu_json_member(root, "sites");
    size_t count = say_people(call, root, &people);
    if (call->json) {
        sibu_text_add(&out, sibu_text_get(answer));
    } else {
        for (struct sibu_json_value item = sibu_json_first(sites); item.node != NULL; item = sibu_json_next(item)) {
            say_site(call, item, &out);
        }
        sibu_text_add(&out, sibu_text_get(&people));
    }
    sibu_text_clear(&people);
    int exit_status = command_answer(call, &out);
    return exit_status == 0 && count > 0 ? 1 : exit_status;
}

static int run(struct command_call *call)
{
    struct officer_call request = {.method = "GET", .path = "/v1/reachability"};
    struct sibu_text answer = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    long http_status = 0;
    enum sibu_status status = officer_ask(call, &request, &http_status, &answer, &fault);
    if (status == SIBU_OK) {
        status = officer_verdict(http_status, &answer, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_open(&document, "answer", sibu_text_get(&answer), answer.length, &fault);
    }
    int exit_status = status == SIBU_OK ? say(call, &answer, sibu_json_root(document)) : command_fail(call, &fault);
    sibu_json_close(document);
    sibu_text_clear(&answer);
    return exit_status;
}

const struct command COMMAND_REACH = {
    .name = "reachability",
    .arguments = "",
    .summary = {"现在谁联系不上，以及原因", "who could not be reached now, and why"},
    .options = OPTIONS,
    .run = run,
};
