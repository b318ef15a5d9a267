/* The channels file: what it means, every mistake named by its place, and no secret in a fault. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "notify/channels.h"
#include "sibu/text.h"

#define SECRET "SEC-very-secret"
#define URL "https://oapi.dingtalk.com/robot/send?access_token=TOP-SECRET"

/* The whole of what a file can hold. */
static const char GOOD[] =
    "{\"sibu_channels\": 1, \"channels\": ["
    "{\"id\": \"ding\", \"kind\": \"dingtalk\", \"url_file\": \"url\", \"secret_file\": \"secret\", \"to\": \"group\","
    " \"rate_per_min\": 15, \"mention_all\": true},"
    "{\"id\": \"mail\", \"kind\": \"smtp\", \"url\": \"smtp://mail.example\", \"from\": \"drill@plant.example\","
    " \"user\": \"drill\", \"password_file\": \"secret\", \"tls\": \"required\"},"
    "{\"id\": \"push\", \"kind\": \"webpush\", \"subject\": \"mailto:safety@plant.example\", \"key_file\": \"key\"},"
    "{\"id\": \"siren\", \"kind\": \"mqtt\", \"host\": \"10.0.0.9\", \"tls\": true, \"user\": \"s\","
    " \"password_file\": \"secret\"},"
    "{\"id\": \"sms\", \"kind\": \"generic\", \"to\": \"person\", \"url\": \"https://sms.example/send\","
    " \"encode\": \"form\", \"body\": \"To={phone}&Body={title}\", \"user\": \"AC\", \"secret_file\": \"secret\","
    " \"headers\": {\"Authorization\": \"Basic {basic}\"}, \"text_max_bytes\": 300,"
    " \"ok\": {\"path\": \"/code\", \"value\": 0}, \"retry\": [5, \"busy\"]},"
    "{\"id\": \"hook\", \"kind\": \"ntfy\", \"to\": \"group\", \"url\": \"http://10.1.2.3/\", \"topic\": \"plant\"},"
    "{\"id\": \"cap\", \"kind\": \"http\"},"
    "{\"id\": \"ali\", \"kind\": \"aliyun_sms\", \"url\": \"https://ali.example/\", \"user\": \"LTAI\","
    " \"secret_file\": \"secret\", \"sign_name\": \"某公司\", \"template_code\": \"SMS_7\","
    " \"param\": {\"zh\": \"{title_zh}\", \"en\": \"{title_en}\", \"page\": \"{page}\"}}],"
    "\"order\": [\"push\", \"mail\", \"sms\", \"ali\", \"cap\"], \"escalate_after_s\": 90, \"warden_after_s\": 240,"
    "\"allow_private\": [\"10.0.0.0/8\", \"fd00::/8\"]}";

static void put(const char *folder, const char *name, const char *text, mode_t mode)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    assert_true(file >= 0);
    assert_int_equal(fchmod(file, mode), 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(file), 0);
}

static const char *const NAMES[] = {"url", "secret", "key", "open", "empty", "lines", "channels.json"};

static int make_folder(void **state)
{
    static char folder[] = "/tmp/sibu-channels-XXXXXX";
    (void)memcpy(strrchr(folder, '-') + 1, "XXXXXX", 6);
    assert_non_null(mkdtemp(folder));
    put(folder, "url", URL "\n", 0600);
    put(folder, "secret", SECRET "\r\n", 0400);
    put(folder, "key", "-----BEGIN-----\nabc\n-----END-----\n", 0600);
    put(folder, "open", SECRET "\n", 0640);
    put(folder, "empty", "\n", 0600);
    put(folder, "lines", SECRET "\nsecond\n", 0600);
    *state = folder;
    return 0;
}

static int remove_folder(void **state)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        char path[256];
        (void)snprintf(path, sizeof path, "%s/%s", (const char *)*state, NAMES[i]);
        (void)unlink(path);
    }
    return rmdir(*state);
}

/* The good file with the first `from` replaced. */
static enum sibu_status open_changed(const char *folder, const char *from, const char *to, struct channels **out,
                                     struct sibu_fault *fault)
{
    char path[256];
    struct sibu_text text = {0};
    const char *at = strstr(GOOD, from);
    assert_non_null(at);
    sibu_text_add_bytes(&text, GOOD, (size_t)(at - GOOD));
    sibu_text_add(&text, to);
    sibu_text_add(&text, at + strlen(from));
    put(folder, "channels.json", sibu_text_get(&text), 0644);
    sibu_text_clear(&text);
    (void)snprintf(path, sizeof path, "%s/channels.json", folder);
    *fault = (struct sibu_fault){.place = ""};
    return channels_open(out, path, fault);
}

