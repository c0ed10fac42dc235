/* The part of NVML's interface that the simulated library has; layouts as in NVIDIA's nvml.h. */
#ifndef NVML_H
#define NVML_H

#include "scenario.h"

enum {
  NVML_SUCCESS = 0,
  NVML_UNINITIALIZED = 1,
  NVML_INVALID_ARGUMENT = 2,
  NVML_NOT_SUPPORTED = 3,
  NVML_NOT_FOUND = 6,
  NVML_INSUFFICIENT_SIZE = 7,
  NVML_ARGUMENT_VERSION_MISMATCH = 25,
};

/* What a device handle points to: a card, or a slot of a card under MIG. */
struct handle {
  unsigned gpu;
  /* -1 for the card itself. */
  int slot;
};

typedef const struct handle *device;

/*
 * Begins a call: takes the lock and looks for a rule. Returns NULL and sets `*code` when the call is
 * to answer with that code at once.
 */
const struct scenario *begin(const char *function, device handle, int *code);
/* Ends a call, with the code that it answers. */
int end(int code);

device card_handle(unsigned gpu);
device slot_handle(unsigned gpu, unsigned slot);
const struct slot *slot_of(const struct scenario *s, device handle);

#define BEGIN(handle)                                                                              \
  int answer;                                                                                      \
  const struct scenario *s = begin(__func__, handle, &answer);                                     \
  if (!s) return answer

#endif
