import { listen } from "/page/api.js";
import { createContext, useContext, useEffect, useState } from "/page/ui.js";

/** Samples that a graph shows. */
const most = 150;

/** The fleet as it is now, with the figures of lately by instance. */
export const Fleet = createContext({});
export const useFleet = () => useContext(Fleet);

/** Watches the whole fleet for as long as it is used. */
export function useLive() {
  const [fleet, setFleet] = useState({ connected: false, history: {} });
  useEffect(
    () =>
      listen("/events", {
        open: () => setFleet((now) => ({ ...now, connected: true })),
        lost: () => setFleet((now) => ({ ...now, connected: false })),
        past: (looks) => setFleet((now) => ({ ...now, history: looks.reduce(remembered, {}) })),
        fleet: (look) =>
          setFleet((now) => ({
            ...now,
            ...look,
            job: look.job,
            problem: undefined,
            history: remembered(now.history, look),
          })),
        problem: ({ problem }) => setFleet((now) => ({ ...now, problem })),
      }),
    [],
  );
  return fleet;
}

function remembered(history, { at, projects }) {
  const next = { ...history };
  for (const { id, usage } of projects)
    next[id] = [...(next[id] ?? []), { at, cpu: usage.cpu, memory: usage.memory }].slice(-most);
  return next;
}

/** Watches what goes through the gateway of an instance. @returns points, oldest first, and why there are none. */
export function useTraffic(id) {
  const [seen, setSeen] = useState({ points: [] });
  useEffect(() => {
    setSeen({ points: [] });
    return listen(`/projects/${id}/traffic`, {
      past: (points) => setSeen({ points }),
      point: (point) => setSeen(({ points }) => ({ points: [...points, point].slice(-most) })),
      problem: ({ problem }) => setSeen((now) => ({ ...now, problem })),
    });
  }, [id]);
  return seen;
}

/** Follows a job to its end. @returns it, with its steps; undefined while nothing is known. */
export function useJob(id) {
  const [job, setJob] = useState();
  useEffect(() => {
    setJob(undefined);
    if (id === undefined) return undefined;
    let steps = [];
    const stop = listen(`/jobs/${id}/events`, {
      // After a broken connection everything is told again.
      open: () => (steps = []),
      progress: (step) => setJob((now) => ({ ...now, progress: (steps = [...steps, step]) })),
      gone: () => setJob((now) => (now?.ended === undefined ? forgotten : now)),
      job: (told) => {
        setJob({ ...told, progress: steps });
        if (told.ended !== undefined) stop();
      },
    });
    return stop;
  }, [id]);
  return job;
}

const forgotten = {
  name: "job",
  state: "failed",
  progress: [],
  ended: "unknown",
  error: { message: "The server was started anew and has forgotten it. The activity says how it went." },
};
