/* The smallest process of a container: stays until it is ended. `hold N` is N processes. */
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **words) {
  int processes = count > 1 ? atoi(words[1]) : 1;
  while (--processes > 0)
    if (fork() == 0) break;
  for (;;) pause();
}
