/* Sends one mail, and prints what is made of the answer: "RESULT CODE VERDICT FAULT".
 * Usage: mail_sample PORT required|optional|none|first USER PASSWORD CA-FILE zh|en TO */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/mail.h"
#include "notify/mail_send.h"

static const char *const TLS_WORDS[] = {"required", "optional", "none", "first"};

static enum mail_tls tls_of(const char *word)
{
    for (int i = 0; i < 4; i++) {
        if (strcmp(TLS_WORDS[i], word) == 0) {
            return (enum mail_tls)i;
        }
    }
    return MAIL_TLS_REQUIRED;
}

static struct mail mail_to(const char *to, const char *language)
{
    return (struct mail){
        .title = {"【演练】罐区火警，请立即撤离到一号集合点并在那里签到",
                  "DRILL: fire in the tank farm, leave for assembly point 1 & check in <there>"},
        .text = {"【演练】这是演练。\n请从北门离开。", "DRILL: this is a drill.\nLeave by the north gate <now>."},
        .link = "https://drill.example/p/abc?x=1&y=2",
        .language = strcmp(language, "zh") == 0 ? SIBU_ZH : SIBU_EN,
        .from = "drill@example.com",
        .from_name = "四不演练",
        .to = to,
        .key = "Zm9vYmFyYmF6cXV4cXV1eA",
        .sent_us = INT64_C(1795681800000000),
        .expires_us = INT64_C(1795683600000000)};
}

static int post(CURL *easy, const struct mail_server *server, const struct mail *mail)
{
    static const char *const VERDICTS[] = {"accepted", "retry", "give-up"};
    struct sibu_text bytes = {0};
    struct sibu_fault fault;
    struct mail_parcel parcel = {0};
    enum sibu_status status = mail_write(mail, &bytes, &fault);
    struct mail_letter letter = {mail->from, mail->to, sibu_text_get(&bytes), bytes.length};
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
    if (status == SIBU_OK) {
        status = mail_send_set(easy, server, &letter, &parcel, &fault);
    }
    if (status == SIBU_OK) {
        long code = 0;
        CURLcode result = curl_easy_perform(easy);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
        struct mail_judgement judgement = mail_judge(result, code);
        printf("%d %ld %s %s\n", (int)result, code, VERDICTS[judgement.verdict], judgement.fault);
    } else {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
    }
    mail_parcel_clear(&parcel);
    sibu_text_clear(&bytes);
    return status == SIBU_OK ? 0 : 2;
}

int main(int count, char **words)
{
    if (count != 8 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return 2;
    }
    CURL *easy = curl_easy_init();
    struct mail_server server = {"127.0.0.1", (int)strtol(words[1], NULL, 10), tls_of(words[2]), words[3], words[4],
                                 words[5]};
    struct mail mail = mail_to(words[7], words[6]);
    int result = easy == NULL ? 2 : post(easy, &server, &mail);
    curl_easy_cleanup(easy);
    curl_global_cleanup();
    return result;
}
