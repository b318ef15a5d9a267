/* What went wrong, as a value: where it is and what is wrong there, in Chinese and in English.
 *
 * Every function of Sibu that can fail returns an `enum sibu_status` and fills a `struct sibu_fault`, which the caller
 * owns (it holds no memory of its own). Nothing is printed and nothing exits below the command line.
 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SIBU_MUST_USE __attribute__((warn_unused_result))
#define SIBU_FORMAT(text, first) __attribute__((format(printf, text, first)))
#else
#define SIBU_MUST_USE
#define SIBU_FORMAT(text, first)
#endif

/* The languages that everything a person reads exists in. Used as an index into arrays of two. */
enum sibu_language { SIBU_ZH = 0, SIBU_EN = 1 };
#define SIBU_LANGUAGES 2

/* SIBU_NO: it ran, and the answer is no. SIBU_BAD_INPUT: what we were given is wrong. SIBU_IO: disk, network or
 * database failed, another try may succeed. SIBU_LIMIT: larger than a stated limit. SIBU_NO_MEMORY: none left. */
enum sibu_status { SIBU_OK = 0, SIBU_NO, SIBU_BAD_INPUT, SIBU_IO, SIBU_LIMIT, SIBU_NO_MEMORY };

struct sibu_fault {
    enum sibu_status status;
    char place[240]; /* "plant-a.geojson:/features/3/geometry", "roster.csv:17", "--people" */
    char what[SIBU_LANGUAGES][320]; /* one sentence without a full stop: what is wrong, and what to do */
};

/* Fills `*fault` and returns `status`, so that a function can end with `return sibu_fault_set(...)`. The two formats
 * take the same arguments in the same order. Text that does not fit is cut at a character's end. */
SIBU_FORMAT(4, 6)
SIBU_FORMAT(5, 6)
enum sibu_status sibu_fault_set(struct sibu_fault *fault, enum sibu_status status, const char *place, const char *zh,
                                const char *en, ...);

/* The exit status of a program that ends with `status`: 0 done, 1 the answer is no, 2 bad input or a limit passed,
 * 3 the outside failed. */
int sibu_fault_exit_status(enum sibu_status status);

#ifdef __cplusplus
}
#endif
