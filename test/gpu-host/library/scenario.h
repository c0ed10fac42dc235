/* What the simulated driver reports, read from the scenario file. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdint.h>

#define MAX_GPUS 16
#define MAX_SLOTS 8
#define MAX_PROCESSES 4096
#define MAX_RULES 64
#define TEXT 96
/* NVML's "not available". */
#define NOT_AVAILABLE UINT64_MAX

enum process_type { COMPUTE = 1, GRAPHICS = 2, MPS = 4 };

struct process {
  unsigned gpu, pid, types;
  /* Instance ids; all ones outside of MIG. */
  unsigned gi, ci;
  uint64_t vram;
  unsigned sm, mem, enc, dec;
  char name[TEXT];
};

/* Of a load that the scenario does not tell: it is what the processes add up to. */
#define FROM_PROCESSES UINT32_MAX

struct slot {
  int present;
  unsigned gi, ci, sm;
  uint64_t total, base;
  char uuid[TEXT], name[TEXT];
};

struct gpu {
  char uuid[TEXT], name[TEXT], pci[32];
  /* Bytes; `base` is held by no process. */
  uint64_t total, reserved, base;
  unsigned util, temperature, milliwatts;
  int mig, gpm;
  struct slot slots[MAX_SLOTS];
};

/* An answer that a function gives instead of its own. */
struct rule {
  char function[64];
  /* NVML's code, or a pause in milliseconds. */
  int code, pause;
  /* Index of the only card concerned, -1 for every handle. */
  int gpu;
};

struct scenario {
  char driver[32];
  /* Whether something changes with time alone. */
  int timed;
  unsigned gpu_count, process_count, rule_count;
  struct gpu gpus[MAX_GPUS];
  struct process processes[MAX_PROCESSES];
  struct rule rules[MAX_RULES];
};

/* Microseconds since 1970. */
uint64_t now_us(void);

/* The scenario as of now, read again where its file has changed. Call with the lock held. */
const struct scenario *current_scenario(void);

/* Reads the lines of a scenario that count `elapsed` seconds after its start. */
void read_scenario(const char *path, uint64_t loaded_us, struct scenario *out);

/* Bytes held on a card, or in one of its GPU instances. */
uint64_t held_on_card(const struct scenario *s, unsigned gpu);
uint64_t held_in_instance(const struct scenario *s, unsigned gpu, const struct slot *slot);

#endif
