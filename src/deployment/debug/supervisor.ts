/** What the supervisor says in the log when a server begins, and when one has ended unasked. */
export const BEGUN = 'debugging: the server begins';
export const ENDED = 'debugging: the server has ended';

/** A line on the supervisor's standard input: it ends the server and begins another one. */
export const AGAIN = '\n';

/** On standard error, where it comes after what the server wrote there. */
const SAY = `say() {
  printf '{"level":"info","time":"%s","deployment":"%s","request":null,"msg":"%s"}\\n' \\
    "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$YOLO_DEPLOYMENT" "$1" >&2
}`;

/** Runs the server; in a session of its own, so that all of it can be ended at once. */
const SERVER = `${SAY}
"$@" </dev/null
say "${ENDED} (exit code $?)"`;

const SUPERVISOR = `${SAY}
server=$1
shift
marked() {
  grep -lsz "^YOLO_DEBUGGED=$$$" /proc/[0-9]*/environ | cut -d / -f 3 | grep .
}
begin() {
  say '${BEGUN}'
  YOLO_DEBUGGED=$$ setsid sh -c "$server" server "$@" &
  job=$!
}
end() {
  kill -s KILL -- "-$job" || kill -s KILL "$job"
  wait "$job"
  # Also what a debugger has put into a session of its own. Ports are free once all are gone.
  while rest=$(marked) || kill -s 0 -- "-$job"; do
    for one in $rest; do kill -s KILL "$one"; done
    sleep 0.02
  done
} 2>/dev/null
begin "$@"
while read -r _; do
  end
  begin "$@"
done
end`;

/**
 * The program that runs a server for as long as standard input is open, and anew for each line there.
 * Whoever debugs holds it open; when the window is gone, also by force, the engine closes it and the
 * container ends. A server that ends by itself, as after a wrong edit, leaves the container there for
 * the next attempt.
 * @param command of the server, which no shell reads.
 */
export function supervised(command: readonly string[]): string[] {
  return ['sh', '-c', SUPERVISOR, 'supervisor', SERVER, ...command];
}
