let outlives = false;

/** Has the work of this process go on when its terminal is gone: what it starts from now on does not hear of that. */
export function outliveTerminal(): void {
  outlives = true;
}

/** Whether a program that changes something is kept apart from the terminal. */
export const isOutliving = (): boolean => outlives;
