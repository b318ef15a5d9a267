/* The list of events that unfolded, for spreadsheets and for whoever compares it with a written one. See report.h. */
#include <inttypes.h>

#include "report/say.h"

static void add_word(struct sibu_text *out, const char *word)
{
    sibu_text_add(out, ",");
    sibu_text_add_csv(out, word);
}

static void add_event(const struct report *report, const struct report_unfold *event, struct sibu_text *out)
{
    const struct sibu_unfold_row *row = &event->row;
    sibu_text_addf(out, "%" PRIu32 ",", row->number);
    say_iso(out, row->time_us, report->draw.offset_s);
    sibu_text_addf(out, ",%.3f", event->at_s);
    add_word(out, sibu_unfold_name(row->what));
    add_word(out, row->place);
    add_word(out, row->words.in[SIBU_ZH]);
    add_word(out, row->words.in[SIBU_EN]);
    sibu_text_addf(out, ",%.6g,%.6g,%" PRIu32 ",", row->rate_per_min, row->share, row->heading_persons);
    if (event->alert[0] != '\0') {
        sibu_text_addf(out, "%" PRIu32, event->reached);
    }
    sibu_text_add(out, "\r\n");
}

void report_msel(const struct report *report, struct sibu_text *out)
{
    sibu_text_add(out, "\xEF\xBB\xBF" /* without it, spreadsheets take the Chinese for something else */
                       "number,time,t_s,event,place,words_zh,words_en,rate_per_min,share,heading,reached\r\n");
    for (size_t i = 0; i < report->unfolding.count; i++) {
        add_event(report, &report->unfolding.events[i], out);
    }
}
