/* See finding_json.h. */
#include "evaluate/finding_json.h"

#include <inttypes.h>

int finding_is_wanted(const struct finding_item *item, const struct finding_wanted *wanted, int64_t now_us)
{
    return (!wanted->open || !item->closed) && (!wanted->overdue || finding_is_overdue(item, now_us));
}

static void add_member(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_time(struct sibu_text *out, const char *key, int64_t time_us)
{
    char text[32];
    sibu_time_text(text, time_us);
    if (time_us == 0) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        add_member(out, key, text);
    }
}

static void add_words(struct sibu_text *out, const char *key, const char *zh, const char *en)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, zh);
    add_member(out, "en", en);
    sibu_text_add(out, "}");
}

static void add_item(const struct finding_item *item, int64_t now_us, struct sibu_text *out)
{
    sibu_text_addf(out, "{\"id\":%" PRId64, item->id);
    add_member(out, "site", item->site);
    add_member(out, "kind", item->kind);
    add_member(out, "place", item->place);
    add_member(out, "state", item->closed ? "closed" : "open");
    add_member(out, "severity", finding_severity_name(item->severity));
    add_member(out, "owner", item->owner);
    add_time(out, "opened", item->opened_us);
    add_time(out, "due", item->due_us);
    sibu_text_addf(out, ",\"overdue\":%s,\"level\":%d,\"drills\":%u",
                   finding_is_overdue(item, now_us) ? "true" : "false", (int)item->level, (unsigned)item->times);
    add_member(out, "drill", item->drill);
    add_words(out, "finding", item->zh, item->en);
    add_member(out, "last", finding_word_name(item->word));
    add_member(out, "last_drill", item->word_drill);
    add_time(out, "closed", item->closed_us);
    add_member(out, "closed_by", item->closed_by);
    add_member(out, "proof", item->proof);
    add_member(out, "proof_sha256", item->file);
    sibu_text_add(out, "}");
}

static void add_grade(struct sibu_text *out, const struct finding_grade *grade)
{
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, grade->site);
    sibu_text_addf(out, ",\"grade\":\"%c\",\"site_file\":\"%c\",\"scores\":[", grade->grade, grade->base);
    for (size_t i = 0; i < grade->score_count; i++) {
        sibu_text_addf(out, "%s%.2f", i > 0 ? "," : "", grade->scores[i] / 100.0);
    }
    sibu_text_add(out, "]");
    add_words(out, "why", grade->zh, grade->en);
    sibu_text_add(out, "}");
}

void finding_book_json(const struct finding_book *book, const struct finding_wanted *wanted, int64_t now_us,
                       struct sibu_text *out)
{
    size_t open = 0, overdue = 0, told = 0;
    sibu_text_add(out, "{\"findings\":[");
    for (size_t i = 0; i < book->count; i++) {
        open += book->items[i].closed ? 0 : 1;
        overdue += finding_is_overdue(&book->items[i], now_us) ? 1 : 0;
        if (finding_is_wanted(&book->items[i], wanted, now_us)) {
            sibu_text_add(out, told++ > 0 ? "," : "");
            add_item(&book->items[i], now_us, out);
        }
    }
    sibu_text_add(out, "],\"grades\":[");
    for (size_t i = 0; i < book->grade_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_grade(out, &book->grades[i]);
    }
    sibu_text_addf(out, "],\"open\":%zu,\"overdue\":%zu}\n", open, overdue);
}
