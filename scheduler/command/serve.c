/* sibu serve: the server, until it is asked to stop. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "command/command.h"
#include "command/data_folder.h"
#include "draw/kept.h"
#include "draw/plan.h"
#include "web/node.h"
#include "web/server.h"

static const struct command_option OPTIONS[] = {
    {"policy", "FILE", {"抽取规则（必需）", "the rules of the draw (needed)"}},
    {"data", "DIR", {"数据目录（默认 $XDG_DATA_HOME/sibu）", "where everything is kept (default $XDG_DATA_HOME/sibu)"}},
    {"store",
     "URL",
     {"数据库放在 PostgreSQL：postgresql://主机/库名（docs/store.md；以后启动不必再写）",
      "the database is in PostgreSQL: postgresql://HOST/NAME (docs/store.md; remembered for later starts)"}},
    {"node",
     "ID",
     {"几台服务器共用一个数据库时，这一台的编号（字母、数字、- _ .），重启后不变；它们共用 --data（docs/store.md）",
      "of several servers on one database, this one's id (letters, digits, - _ .), the same after a restart; they share "
      "--data (docs/store.md)"}},
    {"lease",
     "SECONDS",
     {"与 --node 同用：一台服务器这么久没有音讯，其他服务器就接手（默认 10；2 到 300）",
      "with --node: after so long without a sign of a server others go on with what it did (default 10; 2 to 300)"}},
    {"bind", "ADDRESS", {"监听地址（默认 127.0.0.1）", "address to listen on (default 127.0.0.1)"}},
    {"port", "N", {"端口（默认 8080,0 为任一空闲端口）", "port (default 8080, 0: any free one)"}},
    {"channels",
     "FILE",
     {"警报走哪些通道，先后如何（docs/channels.md）", "over which channels people are alerted, and in which order"}},
    {"base-url", "URL", {"员工链接的开头，例如反向代理的地址", "what people's links begin with, as a proxy shows it"}},
    {"rating",
     "FILE",
     {"演练按这些规则评级（默认用 Sibu 标准规则；docs/rating.md）",
      "the rules that drills are rated by (default: Sibu's standard ones; docs/rating.md)"}},
    {"tls-cert",
     "FILE",
     {"用 TLS 应答：证书链（PEM）；与 --tls-key 同用",
      "answer over TLS: the chain of certificates (PEM); goes with --tls-key"}},
    {"tls-key",
     "FILE",
     {"证书的私钥（PEM），只有服务器的用户可读", "the certificate's key (PEM), which only the server's user can read"}},
    {"two-persons",
     "HOURS",
     {"立即演练和短于这么多小时的突袭，要两名安全员（默认不要；1 到 168）",
      "a drill at once, and a surprise in a shorter window, need two officers (1 to 168; else they do not)"}},
    {"set-up-link",
     NULL,
     {"再显示一个建立管理员的一次性链接：唯一的管理员忘记口令时用",
      "show a one-time link for an administrator again: for when the only one has lost the password"}},
    {"wall-names",
     NULL,
     {"集合点屏幕显示未到人员的姓名（默认只显示人数）",
      "screens of assembly points name who is missing (default: the number alone)"}},
    {"keep-people-days",
     "N",
     {"离开名册的人，其个人资料再保留多少天（默认 90；1 到 3650；docs/privacy.md）",
      "for how many days what is personal of people who left the roster is kept (default 90; 1 to 3650)"}},
    {"acknowledge-damage",
     "ROW",
     {"账本在此行损坏，已查明：从新的一期继续",
      "the ledger is damaged at this row, and that was looked into: go on in a new epoch"}},
    {NULL, NULL, {NULL, NULL}},
};

/* What the options name, read. */
struct files {
    struct tls tls;
    struct channels *channels;
    struct plan *plan;
};

/* How often the server looks at its clock: a tick is never drawn later than this. */
static const int64_t STEP_US = 200000;

