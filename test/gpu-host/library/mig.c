/* MIG: modes, slices and how busy they are. */
#include "nvml.h"

#include <stdlib.h>

int nvmlDeviceGetMigMode(device handle, unsigned *current, unsigned *pending) {
  BEGIN(handle);
  *current = *pending = (unsigned)s->gpus[handle->gpu].mig;
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetMaxMigDeviceCount(device handle, unsigned *count) {
  BEGIN(handle);
  *count = s->gpus[handle->gpu].mig ? MAX_SLOTS : 0;
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetMigDeviceHandleByIndex(device handle, unsigned index, device *slot) {
  BEGIN(handle);
  if (index >= MAX_SLOTS) return end(NVML_INVALID_ARGUMENT);
  const struct gpu *gpu = &s->gpus[handle->gpu];
  if (!gpu->mig || !gpu->slots[index].present) return end(NVML_NOT_FOUND);
  *slot = slot_handle(handle->gpu, index);
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetGpuInstanceId(device handle, unsigned *id) {
  BEGIN(handle);
  const struct slot *slot = slot_of(s, handle);
  if (!slot) return end(NVML_INVALID_ARGUMENT);
  *id = slot->gi;
  return end(NVML_SUCCESS);
}

int nvmlDeviceGetComputeInstanceId(device handle, unsigned *id) {
  BEGIN(handle);
  const struct slot *slot = slot_of(s, handle);
  if (!slot) return end(NVML_INVALID_ARGUMENT);
  *id = slot->ci;
  return end(NVML_SUCCESS);
}

#ifndef OLD_DRIVER
struct gpm_support {
  unsigned version, supported;
};

/* A sample remembers what was sampled and when. */
struct gpm_sample {
  unsigned gpu, gi;
  uint64_t time;
};

struct gpm_metric {
  unsigned id;
  int code;
  double value;
  const char *names[3];
};

struct gpm_metrics {
  unsigned version, count;
  struct gpm_sample *first, *second;
  struct gpm_metric metrics[];
};

/* SM utilisation in per cent, and the least time between samples that NVML asks for. */
#define GPM_SM_UTIL 2
#define GPM_LEAST_US 100000

int nvmlGpmQueryDeviceSupport(device handle, struct gpm_support *support) {
  BEGIN(handle);
  if (support->version != 1) return end(NVML_ARGUMENT_VERSION_MISMATCH);
  support->supported = (unsigned)s->gpus[handle->gpu].gpm;
  return end(NVML_SUCCESS);
}

int nvmlGpmSampleAlloc(struct gpm_sample **sample) {
  *sample = calloc(1, sizeof **sample);
  return NVML_SUCCESS;
}

int nvmlGpmSampleFree(struct gpm_sample *sample) {
  free(sample);
  return NVML_SUCCESS;
}

int nvmlGpmMigSampleGet(device handle, unsigned gi, struct gpm_sample *sample) {
  BEGIN(handle);
  if (!s->gpus[handle->gpu].gpm) return end(NVML_NOT_SUPPORTED);
  *sample = (struct gpm_sample){handle->gpu, gi, now_us()};
  return end(NVML_SUCCESS);
}

int nvmlGpmMetricsGet(struct gpm_metrics *get) {
  BEGIN(NULL);
  if (get->version != 1) return end(NVML_ARGUMENT_VERSION_MISMATCH);
  const struct gpm_sample *first = get->first, *second = get->second;
  if (first->gi != second->gi || second->time < first->time + GPM_LEAST_US)
    return end(NVML_INVALID_ARGUMENT);
  for (unsigned i = 0; i < get->count; i++) {
    struct gpm_metric *metric = &get->metrics[i];
    metric->code = metric->id == GPM_SM_UTIL ? NVML_SUCCESS : NVML_NOT_SUPPORTED;
    for (unsigned slot = 0; slot < MAX_SLOTS; slot++)
      if (s->gpus[first->gpu].slots[slot].gi == first->gi)
        metric->value = s->gpus[first->gpu].slots[slot].sm;
  }
  return end(NVML_SUCCESS);
}
#endif
