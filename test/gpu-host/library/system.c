/* The calls that concern no card, and how every call begins and ends. */
#include "nvml.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Marks the library: a real one has no such symbol. */
int yoloDockSimulated = 1;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int users;
static struct handle cards[MAX_GPUS], slots[MAX_GPUS][MAX_SLOTS];

device card_handle(unsigned gpu) {
  cards[gpu] = (struct handle){gpu, -1};
  return &cards[gpu];
}

device slot_handle(unsigned gpu, unsigned slot) {
  slots[gpu][slot] = (struct handle){gpu, (int)slot};
  return &slots[gpu][slot];
}

const struct slot *slot_of(const struct scenario *s, device handle) {
  return handle->slot < 0 ? NULL : &s->gpus[handle->gpu].slots[handle->slot];
}

/* Whether a rule is for this call. `*` stands for every call about a card. */
static int concerns(const struct rule *rule, const char *function, device handle) {
  int about_card = handle != NULL || !strcmp(function, "nvmlDeviceGetHandleByIndex_v2");
  if (strcmp(rule->function, function) && (strcmp(rule->function, "*") || !about_card)) return 0;
  return rule->gpu < 0 || (handle && handle->slot < 0 && (int)handle->gpu == rule->gpu);
}

const struct scenario *begin(const char *function, device handle, int *code) {
  pthread_mutex_lock(&lock);
  const struct scenario *s = current_scenario();
  *code = users || !strcmp(function, "nvmlInit_v2") ? NVML_SUCCESS : NVML_UNINITIALIZED;
  for (unsigned i = 0; i < s->rule_count; i++) {
    const struct rule *rule = &s->rules[i];
    if (!concerns(rule, function, handle)) continue;
    if (rule->pause) usleep((useconds_t)rule->pause * 1000);
    if (rule->code) *code = rule->code;
  }
  const struct slot *slot = handle ? slot_of(s, handle) : NULL;
  if (*code == NVML_SUCCESS && handle && (handle->gpu >= s->gpu_count || (slot && !slot->present)))
    *code = NVML_INVALID_ARGUMENT;
  if (*code == NVML_SUCCESS) return s;
  pthread_mutex_unlock(&lock);
  return NULL;
}

int end(int code) {
  pthread_mutex_unlock(&lock);
  return code;
}

int nvmlInit_v2(void) {
  BEGIN(NULL);
  users++;
  return end(NVML_SUCCESS);
}

int nvmlShutdown(void) {
  BEGIN(NULL);
  users--;
  return end(NVML_SUCCESS);
}

int nvmlSystemGetDriverVersion(char *version, unsigned length) {
  BEGIN(NULL);
  snprintf(version, length, "%s", s->driver);
  return end(NVML_SUCCESS);
}

int nvmlSystemGetProcessName(unsigned pid, char *name, unsigned length) {
  BEGIN(NULL);
  for (unsigned i = 0; i < s->process_count; i++) {
    if (s->processes[i].pid != pid || !s->processes[i].name[0]) continue;
    snprintf(name, length, "%s", s->processes[i].name);
    return end(NVML_SUCCESS);
  }
  return end(NVML_NOT_FOUND);
}

int nvmlDeviceGetCount_v2(unsigned *count) {
  BEGIN(NULL);
  *count = s->gpu_count;
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, device *handle) {
  BEGIN(NULL);
  if (index >= s->gpu_count) return end(NVML_INVALID_ARGUMENT);
  *handle = card_handle(index);
  return end(NVML_SUCCESS);
}
