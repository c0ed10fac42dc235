/* Reads the scenario's lines; test/gpu-host/scenarioText.ts writes them and says what they mean. */
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text after `key=` in a line; up to the end of the line for the last key, else to a space. */
static int text_of(const char *line, const char *key, char *out, size_t size) {
  char wanted[32];
  snprintf(wanted, sizeof wanted, " %s=", key);
  const char *at = strstr(line, wanted);
  if (!at) return 0;
  at += strlen(wanted);
  const char *end = strcmp(key, "name") ? strchr(at, ' ') : NULL;
  size_t length = end ? (size_t)(end - at) : strlen(at);
  if (length >= size) length = size - 1;
  memcpy(out, at, length);
  out[length] = 0;
  return 1;
}

static uint64_t number_of(const char *line, const char *key, uint64_t otherwise) {
  char text[32];
  if (!text_of(line, key, text, sizeof text)) return otherwise;
  return strcmp(text, "na") ? strtoull(text, NULL, 10) : NOT_AVAILABLE;
}

static void read_gpu(const char *line, unsigned index, struct scenario *s) {
  struct gpu *gpu = &s->gpus[index];
  if (index >= s->gpu_count) s->gpu_count = index + 1;
  text_of(line, "uuid", gpu->uuid, sizeof gpu->uuid);
  text_of(line, "name", gpu->name, sizeof gpu->name);
  text_of(line, "pci", gpu->pci, sizeof gpu->pci);
  gpu->total = number_of(line, "total", gpu->total);
  gpu->reserved = number_of(line, "reserved", gpu->reserved);
  gpu->base = number_of(line, "base", gpu->base);
  gpu->util = (unsigned)number_of(line, "util", gpu->util);
  gpu->temperature = (unsigned)number_of(line, "temperature", gpu->temperature);
  gpu->milliwatts = (unsigned)number_of(line, "milliwatts", gpu->milliwatts);
  gpu->mig = (int)number_of(line, "mig", (uint64_t)gpu->mig);
  gpu->gpm = (int)number_of(line, "gpm", (uint64_t)gpu->gpm);
}

static void read_slot(const char *line, unsigned index, unsigned at, struct scenario *s) {
  struct slot *slot = &s->gpus[index].slots[at];
  slot->present = (int)number_of(line, "present", 1);
  slot->gi = (unsigned)number_of(line, "gi", slot->gi);
  slot->ci = (unsigned)number_of(line, "ci", slot->ci);
  slot->sm = (unsigned)number_of(line, "sm", slot->sm);
  slot->total = number_of(line, "total", slot->total);
  slot->base = number_of(line, "base", slot->base);
  text_of(line, "uuid", slot->uuid, sizeof slot->uuid);
  text_of(line, "name", slot->name, sizeof slot->name);
}

static void read_process(const char *line, unsigned gpu, unsigned pid, struct scenario *s) {
  if (s->process_count == MAX_PROCESSES) return;
  struct process *process = &s->processes[s->process_count++];
  *process = (struct process){.gpu = gpu, .pid = pid, .types = COMPUTE};
  process->gi = (unsigned)number_of(line, "gi", UINT32_MAX);
  process->ci = (unsigned)number_of(line, "ci", UINT32_MAX);
  process->types = (unsigned)number_of(line, "types", COMPUTE);
  process->vram = number_of(line, "vram", 0);
  process->sm = (unsigned)number_of(line, "sm", 0);
  process->mem = (unsigned)number_of(line, "mem", 0);
  process->enc = (unsigned)number_of(line, "enc", 0);
  process->dec = (unsigned)number_of(line, "dec", 0);
  text_of(line, "name", process->name, sizeof process->name);
}

static void forget_process(unsigned gpu, unsigned pid, struct scenario *s) {
  for (unsigned i = 0; i < s->process_count; i++)
    if (s->processes[i].gpu == gpu && s->processes[i].pid == pid)
      s->processes[i--] = s->processes[--s->process_count];
}

static void read_rule(const char *line, struct scenario *s) {
  if (s->rule_count == MAX_RULES) return;
  struct rule *rule = &s->rules[s->rule_count];
  *rule = (struct rule){.gpu = -1};
  char kind[8];
  int value = 0;
  if (sscanf(line, "%7s %63s %d %d", kind, rule->function, &value, &rule->gpu) < 3) return;
  *(strcmp(kind, "pause") ? &rule->code : &rule->pause) = value;
  s->rule_count++;
}

/* A load that nobody could see of any process would be no real card's. */
static unsigned load_of(const struct scenario *s, unsigned gpu, const struct slot *slot) {
  unsigned sum = 0;
  for (unsigned i = 0; i < s->process_count; i++) {
    const struct process *process = &s->processes[i];
    if (process->gpu == gpu && (!slot || process->gi == slot->gi)) sum += process->sm;
  }
  return sum < 100 ? sum : 100;
}

static void complete_loads(struct scenario *s) {
  for (unsigned i = 0; i < s->gpu_count; i++) {
    struct gpu *gpu = &s->gpus[i];
    if (gpu->util == FROM_PROCESSES) gpu->util = load_of(s, i, NULL);
    for (unsigned at = 0; at < MAX_SLOTS; at++) {
      struct slot *slot = &gpu->slots[at];
      if (slot->sm == FROM_PROCESSES) slot->sm = load_of(s, i, slot);
    }
  }
}

static void forget_loads(struct scenario *s) {
  for (unsigned i = 0; i < MAX_GPUS; i++) {
    s->gpus[i].util = FROM_PROCESSES;
    for (unsigned at = 0; at < MAX_SLOTS; at++) s->gpus[i].slots[at].sm = FROM_PROCESSES;
  }
}

void read_scenario(const char *path, uint64_t loaded_us, struct scenario *s) {
  memset(s, 0, sizeof *s);
  forget_loads(s);
  strcpy(s->driver, "550.54.15");
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file) return;
  double elapsed = (double)(now_us() - loaded_us) / 1e6, at = 0;
  char line[512];
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    unsigned gpu = 0, other = 0;
    double start;
    if (sscanf(line, "start %lf", &start) == 1) elapsed = (double)now_us() / 1e6 - start / 1e3;
    if (sscanf(line, "at %lf", &at) == 1) s->timed = 1;
    if (at > elapsed) continue;
    if (sscanf(line, "driver %31s", s->driver) == 1) continue;
    if (!strncmp(line, "error ", 6) || !strncmp(line, "pause ", 6)) read_rule(line, s);
    if (sscanf(line, "gpu %u", &gpu) == 1 && gpu < MAX_GPUS) read_gpu(line, gpu, s);
    if (sscanf(line, "slot %u %u", &gpu, &other) == 2 && gpu < MAX_GPUS && other < MAX_SLOTS)
      read_slot(line, gpu, other, s);
    if (sscanf(line, "process %u %u", &gpu, &other) == 2) read_process(line, gpu, other, s);
    if (sscanf(line, "ended %u %u", &gpu, &other) == 2) forget_process(gpu, other, s);
  }
  fclose(file);
  complete_loads(s);
}
