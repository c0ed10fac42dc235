/* Prints the sizes and places that src/gpu/nvml takes for granted, as this machine's nvml.h has them. */
#include <nvml.h>
#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf("%s %zu\n", #type, sizeof(type))
#define PLACE(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field))

int main(void) {
  SIZE(nvmlProcessInfo_v1_t);
  SIZE(nvmlProcessInfo_v2_t);
  PLACE(nvmlProcessInfo_v2_t, usedGpuMemory);
  PLACE(nvmlProcessInfo_v2_t, gpuInstanceId);
  PLACE(nvmlProcessInfo_v2_t, computeInstanceId);
  SIZE(nvmlProcessUtilizationSample_t);
  PLACE(nvmlProcessUtilizationSample_t, timeStamp);
  PLACE(nvmlProcessUtilizationSample_t, smUtil);
  PLACE(nvmlProcessUtilizationSample_t, encUtil);
  PLACE(nvmlProcessUtilizationSample_t, decUtil);
  SIZE(nvmlMemory_t);
  SIZE(nvmlMemory_v2_t);
  PLACE(nvmlMemory_v2_t, total);
  PLACE(nvmlMemory_v2_t, reserved);
  PLACE(nvmlMemory_v2_t, used);
  SIZE(nvmlUtilization_t);
  SIZE(nvmlPciInfo_t);
  PLACE(nvmlPciInfo_t, busId);
  SIZE(nvmlGpmSupport_t);
  SIZE(nvmlGpmMetric_t);
  PLACE(nvmlGpmMetric_t, nvmlReturn);
  PLACE(nvmlGpmMetric_t, value);
  PLACE(nvmlGpmMetricsGet_t, sample1);
  PLACE(nvmlGpmMetricsGet_t, metrics);
  printf("NVML_GPM_METRIC_SM_UTIL %d\n", NVML_GPM_METRIC_SM_UTIL);
  printf("NVML_GPM_METRIC_MAX %d\n", NVML_GPM_METRIC_MAX);
  printf("nvmlMemory_v2 %u\n", (unsigned)nvmlMemory_v2);
  return 0;
}
