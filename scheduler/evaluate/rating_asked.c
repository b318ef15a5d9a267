/* Evaluators' answers folded to one grade for an item: see rating_asked.h. */
#include "evaluate/rating_asked.h"

#include <string.h>

#include "evaluate/evaluation_part.h"

static enum rating_counts judge(const struct rating_answer *answer, uint32_t grade)
{
    if (answer->grade[0] == '\0') {
        return RATING_NOT_SEEN;
    }
    if (grade == RATING_UNRATED) {
        return RATING_OTHER_GRADE;
    }
    return answer->note[strspn(answer->note, " \t\r\n")] == '\0' ? RATING_WITHOUT_NOTE : RATING_COUNTS;
}

/* A later answer of the same evaluator to the same question stands in its place, whatever it says. */
static int is_replaced(const struct rating_answer_result *answers, size_t count, size_t index)
{
    for (size_t i = index + 1; i < count; i++) {
        if (strcmp(answers[i].answer->question, answers[index].answer->question) == 0 &&
            strcmp(answers[i].answer->who, answers[index].answer->who) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_first_of_its_question(const struct rating_answer_result *answers, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(answers[i].answer->question, answers[index].answer->question) == 0) {
            return 0;
        }
    }
    return 1;
}

/* The middle of what counts on one question, of two middle ones the worse; RATING_UNRATED where nothing counts. */
static uint32_t middle(const struct rating_answer_result *answers, size_t count, const char *question)
{
    uint32_t of_grade[RATING_GRADES_MAX] = {0}, n = 0, before = 0;
    for (size_t i = 0; i < count; i++) {
        if (answers[i].counts == RATING_COUNTS && strcmp(answers[i].answer->question, question) == 0) {
            of_grade[answers[i].grade]++;
            n++;
        }
    }
    for (uint32_t grade = 0; n > 0 && grade < RATING_GRADES_MAX; grade++) {
        before += of_grade[grade];
        if (before > n / 2) {
            return grade;
        }
    }
    return RATING_UNRATED;
}

static size_t count_of(const struct rating_case *what, const char *item)
{
    size_t count = 0;
    for (size_t i = 0; i < what->answer_count; i++) {
        count += strcmp(what->answers[i].item, item) == 0 ? 1 : 0;
    }
    return count;
}

/* The worst of what its questions give. */
static uint32_t fold(const struct rating_answer_result *answers, size_t count)
{
    uint32_t worst = RATING_UNRATED;
    for (size_t i = 0; i < count; i++) {
        uint32_t grade =
            is_first_of_its_question(answers, i) ? middle(answers, count, answers[i].answer->question) : RATING_UNRATED;
        if (grade != RATING_UNRATED && (worst == RATING_UNRATED || grade > worst)) {
            worst = grade;
        }
    }
    return worst;
}

enum sibu_status rating_asked_take(struct rating_item_result *out, const struct rating_scheme *scheme,
                                   const struct rating_case *what, struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct rating_answer_result *answers = sibu_arena_take(arena, count_of(what, out->item->id), sizeof *answers);
    if (answers == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < what->answer_count; i++) {
        if (strcmp(what->answers[i].item, out->item->id) == 0) {
            uint32_t grade = rating_scheme_grade(scheme, what->answers[i].grade);
            answers[out->answer_count++] =
                (struct rating_answer_result){&what->answers[i], grade, judge(&what->answers[i], grade)};
        }
    }
    for (size_t i = 0; i < out->answer_count; i++) {
        answers[i].counts = is_replaced(answers, out->answer_count, i) ? RATING_REPLACED : answers[i].counts;
    }
    out->asked = fold(answers, out->answer_count);
    out->answers = answers;
    return SIBU_OK;
}
