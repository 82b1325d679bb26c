/** Begins the name of every figure. */
export const prefix = "supabase_fleet_";

/** Whether the reader may see an instance. */
export type May = (name: string) => boolean;
