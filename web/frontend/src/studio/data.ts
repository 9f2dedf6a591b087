/** What the page hands over in #studio-data, and what the server says of a problem that is being written. */
export interface FileEntry {
  path: string;
  revision: number; // raised by every change; who saves names the one that was read
  bytes: number;
  is_text: boolean;
  changed_at: string;
  changed_by: string | null; // nobody: the account is gone
}

/** One thing wrong with the folder, and where. */
export interface Finding {
  file: string;
  line: number | null;
  message: string;
}

/** A file as it stands on the server. */
export interface FileState {
  path: string;
  text: string | null; // null: it is no text, and `base64` has it
  base64?: string;
  revision: number;
  changed_at: string;
  changed_by: string | null;
}

export interface TestLine {
  id: string;
  title: string;
  criterion: string;
  is_sample: boolean;
  file: string;
  line: number;
}

export interface WrongLine {
  name: string;
  stack: string;
  why: string;
  fails: string[];
}

export interface Mutant {
  name: string;
  file: string;
  line: number;
  change: string;
  is_killed: boolean;
  killed_by: string[];
}

/** A share that counts for the strength. */
export interface StrengthPart {
  name: string;
  count: number;
  total: number;
}

export interface Strength {
  score: number; // 0 to 100
  parts: StrengthPart[];
  formula: string;
}

/** What the gate found: judge/gate/report.py as JSON. */
export interface Report {
  findings: Finding[]; // stop publication
  notes: Finding[]; // do not
  tests: TestLine[];
  matrix: Record<string, Record<string, string>>; // wrong solution, test, outcome
  wrong: WrongLine[];
  strength: Strength;
  mutants: Mutant[] | null;
  repeats: number; // runs of each reference
}

export interface Check {
  id: string;
  state: "queued" | "leased" | "done" | "failed" | "cancelled";
  place: number | null; // in the queue
  done: number;
  total: number;
  progress: string;
  report: Report | null;
  reason: string;
  created_at: string;
  finished_at: string | null;
  is_current: boolean; // the files still are what was checked
  is_publishable: boolean; // it has passed, and is current
  url: string;
  page_url: string;
  cancel_url: string;
}

export interface StudioData {
  id: string;
  slug: string;
  kind: "service" | "query";
  stacks: string[];
  files: FileEntry[];
  findings: Finding[];
  check: Check | null;
  csrf: string;
  preferences?: Record<string, unknown>;
  editable: boolean; // false: the problem is archived
  schemas: Record<string, string>;
  urls: {
    files: string;
    list: string;
    statement: string;
    preview: string;
    checks: string;
    renames: string;
    revisions: string;
    publish: string;
  };
}

export function readStudio(script: HTMLElement): StudioData {
  return JSON.parse(script.textContent ?? "") as StudioData;
}

export function isUnderWay(check: Check): boolean {
  return check.state === "queued" || check.state === "leased";
}