static void a_good_file_says_what_it_says(void **state)
{
    struct channels *channels = NULL;
    struct sibu_fault fault;
    enum sibu_status status = open_changed(*state, "ding", "ding", &channels, &fault);
    if (status != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(channels->count, 8);
    assert_int_equal(channels->escalate_after_s, 90);
    assert_int_equal(channels->warden_after_s, 240);
    assert_int_equal(channels->order_count, 5);
    assert_string_equal(channels->items[channels->order[0]].id, "push");
    assert_string_equal(channels->items[channels->order[4]].id, "cap");
    assert_int_equal(channels->allow_private_count, 2);
    assert_int_equal(channels->allow_private[0].prefix, 96 + 8);
    const struct channel *ding = &channels->items[0], *mail = &channels->items[1], *sms = &channels->items[4];
    assert_int_equal(ding->kind, CHANNEL_DINGTALK);
    assert_int_equal(ding->to, CHANNEL_TO_GROUP);
    assert_int_equal(ding->rate_per_min, 15);
    assert_string_equal(ding->robot.url, URL);
    assert_string_equal(ding->robot.secret, SECRET);
    assert_int_equal(ding->robot.mention_all, 1);
    assert_string_equal(mail->mail.host, "mail.example");
    assert_int_equal(mail->mail.port, 587);
    assert_string_equal(mail->mail.password, SECRET);
    assert_int_equal(mail->mail.tls, CHANNEL_TLS_REQUIRED);
    assert_non_null(strstr(channels->items[2].push.key, "\nabc\n"));
    assert_int_equal(channels->items[3].mqtt.port, 8883);
    assert_int_equal(sms->to, CHANNEL_TO_PERSON);
    assert_string_equal(sms->robot.template.headers[0], "Authorization: Basic {basic}");
    assert_string_equal(sms->robot.template.ok_value, "0");
    assert_int_equal(sms->robot.template.retry_count, 2);
    assert_string_equal(sms->robot.template.retry_values[0], "5");
    assert_int_equal(sms->robot.template.text_max_bytes, 300);
    assert_int_equal(sms->robot.template.encoding, ROBOT_FORM);
    const struct channel *ali = &channels->items[7];
    assert_int_equal(ali->to, CHANNEL_TO_PERSON);
    assert_string_equal(ali->robot.template.user, "LTAI");
    assert_string_equal(ali->robot.secret, SECRET);
    assert_string_equal(ali->robot.sign_name, "某公司");
    assert_string_equal(ali->robot.template_code, "SMS_7");
    assert_string_equal(ali->robot.template.body, "{\"zh\":\"{title_zh}\",\"en\":\"{title_en}\",\"page\":\"{page}\"}");
    assert_int_equal(ali->robot.template.text_max_bytes, 200);
    channels_close(channels);
}

static void what_is_not_said_is_as_usual(void **state)
{
    struct channels *channels = NULL;
    struct sibu_fault fault;
    const char *order = strstr(GOOD, "\"order\"");
    assert_int_equal(open_changed(*state, order, "\"allow_private\":[\"10.0.0.0/8\"]}", &channels, &fault), SIBU_OK);
    assert_int_equal(channels->escalate_after_s, 60);
    assert_int_equal(channels->warden_after_s, 180);
    assert_int_equal(channels->order_count, 5);
    assert_string_equal(channels->items[channels->order[0]].id, "mail");
    channels_close(channels);
    assert_int_equal(open_changed(*state, "\"rate_per_min\": 15,", "", &channels, &fault), SIBU_OK);
    assert_int_equal(channels->items[0].rate_per_min, 20);
    channels_close(channels);
}

static const struct {
    const char *from, *to;
    const char *pointer; /* what the fault's place ends with */
} MISTAKES[] = {
    {"\"sibu_channels\": 1", "\"sibu_channels\": 2", ":/sibu_channels"},
    {"\"sibu_channels\": 1, ", "", ":/sibu_channels"},
    {"\"sibu_channels\": 1", "\"sibu_channels\": 1, \"more\": 1", ":/more"},
    {"\"kind\": \"dingtalk\"", "\"kind\": \"dingding\"", ":/channels/0/kind"},
    {"\"id\": \"ding\"", "\"id\": \"Ding\"", ":/channels/0/id"},
    {"\"id\": \"ding\"", "\"id\": \"\"", ":/channels/0/id"},
    {"\"id\": \"mail\"", "\"id\": \"ding\"", ":/channels/1/id"},
    {"\"to\": \"group\"", "\"to\": \"person\"", ":/channels/0/to"},
    {"\"to\": \"group\"", "\"to\": \"all\"", ":/channels/0/to"},
    {"\"rate_per_min\": 15", "\"rate_per_min\": 21", ":/channels/0/rate_per_min"},
    {"\"rate_per_min\": 15", "\"rate_per_min\": 0", ":/channels/0/rate_per_min"},
    {"\"mention_all\": true", "\"mention_all\": 1", ":/channels/0/mention_all"},
    {"\"mention_all\": true", "\"topic\": \"x\"", ":/channels/0/topic"},
    {"\"secret_file\": \"secret\"", "\"secret\": \"SEC-very-secret\"", ":/channels/0/secret"},
    {"\"secret_file\": \"secret\"", "\"secret_file\": \"nowhere\"", ":/channels/0/secret_file"},
    {"\"secret_file\": \"secret\"", "\"secret_file\": \"open\"", ":/channels/0/secret_file"},
    {"\"secret_file\": \"secret\"", "\"secret_file\": \"empty\"", ":/channels/0/secret_file"},
    {"\"secret_file\": \"secret\"", "\"secret_file\": \"lines\"", ":/channels/0/secret_file"},
    {"\"secret_file\": \"secret\"", "\"secret_file\": \".\"", ":/channels/0/secret_file"},
    {"\"secret_file\": \"secret\"", "\"secret_file\": \"\"", ":/channels/0/secret_file"},
    {"\"url_file\": \"url\"", "\"url_file\": \"secret\"", ":/channels/0/url_file"},
    {"\"url_file\": \"url\"", "\"url_file\": \"url\", \"url\": \"https://a/\"", ":/channels/0/url"},
    {"\"url_file\": \"url\", ", "", ":/channels/0/url"},
    {"\"url_file\": \"url\"", "\"url\": \"http://127.0.0.1/SEC-very-secret\"", ":/channels/0/url"},
    {"\"url_file\": \"url\"", "\"url\": \"http://[::1]:80/\"", ":/channels/0/url"},
    {"\"url_file\": \"url\"", "\"url\": \"https://169.254.169.254/latest\"", ":/channels/0/url"},
    {"smtp://mail.example", "smtp://", ":/channels/1/url"},
    {"smtp://mail.example", "http://mail.example", ":/channels/1/url"},
    {"smtp://mail.example", "smtp://mail.example:0", ":/channels/1/url"},
    {"smtp://mail.example", "smtp://mail.example:25/x", ":/channels/1/url"},
    {"smtp://mail.example", "smtp://u@mail.example", ":/channels/1/url"},
    {"\"from\": \"drill@plant.example\"", "\"from\": \"a@b>\\r\\nBcc: c@d\"", ":/channels/1/from"},
    {"\"from\": \"drill@plant.example\"", "\"from\": \"drill\"", ":/channels/1/from"},
    {"\"user\": \"drill\",", "", ":/channels/1/user"},
    {"\"tls\": \"required\"", "\"tls\": \"none\"", ":/channels/1/tls"},
    {"\"tls\": \"required\"", "\"tls\": \"perhaps\"", ":/channels/1/tls"},
    {"mailto:safety@plant.example", "safety@plant.example", ":/channels/2/subject"},
    {"\"key_file\": \"key\"", "\"key_file\": \"open\"", ":/channels/2/key_file"},
    {"\"host\": \"10.0.0.9\"", "\"host\": \"a b\"", ":/channels/3/host"},
    {"\"host\": \"10.0.0.9\"", "\"port\": 1883", ":/channels/3/host"},
    {"\"host\": \"10.0.0.9\"", "\"host\": \"a\", \"port\": 70000", ":/channels/3/port"},
    {"\"to\": \"person\", \"url\"", "\"url\"", ":/channels/4/to"},
    {"To={phone}&", "", ":/channels/4/body"},
    {"{title}", "{titel}", ":/channels/4/body"},
    {"\"encode\": \"form\"", "\"encode\": \"html\"", ":/channels/4/encode"},
    {"\"Authorization\"", "\"Host\"", ":/channels/4/headers"},
    {"\"Basic {basic}\"", "7", ":/channels/4/headers/Authorization"},
    {"\"text_max_bytes\": 300", "\"text_max_bytes\": 60", ":/channels/4/text_max_bytes"},
    {"\"text_max_bytes\": 300", "\"method\": \"DELETE\"", ":/channels/4/method"},
    {" \"ok\": {\"path\": \"/code\", \"value\": 0},", "", ":/channels/4/ok"},
    {"{\"path\": \"/code\", \"value\": 0}", "\"body\"", ":/channels/4/ok"},
    {"{\"path\": \"/code\", \"value\": 0}", "\"status\"", ":/channels/4/retry"},
    {"{\"path\": \"/code\", \"value\": 0}", "{\"path\": \"/code\"}", ":/channels/4/ok/value"},
    {"{\"path\": \"/code\", \"value\": 0}", "{\"path\": \"code\", \"value\": 0}", ":/channels/4/ok/path"},
    {"\"value\": 0", "\"value\": null", ":/channels/4/ok/value"},
    {"[5, \"busy\"]", "[]", ":/channels/4/retry"},
    {", \"topic\": \"plant\"", "", ":/channels/5/topic"},
    {"\"ntfy\", \"to\": \"group\"", "\"ntfy\", \"to\": \"person\"", ":/channels/5/to"}, /* a topic is everybody's */
    {"\"ntfy\", \"to\": \"group\"", "\"apprise\", \"to\": \"person\"", ":/channels/5/to"},
    {"\"topic\": \"plant\"", "\"topic\": \"a b\"", ":/channels/5/topic"},
    {"\"kind\": \"http\"", "\"kind\": \"http\", \"url\": \"https://a/\"", ":/channels/6/url"},
    {"{\"id\": \"cap\", \"kind\": \"http\"}", "7", ":/channels/6"},
    {"[\"push\", \"mail\", \"sms\", \"ali\", \"cap\"]", "[\"push\", \"mail\", \"sms\", \"ali\"]", ":/order"},
    {"[\"push\",", "[\"ding\", \"push\",", ":/order/0"},
    {"[\"push\",", "[\"push\", \"push\",", ":/order/1"},
    {"{\"zh\": \"{title_zh}\", ", "{", ":/channels/7/param"},
    {"{\"zh\": \"{title_zh}\", ", "{\"zh\": 7, ", ":/channels/7/param/zh"},
    {"\"{page}\"", "\"{token}\"", ":/channels/7/param"},
    {"\"param\": {\"zh\"", "\"body\": {\"zh\"", ":/channels/7/body"},
    {"\"template_code\": \"SMS_7\",", "", ":/channels/7/template_code"},
    {"https://ali.example/", "https://ali.example/x", ":/channels/7/url"},
    {"\"kind\": \"aliyun_sms\"", "\"kind\": \"aliyun_sms\", \"to\": \"group\"", ":/channels/7/to"},
    {"\"kind\": \"aliyun_sms\"", "\"kind\": \"aliyun_sms\", \"text_max_bytes\": 5000", ":/channels/7/text_max_bytes"},
    {"[\"push\",", "[7, \"push\",", ":/order/0"},
    {"\"escalate_after_s\": 90", "\"escalate_after_s\": 5", ":/escalate_after_s"},
    {"\"warden_after_s\": 240", "\"warden_after_s\": 1.5", ":/warden_after_s"},
    {"\"10.0.0.0/8\"", "\"10.0.0.1/8\"", ":/allow_private/0"},
    {"\"10.0.0.0/8\"", "\"0.0.0.0/0\"", ":/allow_private/0"},
    {"\"10.0.0.0/8\"", "\"10.1.2.0/25\"", NULL},
    {"\"10.0.0.0/8\"", "\"10.1.3.0/24\"", ":/channels/5/url"},
};

static void each_mistake_is_named_by_its_place(void **state)
{
    for (size_t i = 0; i < sizeof MISTAKES / sizeof MISTAKES[0]; i++) {
        struct channels *channels = NULL;
        struct sibu_fault fault;
        enum sibu_status status = open_changed(*state, MISTAKES[i].from, MISTAKES[i].to, &channels, &fault);
        const char *pointer = MISTAKES[i].pointer == NULL ? "" : MISTAKES[i].pointer;
        size_t length = strlen(fault.place), of_pointer = strlen(pointer);
        if (status != (MISTAKES[i].pointer == NULL ? SIBU_OK : SIBU_BAD_INPUT) || length < of_pointer ||
            strcmp(fault.place + length - of_pointer, pointer) != 0) {
            fail_msg("%s for %s: %d, %s: %s", MISTAKES[i].to, MISTAKES[i].from, (int)status, fault.place,
                     fault.what[SIBU_EN]);
        }
        assert_int_equal(channels == NULL, MISTAKES[i].pointer != NULL);
        assert_null(strstr(fault.what[SIBU_EN], "very-secret"));
        assert_null(strstr(fault.what[SIBU_ZH], "very-secret"));
        assert_null(strstr(fault.what[SIBU_EN], "TOP-SECRET"));
        channels_close(channels);
    }
}

/* Who wants to reach persons over a kind that reaches groups only is told so, and what to take instead. */
static void a_kind_for_groups_says_what_reaches_persons(void **state)
{
    struct channels *channels = NULL;
    struct sibu_fault fault;
    assert_int_equal(
        open_changed(*state, "\"ntfy\", \"to\": \"group\"", "\"ntfy\", \"to\": \"person\"", &channels, &fault),
        SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "ntfy reaches a group only"));
    assert_non_null(strstr(fault.what[SIBU_EN], "for persons take smtp"));
    assert_non_null(strstr(fault.what[SIBU_ZH], "ntfy 只能发到群组"));
    assert_int_equal(
        open_changed(*state, "\"kind\": \"http\"", "\"kind\": \"http\", \"to\": \"group\"", &channels, &fault),
        SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "http reaches persons only"));
}

