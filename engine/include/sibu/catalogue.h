/* Every sentence that a page, picture, alert or report shows, in Chinese and in English.
 *
 * assets/text/NAME.json holds, per id, {"zh": "...", "en": "..."}; the build turns all of them into the enum
 * (sibu/text_ids.h: SIBU_SAY_NAME_ID) and the table behind sibu_say. Texts may hold places to fill, {0} to {9}.
 */
#pragma once
#include "sibu/fault.h"
#include "sibu/text.h"
#include "sibu/text_ids.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The sentence itself, never NULL, static. */
const char *sibu_say(enum sibu_language language, enum sibu_say_id id);
/* Appends the sentence with {0}, {1} ... replaced by values[0], values[1] ... (count of them, at most 10). */
void sibu_say_with(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *const *values,
                   int count);
/* The language of a person from "zh-CN", "en_US.UTF-8", "zh", ...: Chinese where it begins with zh, else English. */
enum sibu_language sibu_language_of(const char *tag);

#ifdef __cplusplus
}
#endif
