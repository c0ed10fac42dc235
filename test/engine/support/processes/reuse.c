/* `reuse PID` starts a process that gets this very pid, and ends it when its own input ends. */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **words) {
  pid_t wanted = count > 1 ? atoi(words[1]) : 0;
  struct clone_args args = {
      .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&wanted, .set_tid_size = 1};
  long pid = syscall(SYS_clone3, &args, sizeof args);
  if (pid < 0) {
    perror("clone3");
    return 1;
  }
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
  }
  puts("started");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  return kill((pid_t)pid, SIGKILL);
}
