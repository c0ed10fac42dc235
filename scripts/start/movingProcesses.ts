import type { Scenario, SimulatedGpu, SimulatedProcess } from '../../test/gpu-host/scenario.ts';

const MIB = 2 ** 20;

/** Something that seems to use a card: a container's first process, or any other of this machine. */
export interface SeemingUser {
  readonly pid: number;
  readonly name: string;
  /** Where it was placed: a UUID of a card or slice; anything else takes the next card in turn. */
  readonly gpu: string;
  /** Bytes that its memory moves below. */
  readonly budgetBytes: number;
}

/** Where a process is. */
type Place = Pick<SimulatedProcess, 'gpu' | 'gi' | 'ci'>;

/**
 * A scenario in which these use the cards, each at its own pace: memory goes up and down and now and
 * then comes close to the budget.
 * @param seconds since the beginning.
 */
export function movedScenario(
  scenario: Scenario,
  users: readonly SeemingUser[],
  seconds: number,
): Scenario {
  const places = placesOf(scenario.gpus);
  if (places.length === 0) return scenario;
  const wanted = users.map(({ pid, name, gpu, budgetBytes }, at): SimulatedProcess => {
    const named = places.find(({ uuid }) => uuid === gpu);
    const place = (named ?? (places[at % places.length] as (typeof places)[number])).place;
    const share = 0.66 + 0.2 * wave(seconds, 151 + 13 * at, at) + 0.06 * wave(seconds, 23, at);
    const busy = 48 + 32 * wave(seconds, 41 + 7 * at, 2 * at) + 12 * wave(seconds, 5, at);
    return {
      ...place,
      pid,
      name,
      vram: Math.round((budgetBytes * share) / MIB) * MIB,
      sm: Math.round(Math.min(95, Math.max(1, busy))),
      mem: Math.round(Math.max(1, busy / 2)),
    };
  });
  const processes = wanted.map((process) => sharing(process, wanted));
  const gpus = scenario.gpus.map((gpu, index) => busyCard(gpu, index, processes));
  return { ...scenario, gpus, processes };
}

/** Those that would keep a card busier than it can be get their parts of it. */
function sharing(process: SimulatedProcess, all: readonly SimulatedProcess[]): SimulatedProcess {
  const { sm = 0, gpu, gi } = process;
  const sum = all
    .filter((other) => other.gpu === gpu && other.gi === gi)
    .reduce((total, other) => total + (other.sm ?? 0), 0);
  return sum <= 100 ? process : { ...process, sm: Math.floor((sm * 100) / sum) };
}

function placesOf(gpus: readonly SimulatedGpu[]): { uuid: string; place: Place }[] {
  return gpus.flatMap(({ uuid, slots }, gpu) =>
    slots
      ? slots.flatMap((slot) =>
          slot ? [{ uuid: slot.uuid, place: { gpu, gi: slot.gi, ci: slot.ci } }] : [],
        )
      : [{ uuid, place: { gpu } }],
  );
}

/** What the card says of itself follows from who uses it. */
function busyCard(
  gpu: SimulatedGpu,
  index: number,
  processes: readonly SimulatedProcess[],
): SimulatedGpu {
  const here = processes.filter((one) => one.gpu === index);
  const busy = (of: readonly SimulatedProcess[]): number =>
    Math.min(
      100,
      of.reduce((sum, { sm = 0 }) => sum + sm, 0),
    );
  const util = busy(here);
  const slots = gpu.slots?.map(
    (slot) => slot && { ...slot, sm: busy(here.filter(({ gi }) => gi === slot.gi)) },
  );
  return {
    ...gpu,
    util,
    temperature: Math.round(gpu.temperature + util / 4),
    watts: gpu.watts + util * 2.6,
    ...(slots && { slots }),
  };
}

/** Between -1 and 1. @param period in seconds. */
function wave(seconds: number, period: number, phase: number): number {
  return Math.sin((2 * Math.PI * seconds) / period + phase);
}
