/* See font_find.h. Depends on fontconfig, whose configuration is read at the first call and stays for the process. */
#include "view/font_find.h"

#include <fontconfig/fontconfig.h>
#include <stdio.h>

static FcPattern *best_match(enum font_weight weight)
{
    FcPattern *wanted = FcNameParse((const FcChar8 *)"sans-serif:lang=zh-cn");
    if (wanted == NULL) {
        return NULL;
    }
    FcResult result = FcResultNoMatch;
    (void)FcPatternAddInteger(wanted, FC_WEIGHT, weight == FONT_BOLD ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    (void)FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcPattern *match = FcFontMatch(NULL, wanted, &result);
    FcPatternDestroy(wanted);
    return match;
}

/* Chinese of any place is better than boxes. */
static int has_chinese(const FcPattern *match)
{
    FcLangSet *languages = NULL;
    return FcPatternGetLangSet(match, FC_LANG, 0, &languages) == FcResultMatch &&
           FcLangSetHasLang(languages, (const FcChar8 *)"zh-cn") != FcLangDifferentLang;
}

static int read_match(const FcPattern *match, struct font_place *out)
{
    FcChar8 *path = NULL;
    int weight = FC_WEIGHT_REGULAR;
    FcBool thickened = FcFalse; /* fontconfig asks us to make a bold face of a regular one, and calls it bold */
    if (!has_chinese(match) || FcPatternGetString(match, FC_FILE, 0, &path) != FcResultMatch) {
        return 0;
    }
    (void)FcPatternGetInteger(match, FC_WEIGHT, 0, &weight);
    (void)FcPatternGetBool(match, FC_EMBOLDEN, 0, &thickened);
    if (FcPatternGetInteger(match, FC_INDEX, 0, &out->index) != FcResultMatch) {
        out->index = 0;
    }
    out->bold = weight >= FC_WEIGHT_DEMIBOLD && !thickened;
    int length = snprintf(out->path, sizeof out->path, "%s", (const char *)path);
    return length > 0 && (size_t)length < sizeof out->path;
}

enum sibu_status font_find(enum font_weight weight, struct font_place *out, struct sibu_fault *fault)
{
    *out = (struct font_place){.index = 0};
    FcPattern *match = best_match(weight);
    int found = match != NULL && read_match(match, out);
    if (match != NULL) {
        FcPatternDestroy(match);
    }
    if (!found) {
        return sibu_fault_set(fault, SIBU_IO, "fontconfig", "找不到中文字体，请安装 fonts-wqy-microhei",
                              "no font with Chinese characters found, install fonts-wqy-microhei");
    }
    return SIBU_OK;
}
