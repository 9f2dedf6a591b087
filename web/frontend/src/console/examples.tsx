import type { VNode } from "preact";
import type { Example } from "../workspace/data.ts";

/** The task's own examples; choosing one puts it where it can be changed and sent. */
export function Examples({
  examples,
  onTake,
}: {
  examples: Example[];
  onTake: (example: Example) => void;
}): VNode | null {
  if (examples.length === 0) {
    return null;
  }
  const choose = (select: HTMLSelectElement): void => {
    const example = examples[Number(select.value)];
    if (select.value !== "" && example) {
      onTake(example);
    }
    select.value = ""; // the same one may be chosen again
  };
  return (
    <select
      class="select select-small console-examples"
      aria-label="Examples"
      value=""
      onChange={(event) => choose(event.currentTarget)}
    >
      <option value="">Examples</option>
      {examples.map((example, index) => (
        <option key={index} value={index}>
          {example.title}
        </option>
      ))}
    </select>
  );
}
