import type { ComponentChildren, VNode } from "preact";
import type { Tone } from "./model.ts";

const MAX_TICKS = 30;

/** A glyph of the sprite in the page; always beside a word, so hidden from screen readers. */
export function Icon({ name, extra = "" }: { name: string; extra?: string }): VNode {
  return (
    <svg class={`icon ${extra}`.trim()} aria-hidden="true" focusable="false">
      <use href={`#i-${name}`} />
    </svg>
  );
}

export function Badge({
  tone,
  glyph,
  word,
  isLarge = false,
}: {
  tone: Tone;
  glyph: string;
  word: string;
  isLarge?: boolean;
}): VNode {
  return (
    <span class={`badge tone-${tone}${isLarge ? " badge-large" : ""}`}>
      <Icon name={glyph} />
      {word}
    </span>
  );
}

/** A bar with a tick per point. Widths are attributes of the drawing: the page's policy allows no inline styles. */
export function PointsBar({ earned, possible }: { earned: number; possible: number }): VNode {
  const ticks =
    possible > 1 && possible <= MAX_TICKS ? Array.from({ length: possible - 1 }, (_, index) => index + 1) : [];
  const percent = (points: number): string => `${(100 * points) / possible}%`;
  return (
    <svg class="points-bar" aria-hidden="true" focusable="false">
      <rect class="track" width="100%" height="100%" />
      {possible > 0 && <rect class="fill" width={percent(earned)} height="100%" />}
      {ticks.map((tick) => (
        <line key={tick} class="tick" x1={percent(tick)} x2={percent(tick)} y1="0" y2="100%" />
      ))}
    </svg>
  );
}

export function Callout({ tone, children }: { tone: Tone; children: ComponentChildren }): VNode {
  const glyph = tone === "info" ? "info" : "fault";
  return (
    <div class={`callout tone-${tone}`}>
      <Icon name={glyph} />
      <div class="callout-body">{children}</div>
    </div>
  );
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
