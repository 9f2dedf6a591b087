/** A timed session as its pages hand it to the scripts. */
export interface SittingTask {
  slug: string;
  title: string;
  state: "new" | "saved" | "changed" | "submitted";
  url: string;
}

export interface SittingData {
  id: string;
  title: string;
  state: string;
  now: string; // by the server's clock, when the page was made
  ends_at: string | null;
  minutes: number; // with the extra time
  tasks: SittingTask[];
  page_url: string;
  clock_url: string;
  finish_url: string;
  time_up_url: string;
}

/** What the server says of the time when it is asked. */
export interface ClockAnswer {
  state: "planned" | "running" | "ending" | "ended";
  now: string;
  ends_at: string | null;
  waiting: number;
}
