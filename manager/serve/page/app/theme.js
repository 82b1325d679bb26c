// Before anything is drawn, so that a dark page never flashes white.
const system = matchMedia("(prefers-color-scheme: dark)");
const choose = () => {
  const chosen = localStorage.getItem("fleet-look");
  document.documentElement.dataset.look = chosen ?? (system.matches ? "dark" : "light");
};
system.addEventListener("change", choose);
choose();

// What fails to load, as when a network of the machine comes or goes, is loaded anew.
const tries = Number(sessionStorage.getItem("fleet-tries") ?? 0);
const again = ({ target }) => {
  if (!(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) || tries > 4) return;
  sessionStorage.setItem("fleet-tries", String(tries + 1));
  setTimeout(() => location.reload(), 800);
};
addEventListener("error", again, true);
