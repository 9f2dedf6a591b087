import type { PhaseName } from "./model.ts";
import { PHASES } from "./model.ts";

/** How long a run has taken so far, as the page has seen it: as a whole, and each phase. Survives a reload. */
export type PhaseTimes = Partial<Record<PhaseName, number>>;

interface Seen {
  start: number;
  phases: PhaseTimes; // when each began
}

export class Stopwatch {
  readonly #key: string;
  readonly #seen: Seen;
  #last: PhaseName | null = null;

  constructor(
    runId: string,
    now: number,
    private readonly handedInAt = 0, // where the page knows; 0 where it does not
  ) {
    this.#key = `run-times:${runId}`;
    this.#seen = kept(this.#key) ?? { start: handedInAt || now, phases: {} };
  }

  see(phase: PhaseName, now: number): void {
    if (phase === this.#last) {
      return;
    }
    const { start, phases } = this.#seen;
    const isFirst = this.#last === null;
    this.#last = phase;
    if (isFirst && phases[phase] !== undefined) {
      return; // seen before a reload
    }
    const isAllNew = isFirst && Object.keys(phases).length === 0;
    if (isAllNew && this.handedInAt && phase !== "queued") {
      return; // the page came later than the phase: when that began is not known
    }
    for (const later of PHASES.slice(PHASES.indexOf(phase))) {
      delete phases[later]; // a run that is tried again goes through its phases again
    }
    phases[phase] = isAllNew ? start : now;
    keep(this.#key, this.#seen);
  }

  totalMs(now: number): number {
    return Math.max(0, now - this.#seen.start);
  }

  /** The phases that were seen to begin; each ends where the next one begins. */
  phasesMs(now: number): PhaseTimes {
    const begun = PHASES.filter((name) => this.#seen.phases[name] !== undefined);
    const at = (name: PhaseName | undefined): number => (name && this.#seen.phases[name]) ?? now;
    return Object.fromEntries(begun.map((name, index) => [name, Math.max(0, at(begun[index + 1]) - at(name))]));
  }
}

function kept(key: string): Seen | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Seen | null;
  } catch {
    return null;
  }
}

function keep(key: string, seen: Seen): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(seen));
  } catch {
    // storage is off: the times count from here
  }
}