static void tell_address(const struct command_call *call, const struct server *server, const char *folder)
{
    if (call->json) {
        struct sibu_text text = {0};
        sibu_text_add(&text, "{\"url\":");
        sibu_text_add_json(&text, server_base_url(server));
        sibu_text_add(&text, ",\"data\":");
        sibu_text_add_json(&text, folder);
        if (server_set_up_link(server)[0] != '\0') {
            sibu_text_add(&text, ",\"set_up\":");
            sibu_text_add_json(&text, server_set_up_link(server));
        }
        sibu_text_add(&text, "}\n");
        (void)command_answer(call, &text);
        return;
    }
    if (server_set_up_link(server)[0] != '\0') {
        (void)printf(call->language == SIBU_ZH ? "建立管理员的链接（只能用一次，24 小时内有效）：\n%s\n"
                                               : "link for an administrator (works once, within 24 hours):\n%s\n",
                     server_set_up_link(server));
    }
    if (call->language == SIBU_ZH) {
        (void)printf("指挥看板：%s/  (密钥：%s/officer.key)\n按 Ctrl-C 停止。\n", server_base_url(server), folder);
    } else {
        (void)printf("board: %s/  (its key: %s/officer.key)\nCtrl-C stops.\n", server_base_url(server), folder);
    }
    (void)fflush(stdout);
}

/* SIGHUP says that the certificate's files are others by now. What is wrong with them changes nothing. */
static void renew(const struct command_call *call, struct server *server, int64_t now_us)
{
    struct tls tls;
    struct sibu_fault fault;
    if (command_value(call, "tls-cert") == NULL) {
        log_line(now_us, "info", "server", "there is no certificate to renew");
        return;
    }
    enum sibu_status status = tls_read(&tls, command_value(call, "tls-cert"), command_value(call, "tls-key"), &fault);
    if (status == SIBU_OK) {
        status = server_renew_tls(server, &tls, &fault);
    }
    if (status != SIBU_OK) {
        log_line(now_us, "error", "server",
                 "the certificate is not renewed, the one before stays place=\"%s\" what=\"%s\"", fault.place,
                 fault.what[SIBU_EN]);
    } else if (tls.expires_us < now_us) {
        log_line(now_us, "warning", "server",
                 "the certificate is renewed, and has expired: phones will not open the pages");
    } else {
        log_line(now_us, "info", "server", "the certificate is renewed");
    }
    tls_clear(&tls);
}

/* Before the server is opened: whoever renews a certificate then does not end it; nor does it end where there is none. */
static void catch_renewals(const struct command_call *call)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = call->signals->on_renewal;
    (void)sigaction(SIGHUP, &action, NULL);
}

/* SIBU_BAD_INPUT where another server was started with this one's id. */
static enum sibu_status run_server(const struct command_call *call, struct server *server, struct clock *clock,
                                   struct sibu_fault *over)
{
    sig_atomic_t renewals = 0;
    while (*call->stop == 0) {
        struct server_news news;
        struct sibu_fault fault;
        int64_t now_us = clock_now_us(clock);
        if (*call->signals->renewals != renewals) {
            renewals = *call->signals->renewals;
            renew(call, server, now_us);
        }
        if (server_step(server, &news, &fault) != SIBU_OK) {
            log_fault(now_us, "server", &fault); /* what cannot be kept now may be kept in a moment: go on */
        }
        if (news.is_over) {
            *over = fault;
            return fault.status;
        }
        if (news.began) {
            log_line(now_us, "info", "drill", "a drill began");
        }
        if (news.closed) {
            log_line(now_us, "info", "drill", "the drill is closed record=%s", news.record);
        }
        clock_rest(STEP_US);
    }
    return SIBU_OK;
}

/* Before anything else is opened: nobody is to be alerted to a page that does not open. */
static enum sibu_status read_tls(const struct command_call *call, struct server_def *def, struct tls *tls,
                                 struct sibu_fault *fault)
{
    const char *certificate = command_value(call, "tls-cert"), *key = command_value(call, "tls-key");
    if (certificate == NULL && key == NULL) {
        return SIBU_OK;
    }
    if (certificate == NULL || key == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, certificate == NULL ? "--tls-cert" : "--tls-key",
                              "--tls-cert 和 --tls-key 要一起给", "--tls-cert and --tls-key go together");
    }
    if (def->base_url != NULL && strncmp(def->base_url, "https://", 8) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--base-url", "用了 TLS,员工链接就要以 https:// 开头",
                              "with TLS people's links begin with https://");
    }
    enum sibu_status status = tls_read(tls, certificate, key, fault);
    def->tls = tls;
    return status;
}

static enum sibu_status read_node(const struct command_call *call, struct server_def *def, struct sibu_fault *fault)
{
    static const int64_t SECONDS[2] = {2, 300};
    int64_t lease_s = 0;
    def->node = command_value(call, "node");
    if (def->node != NULL && !node_id_fits(def->node)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--node", "由 1 到 %d 个字母、数字或 - _ . 组成",
                              "has 1 to %d letters, digits or - _ .", NODE_ID_MAX);
    }
    if (def->node == NULL && command_value(call, "lease") != NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--lease", "与 --node 同用", "goes with --node");
    }
    enum sibu_status status = command_integer(call, "lease", SECONDS, 10, &lease_s, fault);
    def->lease_us = lease_s * 1000000;
    return status;
}

