/* An organisation being read: what its parts share. For organisation_*.c only. */
#pragma once
#include "organisation/organisation.h"
#include "sibu/json.h"

struct organisation_reader {
    const struct organisation_source *source;
    struct organisation *organisation;
    struct organisation_branch *branches;
    struct sibu_json_value *branch_values; /* as the branches: where each stands in the file */
    uint32_t *by_id;
    struct organisation_sector *sectors;
    struct sibu_json_value *sector_values;
    struct organisation_site *sites;
    struct sibu_json_value *site_values;
    struct sibu_fault_list *list; /* gets every fault, or NULL */
    struct sibu_fault *first; /* gets the first fault */
    size_t faults;
    int no_memory;
};

/* Keeps a fault that has been filled in. */
void organisation_note(struct organisation_reader *reader, const struct sibu_fault *fault);
/* Notes one of the value's member (key NULL: of itself), with the text that is meant in both sentences as %s. */
void organisation_blame(struct organisation_reader *reader, struct sibu_json_value value, const char *key,
                        const char *const what[SIBU_LANGUAGES], const char *about);
/* organisation_tree.c: sorts the branches, finds what each is under and how deep it lies, and notes what is twice, under
 * what is not there, under itself, or too deep. `under`: as the branches, "" for the top. */
void organisation_grow(struct organisation_reader *reader, const char *const *under);
