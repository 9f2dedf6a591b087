import type { Files } from "../workspace/data.ts";
import type { Exchange, Stage } from "./model.ts";

/** One console as the page knows it. */
export interface Snapshot {
  stage: Stage;
  place: number | null;
  label: string;
  sentence: string;
  log: string;
  exchanges: Exchange[]; // in the order of asking
  error: string; // why the last thing that the user wanted was refused
  isInTrouble: boolean; // the server cannot be reached just now
  isOpening: boolean;
  isAsking: boolean;
  started: { stack: string; files: Files } | null; // what is running
}

export const EMPTY: Snapshot = {
  stage: "idle",
  place: null,
  label: "",
  sentence: "",
  log: "",
  exchanges: [],
  error: "",
  isInTrouble: false,
  isOpening: false,
  isAsking: false,
  started: null,
};