/* Who writes a secret into the file is told where it belongs, and not only that the member is unknown. */
static void a_secret_in_the_file_is_told_where_it_belongs(void **state)
{
    static const char *const MEMBERS[] = {"secret", "token", "password", "key"};
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        struct channels *channels = NULL;
        struct sibu_fault fault;
        char to[64];
        (void)snprintf(to, sizeof to, "\"%s\": \"very-secret\"", MEMBERS[i]);
        assert_int_equal(open_changed(*state, "\"mention_all\": true", to, &channels, &fault), SIBU_BAD_INPUT);
        assert_non_null(strstr(fault.what[SIBU_EN], "a file of its own"));
        assert_non_null(strstr(fault.what[SIBU_ZH], "单独的文件"));
    }
}

/* Every beginning of the file, and the file with each byte changed: an answer, never a crash. */
static void no_broken_file_breaks_the_reader(void **state)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/channels.json", (const char *)*state);
    for (size_t i = 0; i < sizeof GOOD - 1; i += 3) {
        struct channels *channels = NULL;
        struct sibu_fault fault;
        char text[sizeof GOOD];
        memcpy(text, GOOD, sizeof text);
        text[i] = (char)(text[i] ^ (1 << (i % 7)));
        put(*state, "channels.json", text, 0644);
        enum sibu_status status = channels_open(&channels, path, &fault);
        assert_true(status == SIBU_OK || status == SIBU_BAD_INPUT);
        assert_int_equal(channels != NULL, status == SIBU_OK);
        channels_close(channels);
        text[i] = '\0';
        put(*state, "channels.json", text, 0644);
        assert_int_equal(channels_open(&channels, path, &fault), SIBU_BAD_INPUT);
    }
}

static void only_the_host_of_a_url_is_shown(void **state)
{
    (void)state;
    static const char *const URLS[][2] = {{"https://a.example/b?c=d", "a.example"},
                                          {"https://a.example:8443/b", "a.example"},
                                          {"http://[fd00::1]:80/b", "[fd00::1]"},
                                          {"https://a.example?key=K", "a.example"}};
    for (size_t i = 0; i < sizeof URLS / sizeof URLS[0]; i++) {
        char host[CHANNEL_HOST_BYTES];
        struct channel channel = {.kind = CHANNEL_WECOM, .robot = {.url = URLS[i][0]}};
        channel_host(&channel, host);
        assert_string_equal(host, URLS[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_says_what_it_says),
        cmocka_unit_test(what_is_not_said_is_as_usual),
        cmocka_unit_test(each_mistake_is_named_by_its_place),
        cmocka_unit_test(a_kind_for_groups_says_what_reaches_persons),
        cmocka_unit_test(a_secret_in_the_file_is_told_where_it_belongs),
        cmocka_unit_test(no_broken_file_breaks_the_reader),
        cmocka_unit_test(only_the_host_of_a_url_is_shown),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