static enum sibu_status read_options(const struct command_call *call, struct server_def *def, char folder[4096],
                                     struct sibu_fault *fault)
{
    static const int64_t PORTS[2] = {0, 65535};
    static const int64_t ROWS[2] = {0, INT64_C(1000000000000)};
    static const int64_t HOURS[2] = {1, 168};
    static const int64_t DAYS[2] = {1, 3650};
    int64_t port = 0, hours = 0, days = 0;
    const char *address = command_value(call, "bind");
    def->address = address != NULL ? address : "127.0.0.1";
    def->base_url = command_value(call, "base-url");
    def->rating = command_value(call, "rating");
    def->store = command_value(call, "store");
    def->wall_names = command_value(call, "wall-names") != NULL;
    enum sibu_status status = command_integer(call, "port", PORTS, 8080, &port, fault);
    def->port = (uint16_t)port;
    if (status == SIBU_OK && command_value(call, "policy") == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--policy", "缺少抽取规则文件",
                              "the rules of the draw are missing");
    }
    if (status == SIBU_OK) {
        status = command_integer(call, "two-persons", HOURS, 0, &hours, fault);
        def->two_persons_s = hours * 3600;
        def->makes_set_up_link = command_value(call, "set-up-link") != NULL;
    }
    if (status == SIBU_OK) {
        status = command_integer(call, "keep-people-days", DAYS, 90, &days, fault);
        def->keep_people_us = days * 86400 * 1000000;
    }
    if (status == SIBU_OK) {
        status = command_integer(call, "acknowledge-damage", ROWS, 0, &def->acknowledged_row, fault);
    }
    if (status == SIBU_OK) {
        status = read_node(call, def, fault);
    }
    if (status == SIBU_OK) {
        status = data_folder(call, folder, fault);
    }
    def->folder = folder;
    return status;
}

/* The files that it is told of, in this order: a wrong one is told before the next is looked at. */
static enum sibu_status read_files(const struct command_call *call, struct server_def *def, struct files *files,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = read_tls(call, def, &files->tls, fault);
    if (status == SIBU_OK && command_value(call, "channels") != NULL) {
        status = channels_open(&files->channels, command_value(call, "channels"), fault);
    }
    if (status == SIBU_OK) {
        char kept[KEPT_PATH_BYTES];
        const struct plan_files plan = {.policy = command_value(call, "policy"), .kept = kept};
        (void)snprintf(kept, sizeof kept, "%s/" SERVER_KEPT, def->folder);
        status = plan_open_files(&files->plan, &plan, fault);
    }
    def->channels = files->channels;
    def->plan = files->plan;
    return status;
}

static void close_files(struct files *files)
{
    plan_close(files->plan);
    channels_close(files->channels);
    tls_clear(&files->tls);
}

static enum sibu_status serve(const struct command_call *call, struct server_def *def, const struct files *files,
                              struct sibu_fault *fault)
{
    struct server *server = NULL;
    struct clock clock;
    clock_init_real(&clock);
    def->clock = &clock;
    if (def->tls != NULL && files->tls.expires_us < clock_now_us(&clock)) {
        log_line(clock_now_us(&clock), "warning", "server",
                 "the certificate has expired: phones will not open the pages");
    }
    enum sibu_status status = server_open(&server, def, fault);
    if (status == SIBU_OK) {
        tell_address(call, server, def->folder);
        status = run_server(call, server, &clock, fault);
    }
    server_close(server);
    clock_clear(&clock);
    return status;
}

static int run(struct command_call *call)
{
    struct server_def def = {0};
    struct files files = {0};
    struct sibu_fault fault;
    char folder[4096];
    enum sibu_status status = read_options(call, &def, folder, &fault);
    catch_renewals(call);
    if (status == SIBU_OK) {
        status = read_files(call, &def, &files, &fault);
    }
    if (status == SIBU_OK) {
        status = serve(call, &def, &files, &fault);
    }
    close_files(&files);
    return status == SIBU_OK ? 0 : command_fail(call, &fault);
}

const struct command COMMAND_SERVE = {
    .name = "serve",
    .arguments = "",
    .summary = {"运行服务器：抽取、报警、页面、接口", "run the server: draw, alerts, pages, API"},
    .options = OPTIONS,
    .run = run,
};
