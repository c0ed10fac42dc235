/* What a card, or a MIG slice, says of itself. */
#include "nvml.h"

#include <stdio.h>

int nvmlDeviceGetUUID(device handle, char *uuid, unsigned length) {
  BEGIN(handle);
  const struct slot *slot = slot_of(s, handle);
  snprintf(uuid, length, "%s", slot ? slot->uuid : s->gpus[handle->gpu].uuid);
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetName(device handle, char *name, unsigned length) {
  BEGIN(handle);
  const struct slot *slot = slot_of(s, handle);
  const char *card = s->gpus[handle->gpu].name;
  if (slot) snprintf(name, length, "%s MIG %s", card, slot->name);
  else snprintf(name, length, "%s", card);
  return end(NVML_SUCCESS);
}

struct pci_info {
  char legacy_bus_id[16];
  unsigned domain, bus, device, device_id, subsystem_id;
  char bus_id[32];
};

int nvmlDeviceGetPciInfo_v3(device handle, struct pci_info *info) {
  BEGIN(handle);
  *info = (struct pci_info){0};
  snprintf(info->bus_id, sizeof info->bus_id, "%s", s->gpus[handle->gpu].pci);
  return end(NVML_SUCCESS);
}

struct memory_v2 {
  unsigned version;
  uint64_t total, reserved, free, used;
};

static struct memory_v2 memory_of(const struct scenario *s, device handle) {
  const struct slot *slot = slot_of(s, handle);
  const struct gpu *gpu = &s->gpus[handle->gpu];
  struct memory_v2 memory = {.total = slot ? slot->total : gpu->total};
  memory.reserved = slot ? 0 : gpu->reserved;
  memory.used = slot ? held_in_instance(s, handle->gpu, slot) : held_on_card(s, handle->gpu);
  memory.free = memory.total - memory.reserved - memory.used;
  return memory;
}

#ifndef OLD_DRIVER
int nvmlDeviceGetMemoryInfo_v2(device handle, struct memory_v2 *memory) {
  BEGIN(handle);
  unsigned version = sizeof *memory | 2 << 24;
  if (memory->version != version) return end(NVML_ARGUMENT_VERSION_MISMATCH);
  *memory = memory_of(s, handle);
  memory->version = version;
  return end(NVML_SUCCESS);
}
#endif

struct memory_v1 {
  uint64_t total, free, used;
};

int nvmlDeviceGetMemoryInfo(device handle, struct memory_v1 *memory) {
  BEGIN(handle);
  struct memory_v2 full = memory_of(s, handle);
  /* The older call counts the driver's reserve as used. */
  *memory = (struct memory_v1){full.total, full.free, full.used + full.reserved};
  return end(NVML_SUCCESS);
}

struct rates {
  unsigned gpu, memory;
};

int nvmlDeviceGetUtilizationRates(device handle, struct rates *rates) {
  BEGIN(handle);
  if (s->gpus[handle->gpu].mig) return end(NVML_NOT_SUPPORTED);
  *rates = (struct rates){s->gpus[handle->gpu].util, 0};
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetTemperature(device handle, int sensor, unsigned *celsius) {
  BEGIN(handle);
  if (sensor != 0 || slot_of(s, handle)) return end(NVML_INVALID_ARGUMENT);
  *celsius = s->gpus[handle->gpu].temperature;
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetPowerUsage(device handle, unsigned *milliwatts) {
  BEGIN(handle);
  *milliwatts = s->gpus[handle->gpu].milliwatts;
  return end(NVML_SUCCESS);
}
