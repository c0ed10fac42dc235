/* Who holds memory, and how busy each process keeps the card. */
#include "nvml.h"

#include <stdio.h>
#include <string.h>

/* Bytes of one entry: three layouts are about. */
enum stride { V1 = 16, V2 = 24, QUIRK = 32 };

static int write_processes(const struct scenario *s, device handle, unsigned types, unsigned *count,
                           char *entries, enum stride stride) {
  const struct slot *slot = slot_of(s, handle);
  unsigned found = 0, room = *count;
  for (unsigned i = 0; i < s->process_count; i++) {
    const struct process *p = &s->processes[i];
    if (p->gpu != handle->gpu || !(p->types & types)) continue;
    if (slot && (p->gi != slot->gi || p->ci != slot->ci)) continue;
    if (found < room) {
      char *entry = entries + found * stride;
      memset(entry, 0xee, stride);
      memcpy(entry, &p->pid, 4);
      memcpy(entry + 8, &p->vram, 8);
      if (stride >= V2) memcpy(entry + 16, &p->gi, 4), memcpy(entry + 20, &p->ci, 4);
    }
    found++;
  }
  *count = found;
  return found > room ? NVML_INSUFFICIENT_SIZE : NVML_SUCCESS;
}

#define PROCESSES(name, types, stride)                                                             \
  int name(device handle, unsigned *count, char *entries) {                                        \
    BEGIN(handle);                                                                                 \
    return end(write_processes(s, handle, types, count, entries, stride));                         \
  }

#ifndef OLD_DRIVER
/* Drivers 535.43 to 535.85 have a fifth field behind the `_v3` calls. */
static enum stride stride_of_v3(const struct scenario *s) {
  unsigned major = 0, minor = 0;
  sscanf(s->driver, "%u.%u", &major, &minor);
  return major == 535 && minor >= 43 && minor <= 85 ? QUIRK : V2;
}

PROCESSES(nvmlDeviceGetComputeRunningProcesses_v3, COMPUTE, stride_of_v3(s))
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses_v3, GRAPHICS, stride_of_v3(s))
PROCESSES(nvmlDeviceGetMPSComputeRunningProcesses_v3, MPS, stride_of_v3(s))
#endif
PROCESSES(nvmlDeviceGetComputeRunningProcesses_v2, COMPUTE, V2)
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses_v2, GRAPHICS, V2)
PROCESSES(nvmlDeviceGetMPSComputeRunningProcesses_v2, MPS, V2)
PROCESSES(nvmlDeviceGetComputeRunningProcesses, COMPUTE, V1)
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses, GRAPHICS, V1)

struct sample {
  unsigned pid;
  uint64_t time;
  unsigned sm, mem, enc, dec;
};

/* The driver samples this often. */
#define SAMPLING_US 200000

/*
 * Samples in the order and with the oddities of real drivers: the newest comes first, an older one
 * behind it, one over 100 %, one of a process that has ended, and stale ones of who is idle now.
 */
int nvmlDeviceGetProcessUtilization(device handle, struct sample *samples, unsigned *count,
                                    uint64_t last_seen) {
  BEGIN(handle);
  if (s->gpus[handle->gpu].mig) return end(NVML_NOT_SUPPORTED);
  uint64_t newest = now_us() / SAMPLING_US * SAMPLING_US;
  unsigned found = 0, room = *count, busy = 0;
  struct sample none;
#define ADD(...) (*(found < room ? &samples[found] : &none) = (struct sample){__VA_ARGS__}, found++)
  for (unsigned i = 0; i < s->process_count && newest > last_seen; i++) {
    const struct process *p = &s->processes[i];
    if (p->gpu != handle->gpu) continue;
    int idle = !(p->sm || p->mem || p->enc || p->dec);
    if (idle) ADD(p->pid, last_seen, 97, 97, 97, 97);
    if (idle) continue;
    busy = 1;
    ADD(p->pid, newest, p->sm, p->mem, p->enc, p->dec);
    ADD(p->pid, newest - 1, 97, 97, 97, 97);
    ADD(p->pid, newest + 1, 4294967, 0, 0, 0);
    ADD(4294967294u, newest, 50, 0, 0, 0);
  }
  if (!busy) return end(NVML_NOT_FOUND);
  *count = found;
  return end(found > room ? NVML_INSUFFICIENT_SIZE : NVML_SUCCESS);
}
