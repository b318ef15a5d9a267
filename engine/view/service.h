/* Levels of service: what a density of people means for those who walk there, as letters from A to F.
 *
 * After J. J. Fruin, Pedestrian Planning and Design (1971), who gave them as areas: for walkways 35, 25, 15, 10 and 5
 * square feet a person, for stairs 20, 15, 10, 7 and 4, for standing in a queue 13, 10, 7, 3 and 2. Pure.
 */
#pragma once

enum service { SERVICE_WALKWAY, SERVICE_STAIR, SERVICE_QUEUE };
#define SERVICES 3
enum service_level { SERVICE_A, SERVICE_B, SERVICE_C, SERVICE_D, SERVICE_E, SERVICE_F };
#define SERVICE_LEVELS 6

extern const double SERVICE_MOST[SERVICES][SERVICE_LEVELS - 1]; /* the most a level has, persons/m2; F has no most */
enum service_level service_level(enum service service, double persons_per_m2);
enum service service_next(enum service service); /* round and round */
/* Turns on the kind that a word names: "walkway", "stairs", "queue". False where there is none of that name. */
int service_show(enum service *service, const char *word);
const char *service_words(void); /* the names that service_show knows, with a comma between them */
