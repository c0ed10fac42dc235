/** Levels of the log that a person reads. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Takes the lines that local servers write. */
export type LogSink = (level: LogLevel, message: string) => void;

/** A line of a server's log, for people. */
interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
  /** The sentence with which the server ends, when this line is that. */
  readonly fatal: string | undefined;
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'error',
};

/** Fields that say what the channel says already. */
const KNOWN = new Set(['level', 'time', 'msg', 'deployment']);

/** Turns one line of the server's standard output into words; what is no JSON stays as it is. */
export function readLogLine(line: string): LogLine {
  const fields = parsed(line);
  if (fields === undefined) return { level: 'info', text: line, fatal: undefined };
  const { level, msg } = fields;
  const rest = Object.entries(fields)
    .filter(([name, value]) => !KNOWN.has(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const fatal = level === 'fatal' && fields['err'] === undefined && typeof msg === 'string';
  return {
    level: LEVELS[String(level)] ?? 'info',
    text: [String(msg ?? ''), ...rest].join(' '),
    fatal: fatal ? msg : undefined,
  };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
