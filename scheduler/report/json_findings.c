/* The findings as a member of the report's JSON object: see find.h; keys in docs/report.md. */
#include <inttypes.h>

#include "report/find.h"
#include "report/say.h"

static void add_text(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_pair(struct sibu_text *out, const char *key, const char *zh, const char *en)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, zh);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, en);
    sibu_text_add(out, "}");
}

static void add_sentence(struct sibu_text *out, const struct report *report, const struct finding_look *look)
{
    struct sibu_text zh = {0}, en = {0};
    finding_say(look, report->site, SIBU_ZH, &zh);
    finding_say(look, report->site, SIBU_EN, &en);
    add_pair(out, "finding", sibu_text_get(&zh), sibu_text_get(&en));
    sibu_text_clear(&zh);
    sibu_text_clear(&en);
}

static void add_finding(struct sibu_text *out, const struct report *report, const struct finding_look *look)
{
    const struct finding_rules *rules = &report->findings.rules;
    const struct finding_rule *rule = &rules->kinds[look->kind];
    struct sibu_text due = {0};
    say_iso(&due, find_due_us(report, look), report->draw.offset_s);
    sibu_text_addf(out, "{\"kind\":\"%s\"", finding_kind_name(look->kind));
    add_text(out, "place", look->place);
    sibu_text_addf(out, ",\"severity\":\"%s\",\"unit\":\"%s\",\"value\":%.9g,\"above\":%.9g,\"at_least\":%s",
                   finding_severity_name(look->severity), finding_unit_name(finding_unit_of(look->kind)), look->value,
                   rule->above[look->severity], look->never ? "true" : "false");
    sibu_text_addf(out, ",\"count\":%" PRIu32 ",\"of\":%" PRIu32, look->count, look->of);
    add_sentence(out, report, look);
    add_pair(out, "owner", rule->owner.in[SIBU_ZH], rule->owner.in[SIBU_EN]);
    sibu_text_addf(out, ",\"days\":%" PRId32, rules->days[look->severity]);
    add_text(out, "due", sibu_text_get(&due));
    const struct earlier_finding *before = find_before(report, look);
    if (before != NULL) {
        sibu_text_addf(out, ",\"before\":%" PRId64 "}", before->id);
    } else {
        sibu_text_add(out, ",\"before\":null}");
    }
    sibu_text_clear(&due);
}

/* What earlier drills had left at T0, each with what this one says of it. */
static void add_earlier(struct sibu_text *out, const struct report *report)
{
    const struct earlier *earlier = &report->earlier;
    if (!earlier->known) {
        sibu_text_add(out, ",\"earlier\":null");
        return;
    }
    sibu_text_add(out, ",\"earlier\":[");
    for (size_t i = 0; i < earlier->finding_count; i++) {
        const struct earlier_finding *before = &earlier->findings[i];
        sibu_text_addf(out, "%s{\"id\":%" PRId64, i > 0 ? "," : "", before->id);
        add_text(out, "kind", before->kind);
        add_text(out, "place", before->place);
        add_text(out, "severity", finding_severity_name(before->severity));
        add_text(out, "state", before->closed ? "closed" : "open");
        add_text(out, "last", finding_word_name(find_word(report, before)));
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

void find_json(const struct report *report, struct sibu_text *out)
{
    const struct report_findings *findings = &report->findings;
    if (!findings->known) {
        sibu_text_add(out, ",\"findings\":null");
        return;
    }
    sibu_text_addf(out, ",\"findings\":{\"rules\":\"%s\",\"judged\":%s,\"looked_at\":%zu,\"found\":[",
                   findings->from_elsewhere ? "file" : "record", findings->looks.judged ? "true" : "false",
                   findings->looks.count);
    for (size_t i = 0; i < findings->count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_finding(out, report, findings->found[i]);
    }
    sibu_text_add(out, "]");
    add_earlier(out, report);
    sibu_text_add(out, "}");
}
