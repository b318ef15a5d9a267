/* The whole report, part by part, in the order of AQ/T 9009-2015, 7.4. See part.h. */
#include "report/part.h"

void part_all(const struct part *part)
{
    part_head(part);
    part_facts(part);
    part_judgement(part);
    part_chapter(part, SIBU_SAY_JUDGEMENT_CHAPTER_DRILL, SIBU_SAY_JUDGEMENT_CHAPTER_DRILL_NOTE);
    part_drawn(part);
    part_course(part);
    part_unfold(part);
    part_hazard(part);
    part_chapter(part, SIBU_SAY_JUDGEMENT_CHAPTER_PROCESS, SIBU_SAY_JUDGEMENT_CHAPTER_PROCESS_NOTE);
    part_process(part);
    part_chapter(part, SIBU_SAY_JUDGEMENT_CHAPTER_ANALYSIS, SIBU_SAY_JUDGEMENT_CHAPTER_ANALYSIS_NOTE);
    part_curves(part);
    part_comparison(part);
    part_waiting(part);
    part_measures(part);
    part_trend(part);
    part_doubt(part);
    part_zones(part);
    part_groups(part);
    part_places(part);
    part_flow(part);
    part_crowd(part);
    part_margin(part);
    part_missing(part);
    part_help(part);
    part_deliveries(part);
    part_rating(part);
    part_chapter(part, SIBU_SAY_JUDGEMENT_CHAPTER_IMPROVEMENT, SIBU_SAY_JUDGEMENT_CHAPTER_IMPROVEMENT_NOTE);
    part_findings(part);
    part_chapter(part, SIBU_SAY_JUDGEMENT_CHAPTER_CONCLUSION, SIBU_SAY_JUDGEMENT_CHAPTER_CONCLUSION_NOTE);
    part_conclusion(part);
    part_limits(part);
    part_sentence(part, DOCUMENT_FOOTER,
                  part->report->naming.mode == REPORT_NAMES_SHOWN ? SIBU_SAY_REPORT_FOOTER_NAMES
                                                                  : SIBU_SAY_REPORT_FOOTER);
}
