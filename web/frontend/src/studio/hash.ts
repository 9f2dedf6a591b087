/** A place in the problem as addresses name it: #tests/test_limits.py:12. */
export function placeInHash(hash: string): { file: string; line: number | null } {
  const [, file = "", line = ""] = /^#(.*?)(?::(\d+))?$/.exec(decoded(hash)) ?? [];
  return { file, line: Number(line) > 0 ? Number(line) : null };
}

function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return ""; // no address of ours
  }
}
