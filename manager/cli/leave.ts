/**
 * Ends the process once everything is written. A host that does not answer would keep it: a login that has not come through is a
 * process of its own, which ends minutes later.
 */
export async function leave(): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  process.exit();
}
