import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../run/marks.tsx";
import { type Field, field } from "./draft.ts";

/** Rows of a name and a value: headers, fields of a form. The focus goes where the work goes on. */
interface PairsProps {
  one: string; // what a row is, for example "header"
  pairs: Field[];
  onPairs: (pairs: Field[]) => void;
}

export function Pairs({ one, pairs, onPairs }: PairsProps): VNode {
  const root = useRef<HTMLDivElement>(null);
  const wanted = useRef(""); // the field or button that takes the focus once it is drawn
  useLayoutEffect(() => {
    if (wanted.current) {
      root.current?.querySelector<HTMLElement>(wanted.current)?.focus();
      wanted.current = "";
    }
  });
  const change = (id: number, changes: Partial<Field>): void =>
    onPairs(pairs.map((pair) => (pair.id === id ? { ...pair, ...changes } : pair)));
  const remove = (id: number): void => {
    wanted.current = ".console-add";
    onPairs(pairs.filter((pair) => pair.id !== id));
  };
  const add = (): void => {
    const added = field();
    wanted.current = `[data-pair="${added.id}"] input`;
    onPairs([...pairs, added]);
  };
  return (
    <div class="console-pairs" ref={root}>
      {pairs.map((pair, index) => (
        <div key={pair.id} class="console-pair" data-pair={pair.id} role="group" aria-label={`${one} ${index + 1}`}>
          <Cell name="Name" of={`${one} ${index + 1}`} value={pair.name} onText={(name) => change(pair.id, { name })} />
          <Cell
            name="Value"
            of={`${one} ${index + 1}`}
            value={pair.value}
            onText={(value) => change(pair.id, { value })}
          />
          <button
            class="button button-quiet button-icon"
            type="button"
            aria-label={`Remove ${one} ${index + 1}`}
            onClick={() => remove(pair.id)}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      <button class="button button-small console-add" type="button" onClick={add}>
        Add a {one}
      </button>
    </div>
  );
}

interface CellProps {
  name: string;
  of: string;
  value: string;
  onText: (text: string) => void;
}

function Cell({ name, of, value, onText }: CellProps): VNode {
  return (
    <input
      class="input input-small console-code"
      aria-label={`${name} of ${of}`}
      placeholder={name}
      value={value}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}
