/** The library that draws, from the one place that names it. */
export {
  html,
  render,
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useCallback,
} from "/page/lib/preact.js";
