/* Numbers and verdicts as a reader sees them. Inside validate/ only. Pure. */
#pragma once
#include "sibu/catalogue.h"
#include "validate/validate.h"

/* "36.4": four digits or so, no zeros at the end. */
void say_number(struct sibu_text *out, double value);
enum sibu_say_id say_verdict(enum verdict verdict);
/* A unit as a part of a name: "m_per_s". */
const char *say_key(const char *unit);
/* How many passed, failed and were skipped, over how many seeds. */
void say_sum(struct sibu_text *out, const struct validate *validate, enum sibu_language language);
/* The crowd's parameters in a line. */
void say_parameters(struct sibu_text *out);
