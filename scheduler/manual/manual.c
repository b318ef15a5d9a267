/* The manual pages: see manual.h. */
#include "manual/manual.h"

#include <stdio.h>
#include <string.h>

#include "command/help.h"
#include "manual/manual_part.h"
#include "manual/roff.h"

/* A thing and what it is, in a list. */
struct entry {
    const char *name;
    const char *says[SIBU_LANGUAGES];
};

static const struct entry VARIABLES[] = {
    {"LC_ALL, LC_MESSAGES, LANG",
     {"决定语言：以 zh 开头为中文，否则为英文",
      "the first that is set decides the language: Chinese where it begins with zh, else English"}},
    {"XDG_DATA_HOME",
     {"不写 --data 时，数据在其下的 sibu 目录（默认 ~/.local/share）",
      "where --data is not given, the data is in the folder sibu below it (default ~/.local/share)"}},
    {"SIBU_SHARE",
     {"其下的 scenarios 目录代替随程序安装的示例、灾种和评级规则",
      "the folder scenarios below it stands for the samples, families and ratings that are installed"}},
};

static const struct entry FILES[] = {
    {"/etc/sibu/policy.json",
     {"服务的抽取规则；没有它，服务不启动", "the service's rules of the draw; without it the service does not start"}},
    {"/etc/sibu/serve.conf", {"服务的其他选项", "the service's other options"}},
    {"/var/lib/sibu",
     {"服务的数据：账本、记录、数据库、密钥", "what the service keeps: ledger, records, database, keys"}},
    {"/usr/share/sibu/scenarios", {"示例厂区和名册、灾种、评级规则", "sample sites and rosters, families, ratings"}},
};

void manual_name(const struct command *command, char out[MANUAL_NAME_BYTES])
{
    (void)snprintf(out, MANUAL_NAME_BYTES, "sibu-%s", command->name);
    for (char *blank = strchr(out, ' '); blank != NULL; blank = strchr(blank, ' ')) {
        *blank = '-';
    }
}

static void add_options(struct sibu_text *out, const struct command_option *options,
                        const struct command_option *instead, enum sibu_language language)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (command_find_option(instead, options->name, strlen(options->name)) != NULL) {
            continue;
        }
        sibu_text_add(out, ".TP\n\\fB\\-\\-");
        roff_add(out, options->name);
        sibu_text_add(out, "\\fR");
        if (options->value != NULL) {
            sibu_text_add(out, " \\fI");
            roff_add(out, options->value);
            sibu_text_add(out, "\\fR");
        }
        sibu_text_add(out, "\n");
        roff_add(out, options->help[language]);
        sibu_text_add(out, "\n");
    }
}

static void add_entries(struct sibu_text *out, const struct entry *entries, size_t count, enum sibu_language language)
{
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(out, ".TP\n\\fB");
        roff_add(out, entries[i].name);
        sibu_text_add(out, "\\fR\n");
        roff_add(out, entries[i].says[language]);
        sibu_text_add(out, "\n");
    }
}

static void add_commands(struct sibu_text *out, const struct manual *manual)
{
    manual_add_part(out, manual, PART_COMMANDS);
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        char page[MANUAL_NAME_BYTES];
        manual_name(COMMANDS[i], page);
        sibu_text_add(out, ".TP\n\\fB");
        roff_add(out, page);
        sibu_text_add(out, "\\fR(1)\n");
        roff_add(out, COMMANDS[i]->summary[manual->language]);
        sibu_text_add(out, "\n");
    }
}

void manual_add_program(struct sibu_text *out, const struct manual *manual)
{
    static const char *const SUMMARY[] = {"谁也无法预知的应急演练", "emergency drills that nobody can see coming"};
    static const char *const ARGUMENTS[] = {"命令 [参数]", "COMMAND [ARGUMENTS]"};
    enum sibu_language language = manual->language;
    manual_add_head(out, manual, "sibu", SUMMARY[language]);
    manual_add_synopsis(out, manual, "sibu", ARGUMENTS[language]);
    manual_add_part(out, manual, PART_DESCRIPTION);
    roff_add(out, HELP_ABOUT[language]);
    sibu_text_add(out, "\n");
    roff_add(out, HELP_EVERY[language]);
    sibu_text_add(out, "\n");
    add_commands(out, manual);
    manual_add_part(out, manual, PART_OPTIONS);
    add_options(out, COMMAND_SHARED, NULL, language);
    manual_add_exit(out, manual, HELP_EXIT[language]);
    manual_add_part(out, manual, PART_ENVIRONMENT);
    add_entries(out, VARIABLES, sizeof VARIABLES / sizeof VARIABLES[0], language);
    manual_add_part(out, manual, PART_FILES);
    add_entries(out, FILES, sizeof FILES / sizeof FILES[0], language);
    manual_add_also(out, manual, "sibu-view");
}

void manual_add_command(struct sibu_text *out, const struct manual *manual, const struct command *command)
{
    char words[MANUAL_NAME_BYTES];
    manual_name(command, words);
    manual_add_head(out, manual, words, command->summary[manual->language]);
    (void)snprintf(words, sizeof words, "sibu %s", command->name);
    manual_add_synopsis(out, manual, words, command->arguments);
    manual_add_part(out, manual, PART_OPTIONS);
    add_options(out, command->options, NULL, manual->language);
    add_options(out, COMMAND_SHARED, command->options, manual->language);
    manual_add_exit(out, manual, HELP_EXIT[manual->language]);
    manual_add_also(out, manual, "sibu");
}
