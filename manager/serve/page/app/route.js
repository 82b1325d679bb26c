import { useEffect, useState } from "/page/ui.js";

/** Where in the page somebody is: the part of the address behind #, such as `/projects/blog/logs`. */
const here = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);

export function useRoute() {
  const [route, setRoute] = useState(here);
  useEffect(() => {
    const moved = () => setRoute(here());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return route;
}

export const to = (...parts) => `#/${parts.map(encodeURIComponent).join("/")}`;
export const go = (...parts) => void (location.hash = to(...parts));
