/* The parts of the report, each written once for each language into a document. Inside report/ only. Pure.
 */
#pragma once
#include "report/document.h"
#include "report/say.h"

struct part {
    const struct report *report;
    enum sibu_language language;
    struct document *out;
    const struct drawing *plans; /* by floor (site_map_paint); NULL where the record has no site */
    double chart_height; /* of the curves, in units where their width is 720; 0: as a whole page has it */
};

void part_open(const struct part *part, enum document_element element, unsigned flags);
void part_close(const struct part *part, enum document_element element);
void part_text(const struct part *part, const char *text);
void part_say(const struct part *part, enum sibu_say_id id);
/* The sentence with its places filled. */
void part_say_values(const struct part *part, enum sibu_say_id id, const char *const *values, int count);
void part_say_count(const struct part *part, enum sibu_say_id id, uint64_t count);
void part_duration(const struct part *part, double seconds);
/* "12": in an element of its own. */
void part_number(const struct part *part, enum document_element element, unsigned flags, uint64_t count);
/* A whole sentence, or a given text, as an element. */
void part_sentence(const struct part *part, enum document_element element, enum sibu_say_id id);
void part_words(const struct part *part, enum document_element element, unsigned flags, const char *text);
/* The beginning of a section with its heading; it ends with part_end_section. */
void part_section(const struct part *part, enum sibu_say_id heading);
void part_end_section(const struct part *part);
/* The heading of the sections that follow, and a note of where AQ/T 9009 and HSEEP have them. */
void part_chapter(const struct part *part, enum sibu_say_id heading, enum sibu_say_id note);
/* A table's beginning with its head: ids from `heads` until its count; the columns in `numbers` (bit 0: the first) hold numbers. */
void part_table(const struct part *part, const char *kind, const enum sibu_say_id *heads, int count, unsigned numbers);
void part_end_table(const struct part *part);
#define PART_NUMBERS_FROM(texts) (~0u << (texts)) /* all columns but the first so many */
/* A row with a name at its head, given or said. */
void part_row(const struct part *part, const char *name);
void part_end_row(const struct part *part);
/* A cell with a duration or a dash; with a number; with a time since T0 ("3:05.2"); with a time of day. */
void part_cell_duration(const struct part *part, double seconds);
void part_cell_count(const struct part *part, uint64_t count);
void part_cell_clock(const struct part *part, double seconds);
void part_cell_time(const struct part *part, unsigned flags, int64_t time_us);
/* An ornament of a legend, and what it stands for. */
struct drawing *part_legend_item(const struct part *part);
void part_legend_words(const struct part *part, const struct drawing *ornament, enum sibu_say_id id);
/* "Condition ...: kept", of an item of the rating. */
struct rating_condition_result;
void part_condition(const struct part *part, const struct rating_condition_result *result);
/* "zh" or "en". */
const char *part_code(enum sibu_language language);

/* All of them, in their order. */
void part_all(const struct part *part);

/* What stands on one page for whoever has no time for more: verdict, key figures, what stands out, the curve, the main times. */
void part_summary(const struct part *part);

void part_head(const struct part *part); /* title, verdict, key figures */
void part_facts(const struct part *part); /* what stands out */
void part_judgement(const struct part *part); /* grades as a whole, strengths, areas for improvement */
void part_judgement_brief(const struct part *part); /* grades as a whole, the gravest findings */
void part_process(const struct part *part); /* by which rules, and by whom, it was judged */
void part_rating(const struct part *part); /* each scheme item by item */
void part_findings(const struct part *part); /* what must be mended, by whom and when */
void part_conclusion(const struct part *part); /* grades as a whole, and the rules that made them */
void part_drawn(const struct part *part); /* what was drawn, and its proof */
void part_course(const struct part *part); /* what happened when */
void part_timeline(const struct part *part); /* its chart; part of part_course's section */
void part_unfold(const struct part *part); /* what unfolded, as it was drawn */
void part_scenario(const struct part *part); /* from which ingredients; part of part_unfold's section */
void part_hazard(const struct part *part); /* its fields, reckoned again */
void part_curves(const struct part *part);
void part_curves_chart(const struct part *part); /* the chart and its legend alone */
void part_forecast(const struct part *part); /* part of part_curves' section */
void part_waiting(const struct part *part); /* who was still waited for: survival curves, of all and by zone */
void part_comparison(const struct part *part); /* the drill among the runs of its forecast */
void part_measures(const struct part *part);
void part_doubt(const struct part *part); /* how far clocks and the roster could shift it */
void part_measures_brief(const struct part *part); /* of the table the main rows alone */
void part_trend(const struct part *part); /* among the site's earlier drills; nothing where there are none */
void part_zones(const struct part *part); /* maps and table */
void part_groups(const struct part *part); /* shifts, roles, channels */
void part_places(const struct part *part); /* exits and assembly points */
void part_flow(const struct part *part); /* exits over time */
void part_crowd(const struct part *part); /* how closely people stood, what they would have met */
void part_margin(const struct part *part); /* the time needed against the time left */
void part_missing(const struct part *part);
void part_help(const struct part *part); /* calls for help, the search, wardens */
void part_deliveries(const struct part *part);
void part_limits(const struct part *part);
